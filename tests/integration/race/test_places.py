"""Two hundred register at once for fifty places, over HTTP, against two server processes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.registration.models import Places, Registration, RegistrationState
from app.settings import Settings
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_notice
from tests.integration.race.constraints import drop_constraints
from tests.integration.race.crowd import Answer, all_at_once
from tests.integration.race.visitors import open_form
from tests.services.server import Server, serving
from tests.services.smtp import SmtpPeer

pytestmark = [pytest.mark.races, pytest.mark.xdist_group("races")]
PLACES, PEOPLE = 50, 200
CONFIRM_LINK = re.compile(r"/confirm/([^/\s]+)/")


@dataclass(frozen=True)
class Rush:
    """An event of which everyone wants a place."""

    path: str
    category: str

    def on(self, server: Server) -> list[Answer]:
        form = open_form(server.url, self.path)
        people = [form.registration(self.category, f"guest{n}@mail.example", f"Guest{n}") for n in range(PEOPLE)]
        return all_at_once(server.url, people)


@pytest.fixture
def rush(prepared: Flask) -> Rush:
    event = make_event(db.session(), capacity=PLACES)
    category = make_category(db.session(), event, capacity=PLACES)
    make_notice(db.session(), event)
    db.session.commit()
    return Rush(f"/events/{event.slug}/register/", category.public_id)


def check_that_nobody_is_one_too_many(answers: list[Answer]) -> None:
    """Fifty are told yes, the others that it is full, and the tables say the same."""
    db.session.rollback()
    assert Counter(answer.status for answer in answers) == {303: PLACES, 422: PEOPLE - PLACES}
    assert set(db.session.scalars(select(Places.taken))) == {PLACES}
    assert db.session.scalar(select(func.count()).select_from(Registration)) == PLACES


def test_fifty_of_two_hundred_get_a_place_and_confirm_it(rush: Rush, settings: Settings, smtp: SmtpPeer) -> None:
    with serving(settings, worker=True) as server:
        check_that_nobody_is_one_too_many(rush.on(server))
        asked = smtp.wait_for(PLACES, 60)
        links = {match.group(0) for mail in asked if (match := CONFIRM_LINK.search(mail.text))}
        forms = [open_form(server.url, link) for link in sorted(links)]
        confirmed = all_at_once(server.url, [form.sent_with({}) for form in forms])
        assert Counter(answer.status for answer in confirmed) == {303: PLACES}
        sent = smtp.wait_for(2 * PLACES, 60)
    _check_mails(sent[PLACES:], {recipient for mail in asked for recipient in mail.recipients})


def _check_mails(confirmations: list, accepted: set[str]) -> None:
    db.session.rollback()
    states = Counter(db.session.scalars(select(Registration.state)))
    assert states == {RegistrationState.ACCEPTED: PLACES}
    assert len(confirmations) == PLACES
    assert {recipient for mail in confirmations for recipient in mail.recipients} == accepted
    assert set(db.session.scalars(select(Places.taken))) == {PLACES}


def test_without_the_guarded_count_the_same_rush_goes_wrong(rush: Rush, settings: Settings) -> None:
    drop_constraints(Places)
    with serving(settings, target="tests.integration.race.unguarded:app", UNGUARDED="places") as server:
        answers = rush.on(server)
    with pytest.raises(AssertionError):
        check_that_nobody_is_one_too_many(answers)
    assert Counter(answer.status for answer in answers)[303] > PLACES
