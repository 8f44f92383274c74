"""The worker does each minute what time alone brings about, whichever queue it is told to use."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.clock import now
from app.core.db import db
from app.core.model import Base
from app.factory import create_app
from app.registration.models import Registration
from app.settings import Settings
from tests.factories.registration import make_open_event, make_registration
from tests.integration.conftest import settings_for
from tests.services.server import Server

SECONDS = 30


def with_an_expired_hold(settings: Settings) -> Flask:
    application = create_app(settings)
    with application.app_context():
        Base.metadata.create_all(db.engine)
        _event, category = make_open_event(db.session())
        late = now() - timedelta(minutes=5)
        make_registration(db.session(), category, state="submitted", holds_place=True, held_until=late)
        db.session.commit()
    return application


def wait_until_nobody_holds_a_place(application: Flask) -> None:
    deadline = time.monotonic() + SECONDS
    with application.app_context():
        held = select(func.count()).select_from(Registration).where(Registration.holds_place)
        while db.session.scalar(held):
            db.session.rollback()
            assert time.monotonic() < deadline, f"the place was not given back within {SECONDS} s"
            time.sleep(0.1)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("queue", ["redis", "sqlite"])
def test_a_worker_gives_back_the_places_that_nobody_confirmed(tmp_path: Path, redis_url: str, queue: str) -> None:
    settings = settings_for(tmp_path / "instance", "", redis_url=redis_url if queue == "redis" else "")
    application = with_an_expired_hold(settings)
    server = Server(settings)
    server.start_worker()
    try:
        wait_until_nobody_holds_a_place(application)
    finally:
        server.stop()
    assert (tmp_path / "instance" / "jobs.db").exists() == (queue == "sqlite")
