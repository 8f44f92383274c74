"""Every route is asked by every role, and answers as the tables say."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.integration.routes.bodies import body_of
from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.roles import DEVICES, HQ_BY_MAIL
from tests.integration.routes.table import Row, rows, rows_of

GETS, CHANGES = rows_of("GET"), [row for row in rows() if row.method != "GET"]


def outcome_of(answer: TestResponse) -> str:
    """The word of the tables for an answer; an error of the server has none."""
    if answer.status_code == 302 and answer.location.startswith("/sign-in/"):
        return "in"
    if answer.status_code in (401, 403, 404):
        return str(answer.status_code)
    return "yes" if answer.status_code < 500 else f"error {answer.status_code}"


def _surprises(row: Row, found: dict[str, str]) -> dict[str, str]:
    """Role -> what it got instead of what the table says."""
    wrong = {role: outcome for role, outcome in found.items() if outcome != row.outcomes[role]}
    return {role: f"{outcome}, not {row.outcomes[role]}" for role, outcome in wrong.items()}


@pytest.mark.parametrize("row", GETS, ids=str)
def test_reading(site: DemoSite, row: Row) -> None:
    url = site.addresses.url(row)
    found = {role: outcome_of(site.ask(role, "GET", url)) for role in row.outcomes}
    assert not _surprises(row, found), url
    assert not site.changes()


@pytest.mark.parametrize("row", CHANGES, ids=str)
def test_changing(site: DemoSite, row: Row) -> None:
    url, found = site.addresses.url(row), {}
    for role, expected in row.outcomes.items():
        found[role] = outcome_of(site.ask(role, row.method, url, **body_of(site, row)))
        if expected != "yes":
            assert not site.changes(), f"{role} was refused, and something changed"
        site.set_back()
    assert not _surprises(row, found), url


@pytest.mark.parametrize("row", [row for row in CHANGES if "scan" not in row.outcomes], ids=str)
def test_a_change_without_a_token_against_forgery_is_refused(site: DemoSite, row: Row) -> None:
    url = site.addresses.url(row)
    for role in row.allowed():
        answer = site.client(role).open(url, method=row.method, data={})
        assert answer.status_code == 400, role
    assert not site.changes()


@pytest.mark.parametrize("row", [row for row in rows() if "owner" in row.outcomes], ids=str)
def test_a_member_of_staff_signed_in_by_mail_link_is_an_attendee(site: DemoSite, row: Row) -> None:
    answer = site.ask(HQ_BY_MAIL, row.method, site.addresses.url(row), **body_of(site, row))
    assert outcome_of(answer) == row.outcomes["other"]


@pytest.mark.parametrize("row", [row for row in GETS if "scan" not in row.outcomes], ids=str)
def test_a_device_s_token_opens_no_page(site: DemoSite, row: Row) -> None:
    url = site.addresses.url(row)
    assert {outcome_of(site.ask(device, "GET", url)) for device in DEVICES} == {row.outcomes["anon"]}
