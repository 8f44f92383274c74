"""From what the desk typed to a person as registrations know them."""

from dataclasses import dataclass

from app.core import territories
from app.core.addresses import mail_address
from app.core.han import has_han
from app.core.names import PersonName
from app.core.text import Bilingual
from app.desk.arrivals import Guest
from app.registration.models import ConsentKind
from app.registration.people import Person


@dataclass(frozen=True, slots=True)
class Read:
    """``untaken``: what was typed as a mail address or a phone number and is none, in the words that were typed."""

    person: Person
    email: str
    consents: frozenset[ConsentKind]
    untaken: str


def read(guest: Guest, locale: str) -> Read:
    """Takes what can be taken: whoever has gone in already is not asked again."""
    country = guest.country if guest.country in territories.codes() else ""
    email, phone = _mail(guest.email), phone_number(guest.phone, country)
    in_han = has_han(guest.organisation)
    person = Person(
        name=PersonName(han=guest.han, family=guest.family, given=guest.given),
        organisation=Bilingual(guest.organisation, "") if in_han else Bilingual("", guest.organisation),
        country=country,
        phone=phone,
        locale=locale,
    )
    untaken = [typed for typed, taken in ((guest.email, email), (guest.phone, phone)) if typed and not taken]
    consents = frozenset(ConsentKind(kind) for kind in guest.consents if kind in set(ConsentKind))
    return Read(person, email, consents, ", ".join(untaken))


def phone_number(typed: str, country: str) -> str:
    """E.164, '' where it is none; without a country code it is one of ``country``."""
    import phonenumbers  # its tables are read at the first number, by those who need them

    try:
        number = phonenumbers.parse(typed[:40], country or None)
    except phonenumbers.NumberParseException:
        return ""
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else ""


def _mail(typed: str) -> str:
    try:
        return mail_address(typed) if typed else ""
    except ValueError:
        return ""
