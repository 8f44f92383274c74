"""Creating and editing events: what is refused, what is told, and when calendars hear of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import revisions
from app.core.clock import now
from app.core.editing import Stale, version_of
from app.core.errors import DomainError
from app.core.text import Bilingual
from app.events import editing
from app.events.changes import NO_REASON
from app.events.editing import Move
from app.events.models import Event, EventChange, EventKind, EventState
from tests.factories.agenda import make_session
from tests.factories.directory import make_base, make_theme
from tests.factories.events import make_event, make_series

FIRST = date(2027, 6, 20)
FLOOD = Bilingual("洪水", "Flood")


def create(session: Session, **overrides: Any) -> Event:
    values: dict[str, Any] = {
        "kind": EventKind.FORUM,
        "title": Bilingual("论坛", "Forum"),
        "starts_on": FIRST,
        "ends_on": FIRST + timedelta(days=2),
        "zone": "Asia/Shanghai",
        "host_base": None,
        "series": None,
        "number": None,
        "slug": "",
    }
    return editing.create(session, values | overrides)


def edit(session: Session, event: Event, reason: Bilingual = NO_REASON, **values: Any) -> Event:
    return editing.edit(session, event, values, version_of(event), now(), reason)


def test_a_new_event_is_a_draft_in_the_city_of_its_host(session: Session) -> None:
    event = create(session, host_base=make_base(session))
    assert event.state is EventState.DRAFT
    assert event.city == Bilingual("武汉", "Wuhan")
    assert (event.arrival_on, event.departure_on) == (event.starts_on, event.ends_on)
    assert event.sequence == 0


def test_an_edition_is_proposed_an_address_of_its_series_year_and_city(session: Session) -> None:
    series = make_series(session, slug="technology")
    base = make_base(session)
    first = create(session, series=series, number=5, host_base=base)
    again = create(session, series=series, number=6, host_base=base)
    assert [first.slug, again.slug] == ["technology-2027-wuhan", "technology-2027-wuhan-2"]


def test_an_event_of_no_series_is_proposed_an_address_of_its_title(session: Session) -> None:
    assert create(session, title=Bilingual("能源考察", "")).slug == "neng-yuan-kao-cha"
    assert create(session, title=Bilingual("!", "")).slug == "forum"


def test_a_taken_address_and_a_taken_number_are_refused_beside_their_fields(session: Session) -> None:
    series = make_series(session)
    create(session, slug="wuhan", series=series, number=5)
    session.commit()
    with pytest.raises(DomainError) as slug:
        create(session, slug="wuhan")
    session.rollback()
    with pytest.raises(DomainError) as number:
        create(session, series=series, number=5)
    assert (slug.value.field, number.value.field) == ("slug", "number")


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"ends_on": FIRST - timedelta(days=1)}, "ends_on"),
        ({"arrival_on": FIRST + timedelta(days=1)}, "arrival_on"),
        ({"departure_on": FIRST}, "departure_on"),
        ({"departure_on": FIRST + timedelta(days=400)}, "departure_on"),
    ],
)
def test_dates_out_of_order_are_refused_beside_their_field(session: Session, days: dict[str, date], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        create(session, **days)
    assert refused.value.field == field


def test_registration_that_closes_before_it_opens_is_refused(session: Session) -> None:
    event = make_event(session, series=make_series(session), number=3)
    session.commit()
    with pytest.raises(DomainError) as refused:
        edit(session, event, registration_opens_at=now(), registration_closes_at=now() - timedelta(days=1))
    assert refused.value.field == "closes"


def test_a_stale_edit_is_refused_and_saves_nothing(session: Session) -> None:
    event = make_event(session)
    session.commit()
    opened = version_of(event)
    edit(session, event, contact_email="one@forum.example")
    session.commit()
    with pytest.raises(Stale):
        editing.edit(session, event, {"contact_email": "two@forum.example"}, opened, now())
    session.rollback()
    assert event.contact_email == "one@forum.example"


@pytest.mark.parametrize(
    "values",
    [
        {"starts_on": FIRST + timedelta(days=1)},
        {"ends_on": FIRST + timedelta(days=1)},
        {"zone": "Asia/Urumqi"},
        {"city": Bilingual("苏州", "Suzhou")},
        {"venue": Bilingual("新馆", "New hall")},
        {"address": Bilingual("新路", "New road"), "venue": Bilingual("新馆", "New hall"), "zone": "Asia/Urumqi"},
        {"latitude": 31.3},
    ],
)
def test_sequence_rises_once_when_time_or_place_change(session: Session, values: dict[str, Any]) -> None:
    event = make_event(session, starts_on=FIRST)
    edit(session, event, **values)
    assert event.sequence == 1


@pytest.mark.parametrize(
    "values",
    [
        {"title": Bilingual("新", "New")},
        {"summary": Bilingual("新", "New"), "description": Bilingual("新", "New")},
        {"capacity": 300},
        {"arrival_on": FIRST},
        {"departure_on": FIRST + timedelta(days=9)},
        {"approval_number": "DEMO-2"},
        {"starts_on": FIRST},
    ],
)
def test_sequence_stays_when_anything_else_changes_or_nothing(session: Session, values: dict[str, Any]) -> None:
    event = make_event(session, starts_on=FIRST)
    edit(session, event, **values)
    assert event.sequence == 0


def told(session: Session) -> list[tuple[str, Bilingual, Bilingual, Bilingual]]:
    rows = session.scalars(select(EventChange).order_by(EventChange.id))
    return [(row.field, row.before, row.after, row.reason) for row in rows]


def test_a_change_of_a_public_event_is_told_with_its_reason(session: Session) -> None:
    event = make_event(session, starts_on=FIRST)
    edit(session, event, FLOOD, starts_on=FIRST + timedelta(days=1), venue=Bilingual("新馆", "New hall"), capacity=9)
    assert told(session) == [
        ("starts_on", Bilingual("2027-06-20", "2027-06-20"), Bilingual("2027-06-21", "2027-06-21"), FLOOD),
        ("venue", Bilingual("东湖会议中心", "East Lake Conference Centre"), Bilingual("新馆", "New hall"), FLOOD),
    ]


def test_changes_of_a_draft_are_nobodys_business(session: Session) -> None:
    event = make_event(session, state=EventState.DRAFT, approval_number="", starts_on=FIRST)
    edit(session, event, starts_on=FIRST + timedelta(days=1))
    assert told(session) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": Bilingual("论坛", "")}, "title_en"),
        ({"summary": Bilingual("", "Three days")}, "summary_zh"),
        ({"city": Bilingual()}, "city_zh"),
        ({"venue": Bilingual("东湖", " ")}, "venue_en"),
        ({"host_base": None}, "host_base"),
    ],
)
def test_a_public_event_keeps_what_it_was_published_for(session: Session, values: dict[str, Any], field: str) -> None:
    event = make_event(session)
    session.commit()
    with pytest.raises(DomainError) as refused:
        edit(session, event, **values)
    assert refused.value.field == field
    session.rollback()
    event.state = EventState.DRAFT
    edit(session, event, **values)


def test_what_was_missing_before_stands_in_no_edits_way(session: Session) -> None:
    event = make_event(session, summary=Bilingual("三天", ""))
    edit(session, event, capacity=12)
    assert event.capacity == 12


def test_a_public_event_keeps_its_address_and_its_approval(session: Session) -> None:
    event = make_event(session)
    session.commit()
    with pytest.raises(DomainError) as slug:
        edit(session, event, slug="elsewhere")
    session.rollback()
    with pytest.raises(DomainError) as approval:
        edit(session, event, approval_number="")
    assert (slug.value.field, approval.value.field) == ("slug", "approval_number")


def test_an_archived_event_cannot_be_edited(session: Session) -> None:
    event = make_event(session, state=EventState.ARCHIVED)
    session.commit()
    with pytest.raises(DomainError):
        edit(session, event, capacity=9)


def test_new_themes_raise_the_revision_of_public_pages(session: Session) -> None:
    event, theme = make_event(session), make_theme(session)
    session.commit()
    scope = revisions.event_scope(event.id)
    before = revisions.values(session, [scope])[scope]
    edit(session, event, themes=[theme])
    assert revisions.values(session, [scope])[scope] == before + 1
    assert event.themes == [theme]
    assert event.sequence == 0


def test_moving_an_event_moves_its_programme_and_registration_along(session: Session) -> None:
    event = make_event(session, starts_on=FIRST, zone="Europe/Berlin")
    talk = make_session(session, event, "10:00")
    opens, starts_at = event.registration_opens_at, talk.starts_at
    days = {
        "arrival_on": event.arrival_on + timedelta(days=7),
        "starts_on": event.starts_on + timedelta(days=7),
        "ends_on": event.ends_on + timedelta(days=7),
        "departure_on": event.departure_on + timedelta(days=7),
    }
    editing.edit_dates(session, event, days, version_of(event), now(), Move(along=True))
    assert talk.starts_at == starts_at + timedelta(days=7)
    assert talk.sequence == 1
    assert opens
    assert event.registration_opens_at
    assert abs(event.registration_opens_at - opens - timedelta(days=7)) <= timedelta(hours=1)  # clocks may change


def test_an_event_moves_alone_when_asked(session: Session) -> None:
    event = make_event(session, starts_on=FIRST)
    talk = make_session(session, event, "10:00", day=1)
    starts_at = talk.starts_at
    editing.edit_dates(
        session, event, {"starts_on": FIRST + timedelta(days=1)}, version_of(event), now(), Move(along=False)
    )
    assert (talk.starts_at, talk.sequence) == (starts_at, 0)


def test_in_another_zone_the_programme_keeps_its_time_on_the_wall(session: Session) -> None:
    event = make_event(session, starts_on=FIRST)
    talk = make_session(session, event, "10:00")
    editing.edit_dates(session, event, {"zone": "Europe/Berlin"}, version_of(event), now(), Move())
    assert f"{talk.starts_at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" == "10:00"
