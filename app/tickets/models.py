"""Signing keys of an event, and the tickets signed under them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Base, PublicId, partial_index
from app.registration.models import Category, Registration


class SigningKey(Base):
    """An Ed25519 key pair of an event. Rotation adds one; devices hold all public keys of their event."""

    __tablename__ = "signing_key"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("number between 0 and 255", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: Sealed under the installation's secret.
    private_key: Mapped[bytes] = mapped_column(LargeBinary, info={"sensitive": True})
    created_at: Mapped[datetime]
    #: No longer signs; what it signed stays valid.
    retired_at: Mapped[datetime | None]
    #: Stolen: what it signed is refused.
    revoked_at: Mapped[datetime | None]

    def audit_label(self, locale: str = "en") -> str:
        return f"#{self.number}"


class Ticket(Base):
    """One generation of a registration's code; the newest is valid, older ones answer ``replaced``."""

    __tablename__ = "ticket"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("registration_id", "generation"),
        UniqueConstraint("event_id", "short_code"),
        CheckConstraint("generation between 0 and 255", name="generation"),
        partial_index("uq_ticket_current", "registration_id", where="replaced_at is null", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    generation: Mapped[int]
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))
    #: The 132 base32 characters of the QR; deterministic, kept since signing again costs more than reading.
    code: Mapped[str] = mapped_column(String(160), info={"sensitive": True})
    #: Typed by people; looked up, never key material.
    short_code: Mapped[str] = mapped_column(String(8), info={"sensitive": True})
    issued_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]


class SpareStock(PublicId, Base):
    """Blank badges that were printed together, of one category, for people who come unannounced."""

    __tablename__ = "spare_stock"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)
    category: Mapped[Category] = relationship()
    #: Where it lies: "East door".
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    #: Lost: what of it nobody was given is refused everywhere.
    voided_at: Mapped[datetime | None]

    def audit_label(self, locale: str = "en") -> str:
        return self.label or self.category.title.pick(locale)


class SpareBadge(PublicId, Base):
    """A signed code for a public id that nobody has yet; whoever is given it has that id from then on."""

    __tablename__ = "spare_badge"
    __table_args__ = (UniqueConstraint("event_id", "short_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    stock_id: Mapped[int] = mapped_column(ForeignKey("spare_stock.id", ondelete="CASCADE"), index=True)
    stock: Mapped[SpareStock] = relationship()
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))
    code: Mapped[str] = mapped_column(String(160), info={"sensitive": True})
    short_code: Mapped[str] = mapped_column(String(8), info={"sensitive": True})
    given_at: Mapped[datetime | None]
