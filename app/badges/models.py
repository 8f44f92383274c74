"""Layouts, what was printed, and the stations that print as people check in. Printing a badge is never an entry."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models import Checkpoint
from app.core.model import Base, PublicId, Timestamps, one_of, partial_index
from app.registration.models import Category


class PrintOrder(StrEnum):
    PINYIN = "pinyin"
    STROKES = "strokes"
    LATIN = "latin"
    GROUP = "group"


class PrintReason(StrEnum):
    """Why a badge was printed again."""

    #: The same code once more.
    DAMAGED = "damaged"
    #: A new code: whoever finds the old badge is refused.
    LOST = "lost"


class PrintJob(PublicId, Base):
    """Badges sent to a printer together, by one member of staff."""

    __tablename__ = "print_job"
    __table_args__ = (Index(None, "event_id", "printed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    printed_at: Mapped[datetime]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    sorted_by: Mapped[PrintOrder] = mapped_column(
        one_of(PrintOrder), default=PrintOrder.PINYIN, server_default="pinyin"
    )
    #: One for each lane: what its people begin with, "A–G".
    lanes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    reason: Mapped[PrintReason | None] = mapped_column(one_of(PrintReason))
    station_id: Mapped[int | None] = mapped_column(ForeignKey("print_station.id", ondelete="SET NULL"), index=True)
    station: Mapped["PrintStation | None"] = relationship()
    #: It came to nothing, a jam say: its badges count as not printed.
    undone_at: Mapped[datetime | None]


class BadgePrint(Base):
    """One badge of a job: which generation of whose code."""

    __tablename__ = "badge_print"
    __table_args__ = (UniqueConstraint("job_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    generation: Mapped[int]
    #: Of the layout that it was printed in, as it was called then.
    layout: Mapped[str] = mapped_column(String(80), default="", server_default="")
    #: Index into the job's lanes, and place in the job.
    lane: Mapped[int] = mapped_column(default=0, server_default="0")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Of what stood on it, so that a change since is noticed; see ``app.badges.changes``.
    digest: Mapped[str] = mapped_column(String(16), default="", server_default="")


class PrintStation(PublicId, Timestamps, Base):
    """A browser beside a label printer: prints the badge of whoever is admitted at its checkpoints."""

    __tablename__ = "print_station"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    #: Whoever was admitted before is not its affair; None: everyone.
    since: Mapped[datetime | None]
    #: Prints without being asked.
    automatic: Mapped[bool] = mapped_column(default=True)
    #: Prints for people who registered at the desk too, as soon as they are registered.
    walk_ins: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: What its labels are printed in; None: the layout of each category.
    layout_id: Mapped[int | None] = mapped_column(ForeignKey("badge_layout.id", ondelete="SET NULL"), index=True)
    layout: Mapped["BadgeLayout | None"] = relationship()
    checkpoints: Mapped[list[Checkpoint]] = relationship(secondary="print_station_checkpoint")


class PrintStationCheckpoint(Base):
    __tablename__ = "print_station_checkpoint"

    station_id: Mapped[int] = mapped_column(ForeignKey("print_station.id", ondelete="CASCADE"), primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True)


class BadgeClaim(Base):
    """A station took it upon itself to print a badge: whichever inserted the row, and no other."""

    __tablename__ = "badge_claim"
    __table_args__ = (UniqueConstraint("registration_id", "generation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    generation: Mapped[int]
    station_id: Mapped[int] = mapped_column(ForeignKey("print_station.id", ondelete="CASCADE"), index=True)
    claimed_at: Mapped[datetime]
    #: When the browser said that it had printed; None: it has not said so yet.
    printed_at: Mapped[datetime | None]


class BadgeLayout(PublicId, Timestamps, Base):
    """A layout of an event's badges; see ``app.badges.layouts.schema`` for what it holds."""

    __tablename__ = "badge_layout"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    #: Which ready layout it began from, and may be reset to.
    begun_from: Mapped[str] = mapped_column(String(20), default="classic")
    #: Large, so that the audit log says only that it changed.
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info={"sensitive": True})


class LayoutUse(Base):
    """Which layout the badges of a category are printed in (``category_id`` NULL: those of all others)."""

    __tablename__ = "layout_use"
    __audited__ = True
    __table_args__ = (
        Index(None, "event_id", "category_id", unique=True),
        partial_index("uq_layout_use_event", "event_id", where="category_id is null", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)
    layout_id: Mapped[int] = mapped_column(ForeignKey("badge_layout.id", ondelete="CASCADE"), index=True)
    layout: Mapped[BadgeLayout] = relationship()
    category: Mapped[Category | None] = relationship()

    def audit_label(self, locale: str = "en") -> str:
        category: Category | None = self.category
        return category.audit_label(locale) if category else ""


class BadgeImage(PublicId, Base):
    """A logo or background of an event's layouts: PNG or JPEG, looked at before it was stored."""

    __tablename__ = "badge_image"
    __audited__ = True
    __table_args__ = (UniqueConstraint("event_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(20))
    #: In pixels.
    width: Mapped[int]
    height: Mapped[int]
    #: SHA-256 of the body.
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info={"sensitive": True})
    created_at: Mapped[datetime]
