"""What the API reads and answers at the desk: walk-ins, the index of names, notes."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from app.checkin.answers import Guest
from app.checkin.reported import Moment, PublicIdText, Strict, Text
from app.core.text import Bilingual
from app.desk.arrivals import Guest as TypedGuest
from app.desk.arrivals import WalkInItem
from app.desk.index import Index
from app.desk.notes import Note
from app.desk.walkins import Problem

MOST_WALK_INS = 20
Line = Annotated[Text, Field(max_length=200)]


class GuestIn(Strict):
    """Who came, as typed."""

    han: Annotated[Text, Field(max_length=60)] = ""
    family: Annotated[Text, Field(max_length=80)] = ""
    given: Annotated[Text, Field(max_length=80)] = ""
    organisation: Line = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    phone: Annotated[Text, Field(max_length=40)] = ""
    email: Annotated[Text, Field(max_length=254)] = ""
    consents: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=8)] = []
    notice: Literal[""] | PublicIdText = ""

    def guest(self) -> TypedGuest:
        typed: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) else tuple(value) for name, value in self
        }
        return TypedGuest(**typed)


class ArrivalIn(Strict):
    """A walk-in as it is typed; on its way it may be sealed."""

    made_at: Moment = Field(description="When it was typed, by the server's clock as far as the device knows it.")
    guest: GuestIn
    category: PublicIdText | Literal[""] = Field("", description="To come as, where no blank badge was given.")
    code: str = Field("", max_length=2048, description="Of the blank badge that was given.")
    short_code: str = Field("", max_length=64)
    beyond: Line = Field("", description="A supervisor's word for letting in whom no place is left for.")
    someone_else: bool = Field(False, strict=True, description="It is nobody of the same name that is registered.")


class WalkInIn(Strict):
    """One walk-in: ``arrival`` in clear, or ``sealed`` to the event's key with its id as the context."""

    walk_in_id: uuid.UUID = Field(description="A UUIDv7 made by the device; sent again, it gets the same answer.")
    kept: bool = Field(False, strict=True, description="It was made without a network, and the person has gone in.")
    arrival: ArrivalIn | None = None
    sealed: str = Field("", max_length=8192, description="Base64, see `sealing_key` of the device.")

    @model_validator(mode="after")
    def _holds_one(self) -> Self:
        if (self.arrival is None) == (not self.sealed):
            raise ValueError("give either arrival or sealed")
        return self

    def item(self, arrival: ArrivalIn) -> WalkInItem:
        return WalkInItem(
            walk_in_id=self.walk_in_id,
            made_at=arrival.made_at,
            guest=arrival.guest.guest(),
            category=arrival.category,
            code=arrival.code,
            short_code=arrival.short_code,
            kept=self.kept,
            beyond=arrival.beyond.strip(),
            someone_else=arrival.someone_else,
        )


class WalkInsIn(Strict):
    walk_ins: Annotated[list[Any], Field(min_length=1, max_length=MOST_WALK_INS)]


@dataclass(frozen=True, slots=True)
class QrOut:
    """A code to be shown: the ``d`` of an SVG path, a unit a module, ``size`` modules a side without the margin."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class WalkInError:
    """Why a walk-in was not taken; ``alike``: who is registered under this name."""

    code: Problem
    message: str
    alike: list[Guest] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInOut:
    """``trouble``: what somebody should look at. ``code``, ``short_code`` and ``qr``: the ticket, where it is not that
    of the blank badge which the person has."""

    walk_in_id: uuid.UUID | None
    person: Guest | None = None
    state: str = ""
    trouble: str = ""
    code: str = ""
    short_code: str = ""
    qr: QrOut | None = None
    replayed: bool = False
    error: WalkInError | None = None


@dataclass(frozen=True, slots=True)
class WalkInsOut:
    """An answer for each, in their order."""

    results: list[WalkInOut]


@dataclass(frozen=True, slots=True)
class DeskCategory:
    """``left``: places, None where there is no limit."""

    id: str
    left: int | None


@dataclass(frozen=True, slots=True)
class DeskOut:
    """What the form at the desk needs: the notice in force ('' is the standard one), and how many places are left."""

    notice: str
    summary: Bilingual
    categories: list[DeskCategory]
    now: datetime


class IndexIn(Strict):
    since: Moment | None = Field(None, description="The `cursor` of the index before this one; left out for all of it.")


@dataclass(frozen=True, slots=True)
class IndexOut:
    """Names in clear: keep it under a PIN, as the scanner does."""

    index: Index


class NoteIn(Strict):
    registration: PublicIdText


@dataclass(frozen=True, slots=True)
class NoteOut:
    """What the desk should know of a person; that it was looked at is logged."""

    note: Note
