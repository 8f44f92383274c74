"""A series' hue as one of the colour names of CSS, which is what COLOR takes (RFC 7986 §5.9)."""

#: Names by their hue in OKLCH, of like lightness.
NAMES = {
    20: "crimson",
    35: "orangered",
    58: "darkorange",
    82: "darkgoldenrod",
    110: "olive",
    126: "olivedrab",
    143: "forestgreen",
    155: "seagreen",
    195: "teal",
    246: "steelblue",
    266: "royalblue",
    286: "slateblue",
    319: "mediumorchid",
    350: "mediumvioletred",
}


def colour_name(hue: int) -> str:
    """The name nearest to an OKLCH hue in degrees."""
    return NAMES[min(NAMES, key=lambda known: abs((known - hue + 180) % 360 - 180))]
