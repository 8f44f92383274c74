"""The overview of one event: who speaks, how its series stands, and what search engines read."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.agenda.models import SessionState
from app.core.clock import now, today_in
from app.core.text import Bilingual
from tests.factories.agenda import make_session, make_speaker
from tests.factories.events import ZONE, make_event, make_series
from tests.factories.registration import make_notice


def test_who_speaks_in_drafts_alone_is_known_to_nobody(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    known, secret = make_speaker(session, event), make_speaker(session, event, affiliation=Bilingual("未定", "Unsaid"))
    make_session(session, event, speakers=[known])
    draft = make_session(session, event, state=SessionState.DRAFT, speakers=[known, secret])
    session.commit()
    pages = [f"/events/{event.slug}/?lang=en", f"/events/{event.slug}/speakers/?lang=en"]
    own = f"/events/{event.slug}/speakers/{secret.public_id}/?lang=en"
    for page in pages:
        assert known.affiliation.en in client.get(page).text
        assert "Unsaid" not in client.get(page).text
    assert client.get(own).status_code == 404
    draft.state = SessionState.CONFIRMED
    session.commit()
    assert all("Unsaid" in client.get(page).text for page in [*pages, own])


def test_the_ring_moves_on_when_another_edition_begins(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    series, today = make_series(session), today_in(ZONE)
    make_event(session, series=series, number=1, starts_on=today)
    make_event(session, series=series, number=2, starts_on=today + timedelta(days=40))
    closed = {"registration_opens_at": None, "registration_closes_at": None}
    last = make_event(session, series=series, number=3, starts_on=today + timedelta(days=300), **closed)
    session.commit()

    def ring() -> list[str]:
        return re.findall(r'arc-number-(\w+)"', client.get(f"/events/{last.slug}/?lang=en").text)

    assert ring() == ["live", "next", "next"]
    later = now() + timedelta(days=40)
    for reader in ("app.core.clock", "app.pages.views.event"):
        monkeypatch.setattr(f"{reader}.now", lambda: later)
    assert ring() == ["past", "live", "next"]


def test_search_engines_read_the_days_of_the_meeting(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    session.commit()
    page = client.get(f"/events/{event.slug}/?lang=en").text
    found = re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    read = json.loads(found[1])
    assert (read["startDate"], read["endDate"]) == (event.starts_on.isoformat(), event.ends_on.isoformat())


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "个人信息在活动结束30天后删除"), ("en", "deleted 30 days after")]
)
def test_without_a_notice_of_its_own_an_event_shows_the_standard_one(
    client: FlaskClient, session: Session, language: str, words: str
) -> None:
    event = make_event(session, retention_days=30)
    session.commit()
    page = client.get(f"/events/{event.slug}/privacy/?lang={language}").text
    assert words in page
    make_notice(session, event)
    session.commit()
    assert words not in client.get(f"/events/{event.slug}/privacy/?lang={language}").text
