"""The QR of a ticket as modules and as an SVG path."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

QUIET_ZONE = 4  # modules of white that a reader needs on each side

_MASK = 2  # any mask reads well; choosing the best of eight takes twice as long
_ALPHANUMERIC: Final = 2  # mode indicators of ISO 18004
_BYTES: Final = 4

Matrix = Sequence[Sequence[bool]]


def qr_matrix(url_head: str, code: str) -> list[list[bool]]:
    """Modules of ``url_head`` and ``code`` at level M, rows of dark and light, without the quiet zone.

    The head keeps its case in a byte segment, since some readers refuse ``HTTPS://``; the code is a denser
    alphanumeric one.
    """
    from qrcode.constants import ERROR_CORRECT_M  # imports Pillow where that is installed
    from qrcode.main import QRCode
    from qrcode.util import QRData

    qr = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    qr.add_data(QRData(url_head.encode(), mode=_BYTES), optimize=0)
    qr.add_data(QRData(code.encode(), mode=_ALPHANUMERIC), optimize=0)
    qr.make(fit=True)
    return [[bool(module) for module in row] for row in qr.modules]


def svg_path(matrix: Matrix) -> str:
    """The ``d`` of one path, a unit a module: a bar for each run of dark modules in a row.

    With ``n`` modules a side the view box ``-4 -4 n+8 n+8`` gives the quiet zone.
    """
    return "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(matrix) for x, length in _runs(row))


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    x = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield x, length
        x += length
