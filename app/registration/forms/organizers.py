"""Organizers' forms: a person added or edited by staff, and what is said with a decision."""

from wtforms import EmailField, StringField, TelField, TextAreaField

from app.core.forms import AtMost, EditForm, EmailAddress, Filled, Form
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l
from app.registration.forms.controls import PhoneNumber, Picker, TerritoryField
from app.registration.forms.person import NamesakeForm
from app.registration.models import Category


class StaffPersonForm(NamesakeForm):
    """A person as far as organizers know them; nothing but a name and an organisation must be known."""

    demanding = False

    email = EmailField(_l("Mail address"), [AtMost(254), EmailAddress()], description=_l("The ticket goes there."))
    country = TerritoryField(_l("Country or region where they live"))
    phone = TelField(_l("Phone"), [PhoneNumber()])
    group = Picker(_l("Overseas group"), description=_l("Where they come with one of the groups of the programme."))


class NewPersonForm(StaffPersonForm):
    category = Picker(_l("Category"), [Filled()])

    def offer(self, categories: list[Category]) -> None:
        """The categories to choose from, the closed ones too."""
        self.category.options = lambda: category_options(categories)


class EditPersonForm(StaffPersonForm, EditForm):
    """Refused where someone else changed the registration meanwhile."""


class DecisionForm(Form):
    """What organizers decide on a registration, and what they say with it."""

    act = StringField()
    reason = TextAreaField(_l("Reason"), [AtMost(300)], description=_l("The person reads it in the mail."))


def category_options(categories: list[Category]) -> list[tuple[str, str]]:
    """Public id and title of each, for a list to choose from."""
    locale = current_locale()
    return [(category.public_id, category.title.pick(locale)) for category in categories]
