"""The scanner's words at each kind of checkpoint, for equipment, for headcounts and for counting without names."""

from app.core.i18n import gettext as _
from app.core.i18n import pgettext


def kind_verdicts() -> dict[str, str]:
    """Verdicts by ``kind.verdict``, where the kind has a word of its own."""
    return {
        "session.admitted": _("Welcome to the session"),
        "meal.admitted": _("Served"),
        "meal.repeat": _("Served already"),
        "meal.conflict": _("Served twice"),
        "bus.admitted": pgettext("bus", "Aboard"),
        "bus.repeat": _("Aboard already"),
        "bus.out": _("Got off"),
        "hotel.admitted": _("Checked in at the hotel"),
        "hotel.repeat": _("Checked in at the hotel already"),
        "site.admitted": _("Reached the site"),
        "site.repeat": _("At the site already"),
        "site.out": _("Left the site"),
        "equipment.admitted": _("Handed out"),
        "equipment.repeat": _("Has one already"),
        "equipment.conflict": _("Handed out twice"),
        "equipment.out": _("Taken back"),
        "equipment.repeat_out": _("Taken back already"),
        "equipment.unasked": _("Taken back, though never handed out"),
        "round.admitted": pgettext("headcount", "Counted"),
        "round.repeat": _("Counted already"),
    }


def mode_texts() -> dict[str, str]:
    return {
        "stock": _("{out} out, {back} back"),
        "item_now": _("{item}: now scan the badge"),
        "item_unknown": _("This phone does not know who has {item}. Scan the badge."),
        "round_default": _("{checkpoint}, {time}"),
        "round_of": _("{number} of {expected} there"),
        "round_join": _("Join: {title}"),
        "round_all": _("All there. Close the round?"),
        "round_missing": _("{number} missing"),
        "round_nameless": _("{number} whose names this phone does not know"),
        "round_reason": _("Say of everybody who is missing why."),
        "round_closed": _("The round is closed."),
        "round_unsent": _("Not sent yet: it is kept here."),
        "round_choose": _("Why missing?"),
        "why_other_car": pgettext("missing", "Comes by another car"),
        "why_ill": pgettext("missing", "Ill"),
        "why_left_behind": pgettext("missing", "Left behind"),
        "why_unknown": pgettext("missing", "Nobody knows"),
        "round_here": _("Is here"),
        "tally_parts": _("{mine} by this phone, {others} by others"),
    }
