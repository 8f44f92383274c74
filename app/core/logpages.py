"""What the pages of the audit log show: filters from the URL, and the entries that match."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from sqlalchemy.orm import Session

from app.core import auditlog, paging
from app.core.auditwords import ACTIONS, THINGS
from app.core.i18n import current_locale


def log_page(session: Session, zone: str, event_id: int | None = None) -> dict[str, Any]:
    """Context of ``components/log.html``: the log of one event, or the whole of it. The URL only narrows it down."""
    asked = {name: request.args.get(name, "").strip() for name in ("who", "action", "thing", "since", "until")}
    until = _day(asked["until"])
    wanted = auditlog.Wanted(
        event_id=event_id,
        actor_id=_key(asked["who"]),
        action=asked["action"],
        thing=asked["thing"],
        since=_midnight(_day(asked["since"]), zone),
        before=_midnight(until + timedelta(days=1) if until else None, zone),
    )
    rows, total = auditlog.entries(session, wanted, paging.offset(), paging.PAGE_SIZE)
    return {
        "lines": auditlog.lines(session, rows, current_locale(), zone),
        "pager": paging.pager(total),
        "asked": asked,
        "filtered": any(asked.values()),
        "actors": auditlog.actors(session, event_id),
        "actions": list(ACTIONS.items()),
        "things": list(THINGS.items()),
        "zone": zone,
    }


def _key(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time.min, ZoneInfo(zone)) if day else None
