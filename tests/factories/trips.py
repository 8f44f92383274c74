"""Legs and stops of a trip."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.text import Bilingual
from app.events.models import Event
from app.trips.models import Leg, Stop, StopKind, StopState

_numbers = count(1)


def make_leg(session: Session, event: Event, day: int = 0, nights: int = 1, **overrides: Any) -> Leg:
    """A stay that begins ``day`` days after the trip's first day."""
    arrives = event.starts_on + timedelta(days=day)
    values: dict[str, Any] = {
        "city": Bilingual("西宁", "Xining"),
        "province": Bilingual("青海", "Qinghai"),
        "zone": event.zone,
        "arrives_on": arrives,
        "leaves_on": arrives + timedelta(days=nights),
        "notice": Bilingual("海拔2260米。", "2,260 m above sea level."),
    }
    leg = Leg(event_id=event.id, **values | overrides)
    session.add(leg)
    session.flush()
    return leg


def make_stop(
    session: Session, leg: Leg, start: str = "10:00", *, day: int = 0, minutes: int = 60, **overrides: Any
) -> Stop:
    """A confirmed visit at ``start`` on the clocks of the leg's place, ``day`` days after its first."""
    number = next(_numbers)
    on = leg.arrives_on + timedelta(days=day)
    begins = datetime.combine(on, time.fromisoformat(start), ZoneInfo(leg.zone))
    values: dict[str, Any] = {
        "kind": StopKind.SITE,
        "state": StopState.CONFIRMED,
        "title": Bilingual(f"光伏园区{number}", f"Solar park {number}"),
        "place": Bilingual("共和县", "Gonghe County"),
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=minutes),
    }
    stop = Stop(event_id=leg.event_id, leg=leg, **values | overrides)
    session.add(stop)
    session.flush()
    return stop
