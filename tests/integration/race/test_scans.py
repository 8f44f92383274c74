"""Fifty phones scan one badge at the same moment, over HTTP, against two server processes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.checkin.models import Attendance, Scan
from app.core.db import db
from app.settings import Settings
from tests.factories.checkin import make_checkpoint, make_phone, uuid7
from tests.factories.registration import make_open_event, make_registration
from tests.factories.tickets import make_ticket
from tests.integration.race.constraints import drop_constraints
from tests.integration.race.crowd import Answer, Request, all_at_once
from tests.services.server import Server, serving

pytestmark = [pytest.mark.races, pytest.mark.xdist_group("races")]
PHONES = 50


#: A single rush misses a race more often than not: each badge is another one.
BADGES = 30
#: The control ends with the first rush that goes wrong, about every fifth.
TRIES = 100


@dataclass(frozen=True)
class Door:
    """One checkpoint, many phones, a few badges."""

    codes: list[str]
    checkpoint: str
    tokens: list[str]

    def rushed(self, server: Server, badge: int = 0) -> list[Answer]:
        """Every phone scans the same badge."""
        return all_at_once(server.url, [self._scan(token, badge) for token in self.tokens])

    def _scan(self, token: str, badge: int) -> Request:
        moment = datetime.now(UTC).isoformat()
        item = {"scan_id": str(uuid7()), "checkpoint": self.checkpoint, "code": self.codes[badge], "sequence": badge}
        body = json.dumps({"sent_at": moment, "scans": [item | {"scanned_at": moment}]}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return Request("POST", "/api/v1/scans", body, headers)


@pytest.fixture
def door(prepared: Flask) -> Door:
    session = db.session()
    event, category = make_open_event(session)
    tickets = [make_ticket(session, make_registration(session, category)) for _ in range(TRIES)]
    phones = [make_phone(session, event) for _ in range(PHONES)]
    checkpoint = make_checkpoint(session, event)
    session.commit()
    return Door([ticket.code for ticket in tickets], checkpoint.public_id, [phone.token for phone in phones])


def verdicts(answers: list[Answer]) -> Counter[str]:
    assert Counter(answer.status for answer in answers) == {200: PHONES}
    return Counter(json.loads(answer.body)["results"][0]["verdict"] for answer in answers)


def test_one_of_fifty_scans_of_a_badge_admits_its_owner(door: Door, settings: Settings) -> None:
    with serving(settings) as server:
        told = [verdicts(door.rushed(server, badge)) for badge in range(BADGES)]
    db.session.rollback()
    assert told == [{"admitted": 1, "repeat": PHONES - 1}] * BADGES
    assert Counter(db.session.scalars(select(Scan.verdict))) == sum(told, Counter())
    assert db.session.scalar(select(func.count()).select_from(Scan)) == BADGES * PHONES
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == BADGES


def test_without_the_claim_the_same_scans_let_two_in(door: Door, settings: Settings) -> None:
    drop_constraints(Attendance)
    with serving(settings, target="tests.integration.race.unguarded:app", UNGUARDED="attendance") as server:
        admitted = (verdicts(door.rushed(server, badge))["admitted"] for badge in range(TRIES))
        assert any(number > 1 for number in admitted)
