"""A person's own data as one document: all that this package stores about them, and what upper packages add."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.providers import ask
from app.core.secrets import Secrets
from app.registration import answers, queries
from app.registration.fields.kinds import kind_of
from app.registration.models import Registration

PLAIN = ("contact_email", "country", "phone", "wechat", "locale")


def collect(session: Session, secrets: Secrets, registration: Registration) -> dict[str, Any]:
    """JSON-ready; upper packages register ``own_data(session, registration) -> dict``."""
    document: dict[str, Any] = {
        "event": asdict(registration.event.title) | {"slug": registration.event.slug},
        "registration": registration.public_id,
        "state": registration.state.value,
        "category": asdict(registration.category.title),
        "name": asdict(registration.name),
        "organisation": asdict(registration.organisation),
        "job_title": asdict(registration.job_title),
        **{column: getattr(registration, column) for column in PLAIN},
        "overseas_group": asdict(registration.group.name) if registration.group else None,
        "created_at": _stamp(registration.created_at),
        "confirmed_at": _stamp(registration.confirmed_at),
        "answers": _answers(session, secrets, registration),
        "consents": _consents(session, registration),
        "history": _history(session, registration),
    }
    for more in ask("own_data", session, registration):
        document |= more
    return document


def _answers(session: Session, secrets: Secrets, registration: Registration) -> list[dict[str, Any]]:
    given = answers.values_of(session, secrets, registration)
    return [
        {"question": asdict(question.label), "answer": kind_of(question).plain(value)}
        for question, value in given.items()
        if value is not None
    ]


def _consents(session: Session, registration: Registration) -> list[dict[str, Any]]:
    versions = {notice.id: notice.version for notice in queries.notices(session, registration.event_id)}
    return [
        {
            "kind": consent.kind.value,
            "notice_version": versions.get(consent.notice_id or 0),
            "given_at": _stamp(consent.given_at),
            "withdrawn_at": _stamp(consent.withdrawn_at),
        }
        for consent in queries.consents(session, registration.id)
    ]


def _history(session: Session, registration: Registration) -> list[dict[str, Any]]:
    return [
        {"at": _stamp(change.at), "from": change.before, "to": change.after, "reason": change.reason}
        for change in queries.history(session, registration.id)
    ]


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
