"""What each kind of checkpoint is for, and how it counts unless its organizer says otherwise."""

from dataclasses import dataclass

from app.checkin.models import Admits, CheckpointKind, Rule


@dataclass(frozen=True, slots=True)
class Usual:
    """What a new checkpoint of a kind proposes."""

    rule: Rule
    admits: Admits


USUAL = {
    CheckpointKind.ENTRY: Usual(Rule.ONCE, Admits.ALL),
    CheckpointKind.SESSION: Usual(Rule.ONCE, Admits.ALL),
    CheckpointKind.MEAL: Usual(Rule.ONCE, Admits.ALL),
    CheckpointKind.BUS: Usual(Rule.DAILY, Admits.ROSTER),
    CheckpointKind.HOTEL: Usual(Rule.ONCE, Admits.ROSTER),
    CheckpointKind.SITE: Usual(Rule.DAILY, Admits.ALL),
    CheckpointKind.EQUIPMENT: Usual(Rule.IN_OUT, Admits.ALL),
}
#: How else a kind may count; the others any way.
ONLY = {CheckpointKind.EQUIPMENT: frozenset({Rule.IN_OUT})}
#: Where people are counted in rounds.
COUNTED = frozenset({CheckpointKind.BUS, CheckpointKind.SITE})
