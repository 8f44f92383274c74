"""Mail leaves after the commit that caused it, at least once, and waits when it cannot leave."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import commands, mail, outbox
from app.core.clock import now
from app.core.db import db, writing
from app.core.edge import Application
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
    for number in range(3):
        enqueue(session, "greeting", f"p{number}@people.example", "en", {"name": "x"})
    session.commit()
    with writing(db.engine) as first:
        one = outbox.claim(first)
    with writing(db.engine) as second:
        other = outbox.claim(second)
    assert None not in {one, other}
    assert one != other


class SlowTransport:
    """A mail server that takes its time, and the Message-IDs that it took."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.taken: Counter[str] = Counter()

    def send(self, message: EmailMessage) -> None:
        time.sleep(self.seconds)
        self.taken[message["Message-ID"]] += 1


def test_two_workers_with_a_slow_server_send_each_mail_once(
    application: Application, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five mails take as long as the lease: what waits for its turn is not claimed yet."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=1))
    for number in range(12):
        enqueue(session, "greeting", f"p{number}@people.example", "en", {"name": "x"})
    session.commit()
    slow = SlowTransport(0.2)

    def work() -> None:
        with application.app_context():
            while slow.taken.total() < 12:
                deliver_due(db.engine, slow, SENDER)
                time.sleep(0.05)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert len(slow.taken) == slow.taken.total() == 12


def test_a_lease_outlasts_every_answer_of_the_server_being_late() -> None:
    answers = ("connection", "greeting", "EHLO", "STARTTLS", "handshake", "EHLO", "AUTH", "name", "password")
    answers += ("MAIL", "RCPT", "DATA", "the message")
    assert timedelta(seconds=mail.TIMEOUT) * len(answers) < outbox.LEASE


def test_a_mail_that_is_taken_back_while_it_is_sent_is_passed_over(session: Session, smtp: SmtpPeer) -> None:
    for name in ("first", "second"):
        enqueue(session, "greeting", f"{name}@people.example", "en", {"name": name})
    session.commit()

    class Forgetful(SmtpTransport):
        def send(self, message: EmailMessage) -> None:
            with writing(db.engine) as other:
                other.execute(delete(OutboxMail).where(OutboxMail.to == "first@people.example"))
            super().send(message)

    assert deliver_due(db.engine, Forgetful(smtp.url), SENDER) == 2


def test_the_thread_that_sends_goes_on_after_any_failure(
    application: Application, session: Session, smtp: SmtpPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the table is locked by a migration, the database is away, or we made a mistake."""
    failures = iter([RuntimeError("a mistake"), OSError("no more files")])
    claim = mail.claim

    def fail_at_first(session: Session) -> int | None:
        for failure in failures:
            raise failure
        return claim(session)

    monkeypatch.setattr(mail, "claim", fail_at_first)
    monkeypatch.setattr(commands, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(commands, "transport_of", lambda app: SmtpTransport(smtp.url))
    enqueue(session, "greeting", "lin@people.example", "zh", {"name": "林"})
    session.commit()
    stop = threading.Event()
    thread = threading.Thread(target=commands._deliver_for_ever, args=(application, stop))
    thread.start()
    try:
        assert smtp.wait_for(1, address="lin@people.example")
    finally:
        stop.set()
        thread.join(10)
