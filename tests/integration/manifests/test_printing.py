"""The printed list of a checkpoint: who stands on it, what a scanner reads from it, and what is noted."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.checkin.models import RosterEntry, Scan
from app.core.audit import AuditEntry
from app.core.names import PersonName
from app.core.text import Bilingual
from app.manifests.models import ManifestPrint
from app.registration.models import Registration
from app.tickets.models import Ticket
from app.tickets.short_code import format_short_code
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_door
from tests.factories.events import make_event, make_grant
from tests.integration.forms import post
from tests.integration.outside import catch_up
from tests.unit.badges.reading import codes, pages, words

NAMES = [PersonName(han="张伟", latin="ZHANG Wei"), PersonName(han="单雪"), PersonName(family="Abel", given="Ana")]


@pytest.fixture
def door(session: Session) -> Door:
    event = make_event(session, title=Bilingual("武汉论坛", "Wuhan Forum"))
    return make_door(session, event, kind="bus", admits="roster", title=Bilingual("一号车", "Bus One"))


@pytest.fixture
def people(session: Session, door: Door) -> list[tuple[Registration, Ticket]]:
    """Three on the bus's list, and one who is not."""
    made = [door.guest(session, name=name, organisation=Bilingual("某大学", "Some University")) for name in NAMES]
    session.add_all(RosterEntry(checkpoint_id=door.checkpoint.id, registration_id=r.id) for r, _ticket in made)
    door.guest(session, name=PersonName(han="外人"))
    session.commit()
    return made


def staff(client: FlaskClient, session: Session, door: Door, role: str) -> None:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, role)
    session.commit()
    sign_in(client, user)


def page(door: Door, rest: str = "") -> str:
    return f"/manage/events/{door.event.slug}/checkpoints/{door.checkpoint.public_id}/paper/{rest}"


def printed(client: FlaskClient, door: Door) -> TestResponse:
    answer = post(client, page(door, "print/"), page=page(door))
    assert answer.status_code == 303
    return client.get(answer.location)


@pytest.mark.usefixtures("people")
def test_the_list_holds_those_expected_by_pinyin_with_their_codes(
    client: FlaskClient, session: Session, door: Door, people: list[tuple[Registration, Ticket]]
) -> None:
    staff(client, session, door, "organizer")
    answer = printed(client, door)
    [sheet] = pages(answer.data)
    said = words(sheet)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert all(text in said for text in ("一号车", "BusOne", "武汉论坛", "3应到人数expected", "第1页", "Page1of1"))
    assert said.index("单雪") < said.index("张伟")
    assert "外人" not in said
    assert "Confidential" in said
    assert "名单之外" in said
    assert all(format_short_code(ticket.short_code) in said for _person, ticket in people)
    assert sorted(codes(sheet, 300)) == sorted(ticket.short_code for _person, ticket in people)


@pytest.mark.usefixtures("people")
def test_a_print_is_noted_and_is_no_entry(client: FlaskClient, session: Session, door: Door) -> None:
    staff(client, session, door, "organizer")
    printed(client, door)
    catch_up(session)
    [row] = session.scalars(select(ManifestPrint))
    acts = session.scalars(select(AuditEntry.action)).all()
    assert (row.people, row.checkpoint_id) == (3, door.checkpoint.id)
    assert "print" in acts
    assert session.scalars(select(Scan)).all() == []
    assert row.public_id in client.get(page(door)).text


@pytest.mark.usefixtures("people")
def test_an_empty_list_has_lines_to_write_on(client: FlaskClient, session: Session) -> None:
    bare = make_door(session, admits="roster")
    staff(client, session, bare, "organizer")
    assert "+15" in words(pages(printed(client, bare).data)[0])


@pytest.mark.usefixtures("people")
def test_who_checks_in_enters_lists_but_prints_none(client: FlaskClient, session: Session, door: Door) -> None:
    staff(client, session, door, "checkin")
    assert client.get(page(door)).status_code == 200
    assert post(client, page(door, "print/"), page=page(door)).status_code == 403
