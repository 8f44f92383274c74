"""What a form says of a person, and how it is written into a registration."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

from sqlalchemy import insert as insert_into
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from app.core.editing import assign
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.names import PersonName
from app.core.text import Bilingual
from app.registration import indexing
from app.registration.models import Registration

COLUMNS = frozenset(inspect(Registration).column_attrs.keys())
INSERT = insert_into(Registration).returning(Registration.id)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as typed and checked: ``country`` ISO 3166-1 alpha-2, ``phone`` E.164 or ''."""

    name: PersonName
    organisation: Bilingual = field(default_factory=Bilingual)
    job_title: Bilingual = field(default_factory=Bilingual)
    country: str = ""
    phone: str = ""
    wechat: str = ""
    group_id: int | None = None
    locale: str = "en"

    def columns(self) -> dict[str, object]:
        """The attributes of a ``Registration``."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


class SamePerson(DomainError):
    """Someone of this name is registered under this mail address already."""

    def __init__(self) -> None:
        super().__init__(_l("This person is registered under this mail address already."), "han_name")


def namesake_number(*, someone_else: bool) -> int:
    """0, or for someone else of the same name a number that nobody has."""
    return secrets.randbelow(2**31 - 1) + 1 if someone_else else 0


def insert(session: Session, registration: Registration) -> None:
    """Add a registration; ``SamePerson`` where the database knows the person at this event."""
    session.add(registration)
    with _told():
        session.flush()


def insert_lean(session: Session, registration: Registration) -> None:
    """``insert`` without the unit of work, which costs as much as all the rest of a registration.

    What was not set on ``registration`` is the database's default, and is read when it is asked for. Nothing that hangs
    on it may be set.
    """
    connection = session.connection()
    indexing.derive(None, connection, registration)
    row = {name: value for name, value in vars(registration).items() if name in COLUMNS}
    with _told():
        key = connection.execute(INSERT, row).scalar_one()
    set_committed_value(registration, "id", key)
    make_transient_to_detached(registration)
    session.add(registration)
    indexing.index(None, connection, registration)


def write(session: Session, registration: Registration, person: Person) -> set[str]:
    """Write what was typed over what is stored; answers the names of what changed."""
    changed = assign(registration, person.columns())
    with _told():
        session.flush()
    return changed


@contextmanager
def _told() -> Iterator[None]:
    """Constraints in words."""
    try:
        yield
    except IntegrityError as error:
        told = str(error.orig)
        if "uq_registration_person" in told or "registration.name_key" in told:
            raise SamePerson from error
        raise DomainError(
            _l("The form has changed in the meantime. Look at it again and send it once more.")
        ) from error
