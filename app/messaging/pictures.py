"""A QR as a PNG, since mail programs draw no SVG."""

import struct
import zlib
from collections.abc import Sequence

from app.tickets.qr import QUIET_ZONE

SCALE = 6


def qr_png(matrix: Sequence[Sequence[bool]], scale: int = SCALE) -> bytes:
    """A picture of one bit a pixel, ``scale`` pixels a module, with the quiet zone."""
    size = (len(matrix) + 2 * QUIET_ZONE) * scale
    light = b"\0" + _packed([False] * size)
    rows = [_row(row, scale) * scale for row in matrix]
    pixels = b"".join([light * QUIET_ZONE * scale, *rows, light * QUIET_ZONE * scale])
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _row(modules: Sequence[bool], scale: int) -> bytes:
    quiet = [False] * QUIET_ZONE
    return b"\0" + _packed([dark for dark in (*quiet, *modules, *quiet) for _ in range(scale)])


def _packed(dark: Sequence[bool]) -> bytes:
    """Eight pixels a byte; 1 is white."""
    bits = "".join("0" if pixel else "1" for pixel in dark)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8), "big")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
