"""A guest's own scan into the ordinary ledger, made by the device that stands for the poster."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.checkin import queries
from app.checkin.answers import ScanAnswer, answers_of
from app.checkin.desk import unattended
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Device
from app.checkin.turns import in_turn
from app.checkin.undoing import next_sequence
from app.events.models import Event
from app.selfcheckin.grants import Grant
from app.selfcheckin.models import SelfCheckIn

#: Of the device's name, which staff read in the ledger in either language.
NAME = "自助签到 Self check-in"


def check_in(session: Session, event_id: int, point_id: int, who: str, grant: Grant, at: datetime) -> ScanAnswer:
    """Record the one scan of a grant for ``who`` (a public id); sent again, it is answered as before, and for anybody
    else with the error ``scan_id_reused``. The caller commits."""
    return in_turn(session, lambda: _check_in(session, event_id, point_id, who, grant, at))


def _check_in(session: Session, event_id: int, point_id: int, who: str, grant: Grant, at: datetime) -> ScanAnswer:
    event, point = session.get_one(Event, event_id), session.get_one(SelfCheckIn, point_id)
    device = poster(session, event, point)
    stored = queries.scan_of_device(session, device.id, grant.scan_id)
    item = ScanItem(
        scan_id=grant.scan_id,
        checkpoint=grant.checkpoint,
        sequence=stored.sequence if stored else next_sequence(session, device),
        scanned_at=stored.scanned_at if stored else at,
        registration=who,
        by_themselves=True,
    )
    [answer] = merge(session, event, device, [item], Delivery(at))
    return answer


def answer_to(session: Session, point: SelfCheckIn, grant: Grant) -> ScanAnswer | None:
    """What became of a grant; None where nobody has used it."""
    device = queries.device_by_mark(session, _mark(point))
    scan = device and queries.scan_of_device(session, device.id, grant.scan_id)
    return answers_of(session, [scan], replayed=frozenset())[scan.scan_id] if scan else None


def poster(session: Session, event: Event, point: SelfCheckIn) -> Device:
    """The device in whose name guests check in at a checkpoint, locked; made when first needed."""
    return unattended(session, event, _mark(point), f"{NAME} · {point.checkpoint.title.pick('zh')}")


def _mark(point: SelfCheckIn) -> str:
    return f"{queries.DESK}self:{point.checkpoint_id}"
