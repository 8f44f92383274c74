"""Each page asks the database a known number of questions, however much there is to show.

``budgets.txt`` names them: method, address, reader, how many. Fewer is welcome, and is written there; more is a defect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, or_, select, text

from app.core.db import db
from app.core.pagecache import cache
from app.core.revisions import remembered
from app.demo.forums import LIVE_SLUG
from app.registration.models import Registration
from app.reports.snapshots import snapshots
from tests.integration.query_counts.counting import counted
from tests.integration.query_counts.plenty import multiply, thin_out
from tests.integration.routes.cast import TRIP_SLUG
from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.pages import READINGS
from tests.integration.routes.roles import PEOPLE
from tests.integration.routes.table import Row

BUDGETS = Path(__file__).parent / "budgets.txt"
FEW = 10
FILES = ("/static/", "/vendor/", "/setup/certificate/luntan.crt")
ASKED = [(row, reader) for row, reader in READINGS if not row.rule.startswith(FILES)]


def budgets() -> dict[tuple[str, str], int]:
    lines = [line.split() for line in BUDGETS.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {(rule, reader): int(number) for rule, reader, number in (words for words in lines if words[0] != "#")}


class GrowingSite(DemoSite):
    """The demo with few people, and then with much more of everything."""

    def engine(self) -> Engine:
        with self.application.app_context():
            return db.engine

    def prepare(self) -> None:
        with self.engine().begin() as connection:
            live = self._event(connection, LIVE_SLUG)
            thin_out(connection, live, self._kept(connection, live))

    def grow(self) -> None:
        with self.engine().begin() as connection:
            multiply(connection, self._event(connection, LIVE_SLUG), self._event(connection, TRIP_SLUG))

    def questions(self, row: Row, reader: str) -> list[str]:
        """What a page asks that was read before, so that the process knows what it keeps, but is not kept itself."""
        url = f"{self.addresses.url(row)}?lang=en"
        self.ask(reader, "GET", url)
        cache.clear()
        remembered.forget()
        snapshots.forget()
        with counted(self.engine()) as sent:
            answer = self.ask(reader, "GET", url)
        assert answer.status_code < 400, answer.status_code
        return sent

    def _event(self, connection: Connection, slug: str) -> int:
        events = Registration.__table__.metadata.tables["event"].columns
        return connection.execute(select(events.id).where(events.slug == slug)).scalar_one()

    def _kept(self, connection: Connection, live: int) -> list[int]:
        people = Registration.__table__.columns
        owner = or_(people.contact_email == PEOPLE["owner"][0], people.confirmed_at.is_(None), people.walk_in)
        scanned = Registration.metadata.tables["scan"].columns
        some = select(scanned.registration_id).where(scanned.event_id == live, scanned.registration_id.is_not(None))
        named = connection.scalars(select(people.id).where(people.event_id == live, owner)).all()
        return [*named, *connection.scalars(some.order_by(scanned.id).limit(FEW))][:FEW]


@pytest.fixture(scope="module")
def counts(instance_root: Path) -> Iterator[dict[tuple[str, str], tuple[list[str], list[str]]]]:
    """Each page's questions with little to show and with much."""
    site = GrowingSite(instance_root / "growing")
    few = {(row.rule, reader): site.questions(row, reader) for row, reader in ASKED}
    site.grow()
    many = {(row.rule, reader): site.questions(row, reader) for row, reader in ASKED}
    yield {page: (few[page], many[page]) for page in few}
    site.close()


Counts = dict[tuple[str, str], tuple[list[str], list[str]]]


@pytest.mark.parametrize(("row", "reader"), ASKED, ids=str)
def test_a_page_asks_no_more_when_there_is_more(counts: Counts, row: Row, reader: str) -> None:
    few, many = counts[row.rule, reader]
    more = Counter(many) - Counter(few)
    assert len(many) <= len(few), "\n".join(f"{times} more: {text[:300]}" for text, times in more.items())


@pytest.mark.parametrize(("row", "reader"), ASKED, ids=str)
def test_a_page_asks_as_much_as_its_budget_says(counts: Counts, row: Row, reader: str) -> None:
    few, _many = counts[row.rule, reader]
    assert len(few) == budgets().get((row.rule, reader)), "\n".join(text[:200] for text in few)


def test_a_budget_is_for_a_page() -> None:
    assert not budgets().keys() - {(row.rule, reader) for row, reader in ASKED}


def test_asking_once_a_row_is_noticed() -> None:
    engine = create_engine("sqlite://")
    with counted(engine) as sent, engine.connect() as connection:
        for number in connection.scalars(text("select 1 union select 2 union select 3")).all():
            connection.execute(text("select :number"), {"number": number})
    assert len(sent) == 4
