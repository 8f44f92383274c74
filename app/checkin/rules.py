"""Who passes a checkpoint: a pure function of what is known when a code is scanned.

The scanner page decides by the same rules from what the phone holds; both must pass the shared vectors in
``tests/vectors/checkin_rules.json``. The first check that fails gives the reason:

1. the device: revoked or expired when it scanned; not assigned to the checkpoint;
2. the code: unreadable; of another event (whose keys a device does not hold, so this comes before the
   signature); not signed by a key of the event;
3. the person: unknown; of another event; nobody yet, since the badge is a blank one, or one of a stock that was
   withdrawn; the code replaced by a newer one (its bearer may be anybody, so this comes before the person's state);
4. the registration's state;
5. whom the checkpoint admits;
6. when it is open, from ``opens_at`` up to but not including ``closes_at``;
7. what attendance says already.

Leaving is never refused for what bars entry: checks 4 to 6 are left out, or nobody could be counted out.
A supervisor's force overrules them, too, and nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.checkin.facts import Decision, Flag, Gate, Previous, Reason, Scanner, Situation, Verdict

_BARRED_STATES = {
    "waitlisted": Reason.WAITLISTED,
    "withdrawn": Reason.CANCELLED,
    "cancelled": Reason.CANCELLED,
}
_BLANK_STATES = {"blank": Reason.BLANK_BADGE, "void": Reason.VOID_BADGE}


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
    other: str = ""
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """What the clock alone says of a scan."""

    device_ended: bool
    early: bool
    late: bool


Check = Callable[[Situation], Refusal | None]


def decide(situation: Situation) -> Decision:
    """The verdict on one scan, by what came before it; scans that arrive out of order need ``fold`` besides."""
    if situation.round:
        gate = replace(situation.gate, rule=rule_within(situation.gate.rule, situation.round))
        situation = replace(situation, gate=gate)
    window = window_of(situation.gate.rule, situation.at, situation.gate.zone, situation.round)
    if refusal := _first(IDENTITY, situation):
        return _refused(refusal, window, forcible=False)
    barred = None if _leaving(situation) else _first(ENTRY, situation)
    if barred and not situation.forced:
        return _refused(barred, window, forcible=True)
    return _met(situation, window, forced=barred is not None)


def window_of(rule: str, at: datetime, zone: str, headcount: str = "") -> str:
    """What attendance is counted within: the round of a headcount, the local date where each day counts by itself,
    else everything."""
    return headcount or (at.astimezone(ZoneInfo(zone)).date().isoformat() if rule == "daily" else "")


def rule_within(rule: str, headcount: str) -> str:
    """What counts in the round of a headcount is who is there, once, whoever saw them."""
    return "round" if headcount else rule


def at_that_hour(gate: Gate, scanner: Scanner, at: datetime) -> Hour:
    """Where this is the same at two times, the rules decide the same, but for the day that is counted."""
    ended = any(end and end <= at for end in (scanner.revoked_at, scanner.expires_at))
    return Hour(ended, bool(gate.opens_at and at < gate.opens_at), bool(gate.closes_at and gate.closes_at <= at))


def is_coming(rule: str, direction: str) -> bool:
    return rule != "in_out" or direction == "in"


def verdict_after(previous: Previous | None, rule: str, device: str, *, coming: bool, let_in: bool) -> Verdict:
    """What a valid scan makes of the attendance before it.

    ``let_in``: the person was already told to pass. Two devices that each did so, not knowing of the other,
    are a conflict: somebody may have come in on another's badge. In a headcount they have both seen the same person.
    """
    if previous is None or rule == "count" or (rule == "in_out" and previous.inside != coming):
        return Verdict.ADMITTED
    apart = coming and let_in and device != previous.device and rule != "round"
    return Verdict.CONFLICT if apart else Verdict.REPEAT


def _met(situation: Situation, window: str, *, forced: bool) -> Decision:
    rule, previous = situation.gate.rule, situation.previous.get(window)
    if previous and rule != "in_out" and situation.at < previous.since:
        previous = None  # it was made earlier than the first that arrived, and takes its place
    coming, let_in = is_coming(rule, situation.direction), situation.device_verdict == Verdict.ADMITTED
    verdict = verdict_after(previous, rule, situation.scanner.id, coming=coming, let_in=let_in)
    first = None if verdict is Verdict.ADMITTED else previous
    marks = {
        Flag.FORCED: forced,
        Flag.NOT_IN_ROSTER_SNAPSHOT: situation.person is None,
        Flag.NEWER_THAN_SNAPSHOT: _generations_ahead(situation) > 0,
        Flag.EXIT_WITHOUT_ENTRY: not coming and previous is None,
    }
    return Decision(verdict, window, flags=frozenset(flag for flag, is_set in marks.items() if is_set), first=first)


def _refused(refusal: Refusal, window: str, *, forcible: bool) -> Decision:
    flags = frozenset({refusal.flag} if refusal.flag else ())
    return Decision(Verdict.REFUSED, window, refusal.reason, flags, other=refusal.other, forcible=forcible)


def _first(checks: Sequence[Check], situation: Situation) -> Refusal | None:
    return next((refusal for check in checks if (refusal := check(situation))), None)


def _leaving(situation: Situation) -> bool:
    return not is_coming(situation.gate.rule, situation.direction)


def _generations_ahead(situation: Situation) -> int:
    if situation.code is None or situation.person is None:
        return 0
    return situation.code.generation - situation.person.generation


def _device_is_trusted(situation: Situation) -> Refusal | None:
    hour = at_that_hour(situation.gate, situation.scanner, situation.at)
    return Refusal(Reason.DEVICE_REVOKED) if hour.device_ended else None


def _device_is_assigned(situation: Situation) -> Refusal | None:
    scanner, gate = situation.scanner, situation.gate
    if scanner.event == gate.event and (scanner.checkpoints is None or gate.id in scanner.checkpoints):
        return None
    return Refusal(Reason.OTHER_CHECKPOINT, flag=Flag.DEVICE_NOT_ASSIGNED)


def _code_is_ours(situation: Situation) -> Refusal | None:
    code = situation.code
    if code is None:
        return None
    if not code.readable:
        return Refusal(Reason.UNKNOWN)
    if code.event != situation.gate.event:
        return Refusal(Reason.OTHER_EVENT, other=str(code.event))
    return None if code.signature == "valid" else Refusal(Reason.BAD_SIGNATURE)


def _person_is_known(situation: Situation) -> Refusal | None:
    person = situation.person
    if person is None:
        vouched_for = situation.code is not None and not situation.authoritative
        return None if vouched_for else Refusal(Reason.UNKNOWN)
    if person.event != situation.gate.event:
        return Refusal(Reason.OTHER_EVENT, other=str(person.event))
    if blank := _BLANK_STATES.get(person.state):
        return Refusal(blank)
    return Refusal(Reason.REPLACED) if _generations_ahead(situation) < 0 else None


def _registration_is_accepted(situation: Situation) -> Refusal | None:
    if situation.person is None or situation.person.state == "accepted":
        return None
    return Refusal(_BARRED_STATES.get(situation.person.state, Reason.NOT_ACCEPTED))


def _gate_admits(situation: Situation) -> Refusal | None:
    gate, person = situation.gate, situation.person
    if gate.admits == "categories":
        category = person.category if person else situation.code.category if situation.code else ""
        return None if category in gate.categories else Refusal(Reason.OTHER_CHECKPOINT)
    if gate.admits != "roster" or (person and person.on_roster):
        return None
    if person and person.elsewhere:
        return Refusal(Reason.OTHER_CHECKPOINT, other=person.elsewhere)
    return Refusal(Reason.NOT_ON_ROSTER)


def _gate_is_open(situation: Situation) -> Refusal | None:
    hour = at_that_hour(situation.gate, situation.scanner, situation.at)
    if hour.early:
        return Refusal(Reason.TOO_EARLY)
    return Refusal(Reason.TOO_LATE) if hour.late else None


IDENTITY: Sequence[Check] = (_device_is_trusted, _device_is_assigned, _code_is_ours, _person_is_known)
ENTRY: Sequence[Check] = (_registration_is_accepted, _gate_admits, _gate_is_open)
