"""What is no longer needed is forgotten; people who use the site are not."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import links, signing_in, tidying
from app.accounts.models import Level, MailLink, Purpose, SignIn, User
from app.accounts.signing_in import Browser
from app.core.clock import now
from tests.factories.accounts import make_user
from tests.factories.events import make_event, make_grant

LONG_AGO = now() - timedelta(days=200)
BROWSER = Browser("Test browser", "192.0.2.1")


def emails(session: Session) -> set[str]:
    return set(session.scalars(select(User.email)))


def test_an_address_that_nobody_proved_is_forgotten(session: Session) -> None:
    make_user(session, email="typo@people.example", name="", created_at=LONG_AGO)
    make_user(session, email="new@people.example", name="")
    proven = make_user(session, email="proven@people.example", name="", created_at=LONG_AGO)
    signing_in.start(session, proven, Level.MAIL, BROWSER, now())
    granted = make_user(session, email="granted@people.example", name="", created_at=LONG_AGO)
    make_grant(session, granted, make_event(session), "viewer")
    make_user(session, email="staff@people.example", name="", created_at=LONG_AGO, password="a long password")
    session.commit()
    tidying.tidy(session, now())
    session.commit()
    assert emails(session) == {f"{name}@people.example" for name in ("new", "proven", "granted", "staff")}


def test_spent_links_and_ended_sign_ins_go_after_a_month(session: Session) -> None:
    user = make_user(session)
    links.send(session, user, Purpose.SIGN_IN, LONG_AGO)
    kept = links.send(session, user, Purpose.SIGN_IN, now())
    invitation = links.send(session, user, Purpose.INVITATION, LONG_AGO)
    signing_in.start(session, user, Level.STAFF, BROWSER, LONG_AGO)
    here = signing_in.start(session, user, Level.STAFF, BROWSER, now())
    session.commit()
    tidying.tidy(session, now())
    session.commit()
    assert set(session.scalars(select(MailLink.id))) == {kept.id, invitation.id}
    assert list(session.scalars(select(SignIn.id))) == [here.id]


def test_the_address_goes_once_its_last_link_has_gone(session: Session) -> None:
    user = make_user(session, email="typo@people.example", name="", created_at=LONG_AGO)
    links.send(session, user, Purpose.SIGN_IN, LONG_AGO)
    session.commit()
    tidying.tidy(session, now())
    session.commit()
    assert emails(session) == set()
