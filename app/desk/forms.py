"""Forms of the desk: a walk-in, blank badges, and what is to be known of a person."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, IntegerField, StringField, TelField, TextAreaField
from wtforms.validators import NumberRange, ValidationError

from app.core import territories
from app.core.forms import AtMost, EmailAddress, Filled, Form
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.desk.arrivals import Guest
from app.desk.notes import Note
from app.desk.walkins import Refusal
from app.registration.forms.controls import NoLink, PhoneNumber, Picker, TerritoryField
from app.registration.forms.organizers import category_options
from app.registration.models import Category, ConsentKind
from app.tickets.spares import MOST

#: The field beside which a walk-in's refusal stands.
FIELDS = {
    "no_badge": "badge",
    "spare_taken": "badge",
    "spare_void": "badge",
    "no_category": "category",
    "full": "category",
    "same_name": "han",
    "invalid": "han",
}


class WalkInForm(Form):
    """Somebody who comes unannounced, as quickly as they can be written down."""

    walk_in_id = HiddenField()
    badge = StringField(
        _l("Code of a blank badge"),
        [AtMost(400)],
        description=_l("Scan it, or type its short code. Leave it empty to make an ordinary ticket."),
    )
    category = Picker(_l("Category"), description=_l("A blank badge has its own."))
    han = StringField(_l("Name in Chinese characters"), [AtMost(60), NoLink()])
    family = StringField(_l("Family name"), [AtMost(80), NoLink()], description=_l("In Latin letters."))
    given = StringField(_l("Given name"), [AtMost(80), NoLink()], description=_l("In Latin letters."))
    organisation = StringField(_l("Organisation"), [Filled(), AtMost(200)])
    country = TerritoryField(_l("Country or region where they live"), [Filled()])
    phone = TelField(_l("Phone"), [PhoneNumber()])
    email = EmailField(_l("Mail address"), [AtMost(254), EmailAddress()], description=_l("The ticket goes there."))
    consent_notice = BooleanField(_l("The person was told of the privacy notice and agrees to it"), [Filled()])
    consent_cross_border = BooleanField(
        _l("The person agrees that their data cross the border of mainland China"),
        description=_l("Needed of whoever lives elsewhere."),
    )
    someone_else = BooleanField(_l("This is someone else of the same name"))
    beyond = StringField(
        _l("Why this person is let in beyond the places"),
        [AtMost(200)],
        description=_l("For organizers, where it is full."),
    )

    #: Whether somebody of the same name is known, and whether no place was left.
    same_name = full = False

    def offer(self, categories: Iterable[Category]) -> None:
        offered = [("", _("As on the blank badge")), *category_options(list(categories))]
        self.category.options = lambda: offered
        if not self.is_submitted() and not self.country.data:
            self.country.data = territories.MAINLAND

    def validate_consent_cross_border(self, field: Any) -> None:
        if self.country.data and self.country.data != territories.MAINLAND and not field.data:
            raise ValidationError(_("Without this consent we may not register the person."))

    def guest(self) -> Guest:
        consents = [ConsentKind.NOTICE.value]
        if self.consent_cross_border.data:
            consents.append(ConsentKind.CROSS_BORDER.value)
        return Guest(
            han=self.han.data or "",
            family=self.family.data or "",
            given=self.given.data or "",
            organisation=self.organisation.data or "",
            country=self.country.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            consents=tuple(consents),
        )

    def refuse(self, error: Any) -> None:
        if isinstance(error, Refusal):
            self.same_name, self.full = error.problem == "same_name", error.problem == "full"
            error.field = FIELDS.get(error.problem, "")
        super().refuse(error)


class StockForm(Form):
    """Blank badges to be printed."""

    category = Picker(_l("Category"), [Filled()])
    number = IntegerField(_l("How many"), [Filled(), NumberRange(1, MOST)], default=20)
    label = StringField(_l("Where they are kept"), [AtMost(80)], description=_l("Such as “East door”."))

    def offer(self, categories: Iterable[Category]) -> None:
        offered = category_options(list(categories))
        self.category.options = lambda: offered


class NoteForm(Form):
    """What the desk should know of a person."""

    vip = BooleanField(_l("VIP"), description=_l("The desk sees it when the person is scanned."))
    call = StringField(
        _l("Who is to be called"), [AtMost(200)], description=_l("Name and phone of whoever receives the person.")
    )
    note = TextAreaField(
        _l("Note for the desk"), [AtMost(500)], description=_l("Such as “meet at door 2, wheelchair, interpreter”.")
    )

    def typed(self) -> Note:
        return Note(bool(self.vip.data), self.call.data or "", self.note.data or "")
