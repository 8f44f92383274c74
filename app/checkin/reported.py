"""Scans as devices report them: validated one by one, and opened where a device sealed who it was."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.checkin.answers import ScanAnswer, failed
from app.checkin.ledger import LAST_SEQUENCE, ScanItem
from app.tickets.encryption import Unreadable, open_sealed

#: Of the boxes that scans are sealed in; their context is the scan's id.
PURPOSE = "scan"
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
    """One scan. Exactly one of ``code``, ``short_code``, ``registration`` and ``sealed`` says who."""

    scan_id: uuid.UUID = Field(description="A UUIDv7 made by the device; sent again, it gets the same answer.")
    checkpoint: PublicIdText = Field(description="Id of the checkpoint, as `GET /api/v1/device` lists it.")
    code: str = Field("", max_length=2048, description="What the QR says: the whole URL, or the code alone.")
    short_code: str = Field("", max_length=64, description="The code beside the QR, as typed.")
    registration: PublicIdText | Literal[""] = Field("", description="Id of a person found by search.")
    sealed: str = Field("", max_length=8192, description="`code` or `short_code`, sealed to the event's `sealing_key`.")
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
    round: PublicIdText | Literal[""] = Field("", description="Id of the headcount's round that it belongs to.")
    item: Text = Field("", max_length=40, description="Label of what is handed out, or taken back: direction `out`.")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if sum(map(bool, (self.code, self.short_code, self.registration, self.sealed))) != 1:
            raise ValueError("give exactly one of code, short_code, registration and sealed")
        return self

    def reported(self) -> ScanItem:
        """Of what is not sealed."""
        return ScanItem(**{name: value for name, value in self.__dict__.items() if name != "sealed"})


class _Sealed(Strict):
    """What stands in the box of a scan."""

    code: str = ""
    short_code: str = ""


def read_scan(entry: Any, key: Callable[[], EllipticCurvePrivateKey]) -> ScanItem | ScanAnswer:
    """A scan as its device reports it, or why it cannot be read; ``key`` gives that of the device's event."""
    try:
        told = ScanIn.model_validate(entry)
        return (_opened(told, key()) if told.sealed else told).reported()
    except ValidationError as error:
        return failed(_scan_id(entry), "invalid", explain(error))
    except Unreadable:
        return failed(_scan_id(entry), "invalid", "sealed: it cannot be opened")


def _opened(told: ScanIn, key: EllipticCurvePrivateKey) -> ScanIn:
    box = open_sealed(key, PURPOSE, str(told.scan_id), told.sealed)
    inside = _Sealed.model_validate_json(box).model_dump()
    return ScanIn.model_validate(told.model_dump() | inside | {"sealed": ""})


def _scan_id(entry: Any) -> uuid.UUID | None:
    """The id in an entry that cannot be read as a whole, so that its device knows which one is meant."""
    try:
        return uuid.UUID(entry["scan_id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def explain(error: ValidationError) -> str:
    """What is wrong where, in one line: ``scans.0.sequence: Input should be a valid integer``."""
    details = error.errors(include_url=False, include_input=False, include_context=False)[:5]
    return "; ".join(": ".join(filter(None, (".".join(map(str, d["loc"])), d["msg"]))) for d in details)
