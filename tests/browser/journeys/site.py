"""The demo on the real server with its worker, mail that arrives at a real SMTP peer, and the database behind both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import today_in
from app.core.db import db, writing
from app.core.edge import Application
from app.core.model import Base
from app.core.outbox import OutboxMail
from app.demo.build import make_demo
from app.demo.forums import LIVE_SLUG
from app.demo.maker import ZONE
from app.events.models import Event
from app.factory import create_app
from app.registration.models import Category
from tests.integration.conftest import settings_for
from tests.services.server import serving
from tests.services.smtp import SmtpPeer


@dataclass(frozen=True, slots=True)
class Site:
    """Where the demo is served, what it has sent, what it holds."""

    url: str
    mail: SmtpPeer
    application: Application

    @contextmanager
    def books(self) -> Iterator[Session]:
        """The database as it is now, for reading."""
        with self.application.app_context(), Session(db.engine) as session:
            yield session

    @contextmanager
    def arranging(self) -> Iterator[Session]:
        """The database, for what a journey needs to find in place."""
        with self.application.app_context(), writing(db.engine) as session:
            yield session

    def mailed(self, address: str) -> list[str]:
        """The kinds of mail written to an address, in order; each has reached the peer, and reached it once."""
        mine = select(OutboxMail).where(OutboxMail.to == address).order_by(OutboxMail.id)
        deadline = time.monotonic() + 10
        while True:
            with self.books() as session:
                mails = session.scalars(mine).all()
            if all(mail.sent_at for mail in mails):
                break
            assert time.monotonic() < deadline, [mail.last_error for mail in mails]
            time.sleep(0.05)
        delivered = [delivery.message_id for delivery in self.mail.to(address)]
        assert sorted(delivered) == sorted(mail.message_id for mail in mails)
        return [mail.kind for mail in mails]


def _make_room(session: Session) -> None:
    """However many people the journeys of a worker bring, none finds the live forum full."""
    event = session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()
    for owner in (event, *session.scalars(select(Category).where(Category.event_id == event.id))):
        owner.capacity = owner.capacity and owner.capacity + 1000


@contextmanager
def served_demo(instance: Path, mail: SmtpPeer) -> Iterator[Site]:
    """The demo as `make run` serves it, around today."""
    settings = settings_for(instance, "", smtp_url=mail.url)
    application = create_app(settings)
    with application.app_context():
        Base.metadata.create_all(db.engine)
        hasher, secrets = application.extensions["luntan_hasher"], application.extensions["luntan_secrets"]
        with writing(db.engine) as session:
            make_demo(session, hasher, secrets, today_in(ZONE))
            _make_room(session)
    with serving(settings, worker=True) as server:
        yield Site(server.url, mail, application)
