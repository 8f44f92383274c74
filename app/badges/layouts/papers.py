"""Badges by size, and the sheets of label stock that they are printed on. All in mm."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A badge as it hangs: width and height."""

    width: float
    height: float


SIZES = {
    "a6": Size(105, 148),
    "a7": Size(74, 105),
    "card": Size(86, 54),
    "us43": Size(101.6, 76.2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A sheet and its labels: `columns` × `rows` of `cell`, from `left` and `top`, `across` and `down` apart."""

    name: str
    sheet: Size
    cell: Size
    columns: int
    rows: int
    left: float = 0
    top: float = 0
    across: float = 0
    down: float = 0

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int, *, back: bool = False) -> tuple[float, float]:
        """Where the label of a place begins, row by row; on the back the columns are mirrored."""
        row, column = divmod(place, self.columns)
        left = self.left + column * (self.cell.width + self.across)
        if back:
            left = self.sheet.width - left - self.cell.width
        return left, self.top + row * (self.cell.height + self.down)


A4, A4_WIDE, LETTER = Size(210, 297), Size(297, 210), Size(215.9, 279.4)
STOCKS = {
    "a4-4-a6": Stock(name="A4 · 4 × A6", sheet=A4, cell=Size(105, 148), columns=2, rows=2, down=1),
    "a4-6-us43": Stock(
        name="A4 · 6 × 101.6 × 76.2 mm", sheet=A4, cell=Size(101.6, 76.2), columns=2, rows=3, left=3.4, top=34.2
    ),
    "a4-8-a7": Stock(name="A4 · 8 × A7", sheet=A4_WIDE, cell=Size(74, 105), columns=4, rows=2, left=0.5),
    "a4-8-label": Stock(name="A4 · 8 × 90 × 55 mm", sheet=A4, cell=Size(90, 55), columns=2, rows=4, left=15, top=38.5),
    "a4-10-card": Stock(
        name="A4 · 10 × 86 × 54 mm", sheet=A4, cell=Size(86, 54), columns=2, rows=5, left=14, top=13.5, across=10
    ),
    "a4-10-label": Stock(name="A4 · 10 × 86 × 55 mm", sheet=A4, cell=Size(86, 55), columns=2, rows=5, left=19, top=11),
    "letter-6-us43": Stock(
        name="Letter · 6 × 4 × 3 inch", sheet=LETTER, cell=Size(101.6, 76.2), columns=2, rows=3, left=6.35, top=25.4
    ),
    "letter-8-card": Stock(
        name="Letter · 8 × 86 × 59 mm",
        sheet=LETTER,
        cell=Size(85.725, 59.267),
        columns=2,
        rows=4,
        left=17.46,
        top=15.08,
        across=9.53,
        down=4.76,
    ),
}
