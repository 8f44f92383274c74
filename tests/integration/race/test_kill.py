"""Web and worker are killed outright twenty times under load; what people were told stays true."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from app.checkin.models import Scan
from app.core.clock import now
from app.core.db import db, writing
from app.core.outbox import OutboxMail
from app.registration.models import Places, Registration
from app.settings import Settings
from tests.factories.checkin import make_checkpoint, make_phone
from tests.factories.registration import make_open_event, make_registration
from tests.factories.tickets import make_ticket
from tests.integration.race.load import Load, Told
from tests.integration.race.visitors import open_form
from tests.services.server import Server, serving
from tests.services.smtp import SmtpPeer

pytestmark = [pytest.mark.races, pytest.mark.xdist_group("races")]
KILLS = 20
BADGES = 40


@dataclass(frozen=True)
class Site:
    path: str
    category: str
    checkpoint: str
    token: str
    codes: list[str]


@pytest.fixture
def site(prepared: Flask) -> Site:
    session = db.session()
    event, category = make_open_event(session)
    category.capacity = event.capacity = None  # a fast machine registers hundreds: places must not run out
    codes = [make_ticket(session, make_registration(session, category)).code for _ in range(BADGES)]
    checkpoint, phone = make_checkpoint(session, event, rule="count"), make_phone(session, event)
    session.commit()
    return Site(f"/events/{event.slug}/register/", category.public_id, checkpoint.public_id, phone.token, codes)


def test_what_people_were_told_is_true_after_twenty_kills(site: Site, settings: Settings, smtp: SmtpPeer) -> None:
    seed = random.randrange(10**6)
    print(f"random moments from seed {seed}")
    with serving(settings, worker=True) as server:
        load = Load(server.url)
        form = open_form(server.url, site.path)
        for _ in range(3):
            load.registering(form, site.category)
        load.scanning(site.token, site.checkpoint, site.codes)
        killed = _kill_at_random(server, random.Random(seed))
        time.sleep(1)
        load.stop()
        _deliver_the_rest()
    assert load.told.refused == []
    _check_registrations(load.told)
    _check_scans(load.told)
    _check_mails(load.told, smtp, in_flight=killed["worker"])


def _kill_at_random(server: Server, chance: random.Random) -> Counter[str]:
    """Kill one part after another and start it again at once; returns how often each was killed."""
    parts = ["web", "worker"] * (KILLS // 2)
    chance.shuffle(parts)
    for part in parts:
        time.sleep(chance.uniform(0.1, 1.0))
        if part == "web":
            server.kill_web()
            server.start_web()
        else:
            server.kill_worker()
            server.start_worker()
    return Counter(parts)


def _deliver_the_rest() -> None:
    """What a killed worker had claimed waits for its lease to end; the clock is put forward for it."""
    deadline = time.monotonic() + 90
    while True:
        with writing(db.engine) as session:
            waiting = OutboxMail.sent_at.is_(None)
            session.execute(update(OutboxMail).where(waiting, OutboxMail.due_at > now()).values(due_at=now()))
            left = session.scalar(select(func.count()).select_from(OutboxMail).where(waiting))
        if not left:
            return
        assert time.monotonic() < deadline, f"{left} mails were never sent"
        time.sleep(2)


def _check_registrations(told: Told) -> None:
    """Everyone who was told so is registered, once; nobody is who did not ask."""
    db.session.rollback()
    stored = Counter(db.session.scalars(select(Registration.contact_email).where(Registration.confirmed_at.is_(None))))
    assert told.registered, "nobody registered: the load proves nothing"
    assert told.registered <= stored.keys() <= told.registered | told.unknown
    assert set(stored.values()) == {1}
    holding = db.session.scalar(select(func.count()).select_from(Registration).where(Registration.holds_place))
    assert set(db.session.scalars(select(Places.taken))) == {holding}
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("pragma integrity_check")) == "ok"


def _check_scans(told: Told) -> None:
    """Each scan that was answered is one line, with the verdict that was told."""
    rows = db.session.execute(select(Scan.scan_id, Scan.verdict)).all()
    stored = {str(scan_id): verdict for scan_id, verdict in rows}
    assert len(stored) == len(rows)
    assert told.scanned, "nothing was scanned: the load proves nothing"
    assert told.scanned.items() <= stored.items()


def _check_mails(told: Told, smtp: SmtpPeer, in_flight: int) -> None:
    """One mail for each registration; only what was under way at a kill came twice, under one Message-ID."""
    db.session.rollback()
    wanted = {mail.message_id: mail.to for mail in db.session.scalars(select(OutboxMail))}
    received = Counter(delivery.message_id for delivery in smtp.deliveries)
    assert received.keys() == wanted.keys()
    assert set(wanted.values()) == set(
        db.session.scalars(select(Registration.contact_email).where(Registration.confirmed_at.is_(None)))
    )
    assert {delivery.message_id: delivery.recipients[0] for delivery in smtp.deliveries} == wanted
    assert sum(received.values()) - len(received) <= in_flight
