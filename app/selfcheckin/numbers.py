"""The number of the day, for a printed poster: derived, so that it changes at midnight by itself; staff can turn it.

It says no more than that somebody told the guest the number today, wherever the guest is.
"""

import hmac
import re
import unicodedata
from datetime import datetime

from app.core.clock import today_in
from app.core.secrets import Secrets

PURPOSE = "self-check-in-number"
DIGITS = 6


def number_of(secrets: Secrets, checkpoint: str, turn: int, zone: str, at: datetime) -> str:
    """Six digits for a checkpoint (its public id) on the day of ``at`` in its event's zone."""
    derived = secrets.mac(PURPOSE, f"{checkpoint}:{turn}:{today_in(zone, at)}".encode(), 8)
    return str(int.from_bytes(derived, "big") % 10**DIGITS).zfill(DIGITS)


def is_number(number: str, typed: str) -> bool:
    """Whether ``typed`` is the number, in digits of any width and spaced in any way."""
    plain = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", typed[:40]))
    return hmac.compare_digest(number, plain)
