"""A layout as it is typed into the editor."""

from werkzeug.datastructures import MultiDict

from app.badges.layouts import drafts
from app.badges.layouts.builtin import READY
from app.badges.layouts.schema import Layout


def sent(draft):
    """What the editor's form sends for a draft."""
    pairs = [(name, draft[name]) for name in drafts.OF_LAYOUT]
    for side in drafts.SIDES:
        pairs += [(f"{side}-{name}", draft[side][name] or "") for name in drafts.OF_SIDE]
        for number, element in enumerate(draft[side]["elements"]):
            for name, value in element.items():
                pairs += [(f"{side}-{number}-{name}", one) for one in _values(value)]
    return MultiDict([(name, str(value)) for name, value in pairs])


def _values(value):
    if isinstance(value, bool):
        return ["y"] if value else []
    return value if isinstance(value, list) else ["" if value is None else value]


def test_what_a_form_shows_is_what_it_sends_back():
    for layout in READY.values():
        assert drafts.checked(drafts.typed(sent(drafts.of(layout)))) == (layout, {})


def test_buttons_add_remove_copy_and_move():
    draft = drafts.of(Layout())
    for act in ("add-text-front", "add-code-front", "add-box-front", "up-front-2", "copy-front-0", "remove-front-1"):
        draft = drafts.changed(draft, act)
    assert [element["kind"] for element in draft["front"]["elements"]] == ["text", "box", "code"]


def test_buttons_that_nobody_made_do_nothing():
    for act in ("", "add", "add-ghost-front", "remove-front-9", "remove-side-0", "up-front-x", "down-front-0", "save-"):
        assert drafts.changed(drafts.of(Layout()), act) == drafts.of(Layout())


def test_an_empty_form_is_an_empty_layout():
    assert drafts.checked(drafts.typed(MultiDict())) == (Layout(), {})
