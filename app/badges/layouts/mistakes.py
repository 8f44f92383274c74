"""What is wrong with a layout, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from app.core.i18n import gettext as _

Place = tuple[int | str, ...]


def reason(error: Mapping[str, Any]) -> str:
    """Of one error of pydantic's."""
    kind, told = str(error["type"]), error.get("ctx", {})
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _bound(kind, told)
    if kind in ("string_too_long", "too_long"):
        return str(_("At most %(number)s.", number=told.get("max_length", 0)))
    sayings: dict[str, str] = {
        "unknown_field": _("There is no such field."),
        "unknown_sheet": _("There is no such sheet."),
        "sizes_in_order": _("The smallest size must not be above the largest."),
        "too_large_for_sheet": _("The badge is larger than a label of this sheet."),
        "off_the_badge": _("It reaches beyond the edge of the badge."),
        "too_short": _("Choose at least one."),
        "missing": _("This is missing."),
        "extra_forbidden": _("Nothing of this name belongs here."),
        "float_parsing": _("Give a number, such as 12.5."),
        "float_type": _("Give a number, such as 12.5."),
        "finite_number": _("Give a number, such as 12.5."),
        "int_parsing": _("Give a whole number."),
        "int_type": _("Give a whole number."),
        "int_from_float": _("Give a whole number."),
        "literal_error": _("Choose one of the list."),
        "union_tag_invalid": _("There is no such kind of element."),
    }
    return sayings.get(kind) or str(_("This cannot be read."))


def _bound(kind: str, told: Mapping[str, Any]) -> str:
    number = next((value for key, value in told.items() if key in ("ge", "le", "gt", "lt")), 0)
    if kind.startswith("greater"):
        return str(_("At least %(number)s.", number=f"{number:g}") if "ge" in told else _("More than 0."))
    return str(_("At most %(number)s.", number=f"{number:g}"))


def element_off_the_badge(error: Mapping[str, Any]) -> Place | None:
    """The place of the element that an error of the whole layout is about; None for any other."""
    told = error.get("ctx", {})
    return (told["side"], "elements", told["place"]) if error["type"] == "off_the_badge" else None
