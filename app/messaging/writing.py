"""How letters about a registration are written: each by a writer, for as long as the registration is in some states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.core.dates import day, day_range
from app.core.i18n import force_locale
from app.core.i18n import gettext as _
from app.core.letters import write_letter
from app.core.links import public_link
from app.core.outbox import Attachment, Letter, OutboxMail, renders
from app.registration import queries
from app.registration.models import Registration, RegistrationState


@dataclass(frozen=True, slots=True)
class Wording:
    """What a letter says: a few paragraphs, one button with its address, and what is enclosed."""

    subject: str
    paragraphs: tuple[str, ...]
    button: str = ""
    url: str = ""
    enclosed: tuple[Attachment, ...] = ()
    #: Content-ID of the picture among ``enclosed`` that the letter shows.
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A registration as a letter about it needs it."""

    session: Session
    registration: Registration
    locale: str
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.registration.event.title.pick(self.locale)

    @property
    def page(self) -> str:
        """The owner's page, which asks a reader who is not signed in to do so first."""
        return public_link("registration.ticket", my_registration=self.registration.public_id, lang=self.locale)

    @property
    def reason(self) -> str:
        """What an organizer wrote about the last change."""
        last = queries.last_change(self.session, self.registration.id)
        return last.reason if last and last.by_user_id is not None else ""


Writer = Callable[[Case], Wording | None]


def letter(kind: str, *states: RegistrationState) -> Callable[[Writer], Writer]:
    """Register a writer for ``kind``, which is called for as long as the registration is in one of ``states``."""

    def register(writer: Writer) -> Writer:
        @renders(kind)
        def render(session: Session, mail: OutboxMail) -> Letter | None:
            registration = session.get(Registration, mail.payload["registration"])
            if registration is None or registration.state not in states:
                return None
            with force_locale(mail.locale):
                return _written(Case(session, registration, mail.locale, mail.payload), writer)

        return writer

    return register


def _written(case: Case, writer: Writer) -> Letter | None:
    wording = writer(case)
    if wording is None:
        return None
    return write_letter(
        "registration",
        wording.subject,
        *wording.enclosed,
        wording=wording,
        name=case.registration.name.display(case.locale),
        facts=_facts(case),
        email=case.registration.contact_email,
    )


def _facts(case: Case) -> list[tuple[str, str]]:
    event, locale = case.registration.event, case.locale
    place = _(", ").join(part for part in (event.venue.pick(locale), event.address.pick(locale)) if part)
    return [
        (_("Event"), case.title),
        (_("Meeting"), day_range(event.starts_on, event.ends_on, locale)),
        (_("Arrival from"), day(event.arrival_on, locale)),
        (_("Where"), place or event.city.pick(locale)),
        (_("Category"), case.registration.category.title.pick(locale)),
    ]
