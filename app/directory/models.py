"""Overseas groups, programme bases and themes, and who hosts for a base."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.model import Base, PublicId, Timestamps
from app.core.revisions import SHARED
from app.core.text import Bilingual, bilingual


class Listed(PublicId, Timestamps):
    """An entry of the directory: named in both languages, archived rather than deleted."""

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    archived_at: Mapped[datetime | None]

    def revision_scopes(self) -> list[str]:
        return [SHARED]


class OverseasGroup(Listed, Base):
    """A group of scientists abroad."""

    __tablename__ = "overseas_group"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Bilingual] = bilingual("name")
    #: ISO 3166-1 alpha-2 code of the country or region.
    country: Mapped[str] = mapped_column(String(2))
    city: Mapped[Bilingual] = bilingual("city")
    founder: Mapped[bool] = mapped_column(default=False)
    joined_on: Mapped[date | None]
    website: Mapped[str] = mapped_column(String(300), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="", info={"sensitive": True})


class ProgramBase(Listed, Base):
    """A place of the programme that hosts editions and receives delegations."""

    __tablename__ = "program_base"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("latitude between -90 and 90", name="latitude"),
        CheckConstraint("longitude between -180 and 180", name="longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Bilingual] = bilingual("name")
    city: Mapped[Bilingual] = bilingual("city")
    province: Mapped[Bilingual] = bilingual("province")
    address: Mapped[Bilingual] = bilingual("address")
    #: WGS 84.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    offshore: Mapped[bool] = mapped_column(default=False)
    website: Mapped[str] = mapped_column(String(300), default="")


class Theme(Listed, Base):
    """A subject of forums and trips."""

    __tablename__ = "theme"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Bilingual] = bilingual("name")
    position: Mapped[int] = mapped_column(default=0)


class BaseGrant(Base):
    """Makes a user a host of a programme base, and so an organizer of the events it hosts."""

    __tablename__ = "base_grant"
    __audited__ = True
    __table_args__ = (UniqueConstraint("user_id", "base_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    user: Mapped[User] = relationship()
    base_id: Mapped[int] = mapped_column(ForeignKey("program_base.id", ondelete="CASCADE"), index=True)

    def audit_label(self, locale: str = "en") -> str:
        user: User | None = self.user  # None before the flush of a row that was given the key alone
        return user.audit_label(locale) if user else ""
