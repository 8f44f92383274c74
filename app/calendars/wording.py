"""The language of a feed: Chinese, English, or both side by side."""

from collections.abc import Callable
from enum import StrEnum

from app.core.text import LOCALES, Bilingual, Locale


class Wording(StrEnum):
    ZH = "zh"
    EN = "en"
    BOTH = "both"

    @property
    def locales(self) -> tuple[Locale, ...]:
        return {Wording.ZH: LOCALES[:1], Wording.EN: LOCALES[1:]}.get(self, LOCALES)

    def say(self, phrase: Callable[[Locale], str], between: str = " / ") -> str:
        """What `phrase` gives in each language, once where it is the same in both."""
        phrases = [phrase(locale) for locale in self.locales]
        return between.join(dict.fromkeys(part for part in phrases if part))

    def text(self, value: Bilingual, between: str = " / ") -> str:
        return self.say(value.pick, between)


def wording(asked: str) -> Wording:
    """The wording of ``?lang=``; Chinese when none of ours is asked for."""
    return Wording(asked) if asked in set(Wording) else Wording.ZH
