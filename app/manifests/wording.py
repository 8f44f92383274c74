"""The words of a printed list. It says them in both languages, since whoever is at hand ticks it."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.core.i18n import in_each_language, pgettext
from app.core.text import Bilingual


def words() -> Mapping[str, Bilingual]:
    """In both languages, by what they are for. ``{page}`` and ``{pages}`` stay to be filled in."""
    return in_each_language(_words)


def _words() -> dict[str, str]:
    return {
        "title": pgettext("paper", "List of people"),
        "open": pgettext("paper", "Open"),
        "expected": pgettext("paper", "expected"),
        "printed": pgettext("paper", "Printed"),
        "here": pgettext("paper", "In"),
        "time": pgettext("paper", "Time"),
        "name": pgettext("paper", "Name, organisation"),
        "category": pgettext("paper", "Category"),
        "code": pgettext("paper", "Code"),
        "notes": pgettext("paper", "Notes"),
        "others": pgettext("paper", "Not on the list"),
        "confidential": _("Confidential: give it back to the organizers after use; do not photograph or pass on."),
        "page": pgettext("paper", "Page {page} of {pages}"),
    }
