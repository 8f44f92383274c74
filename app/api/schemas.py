"""What the API reads and answers: one definition validates, documents and types."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from app.checkin.answers import ScanAnswer
from app.checkin.counting import Counters
from app.checkin.people import Found
from app.checkin.pins import Pin
from app.checkin.reported import TEN_YEARS_MS, Moment, PublicIdText, Sequence, Strict, Text
from app.checkin.roster import Roster
from app.core.text import Bilingual
from app.fleet.messages import Told
from app.fleet.reporting import Report

MOST_SCANS = 500


class PinIn(Strict):
    """What somebody typed at a kiosk to get out of it."""

    pin: Text = Field(min_length=1, max_length=40)


@dataclass(frozen=True, slots=True)
class PinOut:
    """Whether it is the kiosk's PIN."""

    right: bool


class ScansIn(Strict):
    """A batch. Items are read one by one, so that one that is wrong spoils no other."""

    scans: Annotated[
        list[Any],
        Field(min_length=1, max_length=MOST_SCANS),
        WithJsonSchema(
            {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_SCANS,
                "items": {"$ref": "#/components/schemas/ScanIn"},
            }
        ),
    ]
    sent_at: Moment | None = Field(None, description="The device's clock as it sends; its error is measured by it.")


class UndoIn(Strict):
    """Takes an admission back."""

    undo_id: uuid.UUID = Field(description="A UUIDv7 made by the device; sent again, it gets the same answer.")
    scan_id: uuid.UUID = Field(description="The scan to take back.")
    device: PublicIdText | Literal[""] = Field("", description="Whose scan it is, where the id alone is ambiguous.")
    sequence: Sequence
    reason: Text = Field(min_length=1, max_length=200)


@dataclass(frozen=True, slots=True)
class ScansOut:
    """An answer for each item, in the order of the items."""

    results: list[ScanAnswer]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CheckpointOut:
    id: str
    kind: str
    title: Bilingual
    #: Where people go next.
    onward: Bilingual
    rule: str
    admits: str
    #: Kinds of the categories that it admits, where ``admits`` says so.
    categories: list[str]
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyOut:
    """An Ed25519 public key, in base64; a revoked key's codes are refused."""

    number: int
    public_key: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class EventOut:
    id: str
    number: int
    title: Bilingual
    zone: str


@dataclass(frozen=True, slots=True)
class DeviceOut:
    """This device, its event and what it needs to scan. ``next_sequence``: higher than any it has sent.
    ``sealing_key``: of the event, base64 of an uncompressed point of P-256. ``file_key``: of the device, base64; signs
    files of what waits on it. ``pin``: of a kiosk, for it to check without a network.
    """

    id: str
    name: str
    role: str
    expires_at: datetime
    next_sequence: int
    now: datetime
    event: EventOut
    checkpoints: list[CheckpointOut]
    keys: list[KeyOut]
    sealing_key: str
    file_key: str
    pin: Pin | None


@dataclass(frozen=True, slots=True)
class RosterOut:
    """The device as it is by now, and who comes, stands and came how. Names are sealed under each badge's own code.
    ``messages``: from the organizers, until the device tells that somebody has seen them.
    """

    device: DeviceOut
    roster: Roster
    messages: list[Told]


class ReportIn(Strict):
    """How a device stands, for the organizers: every twenty seconds or so, and when something worth telling changed."""

    roster_at: Moment | None = Field(
        None, description="When it last heard how its roster stands, by the server's clock."
    )
    waiting: int = Field(0, ge=0, le=10**6, strict=True, description="Scans that it could not send yet.")
    checkpoint: PublicIdText | Literal[""] = Field("", description="Where it stands.")
    clock_offset_ms: int = Field(0, strict=True, ge=-TEN_YEARS_MS, le=TEN_YEARS_MS)
    battery: int | None = Field(None, ge=0, le=100, strict=True, description="In per cent, where it is known.")
    charging: bool | None = Field(None, strict=True)
    rehearsing: bool = Field(False, strict=True, description="It practises, and records nothing.")
    build: str = Field("", max_length=40, pattern=r"^[\w.+-]*$", description="Of the scanner's page.")
    seen: list[PublicIdText] = Field([], max_length=100, description="Ids of messages that somebody has seen.")

    def report(self) -> Report:
        return Report(**{name: value for name, value in self.__dict__.items() if name != "seen"})


@dataclass(frozen=True, slots=True)
class ReportOut:
    """What there is still to show."""

    messages: list[Told]


@dataclass(frozen=True, slots=True)
class CountersOut:
    checkpoint: str
    counters: Counters
    now: datetime


@dataclass(frozen=True, slots=True)
class PeopleOut:
    people: list[Found]


@dataclass(frozen=True, slots=True)
class UndoOut:
    """The line that took the scan back."""

    undo_id: uuid.UUID
    scan_id: uuid.UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """``reason`` is for programs, ``message`` for people."""

    code: int
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class ProblemOut:
    error: Problem
