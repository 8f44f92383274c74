"""What the desk should know of a person: a note, whom to call for them, and answers to questions that are for the desk.

All of it is sealed where it is kept, as sensitive answers are, and whoever looks is logged.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.core.text import LOCALES, Bilingual
from app.desk.models import DeskNote
from app.registration.answers import value_of
from app.registration.fields.kinds import kind_of
from app.registration.models import Answer, FormField, Registration

PURPOSE = "desk-note"


@dataclass(frozen=True, slots=True)
class Need:
    """A question for the desk, and what was answered."""

    label: Bilingual
    answer: Bilingual


@dataclass(frozen=True, slots=True)
class Note:
    """``call``: who is to be called when the person comes. ``private``: whether anything in it was kept sealed."""

    vip: bool = False
    call: str = ""
    note: str = ""
    needs: list[Need] = field(default_factory=list)

    @property
    def private(self) -> bool:
        return bool(self.note or self.call or self.needs)


NOTHING = Note()


def write(session: Session, secrets: Secrets, registration: Registration, note: Note, at: datetime) -> None:
    """Replace what organizers wrote of a person; phones that keep it notice."""
    if registration.erased_at:
        raise DomainError(_l("The data of this person are erased."))
    row = session.get(DeskNote, registration.id)
    if not (note.vip or note.call or note.note):
        if row:
            session.delete(row)
    else:
        clear = json.dumps({"note": note.note, "call": note.call}, ensure_ascii=False).encode()
        row = row or DeskNote(registration_id=registration.id, registration=registration)
        row.vip, row.sealed = note.vip, secrets.seal(PURPOSE, clear, _context(registration))
        session.add(row)
    registration.changed_at = at
    session.flush()


def notes_of(session: Session, secrets: Secrets, registrations: Collection[Registration]) -> dict[int, Note]:
    """Of those people of whom there is anything to know, by their keys. Log who looks."""
    known = {registration.id: registration for registration in registrations}
    needs = _needs(session, secrets, known)
    rows = session.scalars(select(DeskNote).where(DeskNote.registration_id.in_(known)))
    written = {row.registration_id: _opened(secrets, row, known[row.registration_id]) for row in rows}
    return {
        key: Note(vip, call, note, needs.get(key, []))
        for key in needs.keys() | written.keys()
        for vip, call, note in [written.get(key, (False, "", ""))]
    }


def note_of(session: Session, secrets: Secrets, registration: Registration) -> Note:
    return notes_of(session, secrets, [registration]).get(registration.id, NOTHING)


def _opened(secrets: Secrets, row: DeskNote, registration: Registration) -> tuple[bool, str, str]:
    clear = json.loads(secrets.unseal(PURPOSE, row.sealed, _context(registration)))
    return row.vip, clear["call"], clear["note"]


def _needs(session: Session, secrets: Secrets, known: dict[int, Registration]) -> dict[int, list[Need]]:
    asked = (
        select(Answer)
        .join(Answer.field)
        .where(FormField.for_desk, Answer.registration_id.in_(known))
        .order_by(FormField.position, FormField.id)
    )
    found: dict[int, list[Need]] = {}
    for answer in session.scalars(asked.options(joinedload(Answer.field))):
        value = value_of(secrets, known[answer.registration_id], answer)
        if value not in (None, False, "", []):
            words = Bilingual(*(str(kind_of(answer.field).show(value, answer.field, locale)) for locale in LOCALES))
            found.setdefault(answer.registration_id, []).append(Need(answer.field.label, words))
    return found


def _context(registration: Registration) -> bytes:
    return registration.public_id.encode()
