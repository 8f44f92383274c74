from dataclasses import replace
from datetime import datetime

import pytest

from app.checkin.facts import Flag, Reason, Verdict
from app.checkin.rules import decide
from app.registration.models import RegistrationState
from tests.unit.checkin.vectors import VECTORS, situation

CASES = VECTORS["cases"]
ADMITTED_HERE = situation({})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_rules_decide_as_the_shared_vectors_say(case):
    expected = {"reason": None, "flags": [], "window": "", "other": "", "forcible": False, "first": None}
    decision = decide(situation(case["given"]))
    first = decision.first and decision.first.since
    assert {
        "verdict": decision.verdict,
        "reason": decision.reason,
        "flags": sorted(decision.flags),
        "window": decision.window,
        "other": decision.other,
        "forcible": decision.forcible,
        "first": first,
    } == expected | case["expect"] | {"first": _instant(case["expect"].get("first"))}


def test_the_vectors_hold_every_verdict_reason_and_flag():
    expectations = [case["expect"] for case in CASES]
    assert {expect["verdict"] for expect in expectations} == set(Verdict)
    assert {expect["reason"] for expect in expectations if "reason" in expect} == set(Reason)
    assert {flag for expect in expectations for flag in expect.get("flags", ())} == set(Flag)


def test_each_case_has_a_name_of_its_own_and_there_are_enough():
    names = {case["name"] for case in CASES}
    assert len(names) == len(CASES) >= 60


@pytest.mark.parametrize("state", RegistrationState)
def test_only_an_accepted_registration_is_admitted(state):
    decision = decide(replace(ADMITTED_HERE, person=replace(ADMITTED_HERE.person, state=state)))
    assert (decision.verdict is Verdict.ADMITTED) == (state == "accepted")


@pytest.mark.parametrize("case", [c for c in CASES if c["expect"].get("forcible")], ids=lambda case: case["name"])
def test_what_is_forcible_is_admitted_when_forced(case):
    forced = decide(replace(situation(case["given"] | {"previous": {}}), forced=True))
    assert forced.verdict is Verdict.ADMITTED
    assert Flag.FORCED in forced.flags


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c["expect"]["verdict"] == "refused" and not c["expect"].get("forcible")],
    ids=lambda case: case["name"],
)
def test_what_is_not_forcible_stays_refused_when_forced(case):
    given = situation(case["given"])
    assert decide(replace(given, forced=True)) == decide(given)


def _instant(text):
    return text and datetime.fromisoformat(text)
