"""The shared vectors as the values that the rules take."""

import json
from datetime import datetime
from pathlib import Path

from app.checkin.facts import Code, Gate, Person, Previous, Scanner, Situation
from app.checkin.fold import ScanFact

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "checkin_rules.json").read_text("utf-8"))
TIMES = {"at", "opens_at", "closes_at", "expires_at", "revoked_at", "since", "scanned_at", "received_at"}
SETS = {"categories", "checkpoints"}


def read(section):
    """A section of JSON with its times and sets."""
    return {key: _value(key, value) for key, value in section.items()}


def situation(given):
    code, person, gate, scanner, scan = map(_laid_over(given), ("code", "person", "gate", "scanner", "scan"))
    previous = {window: Previous(**read(facts)) for window, facts in given.get("previous", {}).items()}
    return Situation(
        gate=Gate(**gate),
        scanner=Scanner(**scanner),
        code=code and Code(**code),
        person=person and Person(**person),
        previous=previous,
        **scan,
    )


def scan_fact(facts):
    return ScanFact(**read(VECTORS["scan_defaults"] | facts))


def _laid_over(given):
    def section(name):
        laid = given.get(name, {})
        return None if laid is None else read(VECTORS["defaults"][name] | laid)

    return section


def _value(key, value):
    if value is None:
        return None
    if key in TIMES:
        return datetime.fromisoformat(value)
    return frozenset(value) if key in SETS else value
