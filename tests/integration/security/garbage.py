"""What no honest form sends."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, urlencode

#: Bytes, since a browser may be made to send any.
GARBAGE: tuple[bytes, ...] = tuple(
    text if isinstance(text, bytes) else text.encode()
    for text in (
        "", " ", "\0", "a\0b", b"\xff\xfe", b"\xed\xa0\x80", "x" * 5_000, "𠀀💥" * 200, "\u202e\u200b", "1\n2\r\n3",
        "-1", "0", "9" * 20, "1e400", "-1e400", "1e1000000", "1e999999999999999999", "NaN", "Infinity", "٣", "²",
        "１２", "0x10", "0000-00-00", "9999-12-31", "10000-01-01", "0001-01-01", "9999-12-31T23:59", "25:61",
        "1900-01-01",
        "' or 1=1 --", "\" ; drop table \"user\"; --", "%s%n%d", "{{7*7}}", "${7*7}", "<script>alert(1)</script>",
        "javascript:alert(1)", "../../../etc/passwd", "=cmd|' /C calc'!A0", "true", "null", "[]", "{}",
        "a@b", "@", "http://", "https://[::1", "//other.example", "\\\\other.example", "AAAAAAAAAAAAAAAA", "zh", "%",
    )
)  # fmt: skip


def encoded(pairs: list[tuple[str, bytes]]) -> bytes:
    """A form's body, or an address's question."""
    return urlencode(pairs).encode()


def in_path(value: bytes) -> str:
    return quote_from_bytes(value, safe="")
