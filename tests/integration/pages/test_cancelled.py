"""What is cancelled stays to be seen, and says why."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.text import Bilingual
from tests.factories.agenda import make_session
from tests.factories.events import make_event


def test_a_cancelled_session_says_so_and_why(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    talk = make_session(
        session, event, state="cancelled", cancellation=Bilingual("讲者航班取消", "The speaker's flight was cancelled")
    )
    session.commit()
    page = client.get(f"/events/{event.slug}/sessions/{talk.public_id}/?lang=en").text
    assert "This session is cancelled" in page
    assert "flight was cancelled" in page
    assert "讲者航班取消" in client.get(f"/events/{event.slug}/sessions/{talk.public_id}/?lang=zh").text
