"""Consents: each given under one version of the notice; a withdrawal is recorded, and nothing is overwritten."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.lists import insert_each
from app.core.territories import MAINLAND
from app.registration import queries
from app.registration.answers import Values
from app.registration.models import Consent, ConsentKind, PrivacyNotice, Registration
from app.registration.people import Person

WORDS = {
    ConsentKind.NOTICE: _l("Use of my data as the privacy notice says"),
    ConsentKind.SENSITIVE: _l("Keeping of my answers to sensitive questions"),
    ConsentKind.CROSS_BORDER: _l("Data across the border of mainland China"),
    ConsentKind.PHOTOGRAPHS: _l("Photographs and films"),
}
#: Why nobody is registered without it, as it stands beside the box.
WHY = {
    ConsentKind.NOTICE: _l("Without your agreement to the privacy notice we may not register you."),
    ConsentKind.SENSITIVE: _l("You have answered a sensitive question. Agree to this, or leave those answers empty."),
    ConsentKind.CROSS_BORDER: _l(
        "You live outside mainland China or come with an overseas group, so your data cross its border. "
        "Without this consent we may not register you."
    ),
}
_GIVE = insert_each(Consent, "kind", "registration_id", "notice_id", "given_at")


class ConsentsMissing(DomainError):
    """Consents that are needed and were not given; a form says of each why, beside its box."""

    def __init__(self, kinds: Collection[ConsentKind]) -> None:
        self.kinds = [kind for kind in ConsentKind if kind in kinds]
        named = _(", ").join(str(WORDS[kind]) for kind in self.kinds)
        told = _l(
            "This needs a consent that is missing or was withdrawn: %(consents)s. The person gives it on their own "
            "page, under “Consents”.",
            consents=named,
        )
        super().__init__(told, f"consent_{self.kinds[0]}")


def required(country: str, *, with_group: bool, sensitive: bool = False) -> frozenset[ConsentKind]:
    """The consents without which nobody can be registered.

    Whoever lives outside the mainland, or comes through an overseas group, has their data cross a border.
    ``sensitive``: a sensitive question is answered.
    """
    needed = {
        ConsentKind.NOTICE: True,
        ConsentKind.CROSS_BORDER: country != MAINLAND or with_group,
        ConsentKind.SENSITIVE: sensitive,
    }
    return frozenset(kind for kind, is_needed in needed.items() if is_needed)


def required_of(registration: Registration) -> frozenset[ConsentKind]:
    """Those without which a registration ends; sensitive answers alone go with theirs."""
    return required(registration.country, with_group=registration.group_id is not None)


def check_typed(person: Person, values: Values, given: Collection[ConsentKind]) -> None:
    """``ConsentsMissing`` unless ``given`` are all that a person and these answers need."""
    sensitive = any(question.sensitive and value is not None for question, value in values.items())
    needed = required(person.country, with_group=person.group_id is not None, sensitive=sensitive)
    if lacking := needed - set(given):
        raise ConsentsMissing(lacking)


def check(session: Session, registration: Registration) -> None:
    """``ConsentsMissing`` where a registration that is to be accepted lacks a consent it needs.

    Whom staff registered nobody has asked yet; what such a person has withdrawn counts all the same.
    """
    given = queries.consents(session, registration.id)
    lacking = required_of(registration) - in_force(given).keys()
    if registration.by_staff:
        lacking &= {consent.kind for consent in given}
    if lacking:
        raise ConsentsMissing(lacking)


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
    row: dict[str, Any] = {
        "registration_id": registration.id,
        "notice_id": notice.id if notice else None,
        "given_at": at,
    }
    connection = session.connection()
    connection.execute(_GIVE[connection.dialect.name], row | {"kind": sorted(kinds)})


def in_force(given: Iterable[Consent]) -> dict[ConsentKind, Consent]:
    """The consents that stand, by kind."""
    return {consent.kind: consent for consent in given if consent.withdrawn_at is None}


def agree(session: Session, registration: Registration, kind: ConsentKind, at: datetime) -> None:
    """Give a consent later, under the notice now in force; once is enough."""
    if kind not in in_force(queries.consents(session, registration.id)):
        give(session, registration, [kind], queries.current_notice(session, registration.event_id), at)
