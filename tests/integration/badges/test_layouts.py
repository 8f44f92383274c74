"""Layouts of an event's badges: the editor, whose they are, files, pictures, and what is printed in them."""

from __future__ import annotations

import base64
import io
import json

import pytest
from PIL import Image

from app.badges import composing
from app.badges.layouts import drafts, editing, stored
from app.badges.layouts.builtin import CLASSIC, DOUBLE, NAME_FIRST, SHEET
from app.badges.layouts.schema import Face, Layout, Text
from app.badges.models import BadgeImage, BadgeLayout, LayoutUse
from app.core.audit import AuditEntry
from app.core.editing import version_of
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import EventRole
from app.registration.models import Answer, FieldKind, FormField
from tests.factories.accounts import make_user, sign_in
from tests.factories.events import make_event, make_grant
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import make_ticket
from tests.integration.forms import post
from tests.unit.badges.layouts.test_drafts import sent
from tests.unit.badges.reading import codes, pages, words

BADGES = "/manage/events/wuhan/badges/"
PAGE = f"{BADGES}layouts/"


@pytest.fixture
def forum(session):
    return make_event(session, slug="wuhan", title=Bilingual("武汉论坛", "Wuhan Forum"))


@pytest.fixture
def person(session, forum):
    name = PersonName(han="吕小明", family="Lyu", given="Xiaoming")
    found = make_registration(session, make_category(session, forum), name=name)
    make_ticket(session, found)
    session.commit()
    return found


@pytest.fixture
def organizer(session, client, forum):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, forum, EventRole.ORGANIZER)
    session.commit()
    sign_in(client, user)
    return user


def layout_of(session, forum, layout=CLASSIC, name="Badge", **use):
    row = editing.add(session, forum, name, layout)
    if use:
        editing.use_for(session, forum, row, use.get("categories", ()), everyone=use.get("everyone", False))
    session.commit()
    return row


def address(row, rest=""):
    return f"{PAGE}{row.public_id}/{rest}"


def form_of(row, layout, **more):
    """What the editor of `row` sends when `layout` is typed into it."""
    return dict(sent(drafts.of(layout)).to_dict(flat=False)) | {"name": "Badge", "version": version_of(row)} | more


def png(width=40, height=20, kind="PNG"):
    body = io.BytesIO()
    Image.new("RGB", (width, height), (20, 80, 160)).save(body, kind)
    return body.getvalue()


def upload(client, url, body, name, page=PAGE):
    field = "picture" if url.endswith("images/") else "file"
    return post(client, url, {field: (io.BytesIO(body), name)}, page=page)


def test_an_event_begins_without_layouts_and_one_is_begun_from_a_ready_one(session, client, forum, organizer):
    assert "No layouts yet" in client.get(PAGE).text
    answer = post(client, PAGE, {"name": "Names first", "ready": "name_first"})
    assert answer.status_code == 303
    assert "Names first" in client.get(answer.location).text
    assert stored.opened(session.query(BadgeLayout).one()) == NAME_FIRST


def test_a_layout_without_a_name_is_refused_beside_the_field(client, forum, organizer):
    answer = post(client, PAGE, {"name": " ", "ready": "classic"})
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_the_badges_of_a_category_are_printed_in_its_layout_and_others_in_the_event_s(session, forum, person):
    expert = make_category(session, forum, "expert")
    layout_of(session, forum, SHEET, everyone=True)
    layout_of(session, forum, DOUBLE, categories=[expert])
    kit = stored.kit_of(session, forum.id)
    assert (kit.usual, dict(kit.by_kind)) == (SHEET, {"expert": DOUBLE})


