"""Badges and tickets as PDF, set by typst from the templates in `templates/pdf`.

The same faces give the same bytes: nothing in the file tells when it was made.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.badges import fitting
from app.badges.faces import BadgeFace, Code, TicketFace
from app.badges.fitting import HAN, PLAIN, STRONG, STRONG_HAN, Setting
from app.badges.fonts import typst_fonts
from app.settings import ROOT
from app.tickets.qr import qr_matrix, svg_path

TEMPLATES = ROOT / "templates" / "pdf"
POINTS_PER_MM = 72 / 25.4
#: Between margins of 8 mm on a page of 105 mm; the heading leaves room for the wheel.
INNER = 89 * POINTS_PER_MM
HEADING = 68 * POINTS_PER_MM
BESIDE_CODE = 47 * POINTS_PER_MM
LABEL, VALUE = 22 * POINTS_PER_MM, 65 * POINTS_PER_MM

Texts = dict[str, Setting]


def render_badges(faces: Sequence[BadgeFace]) -> bytes:
    """One A6 page a face, in their order. Raises ValueError where there is none."""
    if not faces:
        raise ValueError("there is no badge to print")
    return compile_badges([badge_data(face) for face in faces])


def compile_badges(data: Sequence[dict[str, Any]]) -> bytes:
    """The pages of what `badge_data` gave for each face."""
    # Tags help a screen reader through a ticket; two thousand printed badges need none.
    return _compile("badge.typ", data, tagged=False)


def render_ticket(face: TicketFace) -> bytes:
    """One A6 page, as large as a phone shows it."""
    return _compile("ticket.typ", _ticket(face), tagged=True)


def _compile(template: str, data: object, *, tagged: bool) -> bytes:
    # Imported here: typst is 40 MB that only the process which prints should hold.
    import typst

    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, default=_plain, ensure_ascii=False)},
        timestamp=0,
        pdf_tags=tagged,
    )


def _plain(value: Any) -> dict[str, Any]:
    return asdict(value)


def badge_data(face: BadgeFace) -> dict[str, Any]:
    """What the template draws: texts set into lines, and the code as a path."""
    texts = _heading(face) | _person(face) | _band(face)
    texts["assignment"] = fitting.paragraph(face.assignment, BESIDE_CODE, (20, 17, 14, 12, 10), 4, STRONG)
    return {"texts": texts, "wheel": face.wheel, "hue": face.category_hue, "code": _code(face.code)}


def _heading(face: BadgeFace) -> Texts:
    where = " · ".join(part for part in (face.dates, face.city_zh, face.city_en) if part)
    return {
        "event_zh": fitting.paragraph(face.event_zh, HEADING, (11.5, 10.5, 9.5, 8.5, 7.5), 2, STRONG_HAN),
        "event_en": fitting.paragraph(face.event_en, HEADING, (8.5, 8, 7.5, 7), 2, PLAIN),
        "where": fitting.one_line(where, HEADING, 8, PLAIN),
    }


def _person(face: BadgeFace) -> Texts:
    """The Han name leads; who has none gets the Latin one in its place."""
    if face.name_han:
        first = fitting.name(face.name_han, INNER, 48, 24, STRONG_HAN)
        second = fitting.name(face.name_latin, INNER, 21, 15, PLAIN)
    else:
        first = fitting.name(face.name_latin, INNER, 34, 24, STRONG)
        second = Setting(0, ())
    return {
        "name": first,
        "other_name": second,
        "organisation_zh": fitting.paragraph(face.organisation_zh, INNER, (10.5, 9.5, 8.5, 7.5), 2, HAN),
        "organisation_en": fitting.paragraph(face.organisation_en, INNER, (9, 8.5, 8, 7), 2, PLAIN),
    }


def _band(face: BadgeFace) -> Texts:
    return {"category": fitting.beside((face.category_zh, face.category_en), INNER, 18, 0.8, STRONG)}


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
