"""Choosing, resetting and changing a password."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import staff
from app.accounts.models import Level, MailLink, SignIn, User
from app.core.clock import now
from app.core.edge import Application
from tests.factories.accounts import PASSWORD, make_administrator, make_user, sign_in
from tests.integration.accounts.mail import only_link, read_mail, text_of
from tests.integration.forms import csrf_token, post

WEI = "wei@people.example"
NEW = "a new and longer password"
CHOSEN = {"password": NEW, "again": NEW}


@pytest.fixture
def wei(session: Session) -> User:
    user = make_administrator(session, email=WEI)
    session.commit()
    return user


def ask_reset(client: FlaskClient, email: str = WEI) -> None:
    response = post(client, "/password/reset/", {"email": email})
    assert (response.status_code, response.location) == (303, "/password/sent/")


def signs_in(client: FlaskClient, password: str, email: str = WEI) -> bool:
    return post(client, "/sign-in/", {"email": email, "password": password}).status_code == 303


def test_an_invitation_leads_to_a_password_and_into_the_pages(
    application: Application, client: FlaskClient, session: Session
) -> None:
    user = staff.invite(session, WEI, "Wei <b>LYU</b>", "zh", now())
    user.headquarters = True
    session.commit()
    [mail] = read_mail(application, WEI)
    assert "Wei &lt;b&gt;LYU" in text_of(mail, "html")
    link = only_link(mail)
    assert client.get(link).status_code == 200
    response = post(client, link, CHOSEN)
    assert (response.status_code, response.location) == (303, "/manage/")
    assert client.get("/manage/").status_code == 200
    assert signs_in(application.test_client(), NEW)


def test_a_reset_replaces_the_password_and_signs_every_browser_out(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    thief = application.test_client()
    sign_in(thief, wei)
    ask_reset(client)
    assert post(client, only_link(read_mail(application, WEI)[0]), CHOSEN).status_code == 303
    assert thief.get("/account/").status_code == 302
    assert not signs_in(application.test_client(), PASSWORD)
    assert signs_in(application.test_client(), NEW)


def test_setting_a_password_closes_every_other_link(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    ask_reset(client)
    ask_reset(client)
    first, second = (only_link(mail) for mail in read_mail(application, WEI))
    assert post(client, second, CHOSEN).status_code == 303
    assert application.test_client().get(first).status_code == 410


def test_a_link_to_a_password_works_once_and_not_for_ever(
    application: Application, client: FlaskClient, wei: User
) -> None:
    ask_reset(client)
    link = only_link(read_mail(application, WEI)[0])
    token = csrf_token(client, link)
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert client.get(link).status_code == 410
        assert client.post(link, data={"csrf_token": token, **CHOSEN}).status_code == 410
    assert client.post(link, data={"csrf_token": token, **CHOSEN}).status_code == 303
    assert client.get(link).status_code == 410
    assert signs_in(application.test_client(), NEW)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"password": "short", "again": "short"}, "Choose a password of 10 to 200 characters"),
        ({"password": "a" * 20, "again": "a" * 20}, "not all alike"),
        ({"password": "x1y2" * 100, "again": "x1y2" * 100}, "10 to 200"),
        ({"password": NEW, "again": NEW + "!"}, "This differs from the password above."),
        ({}, "Fill in this field."),
    ],
)
def test_a_refused_password_leaves_the_link_open(
    application: Application, client: FlaskClient, wei: User, form: dict[str, str], said: str
) -> None:
    ask_reset(client)
    link = only_link(read_mail(application, WEI)[0])
    refused = post(client, link, form)
    assert refused.status_code == 422
    assert said in refused.text
    assert NEW not in refused.text
    assert post(client, link, CHOSEN).status_code == 303


def test_a_reset_tells_nobody_who_is_staff(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    make_user(session, email="guest@people.example")
    make_administrator(session, email="gone@people.example", disabled_at=now())
    session.commit()
    pages = set()
    for address in (WEI, "guest@people.example", "gone@people.example", "nobody@people.example"):
        ask_reset(client, address)
        pages.add(client.get("/password/sent/").text.replace(address, ""))
    assert len(pages) == 1
    assert len(read_mail(application, WEI)) == 1
    for address in ("guest@people.example", "gone@people.example", "nobody@people.example"):
        assert read_mail(application, address) == []
    assert session.scalar(select(User).where(User.email == "nobody@people.example")) is None


def test_a_link_of_one_who_was_disabled_since_does_nothing(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    ask_reset(client)
    link = only_link(read_mail(application, WEI)[0])
    wei.disabled_at = now()
    session.commit()
    assert client.get(link).status_code == 410


def test_a_password_link_cannot_sign_in_as_if_it_were_the_other_kind(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    ask_reset(client)
    link = only_link(read_mail(application, WEI)[0]).replace("/password/", "/sign-in/link/")
    assert client.get(link).status_code == 410
    assert client.post(link, data={"csrf_token": csrf_token(client, "/sign-in/")}).status_code == 410
    assert session.scalar(select(SignIn)) is None


def test_changing_the_password_needs_the_present_one_and_signs_other_browsers_out(
    application: Application, client: FlaskClient, wei: User
) -> None:
    other = application.test_client()
    sign_in(client, wei)
    sign_in(other, wei)
    refused = post(client, "/account/password/", {"current": "wrong one", **CHOSEN}, page="/account/")
    assert refused.status_code == 422
    assert "This is not your present password." in refused.text
    assert other.get("/account/").status_code == 200
    assert post(client, "/account/password/", {"current": PASSWORD, **CHOSEN}, page="/account/").status_code == 303
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert signs_in(application.test_client(), NEW)


def test_who_came_by_a_mail_link_cannot_change_the_password(client: FlaskClient, wei: User) -> None:
    sign_in(client, wei, Level.MAIL)
    assert "Present password" not in client.get("/account/").text
    form = {"current": PASSWORD, **CHOSEN}
    assert post(client, "/account/password/", form, page="/account/").status_code == 403


def test_guessing_the_present_password_is_throttled(client: FlaskClient, wei: User) -> None:
    with time_machine.travel(now().replace(minute=0, second=1), tick=False):
        sign_in(client, wei)
        form = {"csrf_token": csrf_token(client, "/account/"), "current": "wrong one", **CHOSEN}
        codes = [client.post("/account/password/", data=form).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_a_password_is_never_stored_or_mailed(application: Application, session: Session, wei: User) -> None:
    assert wei.password_hash.startswith("$argon2id$")
    assert PASSWORD not in wei.password_hash
    assert session.scalar(select(MailLink)) is None


def test_making_an_administrator_of_an_account_throws_out_whoever_had_it(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    sign_in(client, wei)
    ask_reset(client)
    stolen = only_link(read_mail(application, WEI)[0])
    arguments = ["create-administrator", WEI, "--password", NEW]
    assert application.test_cli_runner().invoke(args=arguments).exit_code == 0
    assert client.get("/account/").status_code == 302
    assert client.get(stolen).status_code == 410
    assert signs_in(application.test_client(), NEW)
