"""A layout as a file, with the pictures that it prints, to take along to another event."""

import base64
import binascii
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.badges.layouts import editing, pictures
from app.badges.layouts.fields import ANSWER
from app.badges.layouts.mistakes import element_off_the_badge, reason
from app.badges.layouts.schema import VERSION, Layout
from app.badges.layouts.stored import bodies, images, opened
from app.badges.models import BadgeLayout
from app.core.db import turn_to_writing
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.registration.queries import categories, questions

FORMAT = "luntan-badge-layout"
LARGEST = 6 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """The new layout, and what this event does not know and was left out."""

    row: BadgeLayout
    dropped: tuple[str, ...]


def exported(session: Session, row: BadgeLayout) -> bytes:
    layout = opened(row)
    names = {image.public_id: image.name for image in images(session, row.event_id)}
    asked = {ANSWER + question.key: question.label for question in questions(session, row.event_id)}
    found = bodies(session, row.event_id, layout.images)
    data = {
        "format": FORMAT,
        "version": VERSION,
        "name": row.name,
        "layout": editing.plain(layout),
        # What they are called: another event does not know them.
        "questions": {key: label.en or label.zh for key, label in asked.items() if key in layout.field_keys},
        "images": {key: {"name": names[key], "data": base64.b64encode(body).decode()} for key, body in found.items()},
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def imported(session: Session, event: Event, body: bytes, at: datetime) -> Imported:
    """Add a layout from a file. ``DomainError`` where it is none; categories and questions unknown here are dropped.

    It reads before it begins to write, since looking at pictures takes a while.
    """
    data = _read(body)
    name = data.get("name")
    layout, dropped = _at_home(session, event, _checked(data.get("layout")), data.get("questions"))
    sent = [image for image in _images(data.get("images")) if image[0] in layout.images]
    if len(sent) > pictures.MOST:
        raise pictures.too_many()
    looked_at = [(key, title, pictures.looked_at(content)) for key, title, content in sent]
    turn_to_writing(session, keep=True)
    stored = {key: pictures.add(session, event, title, picture, at).public_id for key, title, picture in looked_at}
    gone = layout.images - stored.keys()
    content = _with_images(editing.plain(layout), stored)
    row = editing.add(session, event, _name(name), _checked(content))
    return Imported(row, (*dropped, *(str(_l("a picture that is not in the file")) for _key in gone)))


def _name(name: Any) -> str:
    return _printable(name) or str(_l("Imported layout"))


def _printable(name: Any) -> str:
    """Without what no page can show, such as halves of characters, which JSON may hold."""
    shown = "".join(sign for sign in name if sign.isprintable()).strip() if isinstance(name, str) else ""
    return shown[:80]


def _read(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST:
        raise DomainError(_l("The file is larger than 6 MB."), "file")
    try:
        data = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise DomainError(_l("This is no layout: it cannot be read as JSON."), "file") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise DomainError(_l("This is no layout of badges."), "file")
    if data.get("version") != VERSION:
        raise DomainError(_l("This layout was made by another version of the software."), "file")
    return data


def _checked(data: Any) -> Layout:
    try:
        return Layout.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = element_off_the_badge(first) or first["loc"]
        where = " › ".join(str(part) for part in place)[:200] or "–"
        message = _l("The layout has a mistake at %(place)s: %(reason)s", place=where, reason=reason(first))
        raise DomainError(message, "file") from None


def _at_home(session: Session, event: Event, layout: Layout, called: Any) -> tuple[Layout, list[str]]:
    """The layout without what this event does not know, and what that was."""
    kinds = {category.kind.value for category in categories(session, event.id)}
    asked = {ANSWER + question.key for question in questions(session, event.id) if not question.sensitive}
    names = {key: _printable(name) for key, name in called.items()} if isinstance(called, dict) else {}
    content = editing.plain(layout)
    dropped: list[str] = []
    for side in ("front", "back"):
        found = content[side]["elements"]
        for element in found:
            dropped += _strip(element, kinds, asked, names)
        content[side]["elements"] = [element for element in found if element["kind"] != "gone"]
    return _checked(content), list(dict.fromkeys(dropped))


def _strip(
    element: dict[str, Any], kinds: Collection[str], asked: Collection[str], names: Mapping[str, str]
) -> list[str]:
    """Take out what is unknown here; an element that was for nothing else is `gone`, rather than on every badge."""
    others = [kind for kind in element["kinds"] if kind not in kinds]
    missing = [key for key in (*element.get("fields", ()), element["when"]) if _unknown(key, asked)]
    fields = [key for key in element.get("fields", ()) if key not in missing]
    for_nobody = bool(others) and len(others) == len(element["kinds"])
    if for_nobody or element["when"] in missing or ("fields" in element and not fields):
        element["kind"] = "gone"
    element["kinds"] = [kind for kind in element["kinds"] if kind in kinds]
    if "fields" in element:
        element["fields"] = fields
    named = [str(_l("the category “%(name)s”", name=kind)) for kind in others]
    return named + [
        str(_l("the question “%(name)s”", name=names.get(key) or key.removeprefix(ANSWER))) for key in missing
    ]


def _unknown(key: str, asked: Collection[str]) -> bool:
    return key.startswith(ANSWER) and key not in asked


def _images(data: Any) -> Iterable[tuple[str, str, bytes]]:
    """Key, name and body of each picture in a file."""
    for key, entry in data.items() if isinstance(data, dict) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("data"), str):
            raise DomainError(_l("A picture in the file cannot be read."), "file")
        try:
            body = base64.b64decode(entry["data"], validate=True)
        except (binascii.Error, ValueError):
            raise DomainError(_l("A picture in the file cannot be read."), "file") from None
        name = entry.get("name")
        yield str(key), name if isinstance(name, str) else "", body


def _with_images(content: dict[str, Any], stored: dict[str, str]) -> dict[str, Any]:
    """Pictures by their ids here; None for those that the file lacks."""
    for side in ("front", "back"):
        content[side]["image"] = stored.get(content[side]["image"] or "")
        for element in content[side]["elements"]:
            if element["kind"] == "image":
                element["image"] = stored.get(element["image"] or "")
    return content
