"""The PIN that lets staff out of a kiosk. The tablet checks it, too, since it may have no network.

Four to eight digits withstand nobody who can copy the hash; what they guard is a tablet that guests stand before, and
tries are throttled there and here.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

ROUNDS = 100_000
SALT_BYTES = 16
_DIGITS = re.compile(r"[0-9]{4,8}")


@dataclass(frozen=True, slots=True)
class Pin:
    """PBKDF2 with HMAC-SHA-256, in hex; the scanner page derives the same (``static/js/scan/pin.js``)."""

    rounds: int
    salt: str
    hash: str


def keep(typed: str) -> str:
    """A PIN as it is kept; a ``DomainError`` where it is none."""
    pin = plain(typed)
    if not _DIGITS.fullmatch(pin):
        raise DomainError(_l("Choose a PIN of four to eight digits."), "pin")
    salt = secrets.token_hex(SALT_BYTES)
    return f"{ROUNDS}${salt}${_derived(pin, salt, ROUNDS)}"


def read(kept: str) -> Pin | None:
    """None where a device has no PIN."""
    if not kept:
        return None
    rounds, salt, derived = kept.split("$")
    return Pin(int(rounds), salt, derived)


def matches(typed: str, kept: str) -> bool:
    pin = read(kept)
    return pin is not None and hmac.compare_digest(_derived(plain(typed), pin.salt, pin.rounds), pin.hash)


def plain(typed: str) -> str:
    """Digits of any width, as an input method may have made them."""
    return unicodedata.normalize("NFKC", typed[:40]).strip()


def _derived(pin: str, salt: str, rounds: int) -> str:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), rounds).hex()
