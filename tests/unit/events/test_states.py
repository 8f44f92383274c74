"""Which state follows which, and for whom."""

from datetime import UTC, date, datetime

import pytest

from app.core.policies import Actor, Grant
from app.events.models import Event, EventState
from app.events.states import STEPS, calendar_status, next_steps

HQ = Actor(1, level="staff", headquarters=True)
HOST = Actor(2, level="staff", grants=frozenset({Grant("host", "program_base", 7)}))
ORGANIZER = Actor(3, level="staff", grants=frozenset({Grant("organizer", "event", 5)}))
OTHER_HOST = Actor(4, level="staff", grants=frozenset({Grant("host", "program_base", 8)}))
COMING = date(2027, 6, 20)
BEFORE, AFTER = datetime(2027, 6, 1, tzinfo=UTC), datetime(2027, 6, 22, tzinfo=UTC)
BY_MAIL = Actor(1, level="mail", headquarters=True)


def steps(actor: Actor, state: EventState, at: datetime = BEFORE) -> set[str]:
    event = Event(
        id=5, host_base_id=7, state=state, zone="Asia/Shanghai", arrival_on=COMING, starts_on=COMING, ends_on=COMING,
        departure_on=COMING,
    )  # fmt: skip
    return {step.after.value for step in next_steps(actor, event, at)}


@pytest.mark.parametrize(
    ("state", "hq", "host", "organizer"),
    [
        ("draft", {"awaiting_approval", "archived"}, {"awaiting_approval", "archived"}, {"awaiting_approval"}),
        ("awaiting_approval", {"draft", "published"}, {"draft", "published"}, {"draft"}),
        ("published", {"cancelled"}, {"cancelled"}, set()),
        ("cancelled", {"published", "archived"}, {"published"}, set()),
        ("archived", {"draft"}, set(), set()),
    ],
)
def test_the_table_says_who_takes_which_step(state: str, hq: set[str], host: set[str], organizer: set[str]) -> None:
    assert steps(HQ, EventState(state)) == hq
    assert steps(HOST, EventState(state)) == host
    assert steps(ORGANIZER, EventState(state)) == organizer


def test_headquarters_archives_what_was_held() -> None:
    assert steps(HQ, EventState.PUBLISHED, AFTER) == {"cancelled", "archived"}
    assert steps(HOST, EventState.PUBLISHED, AFTER) == {"cancelled"}


@pytest.mark.parametrize("state", EventState)
def test_others_take_no_step(state: EventState) -> None:
    assert steps(OTHER_HOST, state) == steps(BY_MAIL, state) == steps(Actor(), state) == set()


def test_nothing_is_published_without_having_awaited_approval() -> None:
    into_public = {step.before for step in STEPS if step.after is EventState.PUBLISHED}
    assert into_public == {EventState.AWAITING_APPROVAL, EventState.CANCELLED}


def test_calendars_know_three_states() -> None:
    assert {state.value: calendar_status(state) for state in EventState} == {
        "draft": "tentative",
        "awaiting_approval": "tentative",
        "published": "confirmed",
        "cancelled": "cancelled",
        "archived": "cancelled",
    }
