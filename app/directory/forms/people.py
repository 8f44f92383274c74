"""Forms of the page of people: whom to invite, and what they work on."""

from typing import Any

from wtforms import BooleanField, EmailField, StringField

from app.core.fields import ChoiceField, options
from app.core.forms import AtMost, EmailAddress, Filled, Form
from app.core.i18n import OWN_NAME
from app.core.i18n import lazy_gettext as _l
from app.core.text import LOCALES
from app.directory.models import ProgramBase


def base_choices(bases: list[ProgramBase], locale: str, none: Any) -> list[Any]:
    return options([("", none), *((base.slug, base.name.pick(locale)) for base in bases)])


class InviteForm(Form):
    """Takes its bases from ``offer``."""

    email = EmailField(_l("Mail address"), [Filled(), AtMost(254), EmailAddress()])
    name = StringField(_l("Name"), [Filled(), AtMost(120)])
    locale = ChoiceField(_l("Language of mail"), choices=options((code, OWN_NAME[code]) for code in LOCALES))
    headquarters = BooleanField(
        _l("Headquarters"), description=_l("May do everything: all events, all people, the whole log.")
    )
    base = ChoiceField(_l("Host of"), default="", description=_l("May organize every event that this base hosts."))

    def offer(self, bases: list[ProgramBase], locale: str) -> None:
        self.base.choices = base_choices(bases, locale, _l("No base"))


class HostForm(Form):
    base = ChoiceField(_l("Base"), [Filled()])

    def offer(self, bases: list[ProgramBase], locale: str) -> None:
        self.base.choices = base_choices(bases, locale, _l("Choose a base"))
