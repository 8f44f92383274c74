"""The words of the desk on the scanner: walk-ins, and searching under a PIN."""

from app.core.i18n import gettext as _


def desk_texts() -> dict[str, str]:
    return _badges() | _problems() | _outcomes() | _troubles() | _index()


def _badges() -> dict[str, str]:
    return {
        "places_left": _("{name} · {number} places left"),
        "badge_given": _("Blank badge: {name}"),
        "no_badge": _("No badge yet. Without one, a code appears on this screen once the person is registered."),
        "badge_elsewhere": _("This badge is of another event."),
        "badge_void": _("This blank badge was withdrawn. Take another one."),
        "badge_taken": _("This badge is somebody's already. Take another one."),
    }


def _problems() -> dict[str, str]:
    return {
        "walk_in_name_missing": _("Write a name, in Chinese characters or in Latin letters."),
        "walk_in_rehearsal": _("This is a rehearsal: nobody is registered."),
        "walk_in_needs_badge": _(
            "No network. Scan a blank badge and give it to the person: it is let in everywhere. Where there is none, "
            "write the person down on paper and register them once the network is back."
        ),
        "walk_in_invalid": _("Something typed here cannot be read. Look at it once more."),
        "walk_in_unreadable": _("The server could not open this. Register the person anew."),
        "walk_in_id_reused": _("This form was sent already. Close it and register the person anew."),
        "walk_in_not_allowed": _("This device may not do that"),
        "walk_in_no_category": _("Choose a category."),
        "walk_in_no_badge": _("This is not a blank badge of this event. Take another one."),
        "walk_in_spare_taken": _("This badge was given to somebody else. Take another one."),
        "walk_in_spare_void": _("This blank badge was withdrawn. Take another one."),
        "walk_in_full": _("No places are left in this category. A supervisor may let the person in, and say why."),
        "walk_in_same_name": _("Somebody of this name is registered. Is it the same person?"),
        "walk_in_not_public": _("The event takes nobody: it is not public."),
    }


def _outcomes() -> dict[str, str]:
    return {
        "walk_in_scans": _("Registered. The badge is let in from now on."),
        "walk_in_show": _("Registered. Let the person photograph this code, or print the badge."),
        "walk_in_kept": _("Kept on this phone, and sent when the network is back. The badge is let in from now on."),
        "walk_ins_kept": _("{number} walk-ins waiting to be sent"),
        "walk_ins_failed": _("{number} could not be delivered: show this phone to a supervisor"),
    }


def _troubles() -> dict[str, str]:
    return {
        "trouble_spare_taken": _("The badge was given to somebody else, too: give this person another one"),
        "trouble_spare_void": _("The badge is not valid: give this person another one"),
        "trouble_full": _("No place was left: on the waiting list"),
        "trouble_over_capacity": _("Beyond the places"),
        "trouble_device_ended": _("This device was out of service: a supervisor decides"),
        "trouble_same_name": _("Somebody of this name was registered before"),
    }


def _index() -> dict[str, str]:
    return {
        "index_none": _("Set a PIN, and this phone finds people without a network, too."),
        "index_locked": _("Locked. Type the PIN to search without a network."),
        "index_open": _("{number} people can be found without a network."),
        "index_wrong": _("Wrong PIN. {number} tries are left, then the names on this phone are wiped."),
        "index_wiped": _("The names on this phone were wiped."),
        "index_short": _("At least six digits; more are safer."),
        "index_simple": _("Too easy to guess. Choose another PIN."),
        "index_twice": _("The two PINs differ."),
        "index_offline": _("The names could not be fetched. Try again with a network."),
        "index_no_crypto": _("This needs an https address."),
        "vip": _("VIP"),
        "vip_call": _("Call {name}"),
    }
