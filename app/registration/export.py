"""Registrations as a table for spreadsheets: no cell can be a formula, and sensitive answers stay inside."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import csvfiles, territories
from app.core.i18n import gettext as _
from app.events.models import Event
from app.registration import queries
from app.registration.fields.kinds import kind_of
from app.registration.listing import Filters, everyone
from app.registration.models import Answer, FormField, Registration
from app.registration.words import STATES


def table(session: Session, event: Event, filters: Filters, locale: str) -> tuple[bytes, int]:
    """The file, and how many people are in it."""
    questions = [q for q in queries.questions(session, event.id, archived=True) if not q.sensitive]
    given = _answers(session, questions, locale)
    rows = []
    for registration in everyone(session, event.id, filters, locale):
        told = given.get(registration.id, {})
        rows.append([*_row(registration, event.zone, locale), *(told.get(question.id, "") for question in questions)])
    header = [*_head(event.zone), *(question.label.pick(locale) for question in questions)]
    return csvfiles.write(header, rows), len(rows)


def _head(zone: str) -> list[str]:
    return [
        _("Number"),
        _("State"),
        _("Category"),
        _("Name in Chinese characters"),
        _("Family name"),
        _("Given name"),
        _("Name as in the passport"),
        _("Latin name on the badge"),
        _("Organisation, in Chinese"),
        _("Organisation, in English"),
        _("Job title, in Chinese"),
        _("Job title, in English"),
        _("Country or region"),
        _("Overseas group"),
        _("Mail address"),
        _("Phone"),
        _("WeChat ID"),
        _("Registered at (%(zone)s)", zone=zone),
    ]


def _row(registration: Registration, zone: str, locale: str) -> Sequence[str]:
    name, group = registration.name, registration.group
    return (
        registration.public_id,
        str(dict(STATES)[registration.state]),
        registration.category.title.pick(locale),
        name.han,
        name.family,
        name.given,
        name.latin,
        name.preferred,
        registration.organisation.zh,
        registration.organisation.en,
        registration.job_title.zh,
        registration.job_title.en,
        territories.name(registration.country, locale) if registration.country else "",
        group.name.pick(locale) if group else "",
        registration.contact_email,
        _phone(registration.phone),
        registration.wechat,
        f"{registration.created_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}",
    )


def _phone(number: str) -> str:
    """In groups of digits, which spreadsheets do not take for a number."""
    import phonenumbers  # as in the form: for those who need it

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _answers(session: Session, questions: list[FormField], locale: str) -> dict[int, dict[int, str]]:
    """Answers in words, by registration and question; sealed ones, of a question once sensitive, are left out."""
    by_id = {question.id: question for question in questions}
    told: dict[int, dict[int, str]] = {}
    for answer in _plain_answers(session, list(by_id)):
        question = by_id[answer.field_id]
        kind = kind_of(question)
        value = getattr(answer, kind.column)
        told.setdefault(answer.registration_id, {})[answer.field_id] = kind.show(value, question, locale)
    return told


def _plain_answers(session: Session, question_ids: list[int]) -> Iterator[Answer]:
    plain = select(Answer).where(Answer.field_id.in_(question_ids), Answer.sealed.is_(None))
    yield from session.scalars(plain.execution_options(yield_per=500))
