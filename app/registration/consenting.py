"""Consents: each given under one version of the notice; a withdrawal is recorded, and nothing is overwritten."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.lists import insert_each
from app.core.territories import MAINLAND
from app.registration import admission, queries
from app.registration.models import Consent, ConsentKind, PrivacyNotice, Registration
from app.registration.states import LIVE, Act

_GIVE = insert_each(Consent, "kind", "registration_id", "notice_id", "given_at")


def required(country: str, *, with_group: bool) -> frozenset[ConsentKind]:
    """The consents without which nobody can be registered.

    Whoever lives outside the mainland, or comes through an overseas group, has their data cross a border.
    """
    crossing = country != MAINLAND or with_group
    return frozenset({ConsentKind.NOTICE} | ({ConsentKind.CROSS_BORDER} if crossing else set()))


def required_of(registration: Registration) -> frozenset[ConsentKind]:
    return required(registration.country, with_group=registration.group_id is not None)


def give(
    session: Session,
    registration: Registration,
    kinds: Collection[ConsentKind],
    notice: PrivacyNotice | None,
    at: datetime,
) -> None:
    """Record consents under ``notice``, None the standard one."""
    if not kinds:
        return
    row = {"registration_id": registration.id, "notice_id": notice.id if notice else None, "given_at": at}
    connection = session.connection()
    connection.execute(_GIVE[connection.dialect.name], row | {"kind": sorted(kinds)})


def in_force(given: Iterable[Consent]) -> dict[ConsentKind, Consent]:
    """The consents that stand, by kind."""
    return {consent.kind: consent for consent in given if consent.withdrawn_at is None}


def agree(session: Session, registration: Registration, kind: ConsentKind, at: datetime) -> None:
    """Give a consent later, under the notice now in force; once is enough."""
    if kind not in in_force(queries.consents(session, registration.id)):
        give(session, registration, [kind], queries.current_notice(session, registration.event_id), at)


def withdraw(session: Session, registration: Registration, kind: ConsentKind, at: datetime) -> None:
    """Record a withdrawal, which is possible at any time; without a required consent the registration ends."""
    for consent in queries.consents(session, registration.id):
        if consent.kind is kind and consent.withdrawn_at is None:
            consent.withdrawn_at = at
    session.flush()
    if kind in required_of(registration) and registration.state in LIVE:
        admission.act(session, registration, Act.WITHDRAW, at, reason=f"consent:{kind}")


def missing(given: Collection[ConsentKind], country: str, *, with_group: bool) -> frozenset[ConsentKind]:
    """Which required consents are not among ``given``."""
    return required(country, with_group=with_group) - set(given)
