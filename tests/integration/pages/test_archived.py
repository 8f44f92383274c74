"""An edition that was held and archived stays on the rotation board, and nowhere else."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.policies import Actor
from app.core.text import Bilingual
from app.events.models import EventState
from app.events.publishing import Decision, take_step
from tests.factories.events import make_event, make_series

HQ = Actor(1, level="staff", headquarters=True)


def test_the_board_shows_it_as_past_without_a_link(client: FlaskClient, session: Session) -> None:
    series = make_series(session)
    held = make_event(session, series=series, number=1, starts_on=date(2024, 6, 3), city=Bilingual("西宁", "Xining"))
    make_event(session, series=series, number=2)
    session.commit()
    take_step(session, HQ, held, EventState.ARCHIVED, Decision(), now())
    session.commit()
    page = client.get(f"/series/{series.slug}/?lang=en").text
    assert '<li class="rotation-item rotation-past">' in page
    assert '<span class="rotation-city">Xining</span>' in page
    assert held.slug not in page
    assert client.get(f"/events/{held.slug}/").status_code == 404