def test_a_category_is_taken_from_the_layout_that_had_it(session, client, forum, person, organizer):
    first, second = layout_of(session, forum, everyone=True), layout_of(session, forum)
    url, category = address(second, "use/"), person.category
    answer = post(client, url, {"everyone": "y", "categories": category.public_id})
    assert answer.status_code == 303
    uses = session.query(LayoutUse).all()
    assert {(use.category_id, use.layout_id) for use in uses} == {(None, second.id), (category.id, second.id)}
    assert post(client, address(first, "use/"), {"categories": "nobody"}).status_code == 422


def test_saving_the_editor_stores_what_it_shows(session, client, forum, person, organizer):
    row = layout_of(session, forum)
    answer = post(client, address(row), form_of(row, CLASSIC, name="Renamed", size="a6"), page=address(row))
    assert answer.status_code == 303, answer.text
    session.expire_all()
    assert row.name == "Renamed"
    assert stored.opened(row) == CLASSIC
    [entry] = session.query(AuditEntry).filter_by(object_type="badge_layout", action="update").all()
    assert entry.after["name"] == "Renamed"


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_stored(session, client, forum, organizer):
    row = layout_of(session, forum, Layout(front=Face(elements=(Text(w=50),))))
    for field, typed, said in (
        ("front-0-x", "90", "beyond the edge"),
        ("front-0-largest", "huge", "Give a number"),
        ("front-0-fields", "passport", "no such field"),
        ("sheet", "a4-10-card", "larger than a label"),
        ("front-0-smallest", "40", "must not be above"),
    ):
        data = form_of(row, stored.opened(row)) | {field: typed}
        answer = post(client, address(row), data, page=address(row))
        assert answer.status_code == 422, field
        assert said in answer.text, field
        assert field.replace("smallest", "largest") in answer.text.split("error-summary-list", 1)[1].split("</ul>")[0]
    session.expire_all()
    assert row.name == "Badge"


def test_a_layout_that_somebody_saved_meanwhile_is_not_overwritten(session, client, forum, organizer):
    row = layout_of(session, forum)
    stale = {"name": "Mine", "version": "2020-01-01T00:00:00+00:00", "do": "save"}
    answer = post(client, address(row), form_of(row, CLASSIC, **stale), page=address(row))
    assert answer.status_code == 422
    assert "Someone changed this while you were editing" in answer.text
    session.expire_all()
    assert row.name == "Badge"


def test_the_preview_is_the_page_of_the_person_chosen_and_stores_nothing(session, client, forum, person, organizer):
    row = layout_of(session, forum)
    shown = form_of(row, NAME_FIRST, whose=person.public_id)
    answer = post(client, address(row, "preview/"), shown, page=address(row))
    [picture] = [part.split('"')[0] for part in answer.text.split("data:image/png;base64,")[1:]]
    image = Image.open(io.BytesIO(base64.b64decode(picture)))
    assert image.size == (455, 641)
    wrong = post(client, address(row, "preview/"), {**shown, "front-0-x": "no"}, page=address(row))
    assert "cannot be printed yet" in wrong.text
    session.expire_all()
    assert stored.opened(row) == CLASSIC


def test_without_javascript_buttons_change_the_form_and_store_nothing(session, client, forum, organizer):
    row = layout_of(session, forum, Layout())
    added = post(client, address(row), form_of(row, Layout(), do="add-text-back"), page=address(row))
    assert added.status_code == 200
    assert 'name="back-0-fields"' in added.text
    session.expire_all()
    assert stored.opened(row) == Layout()


def test_a_layout_is_duplicated_reset_and_removed(session, client, forum, organizer):
    row = layout_of(session, forum, SHEET, everyone=True)
    copy, reset, delete = (address(row, rest) for rest in ("copy/", "reset/", "delete/"))
    post(client, copy, page=PAGE)
    assert sorted(one.name for one in session.query(BadgeLayout)) == ["Badge", "Badge (copy)"]
    session.rollback()  # ends what was read
    post(client, reset, page=PAGE)
    session.expire_all()
    assert stored.opened(row) == CLASSIC
    session.rollback()
    post(client, delete, page=PAGE)
    session.expire_all()
    assert [one.name for one in session.query(BadgeLayout)] == ["Badge (copy)"]
    assert session.query(LayoutUse).count() == 0


