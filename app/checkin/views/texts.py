"""The words of the scanner, for its script to pick from. Reasons have six words or fewer."""

from app.checkin.facts import Reason, Verdict
from app.checkin.views.conflict_texts import conflict_texts
from app.checkin.views.desk_texts import desk_texts
from app.checkin.views.mode_texts import kind_verdicts, mode_texts
from app.checkin.views.phone_texts import phone_texts
from app.core.i18n import gettext as _
from app.core.i18n import pgettext


def scanner_texts() -> dict[str, dict[str, str]]:
    """Texts in the reader's language, by what they are for."""
    return {
        "verdicts": _verdicts() | kind_verdicts(),
        "reasons": _reasons(),
        "said": _said() | conflict_texts() | desk_texts() | phone_texts() | mode_texts(),
    }


def _verdicts() -> dict[str, str]:
    return {
        Verdict.ADMITTED: _("Admitted"),
        "out": _("Goodbye"),
        Verdict.REPEAT: _("Here before"),
        Verdict.REFUSED: _("Not admitted"),
        Verdict.CONFLICT: _("Admitted twice"),
        "waiting": _("Not checked yet"),
        "error": _("Not recorded"),
    }


def _reasons() -> dict[str, str]:
    return {
        Reason.UNKNOWN: _("This code is not known"),
        Reason.BAD_SIGNATURE: _("This code is forged"),
        Reason.OTHER_EVENT: _("A ticket of another event"),
        Reason.OTHER_CHECKPOINT: _("Belongs to another checkpoint"),
        Reason.NOT_ON_ROSTER: _("Not on this list"),
        Reason.REPLACED: _("This badge was replaced"),
        Reason.CANCELLED: _("The registration was cancelled"),
        Reason.NOT_ACCEPTED: _("The registration is not accepted"),
        Reason.WAITLISTED: _("On the waiting list"),
        Reason.TOO_EARLY: _("Not open yet"),
        Reason.TOO_LATE: _("Closed already"),
        Reason.DEVICE_REVOKED: _("This device may not scan"),
        Reason.BLANK_BADGE: _("Blank badge: register its bearer first"),
        Reason.VOID_BADGE: _("This blank badge was withdrawn"),
        "too_many_guesses": _("Too many typed codes: wait"),
        "invalid": _("This could not be read"),
        "unknown_checkpoint": _("This checkpoint is gone"),
        "not_allowed": _("This device may not do that"),
        "scan_id_reused": _("Scan it once more"),
    }


def _said() -> dict[str, str]:
    return {
        "offline": _("No network: kept, and sent when it is back"),
        "server": _("The server does not answer: kept, and sent later"),
        "roster": _("Without the server: this phone knows how things stood at {time}"),
        "no_roster": _("Without the server, and without a list of who comes"),
        "revoked": _("This device was taken out of service. Pair it again."),
        "waiting": _("{number} waiting to be sent"),
        "none_waiting": _("All scans are with the server"),
        "roster_now": _("List of {people} people, as of {time}"),
        "of": _("{number} of {expected}"),
        "first": _("{time}, {checkpoint}, {device}"),
        "belongs": _("Belongs to: {name}"),
        "no_camera": _("No camera here. Type the code, use a scanner, or take a photo."),
        "camera_refused": _("The camera was refused. Allow it in the browser's settings, or type the code."),
        "camera_taken": _("Another app uses the camera. Close it there; or take a photo, or type the code."),
        "camera_lost": _("The camera stopped. It is opened again; meanwhile take a photo, or type the code."),
        "not_secure": _("The camera needs an https address. Type the code, or use a scanner."),
        "unkept": _("This phone cannot keep scans: free some space"),
        "no_reader": _("Pictures cannot be read here. Type the code, or use a scanner."),
        "no_code": _("No code in this picture"),
        "nobody": _("Nobody of that name"),
        "in": pgettext("direction", "In"),
        "out": pgettext("direction", "Out"),
        "torch_on": _("Light on"),
        "torch_off": _("Light off"),
        "pick_checkpoint": _("Choose a checkpoint"),
        "no_checkpoints": _("There is no checkpoint yet. The organizer makes one under Checkpoints."),
        "undo": _("Undo"),
        "undone": _("Undone"),
        "undo_reason": _("Scanned by mistake"),
        "undo_failed": _("Not undone: no network. Try again."),
        "undo_refused": _("It cannot be undone any more"),
        "closed_tab": _("{number} scans wait to be sent. Leave all the same?"),
    }
