"""The faces that documents are set in: Noto Sans for Latin, Noto Sans SC for Han (OFL, installed from npm)."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.settings import ROOT

if TYPE_CHECKING:
    import typst

PACKAGES = ROOT / "node_modules" / "@expo-google-fonts"
REGULAR, BOLD = "400Regular", "700Bold"
LATIN = {weight: PACKAGES / "noto-sans" / weight / f"NotoSans_{weight}.ttf" for weight in (REGULAR, BOLD)}
HAN = {weight: PACKAGES / "noto-sans-sc" / weight / f"NotoSansSC_{weight}.ttf" for weight in (REGULAR, BOLD)}


@lru_cache(maxsize=1)
def typst_fonts() -> "typst.Fonts":
    """Our faces and no others, so that a document looks the same on every machine."""
    # Imported here: typst is 40 MB that only the process which prints should hold.
    import typst

    folders = sorted({path.parent for path in (*LATIN.values(), *HAN.values())})
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


@lru_cache(maxsize=2)
def advances(weight: str) -> dict[int, float]:
    """Widths in em of the Latin face's characters, by code point."""
    with _opened(LATIN[weight]) as font:
        unit, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=1)
def drawn() -> frozenset[str]:
    """Characters that have a glyph in both weights."""
    return frozenset.intersection(*(_covers(weight) for weight in (REGULAR, BOLD)))


def _covers(weight: str) -> frozenset[str]:
    signs: set[str] = set()
    for path in (LATIN[weight], HAN[weight]):
        with _opened(path) as font:
            signs.update(map(chr, font.getBestCmap()))
    return frozenset(signs)


def _opened(path: Path) -> Any:
    # Imported here: needed by the process that prints, never by those that answer pages.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    return TTFont(path, lazy=True)
