"""What was printed, and the stations that print as people check in. Printing a badge is never an entry."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models import Checkpoint
from app.core.model import Base, PublicId, Timestamps, one_of


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
