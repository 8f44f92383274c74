"""The columns of the directory's CSV files: how each is called, read and written."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import territories
from app.core.addresses import mail_address
from app.core.errors import DomainError
from app.core.fields import RESERVED, SLUG, WEB_ADDRESS, degrees
from app.core.folding import fold
from app.core.i18n import lazy_gettext as _l
from app.directory.models import OverseasGroup, ProgramBase, Theme

YES = frozenset({"yes", "y", "true", "1", "是", "√", "✓", "x"})
NO = frozenset({"no", "n", "false", "0", "否", "×"})
#: How some countries and regions are called beside their names of the list.
ALIASES = {
    "usa": "US", "us": "US", "america": "US", "uk": "GB", "england": "GB", "greatbritain": "GB", "korea": "KR",
    "hongkong": "HK", "香港": "HK", "中国香港": "HK", "hongkongchina": "HK", "macau": "MO", "macao": "MO", "澳门": "MO",
    "中国澳门": "MO", "macaochina": "MO", "中国台湾": "TW", "taiwanchina": "TW", "holland": "NL", "uae": "AE",
    "中国大陆": "CN", "prchina": "CN", "russia": "RU", "czechrepublic": "CZ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """``name``: attribute of the row, with ``_zh`` or ``_en`` where it is half of a pair; ``labels``: zh, en."""

    name: str
    labels: tuple[str, str]
    read: Callable[[str], Any]
    other_names: tuple[str, ...] = ()
    longest: int = 300

    def known_as(self) -> set[str]:
        return {fold(name) for name in (self.name, *self.labels, *self.other_names)}

    def label(self, locale: str) -> str:
        return self.labels[0] if locale == "zh" else self.labels[1]

    def plain(self, cell: str) -> str:
        """``cell`` as it is read: what Chinese input methods type in full width is the same in half, but in Chinese."""
        return cell if self.name.endswith("_zh") else unicodedata.normalize("NFKC", cell).strip()

    def cell(self, row: Any) -> str:
        """What ``row`` holds, as a file has it."""
        return as_cell(getattr(row, self.name))


def as_cell(value: Any) -> str:
    """``value`` as a file has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def text(cell: str) -> str:
    return cell


def slug(cell: str) -> str:
    if not SLUG.fullmatch(cell) or cell in RESERVED:
        raise DomainError(_l("Use small letters, digits and hyphens, such as wuhan-2027."))
    return cell


def country(cell: str) -> str:
    """The code of a country or region given as a code or by name in either language."""
    typed = fold(cell)
    by_name = {fold(name): code for locale in ("zh", "en") for code, name in territories.names(locale).items()}
    code = cell.upper() if cell.upper() in territories.codes() else ALIASES.get(typed) or by_name.get(typed)
    if code is None:
        raise DomainError(_l("No such country or region. Give its name or its code of two letters."))
    return code


def yes_or_no(cell: str) -> bool:
    typed = cell.casefold()
    if typed not in YES | NO:
        raise DomainError(_l("Write yes or no."))
    return typed in YES


def day(cell: str) -> date:
    """A date in the order year, month, day, with any separators."""
    found = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*", cell)
    try:
        return date(*(int(part) for part in found.groups())) if found else date.fromisoformat(cell)
    except ValueError:
        raise DomainError(_l("Give a day such as 2027-06-20.")) from None


def web(cell: str) -> str:
    if not WEB_ADDRESS.fullmatch(cell):
        raise DomainError(_l("Give the whole address, beginning with https://."))
    return cell


def mail(cell: str) -> str:
    try:
        return mail_address(cell)
    except ValueError as error:
        raise DomainError(str(error)) from None


def within(most: int) -> Callable[[str], float]:
    """Reads decimal degrees within ± ``most``."""

    def read(cell: str) -> float:
        try:
            return degrees(cell, most)
        except ValueError as error:
            raise DomainError(str(error)) from None

    return read


def number(cell: str) -> int:
    if not re.fullmatch(r"\d{1,4}", cell):
        raise DomainError(_l("Give a whole number."))
    return int(cell)


_SLUG = Column("slug", ("网址", "Web address"), slug, ("slug",), 80)
_NAMES = (
    Column("name_zh", ("中文名称", "Name in Chinese"), text, ("名称", "中文名", "chinese name", "name (chinese)"), 120),
    Column("name_en", ("英文名称", "Name in English"), text, ("name", "英文名", "english name", "name (english)"), 200),
)
_CITIES = (
    Column("city_zh", ("中文城市", "City in Chinese"), text, ("城市",), 80),
    Column("city_en", ("英文城市", "City in English"), text, ("city",), 80),
)
_WEBSITE = Column("website", ("网站", "Website"), web, ("主页", "url", "homepage"), 300)

COLUMNS: dict[type[Any], tuple[Column, ...]] = {
    OverseasGroup: (
        *_NAMES,
        Column("country", ("国家或地区", "Country or region"), country, ("国家", "地区", "country", "region"), 80),
        *_CITIES,
        Column("founder", ("发起团体", "Founder"), yes_or_no, ("发起单位", "创始", "founding member")),
        Column("joined_on", ("加入日期", "Joined on"), day, ("加入时间", "joined")),
        _WEBSITE,
        Column("contact_email", ("联系邮箱", "Contact mail"), mail, ("邮箱", "email", "mail"), 254),
        _SLUG,
    ),
    ProgramBase: (
        *_NAMES,
        *_CITIES,
        Column("province_zh", ("中文省份", "Province in Chinese"), text, ("省份", "省"), 80),
        Column("province_en", ("英文省份", "Province in English"), text, ("province",), 80),
        Column("address_zh", ("中文地址", "Address in Chinese"), text, ("地址",), 300),
        Column("address_en", ("英文地址", "Address in English"), text, ("address",), 300),
        Column("latitude", ("纬度", "Latitude"), within(90), ("lat",)),
        Column("longitude", ("经度", "Longitude"), within(180), ("lon", "lng")),
        Column("offshore", ("离岸基地", "Offshore base"), yes_or_no, ("离岸", "offshore")),
        _WEBSITE,
        _SLUG,
    ),
    Theme: (*_NAMES, Column("position", ("排序", "Order"), number, ("顺序", "序号", "position")), _SLUG),
}
