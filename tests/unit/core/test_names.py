import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.names import FAMILY_FIRST, GIVEN_FIRST, SORT_KEY_LENGTH, PersonName

anything = st.text(st.characters(), max_size=300)
any_name = st.builds(PersonName, anything, anything, anything, anything, anything, anything)

LYU = PersonName(han="吕小明", family="Lyu", given="Xiaoming", latin="LYU XIAOMING")
DESIRE = PersonName(family="Désiré", given="Jean-Luc", latin="DESIRE JEAN LUC", order=GIVEN_FIRST)


@pytest.mark.parametrize(
    ("name", "badge"),
    [
        (LYU, "LYU Xiaoming"),
        (DESIRE, "Jean-Luc DÉSIRÉ"),
        (PersonName(family="Désiré", given="Jean-Luc", order=FAMILY_FIRST), "DÉSIRÉ Jean-Luc"),
        (PersonName(family="Désiré", given="Jean-Luc"), "Jean-Luc DÉSIRÉ"),
        (PersonName(family="van der Berg", given="Anna"), "Anna VAN DER BERG"),
        (PersonName(family="Weiß", given="Eva"), "Eva WEISS"),
        (PersonName(family="Suharto"), "Suharto"),
        (PersonName(given="Madhuri"), "Madhuri"),
        (PersonName(latin="LYU XIAOMING"), "LYU XIAOMING"),
        (PersonName(han="吕小明"), ""),
        (PersonName(han="吕小明", family="吕", given="小明"), ""),
        (PersonName(family="吕", given="小明", latin="LYU XIAOMING"), "LYU XIAOMING"),
        (PersonName(family="Lyu", given="Xiaoming", preferred="Michael Lyu"), "Michael LYU"),
        (PersonName(family="Lyu", given="Xiaoming", preferred="Lyubov Lyu"), "Lyubov LYU"),
        (PersonName(family="Lyu", given="Xiaoming", preferred="Mike"), "Mike"),
        (PersonName(family="Suharto", preferred="Suharto"), "Suharto"),
        (PersonName(family="O'Brien (Jr.", given="Pat", preferred="Pat O'Brien (Jr."), "Pat O'BRIEN (JR."),
        (PersonName(), ""),
    ],
)
def test_a_badge_shows_the_family_name_in_capitals(name, badge):
    assert name.latin_badge() == badge


@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [
        (LYU, "吕小明", "Lyu Xiaoming"),
        (DESIRE, "Jean-Luc Désiré", "Jean-Luc Désiré"),
        (PersonName(han="让-吕克·德西雷", family="Désiré", given="Jean-Luc", order=GIVEN_FIRST),
         "让-吕克·德西雷", "Jean-Luc Désiré"),
        (PersonName(han="吕小明"), "吕小明", "吕小明"),
        (PersonName(family="吕", given="小明"), "吕小明", "吕小明"),
        (PersonName(latin="LYU XIAOMING"), "LYU XIAOMING", "LYU XIAOMING"),
        (PersonName(), "", ""),
    ],
)  # fmt: skip
def test_a_name_is_shown_in_the_readers_script_where_it_exists(name, chinese, english):
    assert (name.display("zh"), name.display("en")) == (chinese, english)


def test_an_order_that_was_not_given_follows_from_the_han_name():
    assert PersonName(han="吕小明", family="Lyu", given="Xiaoming").latin_name() == "Lyu Xiaoming"
    assert PersonName(family="Lyu", given="Xiaoming").latin_name() == "Xiaoming Lyu"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        (LYU, "LX"),
        (DESIRE, "JD"),
        (PersonName(han="吕小明"), "吕"),
        (PersonName(latin="DESIRE JEAN LUC"), "DL"),
        (PersonName(family="Suharto"), "S"),
        (PersonName(family="Łuczak", given="Żaneta"), "ZL"),
        (PersonName(), ""),
    ],
)
def test_initials_stand_for_a_name(name, initials):
    assert name.initials == initials


def in_order(names, locale):
    return sorted(names, key=lambda name: name.sort_key(locale))


def test_chinese_order_is_pinyin_order_not_code_point_order():
    expected = ["单于明", "陆游", "吕布", "吕小明", "区大相", "欧阳修", "仇英", "单雄信", "曾巩", "查良镛"]
    names = [PersonName(han=han) for han in reversed(expected)]
    assert [name.han for name in in_order(names, "zh")] == expected
    assert sorted(expected) != expected


def test_a_name_with_a_traditional_surname_sorts_with_its_simplified_twin():
    names = [PersonName(han=han) for han in ("吕小明", "陸游", "呂布", "馬良")]
    assert [name.han for name in in_order(names, "zh")] == ["陸游", "呂布", "吕小明", "馬良"]


def test_a_tone_orders_names_with_one_syllable():
    names = [PersonName(han=han) for han in ("吴明", "武明", "伍明", "邬明")]
    assert [name.han for name in in_order(names, "zh")] == ["邬明", "吴明", "伍明", "武明"]


def test_latin_order_is_by_family_name_whatever_is_shown_first():
    anna = PersonName(family="Żak", given="Anna", order=GIVEN_FIRST)
    zoe = PersonName(family="Élan", given="Zoë", order=GIVEN_FIRST)
    assert in_order([anna, LYU, zoe], "en") == [zoe, LYU, anna]


def test_latin_names_stand_among_han_names_by_their_letters():
    names = [
        PersonName(han="吕布"),
        PersonName(family="Mann", given="Eva"),
        PersonName(family="Abt", given="Jo"),
    ]
    assert [name.display("zh") for name in in_order(names, "zh")] == ["Jo Abt", "吕布", "Eva Mann"]


@given(any_name)
def test_no_name_makes_a_method_raise(name):
    for locale in ("zh", "en"):
        assert isinstance(name.display(locale), str)
        assert len(name.sort_key(locale)) <= SORT_KEY_LENGTH
    assert len(name.initials) <= 4
    assert isinstance(name.latin_badge(), str)
