"""What was printed. Printing a badge is never an entry."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Base, PublicId


class PrintJob(PublicId, Base):
    """Badges sent to a printer together, by one member of staff."""

    __tablename__ = "print_job"
    __table_args__ = (Index(None, "event_id", "printed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    printed_at: Mapped[datetime]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class BadgePrint(Base):
    """One badge of a job: which generation of whose code."""

    __tablename__ = "badge_print"
    __table_args__ = (UniqueConstraint("job_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    generation: Mapped[int]
