"""Attempts at saying who one is, counted before they are looked at: a venue's whole network may be one address, so that
those which succeed count for nothing afterwards.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from app.core import throttle
from app.core.folding import fold

SECONDS = 600
#: Failures in ten minutes, by what they are counted for.
WHO = {"network": 200, "browser": 6, "checkpoint": 300, "person": 8}
#: The same for the number of the day, of which there are a million.
NUMBER = {"network": 30, "browser": 6, "checkpoint": 100}


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries at which checkpoint, by public id.

    ``person``: what was typed of a name, whether or not anybody has it. ``limits``: ``WHO`` or ``NUMBER``.
    """

    limits: Mapping[str, int]
    network: str
    browser: str
    checkpoint: str
    person: str = ""

    def counted(self) -> Iterator[tuple[str, str, int]]:
        """Guard, who and limit of each count."""
        person = hashlib.sha256(fold(self.person).encode()).hexdigest() if self.person else ""
        who = {"network": self.network, "browser": self.browser, "checkpoint": "all", "person": person}
        kind = "self-number" if self.limits is NUMBER else "self"
        for name, limit in self.limits.items():
            if who[name]:
                yield f"{kind}-{name}", f"{self.checkpoint} {who[name]}", limit


def count(engine: Engine, attempt: Attempt) -> None:
    """``Throttled`` where it is one too many; call before the request writes."""
    for guard, who, limit in attempt.counted():
        throttle.count(engine, guard, who, limit=limit, seconds=SECONDS)


def forgive(engine: Engine, attempt: Attempt) -> None:
    """It was no guess."""
    for guard, who, _limit in attempt.counted():
        throttle.forgive(engine, guard, who, seconds=SECONDS)
