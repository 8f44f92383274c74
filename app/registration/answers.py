"""Answers: a typed row each; those to sensitive questions are sealed and bound to their registration and question."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.core import audit
from app.core.secrets import Secrets
from app.registration import queries
from app.registration.fields.kinds import kind_of
from app.registration.models import Answer, FormField, Registration

PURPOSE = "answer"
COLUMNS = ("text", "flag", "number", "day", "chosen", "sealed")
#: Values by question.
Values = Mapping[FormField, Any]


def save(session: Session, secrets: Secrets, registration: Registration, values: Values) -> None:
    """Write the answers of a new registration; None is not written."""
    _log(session, registration, [question for question, value in values.items() if value is not None])
    _write(session, secrets, registration, values)


def _write(session: Session, secrets: Secrets, registration: Registration, values: Values) -> None:
    rows = [_row(secrets, registration, question, value) for question, value in values.items() if value is not None]
    if rows:
        session.connection().execute(insert(Answer), rows)


def replace(session: Session, secrets: Secrets, registration: Registration, values: Values) -> None:
    """Replace the answers to these questions; those to other questions stay."""
    if audit.is_on(session):
        known = values_of(session, secrets, registration)
        _log(session, registration, [question for question, value in values.items() if known.get(question) != value])
    answered = [question.id for question in values]
    session.execute(delete(Answer).where(Answer.registration_id == registration.id, Answer.field_id.in_(answered)))
    _write(session, secrets, registration, values)


def forget_sealed(session: Session, registration: Registration) -> None:
    """Delete the answers to sensitive questions, since the consent to keep them was withdrawn."""
    sealed = delete(Answer).where(Answer.registration_id == registration.id, Answer.sealed.is_not(None))
    session.execute(sealed)


def _log(session: Session, registration: Registration, changed: list[FormField]) -> None:
    """Which questions staff answered in a person's stead; what they wrote stays out of the log."""
    if changed and audit.is_on(session):
        audit.record(session, "update", registration, answers=audit.called(changed))


def value_of(secrets: Secrets, registration: Registration, answer: Answer) -> Any:
    """The value of an answer, unsealed where it is sealed. Log who looks at a sealed one."""
    kind = kind_of(answer.field)
    if answer.sealed is None:
        return getattr(answer, kind.column)
    context = _context(registration, answer.field_id)
    return kind.revive(json.loads(secrets.unseal(PURPOSE, answer.sealed, context)))


def values_of(session: Session, secrets: Secrets, registration: Registration) -> dict[FormField, Any]:
    """All answers of a registration by question, sealed ones opened."""
    found = queries.answers(session, registration.id)
    return {answer.field: value_of(secrets, registration, answer) for answer in found}


def _row(secrets: Secrets, registration: Registration, question: FormField, value: Any) -> dict[str, Any]:
    kind = kind_of(question)
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {"registration_id": registration.id, "field_id": question.id, "field_version": question.version}
    if question.sensitive:
        clear = json.dumps(kind.plain(value), ensure_ascii=False).encode()
        row["sealed"] = secrets.seal(PURPOSE, clear, _context(registration, question.id))
    else:
        row[kind.column] = value
    return row


def _context(registration: Registration, question_id: int) -> bytes:
    return f"{registration.public_id}:{question_id}".encode()
