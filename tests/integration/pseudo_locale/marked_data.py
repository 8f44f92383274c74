"""Marks every text of the demo's data: «Wuhan». What is left unmarked on a page stands in the sources."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Enum, String, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.badges.models import BadgeLayout
from app.core.clock import now
from app.core.model import Base
from app.core.outbox import MailboxMessage, OutboxMail
from app.fleet.models import QueueFile
from app.registration.models import FormField, Registration

PARAGRAPHS = re.compile(r"\n\s*\n")
NAMES = ("han_name", "family_name", "given_name", "latin_name", "preferred_name")
#: Columns of people's own texts, beside those in two languages and the parts of a name.
TEXTS = frozenset(
    {
        ("user", "name"),
        ("device", "name"),
        ("pairing", "name"),
        ("event", "approval_number"),
        ("registration_change", "reason"),
        ("registration", "wechat"),
        ("audit_entry", "actor_name"),
        ("audit_entry", "label"),
        ("answer", "text"),
        ("scan", "note"),
        ("badge_layout", "name"),
        ("badge_image", "name"),
        ("print_station", "name"),
        ("badge_print", "layout"),
        ("device_message", "text"),
        ("queue_file", "name"),
        ("spare_stock", "label"),
        ("headcount_round", "title"),
    }
)


def mark(text: str) -> str:
    """Each paragraph in marks, since pages show them apart."""
    return "\n\n".join(f"«{paragraph}»" for paragraph in PARAGRAPHS.split(text)) if text else text


def is_text(table: str, column: Any) -> bool:
    if not isinstance(column.type, String) or isinstance(column.type, Enum):
        return False
    own = (table, column.name) in TEXTS or column.name in NAMES
    return own or (column.name.endswith(("_zh", "_en")) and not column.name.startswith("sort_"))


def mark_data(session: Session) -> None:
    """Mark every text in every table."""
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if is_text(table.name, column)]
        if not columns:
            continue
        keys = list(table.primary_key.columns)
        for row in session.execute(select(*keys, *columns)).mappings().all():
            marked = {column.name: mark(row[column]) for column in columns if row[column]}
            if marked:
                same = [key == row[key] for key in keys]
                session.execute(update(table).where(*same).values(**marked))
    for field in session.scalars(select(FormField)):
        field.options = json.loads(json.dumps([_marked_option(option) for option in field.options]))

    for layout in session.scalars(select(BadgeLayout)):
        layout.content = _marked_content(layout.content)
    for file in session.scalars(select(QueueFile)):
        parts = [part | {"name": mark(part["name"])} for part in file.counts["parts"]]
        file.counts = file.counts | {"parts": parts}


def _marked_content(content: Any) -> Any:
    """A layout's own texts, wherever they stand in it."""
    if isinstance(content, list):
        return [_marked_content(part) for part in content]
    if not isinstance(content, dict):
        return content
    texts = {name: mark(value) for name, value in content.items() if name in ("zh", "en") and isinstance(value, str)}
    return {name: _marked_content(value) for name, value in content.items()} | texts


def _marked_option(option: dict[str, Any]) -> dict[str, Any]:
    return option | {language: mark(option[language]) for language in ("zh", "en") if option.get(language)}


def write_anew(session: Session) -> None:
    """Have every mail written again, to readers of the pseudo-language."""
    session.execute(delete(MailboxMessage))
    for model in (User, Registration):
        session.execute(update(model).values(locale="zh"))
    session.execute(update(OutboxMail).values(locale="zh", sent_at=None, failed_at=None, due_at=now()))
