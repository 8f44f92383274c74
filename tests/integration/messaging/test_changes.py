"""Whoever registered is told by mail when the event moves, changes its place or is cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import db
from app.core.mail import SmtpTransport, deliver_due
from app.core.names import PersonName
from app.core.outbox import OutboxMail
from app.core.text import Bilingual
from app.events import changes
from app.events.models import Event, EventState
from app.registration.models import Category
from tests.factories.registration import make_open_event, make_registration
from tests.services.smtp import SmtpPeer

SENDER = "Luntan <no-reply@luntan.example>"
STORM = Bilingual("台风将至", "A storm is coming")


@pytest.fixture
def category(session: Session) -> Category:
    return make_open_event(session, title=Bilingual("第八届论坛", "The 8th Forum"))[1]


@pytest.fixture
def event(session: Session, category: Category) -> Event:
    return session.get_one(Event, category.event_id)


def move(session: Session, event: Event) -> None:
    """To another venue, as an organizer's edit does."""
    old = changes.before(event)
    event.venue = Bilingual("黄鹤厅", "Yellow Crane Hall")
    changes.entail(session, event, {"venue"}, now())
    changes.tell(session, event, old, now(), STORM)


def told(session: Session) -> set[str]:
    mails = session.scalars(select(OutboxMail).where(OutboxMail.kind == "event_changed"))
    return {f"{mail.to} {mail.locale}" for mail in mails}


def test_everybody_who_may_still_come_is_told_once(session: Session, category: Category, event: Event) -> None:
    people = {
        "accepted": {"state": "accepted"},
        "waits": {"state": "waitlisted"},
        "asked": {"state": "submitted", "confirmed_at": now()},
        "unconfirmed": {"state": "submitted", "confirmed_at": None},
        "rejected": {"state": "rejected"},
        "cancelled": {"state": "cancelled"},
    }
    for name, given in people.items():
        make_registration(session, category, contact_email=f"{name}@mail.example", locale="en", **given)
    for name in ("王伟", "李静"):
        guest = {"name": PersonName(han=name), "contact_email": "secretary@mail.example", "locale": "zh"}
        make_registration(session, category, state="accepted", **guest)
    move(session, event)
    wanted = {f"{name}@mail.example en" for name in ("accepted", "waits", "asked")}
    assert told(session) == wanted | {"secretary@mail.example zh"}
    assert len(session.scalars(select(OutboxMail).where(OutboxMail.kind == "event_changed")).all()) == 4


@pytest.mark.parametrize(("locale", "words"), [("zh", ("黄鹤厅", "台风")), ("en", ("Yellow Crane", "A storm"))])
def test_the_mail_says_what_is_new_and_why_and_moves_the_calendar_entry(
    session: Session, category: Category, event: Event, smtp: SmtpPeer, locale: str, words: tuple[str, str]
) -> None:
    make_registration(session, category, state="accepted", contact_email="guest@mail.example", locale=locale)
    session.commit()
    deliver_due(db.engine, SmtpTransport(smtp.url), SENDER)
    smtp.clear()
    move(session, event)
    session.commit()
    assert deliver_due(db.engine, SmtpTransport(smtp.url), SENDER) == 1
    [mail] = smtp.to("guest@mail.example")
    assert all(word in mail.text for word in words)
    [invitation] = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    assert invitation.get_param("method") == "REQUEST"
    assert f"SEQUENCE:{event.sequence}" in invitation.get_content()


def test_a_cancelled_event_is_called_off(session: Session, category: Category, event: Event, smtp: SmtpPeer) -> None:
    make_registration(session, category, state="accepted", contact_email="guest@mail.example", locale="en")
    event.state = EventState.CANCELLED
    change = changes.write(session, event, "state", ("published", "cancelled"), now(), STORM)
    changes.announce(session, event, [change])
    session.commit()
    deliver_due(db.engine, SmtpTransport(smtp.url), SENDER)
    mail = smtp.to("guest@mail.example")[-1]
    assert mail.subject == "Cancelled: The 8th Forum"
    assert "A storm is coming" in mail.text
    [part] = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "CANCEL"


def test_nobody_is_told_of_what_is_over(session: Session, category: Category, event: Event) -> None:
    make_registration(session, category, state="accepted", contact_email="guest@mail.example")
    for name in ("arrival_on", "starts_on", "ends_on", "departure_on"):
        setattr(event, name, getattr(event, name) - timedelta(days=60))
    move(session, event)
    assert told(session) == set()
