"""Checkpoints, devices, the append-only ledger of scans, and attendance folded from it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agenda.models import AgendaSession
from app.core.model import Base, PublicId, Timestamps, one_of, partial_index
from app.core.text import Bilingual, bilingual
from app.registration.models import Category, Registration

BigKey = BigInteger().with_variant(Integer, "sqlite")


class CheckpointKind(StrEnum):
    ENTRY = "entry"
    SESSION = "session"
    MEAL = "meal"
    BUS = "bus"
    HOTEL = "hotel"
    SITE = "site"
    EQUIPMENT = "equipment"


class Admits(StrEnum):
    ALL = "all"
    CATEGORIES = "categories"
    ROSTER = "roster"


class Rule(StrEnum):
    ONCE = "once"
    DAILY = "daily"
    IN_OUT = "in_out"
    COUNT = "count"


class Checkpoint(PublicId, Timestamps, Base):
    """Where codes are scanned, and whom it lets through."""

    __tablename__ = "checkpoint"
    __audited__ = True
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CheckpointKind] = mapped_column(one_of(CheckpointKind), default=CheckpointKind.ENTRY)
    title: Mapped[Bilingual] = bilingual("title")
    #: Where people go next, as they are told when they check themselves in.
    onward: Mapped[Bilingual] = bilingual("onward", added=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    admits: Mapped[Admits] = mapped_column(one_of(Admits), default=Admits.ALL)
    rule: Mapped[Rule] = mapped_column(one_of(Rule), default=Rule.ONCE)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"))
    session: Mapped[AgendaSession | None] = relationship()
    position: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    categories: Mapped[list[Category]] = relationship(secondary="checkpoint_category")


class CheckpointCategory(Base):
    __tablename__ = "checkpoint_category"

    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)


class RosterEntry(Base):
    """A person whom a checkpoint with a roster expects: a bus, a hotel, a session's sign-ups."""

    __tablename__ = "roster_entry"

    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class DeviceRole(StrEnum):
    """What a device may do. ``KIOSK`` stands by itself at a door: it scans, and whoever uses it is a guest."""

    KIOSK = "kiosk"
    SCAN = "scan"
    SEARCH = "search"
    SUPERVISOR = "supervisor"

    @property
    def picks_by_name(self) -> bool:
        return self in (DeviceRole.SEARCH, DeviceRole.SUPERVISOR)


class Device(PublicId, Timestamps, Base):
    """A paired phone, or the browser of signed-in staff. One event, some of its checkpoints, an end."""

    __tablename__ = "device"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[DeviceRole] = mapped_column(one_of(DeviceRole), default=DeviceRole.SCAN)
    #: SHA-256 of the bearer token.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"sensitive": True})
    #: The member of staff whose browser it is; None for a paired phone.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    #: How that browser is signed in: signed out, it scans no more.
    sign_in_id: Mapped[int | None] = mapped_column(ForeignKey("sign_in.id", ondelete="SET NULL"))
    #: False: only those in ``checkpoints``.
    all_checkpoints: Mapped[bool] = mapped_column(default=True)
    checkpoints: Mapped[list[Checkpoint]] = relationship(secondary="device_checkpoint")
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    browser: Mapped[str] = mapped_column(String(300), default="")
    #: Of a kiosk: what lets staff out of it, as ``app.checkin.pins`` keeps it.
    pin: Mapped[str] = mapped_column(String(120), default="", server_default="", info={"sensitive": True})


class DeviceCheckpoint(Base):
    __tablename__ = "device_checkpoint"

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True)


class Pairing(PublicId, Base):
    """A one-time code on an organizer's screen that turns the phone which scans it into a device."""

    __tablename__ = "pairing"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[DeviceRole] = mapped_column(one_of(DeviceRole), default=DeviceRole.SCAN)
    checkpoint_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    pin: Mapped[str] = mapped_column(String(120), default="", server_default="", info={"sensitive": True})
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    #: How long the device may scan.
    device_expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))


class Scan(Base):
    """One line of the ledger, never deleted. What a device reported stands; what the server makes of it may change."""

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("device_id", "scan_id"),
        Index(None, "registration_id", "checkpoint_id"),
        Index(None, "checkpoint_id", "received_at"),
        Index(None, "device_id", "sequence"),
        partial_index("ix_scan_code_digest", "code_digest", where="code_digest <> ''"),
        partial_index("ix_scan_conflict", "event_id", where="verdict = 'conflict'"),
        partial_index("ix_scan_held", "event_id", where="held"),
        partial_index("uq_scan_undoes_id", "undoes_id", where="undoes_id is not null", unique=True),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    #: UUIDv7 made by the device.
    scan_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    #: SHA-256 of the request's canonical body: the same id with another body is refused.
    digest: Mapped[str] = mapped_column(String(64))
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    #: SHA-256 of a code that names no registration of ours.
    code_digest: Mapped[str] = mapped_column(String(64), default="")
    #: How the person was identified: code, short_code, search, self, paper.
    method: Mapped[str] = mapped_column(String(16), default="code")
    #: Of the ticket whose code was scanned or typed; None where the person was found by name, or is nobody.
    generation: Mapped[int | None]
    direction: Mapped[str] = mapped_column(String(3), default="in")
    sequence: Mapped[int] = mapped_column(BigInteger)
    scanned_at: Mapped[datetime]
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    corrected_at: Mapped[datetime]
    received_at: Mapped[datetime]
    #: What the device showed by itself; empty where it waited for the server.
    device_verdict: Mapped[str] = mapped_column(String(16), default="")
    #: A verdict of ``app.checkin.facts``, or ``undo``.
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(24), default="")
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Where a refused person belongs: an event's public number, or a checkpoint's public id.
    other: Mapped[str] = mapped_column(String(16), default="")
    #: Attendance window: '', a local date, or the round.
    window: Mapped[str] = mapped_column(String(16), default="")
    #: The round of a headcount that it belongs to; its device may have made it.
    round: Mapped[str] = mapped_column(String(16), default="", server_default="")
    #: What was handed out or taken back, by the label on it.
    item: Mapped[str] = mapped_column(String(40), default="", server_default="")
    #: A scan by a supervisor that takes back this one.
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))
    forced_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(200), default="")
    #: Made by a device after its revocation: kept apart for a supervisor.
    held: Mapped[bool] = mapped_column(default=False)
    #: What became of a held scan, ``accepted`` or ``dropped``; of a conflict what it was: ``twice``, ``shared`` or
    #: ``mistake``, see ``app.checkin.conflicts``; when and by whom.
    settled: Mapped[str | None] = mapped_column(String(8))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    #: What its device was told, where the line says another thing by now; see ``app.checkin.told``.
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Attendance(Base):
    """The fold over a registration's scans at a checkpoint and window; one row, one winner.

    Every scan may write it: it has no index but the one that makes it unique.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("checkpoint_id", "registration_id", "window"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    registration: Mapped[Registration] = relationship()
    window: Mapped[str] = mapped_column(String(16), default="")
    #: The winner: the earliest admitted scan.
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    scan_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    inside: Mapped[bool] = mapped_column(default=True)
    count: Mapped[int] = mapped_column(default=1)
    #: The label of what was handed out last.
    item: Mapped[str] = mapped_column(String(40), default="", server_default="")


class TouchedPlace(Base):
    """When attendance at a place was last changed by anything but a scan that came in: phones are told of it."""

    __tablename__ = "touched_place"
    __table_args__ = (Index(None, "checkpoint_id", "touched_at"),)

    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    touched_at: Mapped[datetime]
