"""What the API reads and answers: one definition validates, documents and types."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from app.checkin.answers import ScanAnswer
from app.checkin.counting import Counters
from app.checkin.ledger import LAST_SEQUENCE, ScanItem
from app.checkin.people import Found
from app.checkin.roster import Roster
from app.core.text import Bilingual

MOST_SCANS = 500
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
TEN_YEARS_MS = 10 * 366 * 86_400_000


def _plausible(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("the year must be between 2000 and 2099")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]
PublicIdText = Annotated[str, Field(pattern=r"^[A-Z2-7]{16}$")]
Sequence = Annotated[int, Field(ge=0, le=LAST_SEQUENCE, strict=True)]
#: What a person reads: no control characters, which PostgreSQL does not take or a page does not show.
Text = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Verdict = Literal["", "admitted", "repeat", "refused", "conflict"]


class Strict(BaseModel):
    """Says so where a name is misspelt."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ScanIn(Strict):
    """One scan. Exactly one of ``code``, ``short_code`` and ``registration`` says who."""

    scan_id: uuid.UUID = Field(description="A UUIDv7 made by the device; sent again, it gets the same answer.")
    checkpoint: PublicIdText = Field(description="Id of the checkpoint, as `GET /api/v1/device` lists it.")
    code: str = Field("", max_length=2048, description="What the QR says: the whole URL, or the code alone.")
    short_code: str = Field("", max_length=64, description="The code beside the QR, as typed.")
    registration: PublicIdText | Literal[""] = Field("", description="Id of a person found by search.")
    direction: Literal["in", "out"] = "in"
    sequence: Sequence = Field(description="Rises with each scan of this device.")
    scanned_at: Moment = Field(description="By the device's clock, with its offset from UTC.")
    clock_offset_ms: int | None = Field(
        None,
        strict=True,
        ge=-TEN_YEARS_MS,
        le=TEN_YEARS_MS,
        description="To be added to `scanned_at`; null where not measured.",
    )
    device_verdict: Verdict = Field("", description="What the device showed by itself; empty if it waits for this.")
    forced: bool = Field(False, strict=True, description="A supervisor overrules the refusal.")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if sum(map(bool, (self.code, self.short_code, self.registration))) != 1:
            raise ValueError("give exactly one of code, short_code and registration")
        return self

    def item(self) -> ScanItem:
        return ScanItem(**self.__dict__)


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
    files of what waits on it.
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


@dataclass(frozen=True, slots=True)
class RosterOut:
    """The device as it is by now, and who comes, stands and came how. Names are sealed under each badge's own code."""

    device: DeviceOut
    roster: Roster


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
