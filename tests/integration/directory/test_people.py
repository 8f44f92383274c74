"""Headquarters keeps the staff: invites, appoints, disables."""

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
from app.directory.hosting import bases_of
from tests.factories.accounts import PASSWORD, make_administrator, make_user, sign_in
from tests.factories.directory import make_base, make_host
from tests.factories.events import make_event, make_grant
from tests.integration.accounts.mail import only_link, read_mail
from tests.integration.forms import post
from tests.integration.outside import catch_up

ANA = "ana@people.example"


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> User:
    user = make_administrator(session, name="Head Office")
    session.commit()
    sign_in(client, user)
    return user


def url_of(user: User, act: str = "") -> str:
    return f"/manage/people/{user.public_id}/{act}"


def act(client: FlaskClient, user: User, what: str, form: dict[str, str] | None = None):
    return post(client, url_of(user, what), form, page=url_of(user))


@pytest.mark.usefixtures("admin")
def test_a_colleague_is_invited_as_host_and_can_begin(
    application: Application, client: FlaskClient, session: Session
) -> None:
    base = make_base(session, slug="wuhan")
    session.commit()
    form = {"email": "Ana@People.example", "name": "Ana Souza", "locale": "en", "base": "wuhan"}
    assert post(client, "/manage/people/invite/", form).status_code == 303
    ana = user_by_email(session, ANA)
    assert ana is not None
    assert bases_of(session, ana.id) == [base]
    assert not ana.headquarters
    hers = application.test_client()
    post(hers, only_link(read_mail(application, ANA)[0]), {"password": PASSWORD, "again": PASSWORD})
    assert hers.get("/manage/").status_code == 200
    assert hers.get("/manage/people/").status_code == 403


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "not an address"}, "Enter a mail address such as name@example.org."),
        ({"email": ""}, "Fill in this field."),
        ({"name": "x" * 121}, "At most 120 characters."),
        ({"base": "nowhere"}, "Choose one of the list."),
        ({"base": ""}, "Choose what this person works on."),
        ({"locale": "xx"}, "Choose one of the list."),
    ],
)
def test_an_invitation_that_lacks_something_is_refused_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, change: dict[str, str], said: str
) -> None:
    make_base(session, slug="wuhan")
    session.commit()
    form = {"email": ANA, "name": "Ana Souza", "locale": "en", "base": "wuhan", **change}
    refused = post(client, "/manage/people/invite/", form)
    assert refused.status_code == 422
    assert said in refused.text
    assert f'value="{form["name"]}"' in refused.text
    catch_up(session)
    assert user_by_email(session, ANA) is None


@pytest.mark.usefixtures("admin")
def test_an_invitation_can_be_sent_again_until_it_is_accepted(
    application: Application, client: FlaskClient, session: Session
) -> None:
    post(client, "/manage/people/invite/", {"email": ANA, "name": "Ana", "locale": "en", "headquarters": "y"})
    ana = user_by_email(session, ANA)
    assert ana is not None
    assert act(client, ana, "invite/").status_code == 303
    assert len(read_mail(application, ANA)) == 2
    catch_up(session)
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "invite")).one().object_id == ana.public_id
    ana.password_hash = "set"
    session.commit()
    act(client, ana, "invite/")
    assert "This person has accepted the invitation meanwhile." in client.get(url_of(ana)).text
    assert len(read_mail(application, ANA)) == 2


def test_a_disabled_account_is_out_at_once_and_enabled_again(
    application: Application, client: FlaskClient, session: Session, admin: User
) -> None:
    ana = make_administrator(session, email=ANA)
    session.commit()
    hers = application.test_client()
    sign_in(hers, ana)
    assert act(client, ana, "disable/").status_code == 303
    assert hers.get("/manage/").status_code == 302
    assert post(hers, "/sign-in/", {"email": ANA, "password": PASSWORD}).status_code == 422
    assert act(client, ana, "enable/").status_code == 303
    assert post(hers, "/sign-in/", {"email": ANA, "password": PASSWORD}).status_code == 303
    logged = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "user")).all()
    assert [entry.actor_id for entry in logged if entry.action == "update"] == [admin.id, admin.id]


