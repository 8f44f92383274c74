"""Addresses proposed from titles."""

import pytest

from app.core.slugs import LONGEST, free, proposal
from app.core.text import Bilingual


@pytest.mark.parametrize(
    ("zh", "en", "slug"),
    [
        ("武汉工作基地", "Wuhan Base", "wuhan-base"),
        ("武汉工作基地", "", "wu-han-gong-zuo-ji-di"),
        ("", "Société d'énergie – Zürich", "societe-d-energie-zurich"),
        ("第5届论坛", "", "di-5-jie-lun-tan"),
        ("", "!?", ""),
        ("", "Москва 2027", "2027"),
    ],
)
def test_the_english_title_makes_the_slug_and_else_the_pinyin(zh: str, en: str, slug: str) -> None:
    assert proposal(Bilingual(zh, en)) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = proposal(Bilingual("", "international " * 20))
    assert len(slug) <= LONGEST
    assert slug.split("-") == ["international"] * 4


def test_a_taken_slug_gets_the_first_free_number() -> None:
    taken = {"wuhan", "wuhan-2"}
    assert free("wuhan", taken.__contains__) == "wuhan-3"
    assert free("suzhou", taken.__contains__) == "suzhou"
    assert free("", taken.__contains__, "base") == "base"
