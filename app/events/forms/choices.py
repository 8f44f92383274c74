"""What organizers choose from, and texts that several forms share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms import StringField

from app.core import zones
from app.core.fields import options
from app.core.forms import AtMost
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l
from app.directory.models import ProgramBase, Theme
from app.events.models import Series


@dataclass(frozen=True, slots=True)
class Offer:
    """What an actor may choose from."""

    series: list[Series]
    bases: list[ProgramBase]
    themes: list[Theme]
    #: An event must keep a host: the actor acts for a base.
    must_host: bool

    def base_choices(self) -> list[Any]:
        return named(self.bases, None if self.must_host else _l("Not known yet"))


SLUG_HELP = _l("The end of its web address, such as wuhan-2027. Leave it empty to have one proposed.")
WHY_HELP = _l("Told to the public beside the change.")
TITLE_ZH, TITLE_EN = _l("Title in Chinese"), _l("Title in English")


def reason_fields(description: Any) -> tuple[StringField, StringField]:
    """Why something is as it is now, in both languages; either may be empty."""
    return (
        StringField(_l("Reason in Chinese"), validators=[AtMost(300)], description=description),
        StringField(_l("Reason in English"), validators=[AtMost(300)], description=description),
    )


def named(rows: Iterable[Any], none: Any = None, attribute: str = "name") -> list[Any]:
    """Choices of a select: slug and name of each row; ``none`` is what it says where nothing is chosen."""
    locale = current_locale()
    first = [] if none is None else [("", none)]
    return options([*first, *((row.slug, getattr(row, attribute).pick(locale)) for row in rows)])


def chosen(rows: Iterable[Any], slug: str) -> Any:
    """The row that a select named, or None."""
    return next((row for row in rows if row.slug == slug), None)


def zone_choices(present: str = "") -> list[Any]:
    """Every zone, and the ``present`` one whatever its name."""
    names = zones.names() if not present or present in zones.names() else (present, *zones.names())
    locale = current_locale()
    return options((name, zones.title(name, locale)) for name in names)
