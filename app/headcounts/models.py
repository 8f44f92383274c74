"""Rounds of a headcount, why somebody was not there, and rooms that are counted without names.

Who is there is attendance like any other, in the window of the round: a round's id is made by the phone that starts it,
so that a phone without network can, too.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models import Checkpoint, Device
from app.core.model import Base, PublicId, one_of
from app.registration.models import Registration


class Why(StrEnum):
    """Why somebody who was expected is not there."""

    OTHER_CAR = "other_car"
    ILL = "ill"
    LEFT_BEHIND = "left_behind"
    UNKNOWN = "unknown"


class Round(PublicId, Base):
    """One count of those expected at a checkpoint: a departure of a bus, an arrival at a site."""

    __tablename__ = "headcount_round"
    __audited__ = True
    __table_args__ = (Index(None, "checkpoint_id", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id", ondelete="CASCADE"))
    checkpoint: Mapped[Checkpoint] = relationship()
    #: What staff call it: "departure from Gonghe".
    title: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    device: Mapped[Device | None] = relationship()
    closed_at: Mapped[datetime | None]
    #: The round that counts the same departure, of which this one is a part.
    joined_id: Mapped[int | None] = mapped_column(ForeignKey("headcount_round.id", ondelete="SET NULL"))


class Absence(Base):
    """Why somebody who was expected is not in a round."""

    __tablename__ = "headcount_absence"

    round_id: Mapped[int] = mapped_column(ForeignKey("headcount_round.id", ondelete="CASCADE"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    registration: Mapped[Registration] = relationship()
    why: Mapped[Why] = mapped_column(one_of(Why))
    told_at: Mapped[datetime]


class Tally(Base):
    """What one device counted at a place on a day, without names: it only ever adds to both numbers, and tells them
    whole, so that it does not matter in what order it is heard, or how often."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("ups >= 0 and downs >= 0", name="numbers"),)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(
        ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    #: The local date.
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    ups: Mapped[int] = mapped_column(Integer, default=0)
    downs: Mapped[int] = mapped_column(Integer, default=0)
    heard_at: Mapped[datetime]