@pytest.mark.parametrize(("what", "form"), [("disable/", {}), ("headquarters/", {"granted": "no"})])
def test_the_last_of_headquarters_stays(
    client: FlaskClient, session: Session, admin: User, what: str, form: dict[str, str]
) -> None:
    make_administrator(session, disabled_at=now())
    make_user(session, headquarters=True)
    session.commit()
    assert act(client, admin, what, form).status_code == 303
    assert "This is the last account of headquarters" in client.get(url_of(admin)).text
    catch_up(session)
    assert (admin.headquarters, admin.disabled_at) == (True, None)
    make_administrator(session)
    session.commit()
    act(client, admin, what, form)
    assert client.get("/manage/people/").status_code in (302, 403)


@pytest.mark.usefixtures("admin")
def test_the_role_at_headquarters_is_given_and_taken(
    application: Application, client: FlaskClient, session: Session
) -> None:
    ana = make_user(session, password=PASSWORD)
    session.commit()
    hers = application.test_client()
    sign_in(hers, ana)
    assert hers.get("/manage/people/").status_code == 403
    act(client, ana, "headquarters/", {"granted": "yes"})
    assert hers.get("/manage/people/").status_code == 200
    act(client, ana, "headquarters/", {"granted": "no"})
    assert hers.get("/manage/people/").status_code == 403


@pytest.mark.usefixtures("admin")
def test_hosts_are_made_and_dismissed_once(client: FlaskClient, session: Session) -> None:
    ana, base = make_user(session), make_base(session, slug="wuhan")
    make_base(session, slug="old", archived_at=now())
    session.commit()
    assert act(client, ana, "bases/", {"base": "wuhan"}).status_code == 303
    again = act(client, ana, "bases/", {"base": "wuhan"})
    assert again.status_code == 422
    assert "This person is a host of that base already." in again.text
    assert act(client, ana, "bases/", {"base": "old"}).status_code == 422
    assert bases_of(session, ana.id) == [base]
    for _ in range(2):
        assert act(client, ana, "bases/wuhan/remove/").status_code == 303
    catch_up(session)
    assert bases_of(session, ana.id) == []


@pytest.mark.usefixtures("admin")
def test_people_are_listed_with_roles_and_found(client: FlaskClient, session: Session) -> None:
    ana = make_user(session, password=PASSWORD, name="Ana Souza")
    make_host(session, ana, make_base(session, name=Bilingual("苏州", "Suzhou Base")))
    make_grant(session, ana, make_event(session, title=Bilingual("甲", "Forum A")), "checkin")
    make_user(session, name="Only A Guest")
    make_user(session, password=PASSWORD, name="Former Colleague", disabled_at=now())
    session.commit()
    page = client.get("/manage/people/").text
    for words in ("Ana Souza", "Suzhou Base", "Forum A", "Former Colleague"):
        assert words in page
    assert "Only A Guest" not in page
    assert "Former Colleague" not in client.get("/manage/people/?state=active").text
    assert "Ana Souza" not in client.get("/manage/people/?state=disabled").text
    found = client.get("/manage/people/?q=souza").text
    assert "Ana Souza" in found
    assert "Former Colleague" not in found
    assert "Nobody matches" in client.get("/manage/people/?q=%25").text


@pytest.mark.usefixtures("admin")
def test_headquarters_signs_somebody_out(application: Application, client: FlaskClient, session: Session) -> None:
    ana = make_user(session)
    session.commit()
    hers = application.test_client()
    sign_in(hers, ana)
    assert act(client, ana, "sign-out/").status_code == 303
    assert hers.get("/account/").status_code == 302
    catch_up(session)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "sign_out")).one()
    assert (entry.object_type, entry.object_id) == ("user", ana.public_id)
    assert "Signed out everywhere" in client.get("/manage/log/").text


def test_nobody_else_keeps_the_staff(client: FlaskClient, session: Session) -> None:
    host, victim = make_user(session, password=PASSWORD), make_administrator(session)
    event = make_event(session)
    make_host(session, host, event.host_base)
    make_grant(session, host, event)
    session.commit()
    sign_in(client, host)
    for path in ("/manage/people/", "/manage/people/invite/", url_of(victim)):
        assert client.get(path).status_code == 403
    for what in ("disable/", "enable/", "headquarters/", "invite/", "sign-out/", "bases/"):
        response = post(client, url_of(victim, what), {"granted": "yes"}, page="/account/")
        assert response.status_code == 403, what
    assert post(client, url_of(host, "headquarters/"), {"granted": "yes"}, page="/account/").status_code == 403
