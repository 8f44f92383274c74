"""Calendar items as the queries build them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.calendars.items import CalendarFeed, CalendarItem, Party, Place

NINE_IN_WUHAN = datetime(2027, 6, 20, 1, 0, tzinfo=UTC)
REVISED = datetime(2027, 5, 2, 8, 30, 15, 250_000, tzinfo=UTC)
ORGANIZER = Party("论坛秘书处: Secretariat", "office@luntan.example")
GUEST = Party("Jean-Luc “JL” DÉSIRÉ", "guest@mail.example")


def calendar_item(**given: Any) -> CalendarItem:
    values: dict[str, Any] = {
        "uid": "4XQ2-session@luntan.example",
        "sequence": 2,
        "created_at": datetime(2027, 1, 4, 2, 0, tzinfo=UTC),
        "changed_at": REVISED,
        "starts": NINE_IN_WUHAN,
        "ends": NINE_IN_WUHAN + timedelta(minutes=90),
        "zone_start": "Asia/Shanghai",
        "summary": "光伏与灌溉",
    }
    return CalendarItem(**values | given)


def rich_item(**given: Any) -> CalendarItem:
    """An item that uses every property but the alarm."""
    values: dict[str, Any] = {
        "description": "主题报告; keynote, with discussion\nBring your questions.",
        "place": Place("武汉国际会议中心,东湖厅", 30.5, 114.3),
        "url": "https://luntan.example/events/wuhan/sessions/4XQ2/",
        "categories": ("新能源", "Life, science"),
        "conference": "https://meet.example/room?pwd=a,b;c",
    }
    return calendar_item(**values | given)


def calendar_feed(*items: CalendarItem, **given: Any) -> CalendarFeed:
    values: dict[str, Any] = {
        "name": "国际应用技术论坛",
        "language": "zh",
        "source": "https://luntan.example/events/wuhan/agenda.ics?lang=zh",
        "url": "https://luntan.example/events/wuhan/agenda/?lang=zh",
        "color": "teal",
        "items": items,
    }
    return CalendarFeed(**values | given)
