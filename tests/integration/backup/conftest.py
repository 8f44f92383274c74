"""Installations to back up and to restore into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import writing
from app.factory import create_app
from tests.factories.every_table import fill_every_table
from tests.integration.backup.place import NewPlace, Place
from tests.integration.conftest import settings_for
from tests.services.postgres import PostgresServer


@pytest.fixture
def new_place(tmp_path: Path, postgres: PostgresServer) -> Iterator[NewPlace]:
    """Makes places, each with an empty database and secrets of its own."""
    places: list[Place] = []

    def make(database: str, name: str) -> Place:
        url = postgres.create("backup") if database == "postgresql" else ""
        places.append(Place(create_app(settings_for(tmp_path / name, url))))
        return places[-1]

    yield make
    for place in places:
        place.engine.dispose()
        if place.engine.dialect.name == "postgresql":
            postgres.drop(place.engine.url.render_as_string(hide_password=False))


@pytest.fixture
def filled(new_place: NewPlace, database: str) -> Place:
    """A place whose every table has rows."""
    place = new_place(database, "filled")
    place.create_schema()
    with writing(place.engine) as session:
        fill_every_table(session.connection())
    return place
