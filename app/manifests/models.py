"""Lists of people that were printed, for when nothing else works."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Base, PublicId


class ManifestPrint(PublicId, Base):
    """One list of one checkpoint, printed by one member of staff."""

    __tablename__ = "manifest_print"
    __table_args__ = (Index(None, "checkpoint_id", "printed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"))
    printed_at: Mapped[datetime]
    printed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    #: How many names stand on it.
    people: Mapped[int]
