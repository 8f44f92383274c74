"""Escaping and folding hold for whatever a person types."""

from hypothesis import given
from hypothesis import strategies as st

from app.calendars.ical import render_item
from app.calendars.lines import fold
from app.calendars.text import clean, uri
from tests.factories.calendar_items import calendar_item
from tests.unit.calendars.reading import by_ical, by_vobject, unescaped, value

TRICKY = st.sampled_from('\\;,:"\r\n\t\x00nN光 \u2028\ufeff')
ANYTHING = st.text(alphabet=st.one_of(st.characters(), TRICKY), max_size=300)
TEXT = st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.just("\\"))


@given(ANYTHING)
def test_typed_text_comes_back_from_its_escapes(typed):
    written = value(render_item(calendar_item(summary=typed)), "SUMMARY")
    assert unescaped(written) == (clean(typed) or "-")


@given(ANYTHING)
def test_two_libraries_can_read_whatever_is_typed(typed):
    data = render_item(calendar_item(summary="T " + typed, description=typed))
    meant = clean("T " + typed)
    assert by_ical(data).events[0].summary == meant
    assert by_vobject(data).vevent.summary.value == meant


@given(st.text(alphabet=st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.just("\\")), max_size=400))
def test_folds_hold_75_octets_and_cut_no_character_and_no_escape(text):
    pieces = fold(text.encode()).split(b"\r\n ")
    assert b"".join(pieces) == text.encode()
    assert all(len(piece) + (index > 0) <= 75 for index, piece in enumerate(pieces))
    assert [piece.decode() for piece in pieces]
    assert not any(piece.endswith(b"\\") for piece in pieces[:-1])


@given(st.text(max_size=80))
def test_a_link_is_one_line_of_ascii(typed):
    assert uri(typed).isascii()
    assert not set(uri(typed)) & set('\r\n "<>\\^`{|}')


def test_a_link_that_is_already_encoded_stays_as_it_is():
    assert uri("https://a.example/%E5%8D%81?x=1,2#y") == "https://a.example/%E5%8D%81?x=1,2#y"
