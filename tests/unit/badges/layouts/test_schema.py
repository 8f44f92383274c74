"""What a layout may hold, and what is said of one that may not be."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.badges.layouts import fields
from app.badges.layouts.builtin import READY
from app.badges.layouts.papers import SIZES, STOCKS
from app.badges.layouts.schema import Code, Face, Kind, Layout, Text
from app.badges.layouts.words import FIELD_NAMES, SIZE_NAMES
from app.registration.models import CategoryKind, Registration
from tests.factories.badge_faces import badge_face


def wrong(data):
    with pytest.raises(ValidationError) as raised:
        Layout.model_validate(data)
    return {error["type"] for error in raised.value.errors()}


@pytest.mark.parametrize("key", READY)
def test_a_ready_layout_is_the_same_after_a_journey_as_json(key):
    assert Layout.model_validate_json(READY[key].model_dump_json()) == READY[key]


def test_every_field_and_size_has_a_name():
    assert set(FIELD_NAMES) == set(fields.FIELDS)
    assert set(SIZE_NAMES) == {*SIZES, "own"}


def test_kinds_are_those_of_categories():
    assert set(Kind.__args__) == {kind.value for kind in CategoryKind}


@pytest.mark.parametrize("secret", ["passport", "contact_email", "phone", "wechat", "name_key", "sealed", "code"])
def test_no_layout_prints_what_is_no_field(secret):
    assert not fields.is_field(secret)
    assert "unknown_field" in wrong({"front": {"elements": [{"kind": "text", "fields": [secret]}]}})
    assert fields.value(badge_face(), secret) == ""


def test_what_of_a_registration_is_contact_is_no_field():
    sensitive = {column.name for column in Registration.__table__.columns if column.info.get("sensitive")}
    assert sensitive & {"phone", "wechat", "contact_email"} == {"phone", "wechat", "contact_email"}
    assert not {key for key in fields.FIELDS if key in {"phone", "wechat", "contact_email", "passport"}}


def test_an_element_beyond_the_badge_is_refused_with_its_place():
    with pytest.raises(ValidationError) as raised:
        Layout(size="card", front=Face(elements=(Text(), Code(x=60, y=5))))
    [error] = raised.value.errors()
    assert (error["type"], error["ctx"]["side"], error["ctx"]["place"]) == ("off_the_badge", "front", 1)


@pytest.mark.parametrize("key", STOCKS)
def test_labels_stand_on_their_sheet_and_beside_each_other(key):
    stock = STOCKS[key]
    for back in (False, True):
        corners = [stock.corner(place, back=back) for place in range(stock.count)]
        assert min(x for x, _y in corners) >= 0
        assert max(x for x, _y in corners) + stock.cell.width <= stock.sheet.width + 0.01
        assert max(y for _x, y in corners) + stock.cell.height <= stock.sheet.height + 0.01
        for one, (x, y) in enumerate(corners):
            for left, top in corners[one + 1 :]:
                apart = abs(x - left) >= stock.cell.width - 0.01 or abs(y - top) >= stock.cell.height - 0.01
                assert apart


def test_a_badge_larger_than_its_label_is_refused():
    assert wrong({"size": "a6", "sheet": "a4-10-card"}) == {"too_large_for_sheet"}
    assert wrong({"size": "a7", "sides": "fold", "sheet": "a4-8-a7"}) == {"too_large_for_sheet"}


def test_a_code_too_small_to_be_read_is_refused():
    assert wrong({"front": {"elements": [{"kind": "code", "w": 10, "h": 10}]}}) == {"greater_than_equal"}


KEYS = ["front", "back", "elements", "kind", "fields", "x", "w", "size", "sheet", "hue", "image", "version", "zh"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150)
@given(JSON)
def test_whatever_json_it_is_a_layout_or_is_refused(data):
    with contextlib.suppress(ValidationError):
        layout = Layout.model_validate(data)
        assert json.loads(layout.model_dump_json())["version"] == 1
