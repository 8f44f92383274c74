"""What a screen and a poster say, in both languages at once: whoever passes by reads either."""

from app.core.i18n import gettext as _
from app.core.i18n import in_each_language
from app.core.text import Bilingual


def spoken() -> dict[str, Bilingual]:
    """Texts of the door in Chinese and in English."""
    return in_each_language(_texts)


def _texts() -> dict[str, str]:
    return {
        "title": _("Check in with your phone"),
        "how": _("Scan the code with WeChat or your camera, and say who you are."),
        "in": _("Checked in"),
        "changes": _("The code changes every few seconds. A photograph of it is of no use."),
        "lost": _("No network. The code is shown again as soon as it is back; until then, please come to the desk."),
        "signed_out": _("This screen is signed out. Please ask the staff."),
        "off": _("Self check-in is not open here. Please come to the desk."),
        "not_yet": _("Self check-in is not open yet."),
        "over": _("Self check-in is over. Please come to the desk."),
        "ask": _("Ask the staff for the number of the day."),
        "no_phone": _("No phone at hand? The desk checks you in."),
    }
