"""The QR of a ticket as modules, as an SVG path and as a small picture."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

QUIET_ZONE = 4  # modules of white that a reader needs on each side

_ALPHANUMERIC: Final = 2  # mode indicators of ISO 18004
_BYTES: Final = 4
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}

Matrix = Sequence[Sequence[bool]]


def qr_matrix(url_head: str, code: str) -> list[list[bool]]:
    """Modules of ``url_head`` and ``code`` at level M, rows of dark and light, without the quiet zone.

    The head keeps its case in a byte segment, since some readers refuse ``HTTPS://``; the code is a denser
    alphanumeric one.
    """
    return [[module == "1" for module in row] for row in qr_rows(url_head, code)]


def qr_rows(url_head: str, code: str) -> list[str]:
    """As ``qr_matrix``, each row as a text of 0 and 1."""
    from app.tickets.qrframe import frame, version_for

    head = url_head.encode()
    version = version_for(len(head), len(code))
    made = frame(version)
    modules, side = made.modules(_codewords(head, code, version, made.capacity)), made.side
    bits = f"{modules:0{side * side}b}"
    return [bits[start : start + side] for start in range(0, side * side, side)]


@lru_cache(maxsize=4)
def _head_bits(head: bytes, length_bits: int) -> tuple[int, int]:
    """The byte segment: its bits as a number, and how many they are."""
    value = (_BYTES << length_bits | len(head)) << 8 * len(head) | int.from_bytes(head)
    return value, 4 + length_bits + 8 * len(head)


def _codewords(head: bytes, code: str, version: int, capacity: int) -> bytes:
    """The two segments, the end mark and the padding, as ``capacity`` bytes."""
    value, size = _head_bits(head, 8 if version < 10 else 16)
    length_bits = 9 if version < 10 else 11
    value = (value << 4 | _ALPHANUMERIC) << length_bits | len(code)
    size += 4 + length_bits
    for first, second in zip(code[::2], code[1::2], strict=False):
        value = value << 11 | _VALUES[first] * 45 + _VALUES[second]
    size += len(code) // 2 * 11
    if len(code) % 2:
        value, size = value << 6 | _VALUES[code[-1]], size + 6
    ending = min(4, 8 * capacity - size)
    value, size = value << ending, size + ending
    value, size = value << -size % 8, size + -size % 8
    missing = capacity - size // 8
    return value.to_bytes(size // 8) + (b"\xec\x11" * missing)[:missing]


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
