"""What every model shares: the declarative base, column types and public ids."""

import base64
import secrets
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Enum, Index, MetaData, String, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.clock import now
from app.core.text import Bilingual

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time was given where an instant is stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UTCDateTime()}

    #: Changes by staff are written to the audit log, attribute by attribute.
    __audited__: ClassVar[bool] = False

    def revision_scopes(self) -> list[str]:
        """Whose public pages change with this row; see ``app.core.revisions``."""
        return []

    def audit_label(self, locale: str = "en") -> str:
        """What the audit log calls this row: its title or name, where that is no personal data."""
        named = getattr(self, "title", None) or getattr(self, "name", None)
        if isinstance(named, Bilingual):
            return named.pick(locale)
        return named if isinstance(named, str) else ""

    def audit_event_id(self) -> int | None:
        """Key of the event in whose log changes of this row stand."""
        return getattr(self, "event_id", None)


def new_public_id() -> str:
    """80 random bits as 16 upper-case base32 characters."""
    return base64.b32encode(secrets.token_bytes(10)).decode()


class PublicId:
    """A random id for URLs and codes; keys stay inside."""

    public_id: Mapped[str] = mapped_column(String(16), default=new_public_id, unique=True)


class Timestamps:
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


def one_of(values: type) -> Any:
    """Column type for a ``StrEnum``: stored as text, checked by the database."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda e: [m.value for m in e],
    )


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that satisfy ``where`` alone; both databases have them."""
    return Index(name, *columns, unique=unique, postgresql_where=text(where), sqlite_where=text(where))
