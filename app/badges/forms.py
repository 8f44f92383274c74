"""Which badges to print."""

from collections.abc import Iterable

from wtforms import BooleanField, RadioField

from app.core.fields import options
from app.core.forms import Form
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.text import Locale
from app.registration.models import Category


class PrintForm(Form):
    category = RadioField(_l("Whose badges"), default="")
    only_new = BooleanField(_l("Only those not printed yet"), default=True)

    def offer(self, categories: Iterable[Category], locale: Locale) -> None:
        """Everyone, or one category."""
        named = [(category.public_id, category.title.pick(locale)) for category in categories]
        self.category.choices = options([("", _("Everyone")), *named])
