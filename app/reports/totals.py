"""How often each option of a question was chosen by those who come: what a caterer needs, and no names."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.secrets import Secrets
from app.core.text import Bilingual
from app.events.models import Event
from app.registration import answers, queries
from app.registration.fields.kinds import YesNo, options_of, yes_or_no
from app.registration.models import Answer, FieldKind, FormField, Registration, RegistrationState

COUNTED = (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO)
SOME, FEW = 500, 3


@dataclass(frozen=True, slots=True)
class Total:
    """``people`` None: fewer than ``FEW``, and the reader may not know how many."""

    label: Bilingual
    people: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Of one question; ``options`` None: sensitive, and not asked to be shown. ``answered`` of ``comes`` people."""

    question: FormField
    options: list[Total] | None
    answered: int | None = None


def totals(
    session: Session, secrets: Secrets, event: Event, *, sensitive: bool, exact: bool
) -> tuple[list[Totals], int]:
    """Of each question with options, and how many people come. ``sensitive``: open sealed answers, too; log it.
    ``exact``: say of sensitive questions how many it were, however few."""
    asked = [one for one in queries.questions(session, event.id, archived=True) if one.kind in COUNTED]
    comes = select(Registration.id).where(
        Registration.event_id == event.id, Registration.state == RegistrationState.ACCEPTED
    )
    number = len(session.scalars(comes).all())
    return [_total(session, secrets, one, sensitive=sensitive, exact=exact) for one in asked], number


def _total(session: Session, secrets: Secrets, question: FormField, *, sensitive: bool, exact: bool) -> Totals:
    if question.sensitive and not sensitive:
        return Totals(question, None)
    counts: Counter[str] = Counter()
    answered = 0
    for registration, answer in _answers(session, question, sealed=sensitive):
        answered += 1
        counts.update(_chosen(answers.value_of(secrets, registration, answer)))
    hidden = question.sensitive and not exact
    labels = yes_or_no() if question.kind is FieldKind.YES_NO else options_of(question)
    labels |= {value: Bilingual(value, value) for value in counts if value not in labels}
    options = [Total(label, None if hidden and 0 < counts[key] < FEW else counts[key]) for key, label in labels.items()]
    return Totals(question, options, answered=None if hidden else answered)


def _chosen(value: object) -> list[str]:
    if isinstance(value, bool):
        return [YesNo.values[0] if value else YesNo.values[1]]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _answers(session: Session, question: FormField, *, sealed: bool) -> list[tuple[Registration, Answer]]:
    """The answers of those who come; without ``sealed`` none that was once given to a sensitive question."""
    given = (
        select(Registration, Answer)
        .join(Answer, Answer.registration_id == Registration.id)
        .where(Answer.field_id == question.id, Registration.state == RegistrationState.ACCEPTED)
        .options(joinedload(Answer.field))
    )
    if not sealed:
        given = given.where(Answer.sealed.is_(None))
    return [(one, other) for one, other in session.execute(given.execution_options(yield_per=SOME))]
