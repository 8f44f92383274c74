"""The code on the screen: it changes every few seconds, and is derived, so that nothing is stored for it.

A photograph of it is worth as little as half a minute: the present slot is good, and the one before, for whoever
scanned as it changed.
"""

import base64
import hmac
from datetime import datetime, timedelta

from app.core.secrets import Secrets

SLOT = timedelta(seconds=15)
PURPOSE = "self-check-in-screen"
#: 80 bits: 16 characters of base32.
BYTES = 10


def token_of(secrets: Secrets, checkpoint: str, slot: int) -> str:
    """The token of a checkpoint (its public id) in a slot, upper-case."""
    return base64.b32encode(secrets.mac(PURPOSE, f"{checkpoint}:{slot}".encode(), BYTES)).decode()


def slot_at(moment: datetime) -> int:
    return int(moment.timestamp() // SLOT.total_seconds())


def left_of(moment: datetime) -> int:
    """Milliseconds until the slot ends."""
    passed = moment.timestamp() % SLOT.total_seconds()
    return int((SLOT.total_seconds() - passed) * 1000)


def is_good(secrets: Secrets, checkpoint: str, token: str, at: datetime) -> bool:
    """Whether the screen shows ``token`` now, or did a slot ago."""
    slot, typed = slot_at(at), token.upper().encode()
    good = [hmac.compare_digest(token_of(secrets, checkpoint, one).encode(), typed) for one in (slot, slot - 1)]
    return any(good)
