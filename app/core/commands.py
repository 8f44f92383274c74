"""`flask worker`: sends mail from the outbox and runs the queue's jobs."""

import threading
from datetime import timedelta

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.core import jobs, working
from app.core.db import db
from app.core.mail import MailboxTransport, SmtpTransport, Transport, deliver_due

log = structlog.get_logger()
POLL_SECONDS = 1.0
#: After a failure that is not a mail's own.
PAUSE_SECONDS = 5.0


def transport_of(app: Flask) -> Transport | None:
    """SMTP where it is set; the demo's mailbox; else none, and mail waits."""
    settings = app.extensions["luntan_settings"]
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url)
    return MailboxTransport(db.engine) if app.extensions["luntan_demo"] else None


def deliver_pending(app: Flask) -> int:
    """Send what is due now; answer how many mails went out. Needs an application context."""
    transport = transport_of(app)
    return deliver_due(db.engine, transport, app.extensions["luntan_settings"].mail_from) if transport else 0


def _deliver_for_ever(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        while not stop.is_set():
            stop.wait(_deliver_and_pause(app))


def _deliver_and_pause(app: Flask) -> float:
    """Send what is due; answer after how many seconds to look again. Nothing that happens here ends the thread."""
    try:
        return 0 if deliver_pending(app) else POLL_SECONDS
    except Exception as error:  # noqa: BLE001 - the database is away, or a fault of ours: the next mail may well leave
        log.error("outbox_failed", error=repr(error))
        return PAUSE_SECONDS


def _work_for_ever(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        instance_dir = app.extensions["luntan_settings"].instance_dir
        working.wait_and_work(stop, instance_dir, timedelta(seconds=POLL_SECONDS))


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send mail and run jobs until stopped."""
    work(current_app._get_current_object())  # type: ignore[attr-defined]


def work(app: Flask) -> None:
    """Send mail and run jobs in this process until a signal stops it."""
    from huey.consumer import Consumer

    stop = threading.Event()
    threading.Thread(target=_deliver_for_ever, args=(app, stop), name="outbox", daemon=True).start()
    threading.Thread(target=_work_for_ever, args=(app, stop), name="long-work", daemon=True).start()
    queue = jobs.queue_of(app)
    jobs.declare(queue, app)
    try:
        Consumer(queue, workers=1, worker_type="thread", initial_delay=0.2, max_delay=2.0).run()
    finally:
        stop.set()
