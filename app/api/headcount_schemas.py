"""What the API reads and answers of headcounts, and of rooms counted without names."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.checkin.reported import Moment, PublicIdText, Strict, Text
from app.core.text import Bilingual
from app.headcounts.models import Why
from app.headcounts.rounds import ToldRound

MOST = 50
MOST_PEOPLE = 2000
Number = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class AbsenceIn(Strict):
    registration: PublicIdText
    why: Why


class RoundIn(Strict):
    """One round, as the device knows it by now."""

    id: PublicIdText = Field(description="16 random base32 characters made by the device that begins it.")
    checkpoint: PublicIdText
    title: Text = Field(min_length=1, max_length=80, description="What staff call it: departure from Gonghe.")
    started_at: Moment
    closed_at: Moment | None = None
    absences: list[AbsenceIn] = Field(default=[], max_length=MOST_PEOPLE)

    def told(self) -> ToldRound:
        absences = {one.registration: one.why for one in self.absences}
        return ToldRound(self.id, self.title, self.started_at, self.closed_at, absences)


class RoundsIn(Strict):
    rounds: list[RoundIn] = Field(min_length=1, max_length=MOST)


class TallyIn(Strict):
    """What this device counted at a place on a local day so far: both numbers only rise."""

    checkpoint: PublicIdText
    day: str = Field(pattern=r"^20\d\d-[01]\d-[0-3]\d$")
    ups: Number
    downs: Number


class TalliesIn(Strict):
    tallies: list[TallyIn] = Field(min_length=1, max_length=MOST)


@dataclass(frozen=True, slots=True)
class AbsenceOut:
    registration: str
    why: Why


@dataclass(frozen=True, slots=True)
class RoundOut:
    """``joined``: the id of the round that it is a part of."""

    id: str
    checkpoint: str
    title: str
    started_at: datetime
    closed_at: datetime | None
    joined: str
    absences: list[AbsenceOut]


@dataclass(frozen=True, slots=True)
class ExpectedOut:
    registration: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class RoundsOut:
    """``names``: of who is expected, for devices that may pick people by name; else none."""

    rounds: list[RoundOut]
    names: list[ExpectedOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TallyOut:
    """``others``: how many the other devices of the event make it."""

    checkpoint: str
    day: str
    others: int


@dataclass(frozen=True, slots=True)
class TalliesOut:
    tallies: list[TallyOut]
