"""Where guests may check themselves in with their own phones."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models import Checkpoint
from app.core.model import Base, Timestamps


class SelfCheckIn(Timestamps, Base):
    """What an organizer allows at a checkpoint; no row: nothing."""

    __tablename__ = "self_check_in"
    __audited__ = True
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"), unique=True)
    checkpoint: Mapped[Checkpoint] = relationship()
    #: A screen at the door shows a code that changes every few seconds.
    by_screen: Mapped[bool] = mapped_column(default=False)
    #: A printed poster; whoever scans it types the number of the day.
    by_number: Mapped[bool] = mapped_column(default=False)
    #: Phone tail and full name will do where the ticket is not at hand.
    by_name: Mapped[bool] = mapped_column(default=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    #: Rises when staff change the number of the day; see ``app.selfcheckin.numbers``.
    number_turn: Mapped[int] = mapped_column(default=0)

    def audit_label(self, locale: str = "en") -> str:
        return self.checkpoint.title.pick(locale)
