"""Series: for headquarters alone."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.models import Series
from tests.factories.events import make_event, make_series
from tests.integration.forms import post
from tests.integration.organizing import as_headquarters, as_host
from tests.integration.outside import catch_up

VALUES = {
    "title_zh": "国际应用技术论坛",
    "title_en": "Applied Technology Forum",
    "summary_zh": "",
    "summary_en": "",
    "hue": "250",
    "slug": "",
}


def test_a_series_is_made_edited_archived_and_restored(client: FlaskClient, session: Session) -> None:
    as_headquarters(client, session)
    made = post(client, "/manage/series/new/", VALUES)
    assert made.location == "/manage/series/applied-technology-forum/"
    page = client.get(made.location).text
    version = page.split('name="version" type="hidden" value="')[1].split('"')[0]
    edited = post(client, made.location, VALUES | {"hue": "140", "slug": "", "version": version})
    assert edited.location == made.location
    assert post(client, f"{made.location}archive/", page=made.location).status_code == 303
    series = session.scalars(select(Series)).one()
    assert (series.hue, series.slug) == (140, "applied-technology-forum")
    assert series.archived_at
    assert post(client, f"{made.location}restore/", page=made.location).status_code == 303
    catch_up(session)
    assert series.archived_at is None


@pytest.mark.parametrize(("field", "typed"), [("title_en", ""), ("slug", "A B"), ("slug", "taken"), ("hue", "x")])
def test_bad_input_is_refused(client: FlaskClient, session: Session, field: str, typed: str) -> None:
    make_series(session, slug="taken")
    as_headquarters(client, session)
    assert post(client, "/manage/series/new/", VALUES | {field: typed}).status_code == 422


def test_the_list_counts_editions(client: FlaskClient, session: Session) -> None:
    series = make_series(session)
    for number in (1, 2, 3):
        make_event(session, series=series, number=number)
    as_headquarters(client, session)
    assert '<td role="cell" data-label="Editions" class="number">3</td>' in client.get("/manage/series/?lang=en").text


def test_an_empty_list_says_what_to_do_next(client: FlaskClient, session: Session) -> None:
    as_headquarters(client, session)
    assert "No series yet" in client.get("/manage/series/?lang=en").text


def test_hosts_do_not_keep_series(client: FlaskClient, session: Session) -> None:
    series, event = make_series(session), make_event(session)
    as_host(client, session, event)
    for address in ("/manage/series/", "/manage/series/new/", f"/manage/series/{series.slug}/"):
        assert client.get(address).status_code == 403
    refused = post(client, f"/manage/series/{series.slug}/archive/", page="/manage/events/new/")
    assert refused.status_code == 403
