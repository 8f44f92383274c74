"""What a kiosk says, in both languages at once. Nobody is put to shame before the queue: whoever cannot be let in is
asked to the desk."""

from app.core.i18n import gettext as _
from app.core.i18n import in_each_language, pgettext
from app.core.text import Bilingual


def kiosk_texts() -> dict[str, Bilingual]:
    return in_each_language(_texts)


def _texts() -> dict[str, str]:
    return {
        "here": _("Check in here"),
        "hold": _("Hold your badge, or the code on your phone, before the camera"),
        "type": _("Type the short code"),
        "short": _("The eight characters under the QR"),
        "staff": _("Staff"),
        "pin": _("PIN of this kiosk"),
        "wrong_pin": _("This is not the PIN"),
        "pin_waits": _("Too many tries. Wait {seconds} seconds."),
        "check": _("Check"),
        "delete": _("Delete"),
        "close": _("Close"),
        "welcome": _("Welcome"),
        "goodbye": _("Goodbye"),
        "again": _("You are checked in already"),
        "since": _("since {time}"),
        "onward": _("Go on to: {place}"),
        "desk": _("Please come to the desk"),
        "help": _("We will help you at once"),
        "early": _("Check-in opens at {time}"),
        "elsewhere": _("You are expected at: {place}"),
        "replaced": _("This code is no longer in use"),
        "unread": _("This code is not of this event"),
        "wait": _("Wait a moment before you type again"),
        "unsent": _("No network just now. Show the QR, or come to the desk."),
        "busy": pgettext("kiosk", "One moment"),
    }
