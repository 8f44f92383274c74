from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.checkin.facts import Gate, Person, Scanner, Situation, Verdict
from app.checkin.fold import ScanFact, corrected_time, corrected_times, fold
from app.checkin.rules import decide
from tests.unit.checkin.vectors import VECTORS, scan_fact

START = datetime(2027, 6, 20, 15, 59, 30, tzinfo=UTC)  # half a minute before midnight in Shanghai
ZONE = "Asia/Shanghai"
RULES = ("once", "daily", "in_out", "count")

seconds = st.integers(0, 60).map(lambda number: START + timedelta(seconds=number))
numbers = st.integers(0, 11)
scan = st.builds(
    ScanFact,
    id=numbers.map(str),
    device=st.sampled_from(["phone-1", "phone-2", "phone-3"]),
    sequence=numbers,
    scanned_at=seconds,
    received_at=seconds,
    offset_ms=st.sampled_from([0, 0, -30_000, 15_000]),
    direction=st.sampled_from(["in", "out"]),
    device_verdict=st.sampled_from(["", "admitted", "repeat", "refused"]),
    counts=st.sampled_from([True, True, True, False]),
    undoes=st.one_of(st.just(""), st.just(""), st.just(""), numbers.map(str)),
    round=st.sampled_from(["", "", "round-1", "round-2"]),
    item=st.sampled_from(["", "R-017"]),
)
ledgers = st.lists(scan, max_size=12, unique_by=(lambda s: s.id, lambda s: (s.device, s.sequence)))
rules = st.sampled_from(RULES)


@pytest.mark.parametrize("case", VECTORS["folds"], ids=lambda case: case["name"])
def test_attendance_is_what_the_shared_vectors_say(case):
    scans = [scan_fact(facts) for facts in case["scans"]]
    expected = case["expect"]
    result = fold(case["rule"], case["zone"], scans)
    assert {window: written(state) for window, state in result.windows.items()} == expected["windows"]
    assert dict(result.verdicts) == expected["verdicts"]
    assert result.undone == set(expected.get("undone", ()))
    assert result.unentered == set(expected.get("unentered", ()))
    if "times" in expected:
        assert {key: iso(time) for key, time in corrected_times(scans).items()} == expected["times"]


def test_the_folds_hold_every_rule_and_verdict():
    assert {case["rule"] for case in VECTORS["folds"]} == set(RULES)
    found = {verdict for case in VECTORS["folds"] for verdict in case["expect"]["verdicts"].values()}
    assert found == set(Verdict) - {Verdict.REFUSED}


@given(rules, ledgers, st.randoms())
def test_attendance_does_not_depend_on_the_order_of_arrival(rule, scans, random):
    shuffled = random.sample(scans, len(scans))
    assert fold(rule, ZONE, shuffled) == fold(rule, ZONE, scans)


@given(ledgers)
def test_corrected_times_rise_with_the_sequence_and_never_pass_receipt(scans):
    times = corrected_times(scans)
    for one in scans:
        assert times[one.id] <= one.received_at
        for other in scans:
            if one.device == other.device and one.sequence < other.sequence:
                assert times[one.id] <= times[other.id]


@given(ledgers, st.integers(1, 10**6))
def test_setting_the_clock_back_never_brings_a_scan_before_the_ones_made_earlier(scans, back):
    assume(scans)
    last = max(scans, key=lambda s: (s.sequence, s.id))
    turned = replace(last, offset_ms=last.offset_ms - back)
    times = corrected_times([turned if one is last else one for one in scans])
    earlier = [one for one in scans if one.device == last.device and one is not last]
    limit = min(one.received_at for one in (last, *earlier))
    assert all(times[last.id] >= min(times[one.id], limit) for one in earlier)


@given(rules, ledgers)
def test_each_window_has_one_admission_that_holds_it(rule, scans):
    result = fold(rule, ZONE, scans)
    admitted = [key for key, verdict in result.verdicts.items() if verdict is Verdict.ADMITTED]
    assert {state.scan for state in result.windows.values()} <= set(admitted)
    if rule in ("once", "daily"):
        assert len(admitted) == len(result.windows)
    if rule == "count":
        assert len(admitted) == sum(state.count for state in result.windows.values())


@given(rules, ledgers)
def test_the_earliest_scan_that_counts_is_admitted(rule, scans):
    result, times = fold(rule, ZONE, scans), corrected_times(scans)
    assume(result.verdicts)
    earliest = min(times[key] for key in result.verdicts)
    assert any(times[key] == earliest and result.verdicts[key] is Verdict.ADMITTED for key in result.verdicts)


@given(rules, ledgers)
def test_undoing_every_scan_leaves_no_attendance(rule, scans):
    people = [one for one in scans if not one.undoes]
    undos = [
        ScanFact(f"undo-{one.id}", "boss", number, START, START, undoes=one.id) for number, one in enumerate(people)
    ]
    assert fold(rule, ZONE, [*people, *undos]).windows == {}


@given(rules, st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(["in", "out"]), st.booleans()), max_size=8))
def test_scans_that_come_in_order_are_folded_to_what_was_decided_one_by_one(rule, steps):
    gate, person = Gate("door", 7, rule=rule, zone=ZONE), Person(7, "accepted", 1, "expert")
    scans, decided = [], {}
    for number, (device, direction, alone) in enumerate(steps):
        at = START + timedelta(seconds=10 * number)
        shown = "admitted" if alone else ""
        before = fold(rule, ZONE, scans).windows
        decision = decide(
            Situation(
                gate, Scanner(device, 7), at, person=person, direction=direction, device_verdict=shown,
                previous={window: state.previous(rule, gate.id) for window, state in before.items()},
            )
        )  # fmt: skip
        decided[str(number)] = decision.verdict
        scans.append(ScanFact(str(number), device, number, at, at, direction=direction, device_verdict=shown))
    assert fold(rule, ZONE, scans).verdicts == decided


@pytest.mark.parametrize(("rule", "minutes"), [("once", 0), ("count", 0), ("in_out", 2)])
def test_a_repeat_is_told_since_when_the_person_was_in(rule, minutes):
    directions = ["in", "out", "in"] if rule == "in_out" else ["in"]
    times = [START + timedelta(minutes=number) for number in range(3)]
    scans = [
        ScanFact(str(number), "phone-1", number, times[number], times[2], direction=direction)
        for number, direction in enumerate(directions)
    ]
    previous = fold(rule, ZONE, scans).windows[""].previous(rule, "door")
    assert (previous.since, previous.device, previous.checkpoint) == (times[minutes], "phone-1", "door")


def test_a_corrected_time_keeps_to_its_bounds():
    received = START + timedelta(minutes=5)
    assert corrected_time(START, 2_000, received) == START + timedelta(seconds=2)
    assert corrected_time(START, -2_000, received, floor=START) == START
    assert corrected_time(START, 3_600_000, received) == received
    assert corrected_time(START, 0, received, floor=received + timedelta(hours=1)) == received


def written(state):
    facts = asdict(state) | {"first_at": iso(state.first_at), "last_at": iso(state.last_at)}
    del facts["window"]
    return facts if facts["item"] else {name: value for name, value in facts.items() if name != "item"}


def iso(instant):
    return instant.isoformat().replace("+00:00", "Z")
