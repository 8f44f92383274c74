"""Mails about a registration, as they arrive at a real SMTP server."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import db
from app.core.mail import SmtpTransport, deliver_due
from app.core.names import PersonName
from app.core.outbox import OutboxMail
from app.core.signals import registration_received, registration_submitted
from app.core.text import Bilingual
from app.registration import admission, confirming
from app.registration.models import Category, Registration
from app.registration.states import Act
from app.tickets.queries import ticket_of
from tests.factories.registration import make_open_event, make_registration
from tests.services.smtp import SmtpPeer

SENDER = "Luntan <no-reply@luntan.example>"
TO = "guest@mail.example"
Deliver = Callable[[], EmailMessage]


@pytest.fixture
def category(session: Session) -> Category:
    return make_open_event(session, title=Bilingual("第八届论坛", "The 8th Forum"))[1]


@pytest.fixture
def deliver(session: Session, smtp: SmtpPeer) -> Deliver:
    """Commit, send what is due, and answer the one mail that arrived."""

    def send() -> EmailMessage:
        session.commit()
        before = len(smtp.to(TO))
        assert deliver_due(db.engine, SmtpTransport(smtp.url), SENDER) == 1
        return smtp.to(TO)[before].message

    return send


def _registration(session: Session, category: Category, state: str = "submitted", **given: object) -> Registration:
    return make_registration(session, category, state=state, contact_email=TO, **given)


def _text(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def _parts(message: EmailMessage) -> dict[str, EmailMessage]:
    return {part.get_content_type(): part for part in message.walk()}  # type: ignore[misc]


def test_the_ticket_comes_with_code_pdf_and_calendar_entry(
    session: Session, category: Category, deliver: Deliver
) -> None:
    registration = _registration(session, category)
    admission.act(session, registration, Act.ACCEPT, now())
    message = deliver()
    assert message["Subject"] == "Your ticket: The 8th Forum"
    assert f"/my/{registration.public_id}/" in _text(message)
    parts = _parts(message)
    picture = parts["image/png"]
    assert f"cid:{picture['Content-ID'].strip('<>')}" in _text(message, "html")
    assert picture.get_content_disposition() == "inline"
    ticket = ticket_of(session, registration)
    assert ticket
    [found] = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(picture.get_payload(decode=True))).convert("L"), formats=zxingcpp.BarcodeFormat.QRCode
    )
    assert found.text.endswith(f"/c/{ticket.code}")
    assert parts["application/pdf"].get_payload(decode=True).startswith(b"%PDF")
    entry = parts["text/calendar"]
    assert entry.get_param("method") == "REQUEST"
    body = entry.get_payload(decode=True).decode()
    assert "METHOD:REQUEST" in body
    assert f"UID:{registration.event.uid}" in body
    assert f"mailto:{TO}" in body.replace("\r\n ", "")


def test_the_same_mail_is_written_alike_at_each_try(session: Session, category: Category, smtp: SmtpPeer) -> None:
    admission.act(session, _registration(session, category), Act.ACCEPT, now())
    session.commit()
    for _try in range(2):
        assert deliver_due(db.engine, SmtpTransport(smtp.url), SENDER) == 1
        session.rollback()
        session.scalars(select(OutboxMail)).one().sent_at = None
        session.scalars(select(OutboxMail)).one().due_at = now()
        session.commit()
    first, second = (delivery.message for delivery in smtp.to(TO))
    assert first["Message-ID"] == second["Message-ID"]
    pairs = zip(first.walk(), second.walk(), strict=True)
    assert all(
        one.get_payload(decode=True) == other.get_payload(decode=True) for one, other in pairs if not one.is_multipart()
    )


def test_letters_speak_the_persons_language(session: Session, category: Category, deliver: Deliver) -> None:
    registration = _registration(session, category, locale="zh", name=PersonName(han="吕小明", family="Lyu"))
    admission.act(session, registration, Act.ACCEPT, now())
    message = deliver()
    assert "第八届论坛" in message["Subject"]
    assert "吕小明" in _text(message)
    assert message["Content-Language"] == "zh-CN"
    assert 'lang="zh-CN"' in _text(message, "html")


def test_the_confirmation_leads_to_a_page_that_only_its_reader_knows(
    application: object, session: Session, category: Category, deliver: Deliver
) -> None:
    registration = _registration(session, category, holds_place=True, held_until=now() + timedelta(hours=1))
    registration_submitted.send(None, session=session, registration=registration)
    token = confirming.token_of(registration, application.extensions["luntan_secrets"])  # type: ignore[attr-defined]
    assert f"/confirm/{token}/" in _text(deliver())
    session.rollback()
    assert token not in str(session.scalars(select(OutboxMail.payload)).all())


def test_a_person_who_waits_for_the_host_is_told_so(session: Session, category: Category, deliver: Deliver) -> None:
    registration = _registration(session, category, confirmed_at=now())
    registration_received.send(None, session=session, registration=registration)
    assert deliver()["Subject"] == "Received: The 8th Forum"


@pytest.mark.parametrize(
    ("before", "deed", "subject", "takes_back"),
    [
        ("submitted", Act.REJECT, "No place: The 8th Forum", False),
        ("submitted", Act.WAITLIST, "On the waiting list: The 8th Forum", False),
        ("accepted", Act.CANCEL, "Cancelled: The 8th Forum", True),
        ("submitted", Act.CANCEL, "Cancelled: The 8th Forum", False),
        ("accepted", Act.WITHDRAW, "Withdrawn: The 8th Forum", True),
    ],
)
def test_a_decision_is_told_with_its_reason(
    session: Session, category: Category, deliver: Deliver, before: str, deed: Act, subject: str, takes_back: bool
) -> None:
    by = None if deed is Act.WITHDRAW else 1
    admission.act(session, _registration(session, category, before), deed, now(), by, "<b>Sorry</b> {{ 7*7 }}")
    message = deliver()
    assert message["Subject"] == subject
    if by:
        assert "<b>Sorry</b> {{ 7*7 }}" in _text(message)
        assert "&lt;b&gt;Sorry&lt;/b&gt; {{ 7*7 }}" in _text(message, "html")
    entry = _parts(message).get("text/calendar")
    assert (entry is not None and entry.get_param("method") == "CANCEL") == takes_back


def test_a_place_given_back_by_time_can_be_asked_for_again(
    session: Session, category: Category, deliver: Deliver
) -> None:
    registration = _registration(session, category, holds_place=True, held_until=now() - timedelta(minutes=1))
    confirming.expire(session, registration.id, now())
    message = deliver()
    assert message["Subject"] == "Your place was given back: The 8th Forum"
    assert "/confirm/" in _text(message)


def test_a_letter_that_life_has_overtaken_is_not_sent(session: Session, category: Category, smtp: SmtpPeer) -> None:
    registration = _registration(session, category, holds_place=True)
    registration_submitted.send(None, session=session, registration=registration)
    admission.act(session, registration, Act.ACCEPT, now())
    admission.act(session, registration, Act.CANCEL, now(), by=1)
    session.commit()
    assert deliver_due(db.engine, SmtpTransport(smtp.url), SENDER) == 1
    assert [delivery.subject for delivery in smtp.to(TO)] == ["Cancelled: The 8th Forum"]


def test_no_header_can_be_smuggled_in_by_a_name_or_title(session: Session, smtp: SmtpPeer) -> None:
    _event, category = make_open_event(session, title=Bilingual("a", "Forum\r\nBcc: thief@mail.example"))
    name = PersonName(family="Lyu\r\nBcc: thief@mail.example")
    admission.act(session, _registration(session, category, name=name), Act.ACCEPT, now())
    session.commit()
    assert deliver_due(db.engine, SmtpTransport(smtp.url), SENDER) == 1
    [delivery] = smtp.deliveries
    assert delivery.recipients == [TO]
    assert delivery.message["Bcc"] is None
