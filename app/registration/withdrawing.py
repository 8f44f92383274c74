"""Withdrawing consents, which is possible at any time."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.registration import admission, answers, queries
from app.registration.consenting import required_of
from app.registration.models import ConsentKind, Registration
from app.registration.states import LIVE, Act


def withdraw_consent(session: Session, registration: Registration, kind: ConsentKind, at: datetime) -> None:
    """Record it. Without a required consent the registration ends; without the one for them, sensitive answers go."""
    for consent in queries.consents(session, registration.id):
        if consent.kind is kind and consent.withdrawn_at is None:
            consent.withdrawn_at = at
    session.flush()
    if kind is ConsentKind.SENSITIVE:
        answers.forget_sealed(session, registration)
    if kind in required_of(registration) and registration.state in LIVE:
        admission.act(session, registration, Act.WITHDRAW, at, reason=f"consent:{kind}")
