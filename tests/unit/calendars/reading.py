"""Reading iCalendar bytes back, by two libraries and by the grammar itself."""

import re

import vobject
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from vobject.base import Component

UNESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def by_vobject(data: bytes) -> Component:
    return vobject.readOne(data.decode())


def by_ical(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode())


def unfolded(data: bytes) -> list[str]:
    """The content lines, without folds."""
    return data.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def value(data: bytes, name: str) -> str:
    """The raw value of the only line of a property, wherever it stands; its parameters are left out."""
    (found,) = lines(data, name)
    return found.partition(":")[2]


def lines(data: bytes, name: str) -> list[str]:
    """All lines of a property, whose parameters here hold no colon."""
    return [line for line in unfolded(data) if re.match(rf"{name}[;:]", line)]


def inside(data: bytes, component: str) -> bytes:
    """The first component of that name, with its BEGIN and END."""
    begin, end = f"BEGIN:{component}\r\n".encode(), f"END:{component}\r\n".encode()
    return begin + data.partition(begin)[2].partition(end)[0] + end


def unescaped(text: str) -> str:
    """TEXT as RFC 5545 §3.3.11 reads it, from left to right."""
    return re.sub(r"\\[nN,;\\]", lambda match: UNESCAPES[match[0]], text)
