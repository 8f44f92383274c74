"""Codes to practise with: a phone in rehearsal knows them, and a real door refuses them as unknown."""

from flask import Blueprint, render_template

from app.core.edge import access
from app.core.i18n import gettext as _
from app.core.links import public_address
from app.events.models import Event
from app.events.policies import organizes
from app.tickets.qr import qr_matrix, svg_path

bp = Blueprint("fleet_practice", __name__)


@bp.get("/manage/events/<event>/devices/practice/")
@access(organizes)
def index(event: Event) -> str:
    """To be shown on a screen, or printed."""
    codes = [(label, expected, _drawn(code)) for code, label, expected in _codes()]
    return render_template("fleet/practice.html", event=event, codes=codes)


def _codes() -> list[tuple[str, str, str]]:
    """Each code as ``static/js/scan/practice.js`` knows it, who has it, and what the scanner should say."""
    return [
        ("PRACTICE-VALID", _("A guest"), _("Admitted; the second time: here before")),
        ("PRACTICE-SECOND", _("Another guest"), _("Admitted; the second time: here before")),
        ("PRACTICE-REPLACED", _("A badge that was replaced"), _("This badge was replaced")),
        ("PRACTICE-CANCELLED", _("Somebody who cancelled"), _("The registration was cancelled")),
        ("PRACTICE-WAITLISTED", _("Somebody on the waiting list"), _("On the waiting list")),
        ("PRACTICE-OTHER", _("A ticket of another event"), _("A ticket of another event")),
        ("PRACTICE-FORGED", _("A forged code"), _("This code is forged")),
    ]


def _drawn(code: str) -> tuple[str, int]:
    """The path of its QR, and how many modules a side has."""
    matrix = qr_matrix(public_address("/c/"), code)
    return svg_path(matrix), len(matrix)
