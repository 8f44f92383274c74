"""Tickets as PDF, set by typst from the template in `templates/pdf`. For badges see `rendering`.

The same face gives the same bytes: nothing in the file tells when it was made.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.badges import fitting
from app.badges.faces import BadgeFace, Code, TicketFace
from app.badges.fitting import HAN, STRONG, STRONG_HAN, Setting
from app.badges.fonts import typst_fonts
from app.badges.rendering import render
from app.settings import ROOT
from app.tickets.qr import qr_matrix, svg_path

TEMPLATES = ROOT / "templates" / "pdf"
POINTS_PER_MM = 72 / 25.4
#: Between margins of 8 mm on a page of 105 mm; the heading leaves room for the wheel.
INNER = 89 * POINTS_PER_MM
HEADING = 68 * POINTS_PER_MM
LABEL, VALUE = 22 * POINTS_PER_MM, 65 * POINTS_PER_MM


def render_badges(faces: Sequence[BadgeFace]) -> bytes:
    """One A6 page a face, in their order, as events without a layout of their own print them."""
    return render(faces)


def render_ticket(face: TicketFace) -> bytes:
    """One A6 page, as large as a phone shows it."""
    # Imported here: typst is 40 MB that only the process which prints should hold.
    import typst

    return typst.compile(
        str(TEMPLATES / "ticket.typ"),
        root=str(TEMPLATES),
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_ticket(face), default=_plain, ensure_ascii=False)},
        timestamp=0,
        pdf_tags=True,
    )


def _plain(value: Any) -> dict[str, Any]:
    return asdict(value)


def _code(code: Code) -> dict[str, Any]:
    matrix = qr_matrix(code.head, code.text)
    return {"path": svg_path(matrix), "modules": len(matrix), "short": code.short}


def _ticket(face: TicketFace) -> dict[str, Any]:
    badge = face.badge
    chinese = face.language == "zh"
    event, other = (badge.event_zh, badge.event_en) if chinese else (badge.event_en, badge.event_zh)
    texts = {
        "event": fitting.paragraph(event or other, HEADING, (12, 11, 10, 9, 8), 2, STRONG_HAN),
        "other_event": fitting.paragraph(other if event else "", HEADING, (8.5, 8, 7.5, 7), 2, HAN),
        "names": fitting.beside((badge.name_han, badge.name_latin), INNER, 17, 0.6, STRONG_HAN),
        "category": fitting.beside((badge.category_zh, badge.category_en), INNER, 12, 0.8, STRONG),
        "hint": fitting.paragraph(face.hint, INNER, (8.5, 8, 7), 2, HAN),
    }
    facts = [_fact(label, value) for label, value in face.facts]
    head = {"language": face.language, "heading": face.heading, "title": f"{face.heading} · {event or other}"}
    return head | {
        "texts": texts,
        "facts": facts,
        "wheel": badge.wheel,
        "hue": badge.category_hue,
        "code": _code(badge.code),
    }


def _fact(label: str, value: str) -> dict[str, Setting]:
    return {
        "label": fitting.one_line(label, LABEL, 8.5, HAN),
        "value": fitting.paragraph(value, VALUE, (8.5, 8, 7), 2, HAN),
    }
