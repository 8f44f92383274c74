"""What the edge refuses: too many attempts, strange hosts, bytes that no database takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import db, writing
from app.core.demo_mode import mark_demo
from app.core.edge import Application
from app.core.model import Base
from app.factory import create_app
from tests.factories.accounts import PASSWORD, make_administrator
from tests.integration.conftest import settings_for
from tests.integration.forms import csrf_token, post

#: The start of a window of ten minutes and of an hour.
NOON = now().replace(hour=12, minute=0, second=5, microsecond=0) + timedelta(days=1)


def test_an_address_is_refused_after_ten_passwords_and_heard_again_later(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    with time_machine.travel(NOON) as clock:
        wrong = {"csrf_token": csrf_token(client, "/sign-in/"), "email": user.email, "password": "wrong password"}
        codes = [client.post("/sign-in/", data=wrong).status_code for _ in range(10)]
        assert codes == [422] * 10
        refused = client.post("/sign-in/", data={**wrong, "email": f" {user.email.upper()} ", "password": PASSWORD})
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 600
        other = client.post("/sign-in/", data={**wrong, "email": "another@people.example"})
        assert other.status_code == 422
        clock.shift(600)
        assert client.post("/sign-in/", data={**wrong, "password": PASSWORD}).status_code == 303


SPELT = (
    "wei@people.example",
    "WEI@ｐeople.example",
    "wei@people。example",
    "wei@ⓟeople.example",
    "w\0ei@people.example",
)


def _try(client: FlaskClient, token: str, email: str, password: str, network: str = "192.0.2.1") -> int:
    form = {"csrf_token": token, "email": email, "password": password}
    return client.post("/sign-in/", data=form, environ_base={"REMOTE_ADDR": network}).status_code


def test_an_address_spelt_in_another_way_is_counted_all_the_same(client: FlaskClient) -> None:
    with time_machine.travel(NOON):
        token = csrf_token(client, "/sign-in/")
        assert [_try(client, token, SPELT[n % 5], "wrong password") for n in range(11)] == [422] * 10 + [429]
        form = {"csrf_token": token}
        codes = [client.post("/sign-in/link/", data=form | {"address": SPELT[n % 5]}).status_code for n in range(6)]
        assert codes == [303] * 5 + [429]


def test_nobody_elses_attempts_keep_staff_from_signing_in(client: FlaskClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    with time_machine.travel(NOON):
        token = csrf_token(client, "/sign-in/")
        tries = [_try(client, token, user.email, "wrong password", "198.51.100.9") for _ in range(250)]
        assert tries.count(429) == 240
        assert _try(client, token, user.email, PASSWORD) == 303


@pytest.mark.parametrize("networks", ["203.0.113.{0}", "2001:db8:0:{0:x}::1"])
def test_all_networks_together_have_an_end_too(client: FlaskClient, networks: str) -> None:
    with time_machine.travel(NOON):
        token = csrf_token(client, "/sign-in/")
        tries = [_try(client, token, SPELT[0], "wrong password", networks.format(n)) for n in range(1, 203)]
    assert tries == [422] * 200 + [429] * 2


def test_one_network_of_ipv6_counts_as_one(client: FlaskClient) -> None:
    with time_machine.travel(NOON):
        token = csrf_token(client, "/sign-in/")
        tries = [_try(client, token, SPELT[0], "wrong password", f"2001:db8::{n:x}") for n in range(1, 12)]
    assert tries == [422] * 10 + [429]


@pytest.mark.parametrize(("url", "field"), [("/sign-in/link/", "address"), ("/password/reset/", "email")])
def test_a_mailbox_is_sent_five_links_an_hour(client: FlaskClient, url: str, field: str) -> None:
    with time_machine.travel(NOON):
        form = {"csrf_token": csrf_token(client, "/sign-in/"), field: "wei@people.example"}
        assert [client.post(url, data=form).status_code for _ in range(6)] == [303] * 5 + [429]


def small_app(folder: Path, **chosen: object) -> Application:
    application = create_app(settings_for(folder, "", **chosen))
    with application.app_context():
        Base.metadata.create_all(db.engine)
    return application


def test_an_address_of_the_network_has_its_limit_whatever_mail_it_names(tmp_path: Path) -> None:
    client = small_app(tmp_path, sign_ins_per_ten_minutes=3).test_client()
    token = csrf_token(client, "/sign-in/")
    codes = []
    for number in range(4):
        form = {"csrf_token": token, "address": f"p{number}@people.example"}
        spoofed = {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"}
        codes.append(client.post("/sign-in/link/", data=form, headers=spoofed).status_code)
    assert codes == [303, 303, 303, 429]


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(tmp_path: Path) -> None:
    client = small_app(tmp_path, sign_ins_per_ten_minutes=2, trusted_proxies=1).test_client()
    token = csrf_token(client, "/sign-in/")

    def ask(number: int, seen: str) -> int:
        form = {"csrf_token": token, "address": f"p{number}@people.example"}
        forwarded = {"X-Forwarded-For": f"10.0.0.{number}, {seen}"}
        return client.post("/sign-in/link/", data=form, headers=forwarded).status_code

    assert [ask(number, "192.0.2.1") for number in range(3)] == [303, 303, 429]
    assert ask(4, "192.0.2.2") == 303


def test_a_counted_request_writes_without_waiting_for_itself(client: FlaskClient) -> None:
    assert post(client, "/sign-in/link/", {"address": "a@b.example"}, page="/sign-in/").status_code == 303


def test_on_sqlite_one_writing_transaction_inside_another_is_an_error_not_a_deadlock(tmp_path: Path) -> None:
    with small_app(tmp_path).app_context():
        outer, inner = writing(db.engine), writing(db.engine)
        with outer, pytest.raises(RuntimeError, match="inside another"):
            inner.__enter__()
        with writing(db.engine) as session:
            session.execute(text("select 1"))


@pytest.mark.parametrize("url", ["/events/a%00b/", "/sign-in/link/a%00/", "/mailbox/%00/", "/password/%00/"])
def test_no_address_with_nul_reaches_the_database(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 404


def test_no_search_with_nul_reaches_the_database(client: FlaskClient) -> None:
    assert client.get("/sign-in/?next=%00").status_code == 400


def test_forms_drop_control_characters(client: FlaskClient) -> None:
    answer = post(client, "/sign-in/", {"email": "a\0@b.example", "password": "\0" * 12})
    assert answer.status_code == 422


PRODUCTION = {
    "production": True,
    "public_url": "https://forum.example.org",
    "mail_from": "Forum <forum@forum.example.org>",
    "smtp_url": "smtps://forum:secret@mail.example.org",
}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"public_url": "http://127.0.0.1:5000"}, "PUBLIC_URL"),
        ({"public_url": "http://forum.example.org"}, "https"),
        *(
            ({"public_url": f"https://{host}"}, "PUBLIC_URL")
            for host in (
                *("0.0.0.0", "127.0.0.2", "127.1", "0x7f000001", "[::1]", "[::]", "[::ffff:127.0.0.1]"),
                *("localhost", "localhost.", "LOCALHOST:8000", "forum.localhost", ""),
            )
        ),
        *(
            ({"mail_from": sender}, "MAIL_FROM")
            for sender in ("Luntan <no-reply@luntan.example>", "Luntan <no-reply@luntan.example> ", "a@b.example.", "x")
        ),
        *(({"smtp_url": url}, "SMTP_URL") for url in ("", " ", "mail.example.org:465", "https://mail.example.org")),
    ],
)
def test_production_refuses_defaults(tmp_path: Path, broken: dict[str, str], said: str) -> None:
    with pytest.raises(RuntimeError, match=said):
        create_app(settings_for(tmp_path, "", **PRODUCTION | broken))


@pytest.mark.parametrize("host", ["forum.example.org", "10.0.0.7", "[2001:db8::7]", "xn--fsqu00a.xn--fiqs8s"])
def test_production_takes_an_address_that_people_can_reach(tmp_path: Path, host: str) -> None:
    assert create_app(settings_for(tmp_path, "", **PRODUCTION | {"public_url": f"https://{host}/"}))


def test_production_refuses_a_demo_whose_mailbox_anyone_could_read(tmp_path: Path) -> None:
    with small_app(tmp_path).app_context(), writing(db.engine) as session:
        mark_demo(session, "2026-11-25")
    with pytest.raises(RuntimeError, match="demo database"):
        create_app(settings_for(tmp_path, "", **PRODUCTION))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:5000", "forum.example.org.evil.example"])
def test_production_refuses_unknown_hosts(tmp_path: Path, host: str) -> None:
    client = small_app(tmp_path, **PRODUCTION).test_client()
    answer = client.get("/sign-in/", base_url=f"https://{host}")
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "10.0.0.7"])
def test_production_tells_a_probe_by_address_how_it_is(tmp_path: Path, host: str) -> None:
    client = small_app(tmp_path, **PRODUCTION).test_client()
    assert client.get("/healthz", headers={"Host": host}).get_json()["status"] == "ok"
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1", ""])
def test_production_tells_nobody_who_was_led_here_by_a_name(tmp_path: Path, host: str) -> None:
    client = small_app(tmp_path, **PRODUCTION).test_client()
    assert client.get("/healthz", headers={"Host": host}).status_code == 400


def test_production_answers_its_own_and_trusted_hosts(tmp_path: Path) -> None:
    client = small_app(tmp_path, **PRODUCTION, trusted_hosts=["inside.example.org"]).test_client()
    for host in ("forum.example.org", "inside.example.org"):
        assert client.get("/sign-in/", base_url=f"https://{host}").status_code == 200


def test_cookies_are_out_of_reach_of_scripts_other_sites_and_plain_http(tmp_path: Path) -> None:
    client = small_app(tmp_path, **PRODUCTION).test_client()
    answer = client.get("/sign-in/?lang=zh", base_url="https://forum.example.org")
    cookies = {cookie.split("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert {"luntan", "lang"} <= cookies.keys()
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookies["luntan"]
    assert "Domain" not in cookies["luntan"]
    assert "Secure" in cookies["lang"]
    assert answer.headers["Strict-Transport-Security"]