def test_a_layout_of_another_event_is_not_found(session, client, forum, organizer):
    row = layout_of(session, make_event(session, slug="other"))
    assert client.get(address(row)).status_code == 404
    assert post(client, address(row, "delete/"), page=PAGE).status_code == 404


def test_check_in_staff_see_a_badge_and_no_layouts(session, client, forum, person):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, forum, EventRole.CHECKIN)
    session.commit()
    sign_in(client, user)
    assert client.get(PAGE).status_code == 403
    picture = client.get(f"{BADGES}proofs/{person.public_id}.png")
    assert Image.open(io.BytesIO(picture.data)).size == (298, 420)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_known_by_its_content_and_served_to_organizers_alone(session, client, forum, organizer, kind):
    body = png(kind=kind)
    assert upload(client, f"{BADGES}images/", body, "logo.exe").status_code == 303
    image = session.query(BadgeImage).one()
    assert (image.media_type, image.width, image.height) == (f"image/{kind.lower()}", 40, 20)
    served = client.get(f"{BADGES}images/{image.public_id}")
    assert served.data == body
    assert served.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert client.application.test_client().get(f"{BADGES}images/{image.public_id}").status_code in (302, 303, 401)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "PNG or JPEG"),
        (b"GIF89a" + b"\0" * 60, "PNG or JPEG"),
        (png()[:60], "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 40, "PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 2_097_200, "larger than 2 MB"),
        (png(5001, 1), "too many pixels"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(session, client, forum, organizer, body, said):
    answer = upload(client, f"{BADGES}images/", body, "logo.png")
    assert answer.status_code == 422
    assert said in answer.text
    assert session.query(BadgeImage).count() == 0


def test_a_picture_that_a_layout_prints_is_not_removed(session, client, forum, organizer):
    upload(client, f"{BADGES}images/", png(), "logo.png")
    image = session.query(BadgeImage).one()
    row = layout_of(session, forum, Layout(front=Face(image=image.public_id)))
    url = f"{BADGES}images/{image.public_id}/delete/"
    assert "prints this picture" in post(client, url, page=PAGE, follow_redirects=True).text
    post(client, address(row, "delete/"), page=PAGE)
    post(client, url, page=PAGE)
    assert session.query(BadgeImage).count() == 0


def test_a_layout_travels_as_a_file_to_another_event(session, client, forum, organizer):
    upload(client, f"{BADGES}images/", png(), "logo.png")
    image = session.query(BadgeImage).one()
    question = FormField(event_id=forum.id, key="fshirt", kind=FieldKind.TEXT, label=Bilingual("尺码", "T-shirt"))
    session.add(question)
    elements = (
        Text(w=60, fields=("name_first", "answer:fshirt")),
        Text(y=20, w=60, fields=("answer:fshirt",)),
        Text(y=40, w=60, kinds=("press",)),
    )
    row = layout_of(session, forum, Layout(front=Face(image=image.public_id, elements=elements)), "Travels")
    file = client.get(address(row, "file.json"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    other = make_event(session, slug="suzhou")
    make_category(session, other)
    make_grant(session, organizer, other, EventRole.ORGANIZER)
    session.commit()
    there = PAGE.replace("wuhan", "suzhou")
    answer = post(client, f"{there}import/", {"file": (io.BytesIO(file.data), "l.json")}, page=there)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "the question “T-shirt”" in page
    assert "the category “press”" in page
    made = stored.opened(session.query(BadgeLayout).filter_by(event_id=other.id).one())
    assert [element.fields for element in made.front.elements] == [("name_first",)]
    assert made.front.image == session.query(BadgeImage).filter_by(event_id=other.id).one().public_id


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'{"format": "luntan-badge-layout", "version": 9}',
        b'{"format": "luntan-badge-layout", "version": 1, "layout": {"front": 7}}',
        b'{"format": "luntan-badge-layout", "version": 1, "layout": {}, "images": {"A": {"data": "!"}}}',
        json.dumps(
            {
                "format": "luntan-badge-layout",
                "version": 1,
                "layout": {"front": {"image": "A" * 16}},
                "images": {"A" * 16: {"data": base64.b64encode(b"<svg/>").decode()}},
            }
        ).encode(),
    ],
)
def test_a_file_that_is_no_layout_is_refused_in_words(session, client, forum, organizer, body):
    answer = upload(client, f"{PAGE}import/", body, "layout.json")
    assert answer.status_code == 422
    assert "error-summary-list" in answer.text
    assert session.query(BadgeLayout).count() == 0


def test_a_file_with_more_pictures_than_an_event_has_is_not_even_looked_at(session, client, forum, organizer):
    keys = [f"{letter * 16}" for letter in "ABCDEFGHIJKLMNOPQRSTU"]
    elements = [{"kind": "image", "image": key} for key in keys]
    images = {key: {"name": "logo", "data": base64.b64encode(b"no picture").decode()} for key in keys}
    layout = {"front": {"elements": elements}}
    file = {"format": "luntan-badge-layout", "version": 1, "layout": layout, "images": images}
    answer = upload(client, f"{PAGE}import/", json.dumps(file).encode(), "a.json")
    assert (answer.status_code, "at most 20 pictures" in answer.text) == (422, True)
    assert session.query(BadgeLayout).count() == 0


def test_what_no_page_can_show_is_taken_off_the_names_in_a_file(client, forum, organizer):
    layout = {"front": {"elements": [{"kind": "text", "w": 60, "fields": ["answer:gone"]}]}}
    file = {"format": "luntan-badge-layout", "version": 1, "name": "A\ud800B", "layout": layout}
    file |= {"questions": {"answer:gone": "T\ud800shirt"}}
    answer = upload(client, f"{PAGE}import/", json.dumps(file).encode(), "a.json")
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "the question “Tshirt”" in page.text


def test_the_test_page_has_the_longest_names_and_their_codes(session, client, forum, person, organizer):
    longer = make_registration(session, person.category, name=PersonName(latin="Maximilian HOHENLOHE-LANGENBURG"))
    make_ticket(session, longer)
    row = layout_of(session, forum, SHEET)
    [sheet] = pages(client.get(address(row, "test.pdf")).data)
    assert len(codes(sheet)) == 2
    found = words(sheet)
    assert found.index("HOHENLOHE-LANGENBURG") < found.index("吕小明")


def test_answers_are_printed_and_those_to_sensitive_questions_never(session, forum, person):
    asked = [
        FormField(event_id=forum.id, key=key, kind=FieldKind.TEXT, label=Bilingual(key, key), sensitive=sensitive)
        for key, sensitive in (("fopen", False), ("fsecret", True))
    ]
    session.add_all(asked)
    session.flush()
    for field in asked:
        session.add(Answer(registration_id=person.id, field_id=field.id, field_version=1, text=f"said to {field.key}"))
    session.commit()
    keys = {"answer:fopen", "answer:fsecret"}
    stage = composing.stage(session, forum, "https://luntan.example/c/", keys)
    [face] = composing.badge_faces([make_ticket(session, person)], stage)
    assert {key: text for key, text in face.more.items() if key.startswith("answer:")} == {
        "answer:fopen": "said to fopen"
    }


def test_the_page_names_what_a_layout_s_own_text_lacks(session, client, forum, person, organizer):
    layout_of(session, forum, Layout(front=Face(elements=(Text(w=60, fields=("free_zh",), zh="𪚥"),))), everyone=True)
    page = client.get(BADGES).text
    assert "𪚥 U+2A6A5" in page
    assert f"proofs/{person.public_id}.png" in page
