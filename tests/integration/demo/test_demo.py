"""`flask demo` makes what the design says, in every state, and the same each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.checkin.models import Attendance, Checkpoint, RosterEntry, Scan
from app.core.db import db
from app.core.demo_mode import is_demo
from app.core.edge import Application
from app.core.model import Base
from app.demo.people import EDGE_NAMES
from app.events.models import Event, EventState
from app.factory import create_app
from app.registration import answers, consenting, queries
from app.registration.models import (
    Answer,
    CategoryKind,
    Consent,
    FormField,
    Places,
    Registration,
    RegistrationState,
)
from app.tickets.models import Ticket
from app.trips.models import Stop, StopState
from tests.integration.conftest import DATABASES, settings_for

ANCHOR = "2027-06-20"
ACCEPTED, WAITLISTED = RegistrationState.ACCEPTED, RegistrationState.WAITLISTED


@pytest.fixture(scope="module", params=DATABASES)
def made(request: pytest.FixtureRequest, instance_root: Path) -> Application:
    """An application whose empty database `flask demo` filled."""
    url = request.getfixturevalue("postgres").create() if request.param == "postgresql" else ""
    application = create_app(settings_for(instance_root / f"demo-{request.param}", url))
    assert "its forum runs around 2027-06-20" in demo(application)
    return application


@pytest.fixture
def session(made: Application) -> Iterator[Session]:
    with made.app_context():
        yield db.session()
        db.session.rollback()


def demo(application: Application, *more: str) -> str:
    runner: FlaskCliRunner = application.test_cli_runner()
    result = runner.invoke(args=["demo", "--anchor", ANCHOR, *more])
    assert result.exit_code == 0, result.output
    return result.output


def event_of(session: Session, slug: str) -> Event:
    return session.scalars(select(Event).where(Event.slug == slug)).one()


def people(session: Session, slug: str) -> list[Registration]:
    return list(session.scalars(select(Registration).where(Registration.event_id == event_of(session, slug).id)))


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)))) for table in Base.metadata.sorted_tables
        }


def public_ids(engine: Engine) -> set[str]:
    tables = [table for table in Base.metadata.sorted_tables if "public_id" in table.columns]
    with engine.connect() as connection:
        return {key for table in tables for key in connection.scalars(select(table.c.public_id))}


def test_no_demo_is_made_where_people_reach_the_server(tmp_path: Path) -> None:
    own = {"public_url": "https://forum.example.org", "mail_from": "a@example.org", "smtp_url": "smtp://127.0.0.1"}
    application = create_app(settings_for(tmp_path, "", production=True, **own))
    result = application.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "PRODUCTION" in result.output
    with application.app_context():
        assert not is_demo(db.engine)


def test_a_second_run_changes_nothing(made: Application, session: Session) -> None:
    before = contents(db.engine)
    assert "The demo data is in place." in demo(made)
    assert contents(db.engine) == before


def test_made_anew_for_the_same_day_everything_keeps_its_address(made: Application, session: Session) -> None:
    before = public_ids(db.engine)
    assert "Made the demo data" in demo(made, "--reset")
    assert public_ids(db.engine) == before


def test_the_forum_has_180_people_and_28_sessions(session: Session) -> None:
    everybody = people(session, "wuhan-live")
    states = Counter(row.state for row in everybody)
    assert sum(not row.walk_in for row in everybody) == 180
    assert set(states) == set(RegistrationState)


def test_editions_stand_in_every_state_that_the_board_shows(session: Session) -> None:
    states = Counter(event.state for event in session.scalars(select(Event).where(Event.series_id.is_not(None))))
    assert states == {EventState.PUBLISHED: 5, EventState.AWAITING_APPROVAL: 1}


def test_forty_delegates_of_twelve_groups_come_on_the_trip_within_their_quotas(session: Session) -> None:
    delegates = [row for row in people(session, "energy-trip") if row.category.kind is CategoryKind.PARTICIPANT]
    accepted = [row for row in delegates if row.state is ACCEPTED]
    reserves = [row for row in delegates if row.state is WAITLISTED]
    quotas = Counter(row.group_id for row in accepted)
    assert (len(accepted), len(reserves)) == (40, 6)
    assert (len(quotas), len({row.country for row in accepted})) == (12, 10)
    assert set(quotas.values()) == {2, 3, 4, 5}
    assert len({row.group_id for row in reserves}) == 2
    assert all(row.group and row.group.country == row.country for row in delegates)


def test_hosts_and_interpreters_travel_along_as_far_as_the_coaches_have_seats(session: Session) -> None:
    kinds = Counter(row.category.kind for row in people(session, "energy-trip") if row.state is ACCEPTED)
    assert kinds == {CategoryKind.PARTICIPANT: 40, CategoryKind.HOST: 7, CategoryKind.STAFF: 2}
    assert event_of(session, "energy-trip").capacity == 28 + 22


def test_a_site_of_the_trip_is_cancelled(session: Session) -> None:
    assert session.scalar(select(func.count()).where(Stop.state == StopState.CANCELLED)) == 1


def test_the_edge_names_are_all_there_and_one_name_twice(session: Session) -> None:
    names = Counter(row.name for row in people(session, "wuhan-live"))
    assert set(EDGE_NAMES) <= set(names)
    assert names[EDGE_NAMES[10]] > 1


def test_counters_of_places_agree_with_who_holds_one(session: Session) -> None:
    for counter in session.scalars(select(Places)):
        held = select(func.count()).where(Registration.event_id == counter.event_id, Registration.holds_place)
        if counter.category_id:
            held = held.where(Registration.category_id == counter.category_id)
        assert session.scalar(held) == counter.taken


def test_whoever_is_accepted_has_a_ticket_and_one_was_renewed(session: Session) -> None:
    current = select(Ticket.registration_id).where(Ticket.replaced_at.is_(None))
    accepted = select(Registration.id).where(Registration.state == ACCEPTED, Registration.erased_at.is_(None))
    assert set(session.scalars(current)) == set(session.scalars(accepted))
    assert session.scalar(select(func.count()).where(Ticket.replaced_at.is_not(None))) == 1


def test_somebody_was_entered_by_staff_and_three_came_unannounced(session: Session) -> None:
    entered = session.scalars(select(Registration).where(Registration.by_staff)).all()
    assert sorted(registration.walk_in for registration in entered) == [False, True, True, True]
    for registration in entered:
        assert registration.state is ACCEPTED
        assert session.scalars(select(Attendance).where(Attendance.registration_id == registration.id)).first()


def test_people_answered_the_questions_and_what_they_eat_is_sealed(made: Application, session: Session) -> None:
    secrets = made.extensions["luntan_secrets"]
    meals: Counter[str] = Counter()
    for answer in session.scalars(select(Answer).join(Answer.field).where(FormField.key == "meal")):
        assert answer.sealed is not None
        registration = session.get_one(Registration, answer.registration_id)
        meals[answers.value_of(secrets, registration, answer)] += 1
    assert set(meals) == {"any", "vegetarian", "halal"}
    assert sum(meals.values()) > 150
    assert set(session.scalars(select(Answer.text))) == {None}
    assert set(session.scalars(select(Answer.flag).where(Answer.flag.is_not(None)))) == {True, False}


def test_everyone_gave_the_consents_they_need_and_one_withdrew_one(session: Session) -> None:
    for row in people(session, "wuhan-live") + people(session, "energy-trip"):
        given = consenting.in_force(queries.consents(session, row.id))
        assert row.by_staff or consenting.required_of(row) <= given.keys()
    assert session.scalar(select(func.count()).where(Consent.withdrawn_at.is_not(None))) == 1


def test_one_passenger_of_the_shuttle_is_missing(session: Session) -> None:
    [shuttle] = [row for row in session.scalars(select(Checkpoint)) if row.title.en == "Hotel shuttle"]
    expected = set(session.scalars(select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == shuttle.id)))
    aboard = select(Attendance.registration_id).where(Attendance.checkpoint_id == shuttle.id, Attendance.inside)
    assert len(expected) == 28
    assert len(expected - set(session.scalars(aboard))) == 1


def test_scans_tell_of_a_repeat_a_lost_badge_and_two_doors_without_a_network(session: Session) -> None:
    reasons = set(session.scalars(select(Scan.reason)))
    assert "replaced" in reasons
    assert {"admitted", "repeat"} <= set(session.scalars(select(Scan.verdict)))


def test_one_edition_was_purged_of_its_people_and_keeps_its_count(session: Session) -> None:
    erased = list(session.scalars(select(Registration).where(Registration.erased_at.is_not(None))))
    assert len(erased) == 90
    assert not any(row.contact_email or row.phone or row.name.display("en") for row in erased)
    assert {row.category.title.en for row in erased} == {"Participant"}


def test_all_mail_is_of_the_demo(session: Session) -> None:
    addresses = set(session.scalars(select(Registration.contact_email)))
    assert all(address.endswith("@demo.example") for address in addresses if address)
