"""Text that exists in Chinese and in English, as data."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Text
from sqlalchemy.orm import composite, mapped_column

Locale = Literal["zh", "en"]
LOCALES: tuple[Locale, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A Chinese and an English text; either may be empty."""

    zh: str = ""
    en: str = ""

    def pick(self, locale: str) -> str:
        """The text in ``locale``, or in the other language where that is missing."""
        first, second = (self.zh, self.en) if locale == "zh" else (self.en, self.zh)
        return first or second

    def shown_in(self, locale: str) -> Locale:
        """The language that ``pick`` answers in."""
        if locale == "zh":
            return "zh" if self.zh or not self.en else "en"
        return "en" if self.en or not self.zh else "zh"

    @property
    def missing(self) -> list[Locale]:
        return [locale for locale in LOCALES if not getattr(self, locale).strip()]

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def bilingual(name: str, *, sensitive: bool = False, added: bool = False) -> Any:
    """A mapped composite of the columns ``<name>_zh`` and ``<name>_en``, both '' by default.

    ``sensitive`` keeps the values out of the audit log. ``added``: to a table that has rows already.
    """
    filled: dict[str, Any] = {"default": "", "server_default": "" if added else None}
    columns = [
        mapped_column(f"{name}_{locale}", Text, nullable=False, info={"sensitive": sensitive}, **filled)
        for locale in LOCALES
    ]
    return composite(Bilingual, *columns)
