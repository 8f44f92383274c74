"""What a device was told about a scan: as its line says, until that comes to say another thing.

A replay is answered as the first time. So before a line changes, by a scan that came late, an undo or a supervisor,
what was told of it is kept beside it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.facts import Previous, Verdict
from app.checkin.judging import attendances, previous_of
from app.checkin.models import Checkpoint, Scan

BEATEN = (Verdict.REPEAT, Verdict.CONFLICT)
#: Checkpoint, registration and window.
Held = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``first_at`` and ``first_device``: of the attendance that a repeat or conflict met."""

    verdict: str
    reason: str
    at: datetime
    window: str
    flags: tuple[str, ...]
    other: str
    first_at: datetime | None = None
    first_device: int | None = None


def winners(session: Session, scans: Iterable[Scan]) -> Mapping[Held, Previous]:
    """Who holds the attendance that ``scans`` met, as far as any of them was beaten."""
    places = {(s.checkpoint_id, s.registration_id) for s in scans if s.verdict in BEATEN and s.registration_id}
    if not places:
        return {}
    used = select(Checkpoint).where(Checkpoint.id.in_({checkpoint for checkpoint, _ in places}))
    checkpoints = {checkpoint.id: checkpoint for checkpoint in session.scalars(used)}
    return {
        (*place, row.window): previous_of(row, checkpoints[place[0]])
        for place, rows in attendances(session, places).items()
        for row in rows
    }


def outcome(scan: Scan, holders: Mapping[Held, Previous]) -> Outcome:
    """What the device was told; ``holders`` as ``winners`` answers them."""
    return _read(scan.told) if scan.told else _present(scan, holders)


def keep(session: Session, scans: Collection[Scan]) -> None:
    """Call before lines change whose devices have had their answers."""
    untouched = [scan for scan in scans if scan.told is None]
    holders = winners(session, untouched)
    for scan in untouched:
        scan.told = _written(_present(scan, holders))


def _present(scan: Scan, holders: Mapping[Held, Previous]) -> Outcome:
    met = holders.get((scan.checkpoint_id, scan.registration_id or 0, scan.window)) if scan.verdict in BEATEN else None
    return Outcome(
        scan.verdict,
        scan.reason,
        scan.corrected_at,
        scan.window,
        tuple(scan.flags),
        scan.other,
        met.since if met else None,
        int(met.device) if met else None,
    )


def _written(told: Outcome) -> dict[str, Any]:
    moments = {"at": told.at.isoformat(), "first_at": told.first_at.isoformat() if told.first_at else None}
    return asdict(told) | {"flags": list(told.flags)} | moments


def _read(told: dict[str, Any]) -> Outcome:
    first = told["first_at"]
    moments = {"at": datetime.fromisoformat(told["at"]), "first_at": datetime.fromisoformat(first) if first else None}
    return Outcome(**told | {"flags": tuple(told["flags"])} | moments)
