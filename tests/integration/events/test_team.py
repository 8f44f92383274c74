"""Organizers make up the team of their event, and of no other."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.edge import Application
from app.core.text import Bilingual
from app.events.models import Event, EventGrant
from tests.factories.accounts import PASSWORD, make_user, sign_in
from tests.factories.events import make_event, make_grant
from tests.integration.accounts.mail import only_link, read_mail, text_of
from tests.integration.forms import post
from tests.integration.outside import catch_up

ANA = "ana@people.example"
FORM = {"email": ANA, "name": "Ana Souza", "role": "checkin", "locale": "zh"}


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, title=Bilingual("武汉论坛", "Wuhan Forum"))


@pytest.fixture
def organizer(client: FlaskClient, session: Session, event: Event) -> User:
    user = make_user(session, password=PASSWORD, name="Qin Lixin")
    make_grant(session, user, event)
    session.commit()
    sign_in(client, user)
    return user


def team(event: Event, *parts: str) -> str:
    return "/".join([f"/manage/events/{event.slug}/team", *parts, ""])


def roles(session: Session, event: Event) -> list[tuple[str, str]]:
    catch_up(session)
    rows = session.scalars(select(EventGrant).where(EventGrant.event_id == event.id).order_by(EventGrant.id))
    return [(grant.user.email, grant.role.value) for grant in rows]


@pytest.mark.usefixtures("organizer")
def test_a_newcomer_is_invited_and_works_on_this_event_alone(
    application: Application, client: FlaskClient, session: Session, event: Event
) -> None:
    other = make_event(session)
    session.commit()
    assert post(client, team(event), FORM).status_code == 303
    assert (ANA, "checkin") in roles(session, event)
    [mail] = read_mail(application, ANA)
    assert mail["Content-Language"] == "zh-CN"
    hers = application.test_client()
    post(hers, only_link(mail), {"password": PASSWORD, "again": PASSWORD})
    assert hers.get(f"/manage/events/{event.slug}/").status_code == 200
    assert hers.get(f"/manage/events/{other.slug}/").status_code == 403
    assert hers.get(team(event)).status_code == 403


@pytest.mark.usefixtures("organizer")
def test_a_colleague_with_an_account_is_told_of_the_role(
    application: Application, client: FlaskClient, session: Session, event: Event
) -> None:
    make_user(session, email=ANA, password=PASSWORD)
    session.commit()
    assert post(client, team(event), FORM).status_code == 303
    [mail] = read_mail(application, ANA)
    assert "Wuhan Forum" in text_of(mail)
    assert f"/manage/events/{event.slug}/" in text_of(mail)
    assert "http://127.0.0.1:5000/" in text_of(mail, "html")


@pytest.mark.usefixtures("organizer")
def test_the_same_role_is_not_given_twice(client: FlaskClient, session: Session, event: Event) -> None:
    post(client, team(event), FORM)
    refused = post(client, team(event), FORM)
    assert refused.status_code == 422
    assert "This person has that role already." in refused.text
    assert roles(session, event).count((ANA, "checkin")) == 1


@pytest.mark.usefixtures("organizer")
@pytest.mark.parametrize(
    "change", [{"role": "headquarters"}, {"role": ""}, {"email": "x"}, {"name": ""}, {"locale": "q"}]
)
def test_what_is_missing_or_made_up_is_refused(
    client: FlaskClient, session: Session, event: Event, change: dict[str, str]
) -> None:
    assert post(client, team(event), FORM | change).status_code == 422
    assert len(roles(session, event)) == 1


@pytest.mark.usefixtures("organizer")
def test_a_disabled_account_gets_no_role(client: FlaskClient, session: Session, event: Event) -> None:
    make_user(session, email=ANA, disabled_at=now())
    session.commit()
    refused = post(client, team(event), FORM)
    assert refused.status_code == 422
    assert "This account is disabled." in refused.text


def test_a_role_is_taken_and_the_page_closes_at_once(
    application: Application, client: FlaskClient, session: Session, event: Event, organizer: User
) -> None:
    ana = make_user(session, email=ANA, password=PASSWORD)
    make_grant(session, ana, event, "viewer")
    session.commit()
    hers = application.test_client()
    sign_in(hers, ana)
    assert hers.get(f"/manage/events/{event.slug}/").status_code == 200
    assert post(client, team(event, ana.public_id, "viewer", "remove"), page=team(event)).status_code == 303
    assert hers.get(f"/manage/events/{event.slug}/").status_code == 403
    mine = post(client, team(event, organizer.public_id, "organizer", "remove"), page=team(event))
    assert (mine.status_code, mine.location) == (303, "/manage/")
    assert client.get(team(event)).status_code == 403


def test_a_role_on_another_event_cannot_be_touched_from_here(
    client: FlaskClient, session: Session, event: Event, organizer: User
) -> None:
    other, ana = make_event(session), make_user(session, email=ANA)
    make_grant(session, ana, other, "viewer")
    session.commit()
    assert post(client, team(event, ana.public_id, "viewer", "remove"), page=team(event)).status_code == 404
    assert post(client, team(event, ana.public_id, "invite"), page=team(event)).status_code == 404
    assert post(client, team(event, ana.public_id, "nonsense", "remove"), page=team(event)).status_code == 404
    assert post(client, team(other, ana.public_id, "viewer", "remove"), page=team(event)).status_code == 403
    assert post(client, team(other), {**FORM, "email": organizer.email}, page=team(event)).status_code == 403
    assert roles(session, other) == [(ANA, "viewer")]


@pytest.mark.usefixtures("organizer")
def test_a_member_who_has_not_begun_can_be_invited_again(
    application: Application, client: FlaskClient, session: Session, event: Event
) -> None:
    post(client, team(event), FORM)
    ana = user_by_email(session, ANA)
    assert ana is not None
    assert post(client, team(event, ana.public_id, "invite"), page=team(event)).status_code == 303
    assert len(read_mail(application, ANA)) == 2
    catch_up(session)
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "invite")).one().event_id == event.id
    assert "Invited again" in client.get(f"/manage/events/{event.slug}/log/").text


@pytest.mark.parametrize("role", ["viewer", "checkin"])
def test_only_organizers_see_and_change_the_team(
    client: FlaskClient, session: Session, event: Event, role: str
) -> None:
    user = make_user(session, password=PASSWORD)
    make_grant(session, user, event, role)
    session.commit()
    sign_in(client, user)
    assert client.get(team(event)).status_code == 403
    assert post(client, team(event), {**FORM, "role": "organizer"}, page="/account/").status_code == 403


@pytest.mark.usefixtures("organizer")
def test_names_are_text_on_the_page(client: FlaskClient, session: Session, event: Event) -> None:
    make_grant(session, make_user(session, name="<script>alert(1)</script>"), event, "viewer")
    session.commit()
    assert "<script>alert" not in client.get(team(event)).text
