"""The words of the scanner about the phone itself: pairing, messages, rehearsal, and what it cannot send."""

from app.core.i18n import gettext as _


def phone_texts() -> dict[str, str]:
    return {
        "message": _("From the organizers, {time}"),
        "stuck": _("{number} of them the server takes no more. Save them as a file under “More”."),
        "unknown_device": _("The server does not know this device any more. Pair it again."),
        "left_over": _("Waiting on this phone: {number}. The server takes none of them from it."),
        "saved": _("In the file: {number}. Give it to the organizer. Here they stay as well."),
        "not_saved": _("Not in the file: {number}. This browser cannot sign them."),
        "not_saved_now": _("The file could not be saved. Try again."),
        "rehearsal_unsure": _("Only the server could tell, and a rehearsal does not ask it"),
        "practice_guest": _("Practice guest"),
        "practice_second": _("Another practice guest"),
        "no_pairing_code": _("This is no code for pairing"),
        "no_pairing_camera": _("No camera here. Take a photo of the code, or paste the address."),
    }
