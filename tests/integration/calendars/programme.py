"""A forum with a programme, as feeds show it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, SessionState, Speaker, Track
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event, EventKind
from app.trips.models import Leg, Stop, StopKind, StopState
from tests.factories.events import make_event

FIRST_DAY = date(2027, 6, 20)
NINE = datetime(2027, 6, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def room(session: Session, event: Event, zh: str, en: str) -> Room:
    return _added(session, Room(event_id=event.id, name=Bilingual(zh, en), directions=Bilingual("三楼", "Third floor")))


def track(session: Session, event: Event, zh: str, en: str) -> Track:
    return _added(session, Track(event_id=event.id, name=Bilingual(zh, en), hue=140))


def speaker(session: Session, event: Event, han: str, latin: str) -> Speaker:
    name = PersonName(han=han, latin=latin)
    return _added(
        session, Speaker(event_id=event.id, name=name, affiliation=Bilingual("青海大学", "Qinghai University"))
    )


def talk(session: Session, event: Event, title: str, **given: Any) -> AgendaSession:
    """A confirmed session of an hour from nine o'clock."""
    values: dict[str, Any] = {
        "event": event,
        "event_id": event.id,
        "title": Bilingual(f"{title}报告", f"Talk on {title}"),
        "abstract": Bilingual("摘要; 一", "Abstract, one"),
        "state": SessionState.CONFIRMED,
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=1),
    }
    return _added(session, AgendaSession(**values | given))


def trip_with_a_flight(session: Session) -> tuple[Event, Stop]:
    """A trip that begins with a flight from Paris to Xining."""
    event = make_event(session, kind=EventKind.TRIP, starts_on=FIRST_DAY)
    leg = Leg(
        event_id=event.id,
        city=Bilingual("西宁", "Xining"),
        zone="Europe/Paris",
        arrives_on=FIRST_DAY,
        leaves_on=FIRST_DAY + timedelta(days=2),
    )
    _added(session, leg)
    departs = datetime(2027, 6, 19, 13, 35, tzinfo=ZoneInfo("Europe/Paris"))
    flight = Stop(
        event_id=event.id,
        leg=leg,
        kind=StopKind.TRANSFER,
        state=StopState.CONFIRMED,
        title=Bilingual("飞往西宁", "Flight to Xining"),
        starts_at=departs,
        ends_at=departs + timedelta(hours=11),
        end_zone="Asia/Shanghai",
    )
    return event, _added(session, flight)


def _added(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
