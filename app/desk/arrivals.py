"""What a device reports of a walk-in: in clear, or sealed to the event's key when it had to be kept first."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

PURPOSE = "walk-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who came, as typed at the desk; ``country`` ISO 3166-1 alpha-2. ``consents``: kinds that the person agreed to."""

    han: str = ""
    family: str = ""
    given: str = ""
    organisation: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    consents: tuple[str, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInItem:
    """``walk_in_id`` is a UUIDv7 made by the device, ``made_at`` corrected by its clock's offset.

    ``code`` or ``short_code`` is that of the blank badge that was given; both are empty where there was none, and
    ``category`` is then the public id of the one to come as. ``kept``: it was made without a network, and the person
    has gone in. ``beyond``: a supervisor's word for letting somebody in although no place is left.
    ``someone_else``: the desk has seen that it is nobody who is registered under this name.
    """

    walk_in_id: uuid.UUID
    made_at: datetime
    guest: Guest
    category: str = ""
    code: str = ""
    short_code: str = ""
    kept: bool = False
    beyond: str = ""
    someone_else: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 in hex of who came with which badge: the same id with another digest is another person.

        Whether the desk has looked again, or a supervisor has spoken, makes nobody else of them.
        """
        told = [str(self.walk_in_id), self.made_at.astimezone(UTC).isoformat(), asdict(self.guest)]
        told += [self.category, self.code, self.short_code]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
