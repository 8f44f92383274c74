"""What a request says of hosts and addresses is believed by nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import SignIn
from app.core.db import db
from app.demo.staff import PASSWORD
from tests.integration.routes.demo_site import DemoSite, SignedInSite
from tests.integration.routes.pages import READINGS, in_language
from tests.integration.routes.table import Row

EVIL = "evil.example"
HEADERS = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-For": "6.6.6.6",
    "X-Real-IP": "6.6.6.6",
    "Forwarded": f"for=6.6.6.6;host={EVIL};proto=https",
    "X-Original-URL": "/manage/",
    "X-HTTP-Method-Override": "POST",
    "Referer": f"https://{EVIL}/",
    "Origin": f"https://{EVIL}",
}


def _names_evil(answer: TestResponse) -> bool:
    return EVIL in answer.get_data(as_text=False).decode(errors="replace") or EVIL in str(answer.headers)


@pytest.mark.parametrize(("row", "reader"), READINGS, ids=str)
def test_no_answer_repeats_the_host_of_the_request(lone_site: DemoSite, row: Row, reader: str) -> None:
    url = in_language(lone_site.addresses.url(row), "en")
    poisoned = lone_site.ask(reader, "GET", url, base_url=f"http://{EVIL}", headers=HEADERS)
    assert not _names_evil(poisoned)
    assert not _names_evil(lone_site.ask(reader, "GET", url)), "and the next reader gets it from the cache"


def test_an_address_of_the_network_is_the_connection_s_own(lone_site: SignedInSite) -> None:
    form = {"email": "viewer@demo.example", "password": PASSWORD}
    answer = lone_site.ask("anon", "POST", "/sign-in/", form, headers=HEADERS)
    assert answer.status_code == 303
    with lone_site.application.app_context():
        latest = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
        assert latest
        assert latest.address == "127.0.0.1"
