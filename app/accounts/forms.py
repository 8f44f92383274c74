"""Forms of sign-in and of one's own account."""

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import ValidationError

from app.accounts import passwords
from app.core.errors import DomainError
from app.core.fields import options
from app.core.forms import AtMost, EmailAddress, Filled, Form
from app.core.i18n import OWN_NAME
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.text import LOCALES


class LinkRequest(Form):
    """Ask for a sign-in link; the field's name differs from the password form's, which stands on the same page."""

    address = EmailField(_l("Mail address"), [Filled(), AtMost(254), EmailAddress()])
    next = HiddenField()


class PasswordSignIn(Form):
    email = EmailField(_l("Mail address"), [Filled(), AtMost(254), EmailAddress()])
    password = PasswordField(_l("Password"), [Filled(), AtMost(passwords.LONGEST)])
    next = HiddenField()


class ResetRequest(Form):
    email = EmailField(_l("Mail address"), [Filled(), AtMost(254), EmailAddress()])


class StrongPassword:
    """As strong as ``passwords.check_strength`` asks."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            passwords.check_strength(field.data or "")
        except DomainError as error:
            raise ValidationError(str(error.message)) from None


class NewPassword(Form):
    password = PasswordField(
        _l("New password"), [Filled(), StrongPassword()], description=_l("At least 10 characters. A sentence is fine.")
    )
    again = PasswordField(_l("New password again"), [Filled()])

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("This differs from the password above."))


class PasswordChange(NewPassword):
    current = PasswordField(_l("Present password"), [Filled(), AtMost(passwords.LONGEST)])


class Profile(Form):
    name = StringField(_l("Name"), [AtMost(120)], description=_l("As colleagues see it."))
    locale = RadioField(
        _l("Language of mail"), choices=options((code, OWN_NAME[code]) for code in LOCALES), validators=[Filled()]
    )
