"""Receivers are handed out and come back: who holds which, offline too."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.checkin import equipment
from app.core.names import PersonName
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_door, make_item, make_phone, scan
from tests.factories.events import make_grant
from tests.integration.outside import catch_up


@pytest.fixture
def desk(session: Session) -> Door:
    return make_door(session, kind="equipment", rule="in_out")


def held(session: Session, desk: Door) -> dict[str, str]:
    catch_up(session)
    return {one.person.name.given: one.item for one in equipment.holders(session, desk.checkpoint, "en")}


def test_it_is_known_who_holds_which_and_what_came_back(session: Session, desk: Door) -> None:
    anna = desk.guest(session, name=PersonName(given="Anna"))[1]
    berta = desk.guest(session, name=PersonName(given="Berta"))[1]
    for ticket, label in ((anna, "R-017"), (berta, "R-018")):
        assert scan(session, desk.phone, make_item(desk.checkpoint, ticket.code, item=label))[0].verdict == "admitted"
    again = scan(session, desk.phone, make_item(desk.checkpoint, anna.code, item="R-019"))[0]
    assert (again.verdict, again.first is not None) == ("repeat", True)
    assert held(session, desk) == {"Anna": "R-017", "Berta": "R-018"}
    scan(session, desk.phone, make_item(desk.checkpoint, anna.code, direction="out"))
    assert held(session, desk) == {"Berta": "R-018"}
    assert equipment.stock(session, desk.checkpoint) == equipment.Stock(out=1, back=1)


def test_what_was_never_handed_out_is_said_when_it_comes_back(session: Session, desk: Door) -> None:
    ticket = desk.guest(session)[1]
    back = scan(session, desk.phone, make_item(desk.checkpoint, ticket.code, direction="out"))[0]
    assert (back.verdict, list(back.flags)) == ("admitted", ["exit_without_entry"])


def test_what_was_handed_out_offline_and_came_back_elsewhere_is_the_same_in_any_order(
    session: Session, desk: Door
) -> None:
    from datetime import timedelta

    from app.core.clock import now

    other, ticket = make_phone(session, desk.event), desk.guest(session, name=PersonName(given="Anna"))[1]
    out, back, again = (now() - timedelta(minutes=minutes) for minutes in (60, 40, 20))
    shown = {"device_verdict": "admitted"}
    scan(session, other, make_item(desk.checkpoint, ticket.code, direction="out", scanned_at=back, **shown))
    scan(
        session,
        desk.phone,
        make_item(desk.checkpoint, ticket.code, item="R-018", scanned_at=again, sequence=2, **shown),
    )
    scan(
        session, desk.phone, make_item(desk.checkpoint, ticket.code, item="R-017", scanned_at=out, sequence=1, **shown)
    )
    assert held(session, desk) == {"Anna": "R-018"}


def test_a_label_that_comes_back_names_its_holder_on_any_phone(session: Session, desk: Door) -> None:
    person, ticket = desk.guest(session, name=PersonName(given="Anna"))
    scan(session, desk.phone, make_item(desk.checkpoint, ticket.code, item="R-017"))
    back = make_item(desk.checkpoint, registration=person.public_id, item="R-017", direction="out")
    in_again = make_item(desk.checkpoint, registration=person.public_id, item="R-017")
    assert scan(session, desk.phone, back)[0].verdict == "admitted"
    assert scan(session, desk.phone, in_again)[0].error
    assert held(session, desk) == {}


def test_a_phone_that_may_not_search_learns_nobody_s_name_by_a_label(session: Session, desk: Door) -> None:
    person, _ticket = desk.guest(session)
    phones = [make_phone(session, desk.event, role) for role in ("kiosk", "scan", "search")]
    backs = [make_item(desk.checkpoint, registration=person.public_id, item="R-1", direction="out") for _ in phones]
    told = [scan(session, phone, back) + scan(session, phone, back) for phone, back in zip(phones, backs, strict=True)]
    assert [[answer.person is None for answer in answers] for answers in told] == [[True] * 2, [True] * 2, [False] * 2]


def test_elsewhere_a_label_picks_nobody(session: Session) -> None:
    door = make_door(session, rule="in_out")
    person, _ticket = door.guest(session)
    item = make_item(door.checkpoint, registration=person.public_id, item="R-017", direction="out")
    assert scan(session, door.phone, item)[0].error


def test_organizers_read_who_still_holds_what(client: FlaskClient, session: Session, desk: Door) -> None:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, desk.event, "checkin")
    address = f"/manage/events/{desk.event.slug}/checkpoints/{desk.checkpoint.public_id}/equipment/"
    session.commit()
    sign_in(client, user)
    assert "Nothing is out" in client.get(address).text
    ticket = desk.guest(session, name=PersonName(given="Anna", family="Meier"))[1]
    scan(session, desk.phone, make_item(desk.checkpoint, ticket.code, item="R-017"))
    shown = client.get(address).text
    assert "R-017" in shown
    assert "Anna" in shown
