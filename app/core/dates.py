"""Dates and times as people read them: of the place, in the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from app.core.i18n import current_locale

#: The clock of pages that belong to no event.
HOME_ZONE = "Asia/Shanghai"
DAY = {"zh": "y年M月d日(EEE)", "en": "EEEE d MMMM y"}
SHORT_DAY = {"zh": "M月d日(EEE)", "en": "EEE d MMM"}
SHORT_WEEKDAYS = {"zh": "zh_CN", "en": "en_GB"}


def _locale(locale: str | None) -> str:
    return locale or current_locale()


def day(value: date, locale: str | None = None) -> str:
    """``2027年6月20日(周日)`` or ``Sunday 20 June 2027``."""
    chosen = _locale(locale)
    return format_date(value, DAY[chosen], locale=SHORT_WEEKDAYS[chosen])


def short_day(value: date, locale: str | None = None) -> str:
    """``6月20日(周日)`` or ``Sun 20 Jun``."""
    chosen = _locale(locale)
    return format_date(value, SHORT_DAY[chosen], locale=SHORT_WEEKDAYS[chosen])


def day_range(first: date | None, last: date | None, locale: str | None = None) -> str:
    """``2027年6月20日至22日`` or ``20–22 June 2027``; one day where both are the same."""
    chosen = _locale(locale)
    if first is None or last is None:
        only = first or last
        return day(only, chosen) if only else ""
    if first == last:
        return day(first, chosen)
    return _range_zh(first, last) if chosen == "zh" else _range_en(first, last)


def _range_zh(first: date, last: date) -> str:
    start = f"{first.year}年{first.month}月{first.day}日"
    if first.year != last.year:
        return f"{start}至{last.year}年{last.month}月{last.day}日"
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"


def _range_en(first: date, last: date) -> str:
    end = format_date(last, "d MMMM y", locale="en_GB")
    if first.year != last.year:
        return f"{format_date(first, 'd MMMM y', locale='en_GB')} – {end}"
    return (
        f"{first.day}–{end}" if first.month == last.month else f"{format_date(first, 'd MMMM', locale='en_GB')} – {end}"
    )


def local(moment: datetime, zone: str) -> datetime:
    """``moment`` on the clock of ``zone``."""
    return moment.astimezone(ZoneInfo(zone))


def clock_time(moment: datetime, zone: str) -> str:
    """``14:00`` of the place."""
    return format_time(local(moment, zone), "HH:mm", locale="en_GB")


def moment_text(moment: datetime, zone: str, locale: str | None = None) -> str:
    """``2027年6月20日(周日)14:00`` or ``Sunday 20 June 2027, 14:00``."""
    chosen = _locale(locale)
    there = local(moment, zone)
    join = "" if chosen == "zh" else ", "
    return f"{day(there.date(), chosen)}{join}{clock_time(moment, zone)}"


FILTERS = {
    "day": day,
    "short_day": short_day,
    "day_range": day_range,
    "clock_time": clock_time,
    "moment": moment_text,
    "local": local,
}

__all__ = ["FILTERS", "clock_time", "day", "day_range", "local", "moment_text", "short_day"]
