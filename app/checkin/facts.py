"""What is known when a code is scanned, and what is decided: plain values, no database behind them.

Instants are aware datetimes, ids are text. The scanner page has the same shapes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    ADMITTED = "admitted"
    REPEAT = "repeat"
    REFUSED = "refused"
    CONFLICT = "conflict"


class Reason(StrEnum):
    UNKNOWN = "unknown"
    BAD_SIGNATURE = "bad_signature"
    OTHER_EVENT = "other_event"
    OTHER_CHECKPOINT = "other_checkpoint"
    NOT_ON_ROSTER = "not_on_roster"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    NOT_ACCEPTED = "not_accepted"
    WAITLISTED = "waitlisted"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    DEVICE_REVOKED = "device_revoked"
    BLANK_BADGE = "blank_badge"
    VOID_BADGE = "void_badge"


class Flag(StrEnum):
    """What a person should look at although the verdict stands."""

    NOT_IN_ROSTER_SNAPSHOT = "not_in_roster_snapshot"
    NEWER_THAN_SNAPSHOT = "newer_than_snapshot"
    EXIT_WITHOUT_ENTRY = "exit_without_entry"
    DEVICE_NOT_ASSIGNED = "device_not_assigned"
    FORCED = "forced"


@dataclass(frozen=True, slots=True)
class Code:
    """What the scanned code says, and whether the event's key signed it."""

    readable: bool = True
    signature: str = "valid"  # valid | invalid | unknown_key
    event: int = 0
    generation: int = 0
    category: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A registration, as far as the one who decides knows it; or a blank badge, in the state ``blank`` or ``void``."""

    event: int
    state: str
    generation: int
    category: str
    on_roster: bool = False
    elsewhere: str = ""  # the checkpoint of the same kind whose roster has the person


@dataclass(frozen=True, slots=True)
class Gate:
    """A checkpoint's settings; ``zone`` is that of the event, for the day of a daily rule."""

    id: str
    event: int
    admits: str = "all"  # all | categories | roster
    categories: frozenset[str] = frozenset()
    rule: str = "once"  # once | daily | in_out | count
    zone: str = "UTC"
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scanner:
    """The device; ``checkpoints`` None means all of its event."""

    id: str
    event: int
    checkpoints: frozenset[str] | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """Attendance before this scan. ``since``: the first admission; for in and out the last change."""

    since: datetime
    device: str
    checkpoint: str
    inside: bool = True
    count: int = 1


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision rests on.

    ``code`` None: the person was picked by short code or search. ``person`` None: nobody known.
    ``at``: the corrected time of the scan. ``previous``: by window, see ``window_of``.
    ``device_verdict``: what the device showed when it had to decide alone; empty while it decides, or when
    it waited for this answer. ``authoritative``: the server, which knows everybody. ``round``: the headcount that the
    scan belongs to, in which everybody counts once, whatever the gate's rule.
    """

    gate: Gate
    scanner: Scanner
    at: datetime
    code: Code | None = None
    person: Person | None = None
    direction: str = "in"  # in | out
    previous: Mapping[str, Previous] = field(default_factory=dict)
    device_verdict: str = ""
    authoritative: bool = False
    forced: bool = False
    round: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the staff member sees.

    ``first``: the attendance that a repeat or conflict met. ``other``: the event's number or the checkpoint
    where the person belongs. ``forcible``: a supervisor who has the person in front of them may overrule it.
    """

    verdict: Verdict
    window: str
    reason: Reason | None = None
    flags: frozenset[Flag] = frozenset()
    first: Previous | None = None
    other: str = ""
    forcible: bool = False
