"""Which badges to print and how, and the stations that print by themselves."""

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField

from app.badges.models import BadgeLayout, PrintOrder
from app.badges.printing import Way
from app.badges.queries import Choice, Facets
from app.badges.sorting import MOST_LANES
from app.checkin.models import Checkpoint
from app.core import territories
from app.core.fields import ChoiceField, MultiCheckboxField, NumberField, options
from app.core.forms import AtMost, EditForm, Filled, Form
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import lazy_pgettext
from app.core.text import Locale
from app.registration.models import Category

NEW, CHANGED = "new", "changed"
WHICH = [(NEW, _l("Those not printed yet")), (CHANGED, _l("Those that have changed since")), ("", _l("All"))]
PRESENCE = [("", _l("Everyone")), ("not_arrived", _l("Not arrived yet")), ("walk_ins", _l("Registered at the desk"))]
ORDERS = [
    (PrintOrder.PINYIN.value, _l("Pinyin")),
    (PrintOrder.STROKES.value, _l("Stroke count")),
    (PrintOrder.LATIN.value, _l("Latin name")),
    (PrintOrder.GROUP.value, _l("Overseas group, then name")),
]


class BatchForm(Form):
    """Read from the address for a preview, and sent to print; what a hand-made address says wrong counts as nothing."""

    which = RadioField(_l("Which badges"), choices=options(WHICH), default=NEW)
    category = ChoiceField(_l("Category"), default="")
    group = ChoiceField(_l("Overseas group"), default="")
    country = ChoiceField(_l("Country or region"), default="")
    presence = ChoiceField(_l("Among whom"), choices=options(PRESENCE), default="")
    order = RadioField(_l("Order"), choices=options(ORDERS), default=PrintOrder.PINYIN.value)
    lanes = NumberField(
        _l("Lanes at the desk"),
        least=1,
        most=MOST_LANES,
        default=1,
        description=_l("More than one deals the badges into ranges of letters of about one length, a file for each."),
    )

    def offer(self, categories: Iterable[Category], facets: Facets, locale: Locale) -> None:
        """What there is to choose from."""
        groups, countries = facets
        known = territories.names(locale)
        everyone = ("", _("All"))
        named = [(category.public_id, category.title.pick(locale)) for category in categories]
        self.category.choices = options([everyone, *named])
        self.group.choices = options([everyone, *((group.slug, group.name.pick(locale)) for group in groups)])
        self.country.choices = options([everyone, *sorted((code, known.get(code, code)) for code in countries)])

    def choice(self) -> Choice:
        return Choice(
            category=self.category.data or "",
            group=self.group.data or "",
            country=self.country.data or "",
            only_new=self.which.data == NEW,
            changed=self.which.data == CHANGED,
            walk_ins=self.presence.data == "walk_ins",
            not_arrived=self.presence.data == "not_arrived",
        )

    def way(self, locale: Locale) -> Way:
        return Way(PrintOrder(self.order.data or PrintOrder.PINYIN), self.lanes.data or 1, locale)


class StationForm(Form):
    """A new print station."""

    name = StringField(
        lazy_pgettext("thing", "Name"),
        [Filled(), AtMost(80)],
        description=_l("Where it stands: “East desk, printer 1”."),
    )
    checkpoints = MultiCheckboxField(_l("Prints for whoever is admitted at"), [Filled(_l("Choose at least one."))])
    layout = ChoiceField(_l("Layout"), default="", description=_l("The label's size is the layout's."))
    automatic = BooleanField(_l("Print at once, without being asked"), default=True)
    walk_ins = BooleanField(_l("Print for people registered at the desk too"), default=True)
    earlier = BooleanField(
        _l("Those admitted before too"),
        description=_l("Otherwise the station begins with whoever is admitted from now on."),
    )

    def offer(self, checkpoints: Iterable[Checkpoint], layouts: Iterable[BadgeLayout], locale: Locale) -> None:
        """What there is to choose from."""
        named = [(one.public_id, one.name) for one in layouts]
        self.layout.choices = options([("", _("The layout of each category")), *named])
        self.checkpoints.choices = [(one.public_id, one.title.pick(locale)) for one in checkpoints]


READY_LAYOUTS = {
    "classic": _l("Classic: event, name, code, assignment (A6)"),
    "name_first": _l("Name first: the name as large as the page takes (A6)"),
    "double": _l("Double-sided: agenda, address and emergency numbers on the back (A6)"),
    "fold": _l("Folded: both sides on one page (A6)"),
    "sheet": _l("Cards on sheets: ten of 86 × 54 mm on A4"),
}


class BeginLayoutForm(Form):
    """A new layout, begun from a ready one."""

    name = StringField(lazy_pgettext("thing", "Name"), [Filled(), AtMost(80)])
    ready = RadioField(_l("Begin from"), choices=options(READY_LAYOUTS.items()), default="classic")


class LayoutNameForm(EditForm):
    """What a layout is called; the rest of the editor's page is a draft, see ``app.badges.layouts.drafts``."""

    name = StringField(lazy_pgettext("thing", "Name"), [Filled(), AtMost(80)])


class LayoutUseForm(Form):
    """Whose badges are printed in a layout."""

    everyone = BooleanField(_l("All badges that have no layout of their own"))
    categories = MultiCheckboxField(_l("The badges of these categories"))

    def offer(self, categories: Iterable[Category], locale: Locale) -> None:
        self.categories.choices = [(one.public_id, one.title.pick(locale)) for one in categories]


class LayoutFileForm(Form):
    file = FileField(_l("Layout file"))


class PictureForm(Form):
    picture = FileField(_l("PNG or JPEG, up to 2 MB"))
