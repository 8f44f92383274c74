"""Content lines as octets: CRLF ends and folds (RFC 5545 §3.1)."""

from typing import Any

from icalendar import Component

LIMIT = 75
FOLD = b"\r\n "
BACKSLASH = ord("\\")


def to_bytes(component: Component) -> bytes:
    """The component's properties in icalendar's order, as folded lines.

    icalendar's own `to_ical` turns each value into text again to fold it character by character,
    which takes two thirds of the time of a feed.
    """
    return b"".join(fold(_line(*item)) + b"\r\n" for item in component.property_items())


def _line(name: str, value: Any) -> bytes:
    params = getattr(value, "params", None)
    head = f"{name};{params.to_ical().decode()}" if params else name
    return head.encode() + b":" + _octets(value)


def _octets(value: Any) -> bytes:
    """A property's value; the names after BEGIN and END are octets already."""
    written = value if isinstance(value, bytes) else value.to_ical()
    return written.encode() if isinstance(written, str) else bytes(written)


def fold(line: bytes) -> bytes:
    """UTF-8 in pieces of at most 75 octets, never inside a character or an escape."""
    if len(line) <= LIMIT:
        return line
    pieces = []
    start, room = 0, LIMIT
    while len(line) - start > room:
        end = _cut(line, start + room)
        pieces.append(line[start:end])
        start, room = end, LIMIT - 1
    return FOLD.join((*pieces, line[start:]))


def _cut(line: bytes, end: int) -> int:
    """The last place at or before `end` where a character begins that is not part of an escape."""
    while line[end] & 0xC0 == 0x80:
        end -= 1
    return end - 1 if line[end - 1] == BACKSLASH else end
