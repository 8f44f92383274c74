"""One's own account: who one is, and where one is signed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import links
from app.accounts.browsers import describe
from app.accounts.models import Level, MailLink, Purpose, SignIn, User
from app.core.clock import now
from app.core.edge import Application
from tests.factories.accounts import make_user, sign_in
from tests.factories.directory import make_base, make_host
from tests.factories.events import make_event, make_grant
from tests.integration.forms import csrf_token, post
from tests.integration.outside import catch_up


@pytest.fixture
def wei(session: Session) -> User:
    user = make_user(session, name="Wei LYU", password="a long password")
    session.commit()
    return user


def test_each_signed_in_browser_is_listed_and_can_be_signed_out(
    application: Application, client: FlaskClient, wei: User
) -> None:
    phone = application.test_client()
    sign_in(client, wei)
    lost = sign_in(phone, wei, Level.MAIL)
    page = client.get("/account/").text
    assert page.count("Last seen") == 2
    assert page.count("This browser") == 1
    response = post(client, f"/account/browsers/{lost}/sign-out/", page="/account/")
    assert (response.status_code, response.location) == (303, "/account/")
    assert phone.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_nobody_signs_out_a_browser_of_somebody_else(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    ana = make_user(session)
    session.commit()
    hers = sign_in(application.test_client(), ana)
    sign_in(client, wei)
    assert post(client, f"/account/browsers/{hers}/sign-out/", page="/account/").status_code == 403
    assert post(client, "/account/browsers/NOSUCHBROWSER234/sign-out/", page="/account/").status_code == 404
    catch_up(session)
    assert session.scalars(select(SignIn.revoked_at)).all() == [None, None]


def test_signing_out_everywhere_ends_every_browser_and_every_open_link(
    application: Application, client: FlaskClient, session: Session, wei: User
) -> None:
    other = application.test_client()
    sign_in(client, wei)
    sign_in(other, wei)
    links.send(session, wei, Purpose.SIGN_IN, now())
    session.commit()
    assert post(client, "/account/sign-out-everywhere/", page="/account/").status_code == 303
    assert [browser.get("/account/").status_code for browser in (client, other)] == [302, 302]
    catch_up(session)
    assert session.scalars(select(MailLink.used_at)).all() != [None]


def test_a_sign_in_ends_by_itself(client: FlaskClient, session: Session, wei: User) -> None:
    sign_in(client, wei)
    with time_machine.travel(now() + timedelta(days=13)):
        assert client.get("/account/").status_code == 200
    with time_machine.travel(now() + timedelta(days=15)):
        assert client.get("/account/").status_code == 302


def test_when_a_browser_was_last_seen_is_kept(client: FlaskClient, session: Session, wei: User) -> None:
    sign_in(client, wei)
    later = now() + timedelta(hours=3)
    with time_machine.travel(later, tick=False):
        client.get("/account/")
    catch_up(session)
    seen = session.scalars(select(SignIn.last_seen_at)).one()
    assert abs(seen - later) < timedelta(seconds=1)


def test_name_and_language_can_be_changed(client: FlaskClient, session: Session, wei: User) -> None:
    sign_in(client, wei)
    response = post(client, "/account/", {"name": "吕伟 <i>", "locale": "zh"})
    assert (response.status_code, response.location) == (303, "/account/?lang=zh")
    page = client.get(response.location).text
    assert "吕伟 &lt;i&gt;" in page
    assert '<html lang="zh-CN">' in page
    assert '<html lang="zh-CN">' in client.get("/account/").text
    catch_up(session)
    assert (wei.name, wei.locale) == ("吕伟 <i>", "zh")


@pytest.mark.parametrize(
    "form", [{"name": "x" * 121, "locale": "en"}, {"name": "Wei", "locale": "xx"}, {"name": "Wei"}]
)
def test_a_name_too_long_or_a_language_unknown_is_refused(
    client: FlaskClient, session: Session, wei: User, form: dict[str, str]
) -> None:
    sign_in(client, wei)
    refused = post(client, "/account/", form)
    assert refused.status_code == 422
    assert f'value="{form["name"]}"' in refused.text
    catch_up(session)
    assert wei.name == "Wei LYU"


def test_nobody_makes_themselves_headquarters_by_a_field_more(client: FlaskClient, session: Session, wei: User) -> None:
    sign_in(client, wei)
    extra = {"headquarters": "y", "email": "boss@people.example", "password_hash": "x", "disabled_at": ""}
    assert post(client, "/account/", {"name": "Wei", "locale": "en", **extra}).status_code == 303
    catch_up(session)
    assert (wei.headquarters, wei.email != "boss@people.example") == (False, True)


def test_ones_roles_are_shown(client: FlaskClient, session: Session, wei: User) -> None:
    event = make_event(session)
    make_grant(session, wei, event, "viewer")
    make_host(session, wei, make_base(session))
    session.commit()
    sign_in(client, wei)
    page = client.get("/account/").text
    assert "Viewer: " in page
    assert f"/manage/events/{event.slug}/" in page
    assert "Host: " in page


def test_the_corner_of_shared_pages_knows_the_reader_and_is_kept_by_nobody(client: FlaskClient, wei: User) -> None:
    before = client.get("/fragments/account/")
    assert "Sign in" in before.text
    sign_in(client, wei)
    after = client.get("/fragments/account/")
    assert "Wei LYU" in after.text
    assert "<html" not in after.text
    assert after.headers["Cache-Control"] == "private, no-store"


def test_shared_pages_neither_read_nor_set_the_session(client: FlaskClient, wei: User) -> None:
    sign_in(client, wei)
    for path in ("/?lang=en", "/static/css/base.css"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers
        assert "Wei LYU" not in answer.text


def test_a_token_of_one_reader_is_of_no_use_to_another(
    application: Application, client: FlaskClient, wei: User
) -> None:
    attacker = application.test_client()
    sign_in(client, wei)
    token = csrf_token(attacker, "/sign-in/")
    assert client.post("/account/sign-out-everywhere/", data={"csrf_token": token}).status_code == 400
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "names"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0 Safari/604.1",
            ("WeChat", "iPhone"),
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140 Safari/537.36 Edg/140", ("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140) Gecko Firefox/140", ("Firefox", "Linux")),
        ("", ("", "")),
    ],
)
def test_browsers_are_named_as_people_know_them(agent: str, names: tuple[str, str]) -> None:
    assert describe(agent) == names


def test_a_name_is_shown_to_colleagues_and_asked_of_staff_alone(
    client: FlaskClient, session: Session, wei: User
) -> None:
    sign_in(client, wei, Level.MAIL)
    assert 'name="name"' not in client.get("/account/").text
    assert post(client, "/account/", {"locale": "en"}).status_code == 303
    catch_up(session)
    assert session.get_one(User, wei.id).name == "Wei LYU"
