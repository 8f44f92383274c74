"""The code of a badge as a small picture: a few hundred bytes, where its outline would be seven thousand."""

import struct
import zlib

from app.tickets.qr import qr_rows

#: Pixels a module: printers and viewers that smooth pictures then smooth a sixth of a module at most.
SCALE = 3
#: Pixels of a module; 1 is white.
PIXELS = str.maketrans({"1": "0" * SCALE, "0": "1" * SCALE})


def code_picture(head: str, text: str) -> list[int]:
    """The bytes of a PNG of one bit a pixel, without the quiet zone."""
    rows = qr_rows(head, text)
    side = len(rows) * SCALE
    return list(_png(side, b"".join(_line(row, side) * SCALE for row in rows)))


def _line(row: str, side: int) -> bytes:
    """Eight pixels a byte after the filter's."""
    size = -(-side // 8)
    return b"\0" + int(row.translate(PIXELS).ljust(8 * size, "1"), 2).to_bytes(size)


def _png(side: int, lines: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
