"""Signing in by a link from one's mail and by a password, and out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import links
from app.accounts.models import Level, MailLink, SignIn, User
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.edge import Application
from tests.factories.accounts import PASSWORD, make_administrator, make_user, sign_in
from tests.integration.accounts.mail import only_link, read_mail, text_of
from tests.integration.forms import csrf_token, post
from tests.integration.outside import catch_up

WEI = "wei@people.example"


def ask_link(client: FlaskClient, email: str = WEI, **more: str) -> None:
    response = post(client, "/sign-in/link/", {"address": email, **more}, page="/sign-in/")
    assert (response.status_code, response.location) == (303, "/sign-in/sent/")


def by_password(client: FlaskClient, email: str, password: str = PASSWORD, **more: str):
    return post(client, "/sign-in/", {"email": email, "password": password, **more})


def test_a_link_from_the_mail_signs_in(application: Application, client: FlaskClient) -> None:
    ask_link(client)
    [mail] = read_mail(application, WEI)
    link = only_link(mail)
    assert "Sign in" in client.get(link).text
    response = post(client, link)
    assert (response.status_code, response.location) == (303, "/my/")
    assert WEI in client.get("/account/").text


def test_looking_at_a_link_signs_nobody_in_and_does_not_use_it_up(
    application: Application, client: FlaskClient, session: Session
) -> None:
    ask_link(client)
    link = only_link(read_mail(application, WEI)[0])
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert session.scalar(select(SignIn)) is None
    assert post(client, link).status_code == 303


def test_a_link_works_once(application: Application, client: FlaskClient) -> None:
    ask_link(client)
    link = only_link(read_mail(application, WEI)[0])
    other = application.test_client()
    token = csrf_token(other, "/sign-in/")
    assert post(client, link).status_code == 303
    assert other.get(link).status_code == 410
    assert other.post(link, data={"csrf_token": token}).status_code == 410
    assert other.get("/account/").status_code == 302


def test_a_link_expires_within_the_hour(application: Application, client: FlaskClient) -> None:
    ask_link(client)
    link = only_link(read_mail(application, WEI)[0])
    token = csrf_token(client, link)
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert client.get(link).status_code == 410
        assert client.post(link, data={"csrf_token": token}).status_code == 410


def test_an_expired_link_is_not_mailed_any_more(application: Application, client: FlaskClient) -> None:
    ask_link(client)
    with time_machine.travel(now() + timedelta(hours=2)):
        assert read_mail(application, WEI) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: t[:-1] + ("B" if t.endswith("A") else "A"),
        lambda t: t.split(".")[0],
        lambda t: t + "é",
        lambda t: "é.é",
    ],
)
def test_a_forged_link_is_refused(application: Application, client: FlaskClient, damage) -> None:
    ask_link(client)
    token = only_link(read_mail(application, WEI)[0]).rstrip("/").rpartition("/")[2]
    assert client.get(f"/sign-in/link/{damage(token)}/").status_code in (404, 410)


def test_a_sign_in_link_sets_no_password(application: Application, client: FlaskClient, session: Session) -> None:
    ask_link(client)
    link = only_link(read_mail(application, WEI)[0])
    stolen = link.replace("/sign-in/link/", "/password/")
    assert client.get(stolen).status_code == 410
    token = csrf_token(client, "/sign-in/")
    form = {"csrf_token": token, "password": PASSWORD, "again": PASSWORD}
    assert client.post(stolen, data=form).status_code == 410
    assert session.scalars(select(User.password_hash)).all() == [""]


def test_the_answer_is_the_same_for_known_unknown_and_disabled_addresses(client: FlaskClient, session: Session) -> None:
    make_user(session, email="known@people.example")
    make_user(session, email="gone@people.example", disabled_at=now())
    session.commit()
    pages = set()
    for address in ("known@people.example", "gone@people.example", "new@people.example"):
        ask_link(client, address)
        pages.add(client.get("/sign-in/sent/").text.replace(address, ""))
    assert len(pages) == 1


def test_a_disabled_user_gets_no_link(application: Application, client: FlaskClient, session: Session) -> None:
    make_user(session, email=WEI, disabled_at=now())
    session.commit()
    ask_link(client)
    assert read_mail(application, WEI) == []


def test_staff_sign_in_with_mail_address_and_password(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    response = by_password(client, user.email.upper())
    assert (response.status_code, response.location) == (303, "/manage/")
    assert client.get("/manage/").status_code == 200
    entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "sign_in"))
    assert entry is not None
    assert entry.actor_id == user.id


def test_a_mail_link_never_opens_staff_pages(application: Application, client: FlaskClient, session: Session) -> None:
    make_administrator(session, email=WEI)
    session.commit()
    ask_link(client)
    post(client, only_link(read_mail(application, WEI)[0]))
    assert client.get("/account/").status_code == 200
    assert client.get("/manage/").status_code == 403


@pytest.mark.parametrize(
    ("email", "password"), [("admin@people.example", "wrong password"), ("no@people.example", PASSWORD)]
)
def test_a_wrong_address_and_a_wrong_password_are_answered_alike(
    client: FlaskClient, session: Session, email: str, password: str
) -> None:
    make_administrator(session, email="admin@people.example")
    session.commit()
    response = by_password(client, email, password)
    assert response.status_code == 422
    assert "Mail address and password do not match." in response.text
    assert f'value="{email}"' in response.text
    assert password not in response.text
    assert session.scalar(select(SignIn)) is None


def test_a_disabled_user_cannot_sign_in_and_is_signed_out(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    sign_in(client, user)
    user.disabled_at = now()
    session.commit()
    assert client.get("/account/").status_code == 302
    assert by_password(client, user.email).status_code == 422


def test_who_has_no_password_cannot_sign_in_with_an_empty_one(client: FlaskClient, session: Session) -> None:
    user = make_user(session)
    session.commit()
    assert by_password(client, user.email, "").status_code == 422
    assert by_password(client, user.email, "anything at all").status_code == 422


def test_signing_in_gives_the_browser_a_new_session(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    client.get("/sign-in/")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = cookie["csrf_token"]
    assert by_password(client, user.email).status_code == 303
    client.get("/account/")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["csrf_token"] != before


def test_a_second_sign_in_in_one_browser_ends_the_first(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    sign_in(client, user, Level.MAIL)
    by_password(client, user.email)
    catch_up(session)
    live = session.scalars(select(SignIn).where(SignIn.revoked_at.is_(None))).all()
    assert [row.level for row in live] == [Level.STAFF]


def test_signing_out_ends_the_sign_in_itself_not_only_the_cookie(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    sign_in(client, user)
    stolen = client.get_cookie("luntan")
    assert stolen is not None
    assert post(client, "/sign-out/", page="/account/").status_code == 303
    thief = client.application.test_client()
    thief.set_cookie("luntan", stolen.value)
    assert thief.get("/account/").status_code == 302


def test_signing_out_needs_the_form(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    sign_in(client, user)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 400
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("url", ["/sign-in/", "/sign-in/link/", "/password/reset/"])
def test_another_site_cannot_send_the_sign_in_forms(client: FlaskClient, session: Session, url: str) -> None:
    user = make_administrator(session)
    session.commit()
    form = {"email": user.email, "address": user.email, "password": PASSWORD}
    assert client.post(url, data=form).status_code == 400
    foreign = csrf_token(client.application.test_client(), "/sign-in/")
    assert client.post(url, data={**form, "csrf_token": foreign}).status_code == 400
    assert session.scalar(select(SignIn)) is None


@pytest.mark.parametrize(
    ("asked", "followed"),
    [
        ("/manage/?q=1", "/manage/?q=1"),
        ("//evil.example", "/manage/"),
        ("/\\evil.example", "/manage/"),
        ("https://evil.example/", "/manage/"),
    ],
)
def test_signing_in_leads_on_only_within_this_site(
    client: FlaskClient, session: Session, asked: str, followed: str
) -> None:
    user = make_administrator(session)
    session.commit()
    assert by_password(client, user.email, next=asked).location == followed


def test_a_link_leads_on_only_within_this_site(application: Application, client: FlaskClient, session: Session) -> None:
    ask_link(client, next="//evil.example/")
    ask_link(client, next="/my/ABC/")
    assert session.scalars(select(MailLink.next_path).order_by(MailLink.id)).all() == ["", "/my/ABC/"]
    first, second = read_mail(application, WEI)
    assert post(client, only_link(first)).location == "/my/"
    assert post(client, only_link(second)).location == "/my/ABC/"


def test_a_page_for_signed_in_people_asks_to_sign_in_and_comes_back(client: FlaskClient) -> None:
    response = client.get("/account/?from=mail")
    assert (response.status_code, response.location) == (302, "/sign-in/?next=/account/?from%3Dmail")
    assert 'name="next" type="hidden" value="/account/?from=mail"' in client.get(response.location).text


def test_mail_speaks_the_language_in_which_it_was_asked_for(application: Application, client: FlaskClient) -> None:
    client.get("/sign-in/?lang=zh")
    ask_link(client)
    [mail] = read_mail(application, WEI)
    assert mail["Content-Language"] == "zh-CN"
    assert "lang=zh" in text_of(mail)
    assert '<html lang="zh-CN">' in text_of(mail, "html")


def test_links_in_mail_are_made_of_the_public_address_whatever_host_was_asked(
    application: Application, client: FlaskClient
) -> None:
    evil = {"base_url": "http://evil.example", "headers": {"X-Forwarded-Host": "evil.example"}}
    page = client.get("/sign-in/", **evil)
    assert "evil.example" not in page.text
    token = csrf_token(client, "/sign-in/")
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    with client.session_transaction(base_url="http://evil.example") as cookie:
        cookie.update(kept)
    answer = client.post("/sign-in/link/", data={"address": WEI, "csrf_token": token}, **evil)
    assert answer.status_code == 303
    [mail] = read_mail(application, WEI)
    assert "evil" not in mail.as_string()
    assert "http://127.0.0.1:5000/sign-in/link/" in text_of(mail, "html")


def test_two_who_ask_for_a_new_address_at_once_make_one_user(session: Session) -> None:
    from app.accounts.users import user_of

    first = user_of(session, WEI, "en")
    second = User(email=WEI)
    assert user_of(session, second.email, "en") is first


def test_used_up_links_cannot_be_used_again_by_the_row(application: Application, session: Session) -> None:
    user = make_user(session)
    link = links.send(session, user, links.Purpose.SIGN_IN, now())
    links.use(session, link, now())
    with pytest.raises(links.DomainError):
        links.use(session, link, now())


def test_one_of_the_staff_without_a_name_signs_in_by_the_longest_address(client: FlaskClient, session: Session) -> None:
    longest = ".".join(["a" * 64 + "@" + "b" * 62, "c" * 62, "d" * 55, "example"])
    assert len(longest) == 254
    make_administrator(session, email=longest, name="")
    session.commit()
    assert by_password(client, longest).status_code == 303
    assert session.scalar(select(AuditEntry.actor_name)) == longest
