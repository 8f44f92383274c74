"""Mail leaves after the commit that caused it, at least once, and waits when it cannot leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.db import db
from app.core.mail import SmtpTransport, deliver_due
from app.core.outbox import Letter, OutboxMail, enqueue
from tests.services.smtp import SmtpPeer

SENDER = "Luntan <office@forum.example>"


@pytest.fixture(autouse=True)
def _greeting_letter() -> Iterator[None]:
    @outbox.renders("greeting")
    def _render(session: Session, mail: OutboxMail) -> Letter | None:
        if mail.payload.get("dropped"):
            return None
        return Letter(f"你好 {mail.payload['name']}", "正文 text", "<p>正文 text</p>")

    yield
    outbox._renderers.pop("greeting")


def _deliver(smtp: SmtpPeer) -> int:
    return deliver_due(db.engine, SmtpTransport(smtp.url), SENDER)


def test_a_mail_of_a_committed_change_arrives_whole(session: Session, smtp: SmtpPeer) -> None:
    enqueue(session, "greeting", "lin@people.example", "zh", {"name": "林"})
    mail = session.scalars(select(OutboxMail)).one()
    session.commit()
    assert _deliver(smtp) == 1
    (arrived,) = smtp.to("lin@people.example")
    assert arrived.subject == "你好 林"
    assert arrived.message_id == mail.message_id
    assert [part.get_content_type() for part in arrived.message.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_of_a_rolled_back_change_never_leaves(session: Session, smtp: SmtpPeer) -> None:
    enqueue(session, "greeting", "lin@people.example", "zh", {"name": "林"})
    session.flush()
    session.rollback()
    assert _deliver(smtp) == 0
    assert smtp.deliveries == []


def test_it_is_sent_once(session: Session, smtp: SmtpPeer) -> None:
    enqueue(session, "greeting", "lin@people.example", "zh", {"name": "林"})
    session.commit()
    assert (_deliver(smtp), _deliver(smtp)) == (1, 0)


def test_a_refused_mail_waits_longer_each_time_under_the_same_id(session: Session, smtp: SmtpPeer) -> None:
    enqueue(session, "greeting", "lin@people.example", "zh", {"name": "林"})
    mail = session.scalars(select(OutboxMail)).one()
    session.commit()
    smtp.answer = lambda _recipients: "451 try again later"
    waits = []
    for _attempt in range(3):
        session.refresh(mail)
        mail.due_at = now()
        session.commit()
        assert _deliver(smtp) == 0
        session.refresh(mail)
        waits.append((mail.due_at - now()).total_seconds())
    assert waits == sorted(waits)
    assert "451" in mail.last_error
    smtp.answer = None
    mail.due_at = now()
    session.commit()
    assert _deliver(smtp) == 1
    assert smtp.deliveries[0].message_id == mail.message_id


def test_a_mail_that_is_no_longer_called_for_is_dropped(session: Session, smtp: SmtpPeer) -> None:
    enqueue(session, "greeting", "lin@people.example", "zh", {"dropped": True})
    session.commit()
    assert _deliver(smtp) == 0
    assert session.scalar(select(OutboxMail.sent_at)) is not None


def test_two_workers_never_claim_the_same_mail(session: Session) -> None:
    for number in range(5):
        enqueue(session, "greeting", f"p{number}@people.example", "en", {"name": "x"})
    session.commit()
    first = {mail.id for mail in outbox.claim(session, 3)}
    session.commit()
    second = {mail.id for mail in outbox.claim(session, 5)}
    assert (len(first), len(second), first & second) == (3, 2, set())
