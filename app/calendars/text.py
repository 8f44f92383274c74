"""Values that icalendar writes almost, but not quite, as RFC 5545 has them."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from icalendar import vCategory, vGeo, vText

# Controls but TAB and LF, C1 controls, lone surrogates, and the marks that Python-based readers
# take for line ends.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
URI_SAFE = "!#$%&'()*+,/:;=?@[]~"


def clean(value: str) -> str:
    """Text with LF as its only line end and no other control character but TAB."""
    return UNWANTED.sub("", LINE_ENDS.sub("\n", value)).strip()


def uri(value: str) -> str:
    """A URI in ASCII: what a URI may not hold is percent-encoded."""
    return quote(clean(value).replace("\n", ""), safe=URI_SAFE)


class Text(vText):
    """TEXT; icalendar turns a typed backslash and N ("C:\\New") into a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return self.translate(ESCAPES).encode()


class Category(vCategory):
    """CATEGORIES, each escaped as TEXT."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__([])
        self.cats = [Text(clean(name)) for name in names]


class Geo(vGeo):
    """Six decimals: a float near zero would be written with an exponent."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"
