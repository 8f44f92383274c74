"""Series, forums and trips."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.clock import now, today_in
from app.core.text import Bilingual
from app.events.models import Event, EventGrant, EventKind, EventRole, EventState, Series
from tests.factories.directory import make_base

_numbers = count(1)
ZONE = "Asia/Shanghai"


def make_series(session: Session, **overrides: Any) -> Series:
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"technology-{number}",
        "title": Bilingual("国际应用技术论坛", "International Applied Technology Forum"),
        "summary": Bilingual("轮流在各地举办。", "Held in turn in different places."),
        "hue": 250,
    }
    series = Series(**values | overrides)
    session.add(series)
    session.flush()
    return series


def _dates(first: date) -> dict[str, date]:
    return {
        "arrival_on": first - timedelta(days=1),
        "starts_on": first,
        "ends_on": first + timedelta(days=2),
        "departure_on": first + timedelta(days=3),
    }


def make_event(session: Session, **overrides: Any) -> Event:
    """A published forum in 30 days (or from ``starts_on``) whose registration is open; ``kind`` makes it a trip."""
    number = next(_numbers)
    first = overrides.pop("starts_on", None) or today_in(ZONE) + timedelta(days=30)
    values: dict[str, Any] = {
        "kind": EventKind.FORUM,
        "slug": f"forum-{number}",
        "title": Bilingual(f"第{number}届应用技术论坛", f"Forum of Applied Technology {number}"),
        "official_title": Bilingual("应用技术国际研讨会", "International Symposium on Applied Technology"),
        "summary": Bilingual("三天,三个分论坛。", "Three days, three tracks."),
        "state": EventState.PUBLISHED,
        "approval_number": "DEMO-2027-001",
        "zone": ZONE,
        "city": Bilingual("武汉", "Wuhan"),
        "venue": Bilingual("东湖会议中心", "East Lake Conference Centre"),
        "address": Bilingual("东湖路1号", "1 East Lake Road"),
        "latitude": 30.55,
        "longitude": 114.36,
        "contact_email": "office@forum.example",
        "capacity": 200,
        "registration_opens_at": now() - timedelta(days=30),
        "registration_closes_at": now() + timedelta(days=20),
        **_dates(first),
    }
    if not {"host_base", "host_base_id"} & overrides.keys():
        values["host_base"] = make_base(session)
    event = Event(**values | overrides)
    session.add(event)
    session.flush()
    return event


def make_grant(session: Session, user: User, event: Event, role: EventRole | str = EventRole.ORGANIZER) -> EventGrant:
    """Give ``user`` a role on ``event``."""
    grant = EventGrant(user_id=user.id, event_id=event.id, role=EventRole(role))
    session.add(grant)
    session.flush()
    return grant
