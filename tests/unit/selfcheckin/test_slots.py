"""What the screen shows, and for how long it is good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.secrets import Secrets
from app.selfcheckin import slots
from app.selfcheckin.grants import GOOD_FOR, Grant
from app.selfcheckin.numbers import is_number, number_of

SECRETS = Secrets(b"r" * 32)
DOOR = "ABCDEFGH23456723"
BEGINS = datetime(2027, 6, 20, 1, 0, 0, tzinfo=UTC)


def shown(at: datetime, checkpoint: str = DOOR, secrets: Secrets = SECRETS) -> str:
    return slots.token_of(secrets, checkpoint, slots.slot_at(at))


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (14.9, True), (15, True), (29.9, True), (30, False), (-0.1, False)]
)
def test_a_code_is_good_in_its_slot_and_the_next(seconds: float, good: bool):
    assert slots.is_good(SECRETS, DOOR, shown(BEGINS), BEGINS + timedelta(seconds=seconds)) is good


@pytest.mark.parametrize(
    "token",
    [
        "",
        "A" * 16,
        "喂",
        shown(BEGINS)[:-1],
        shown(BEGINS, "ABCDEFGH23456724"),
        shown(BEGINS, secrets=Secrets(b"s" * 32)),
    ],
)
def test_no_other_token_is(token: str):
    assert not slots.is_good(SECRETS, DOOR, token, BEGINS)


def test_its_case_does_not_matter():
    assert slots.is_good(SECRETS, DOOR, shown(BEGINS).lower(), BEGINS)


def test_a_screen_is_told_when_the_slot_ends():
    assert slots.left_of(BEGINS) == 15_000
    assert slots.left_of(BEGINS + timedelta(seconds=14)) == 1_000


def test_the_number_changes_at_midnight_of_the_place_and_when_it_is_turned():
    evening = datetime(2027, 6, 20, 15, 59, tzinfo=UTC)
    numbers = [
        number_of(SECRETS, DOOR, 0, "Asia/Shanghai", evening),
        number_of(SECRETS, DOOR, 0, "Asia/Shanghai", evening + timedelta(minutes=1)),
        number_of(SECRETS, DOOR, 1, "Asia/Shanghai", evening),
        number_of(SECRETS, "ABCDEFGH23456724", 0, "Asia/Shanghai", evening),
    ]
    assert len(set(numbers)) == 4
    assert {len(number) for number in numbers} == {6}
    assert number_of(SECRETS, DOOR, 0, "Asia/Shanghai", BEGINS) == numbers[0]


@pytest.mark.parametrize(
    ("typed", "right"), [("012 345", True), ("０１２３４５", True), ("12345", False), ("", False), ("x", False)]
)
def test_the_number_is_read_however_it_is_typed(typed: str, right: bool):
    assert is_number("012345", typed) is right


def test_a_grant_survives_the_session_it_is_kept_in():
    grant = Grant.make(DOOR, BEGINS)
    read = Grant.read(grant.kept())
    assert read == grant
    assert read.good_at(BEGINS + GOOD_FOR - timedelta(seconds=1))
    assert not read.good_at(BEGINS + GOOD_FOR)


@pytest.mark.parametrize("kept", [None, [], "x", ["A", "not hex", 1], ["A", "0" * 32, "x"], [1, 2, 3, 4], {"a": 1}])
def test_what_is_no_grant_is_none(kept: object):
    assert Grant.read(kept) is None
