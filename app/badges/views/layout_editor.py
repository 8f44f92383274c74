"""The editor of a layout, with a preview that is the printed page itself."""

import base64
from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, render_template, request
from sqlalchemy.orm import Session

from app.badges import composing, samples
from app.badges.faces import BadgeFace
from app.badges.forms import LayoutNameForm
from app.badges.layouts import drafts, editing, stored
from app.badges.layouts.fields import ANSWER
from app.badges.layouts.papers import STOCKS
from app.badges.layouts.schema import Colours, Layout
from app.badges.layouts.words import COLOUR_NAMES, FIELD_NAMES, JOIN_NAMES, KIND_NAMES, SIDES_NAMES, SIZE_NAMES
from app.badges.models import BadgeLayout
from app.badges.queries import Choice, printable
from app.badges.rendering import pictures, render
from app.badges.views.blueprint import bp
from app.badges.views.kits import kit_of
from app.badges.views.pdf import code_head, pdf_response
from app.core.clock import now
from app.core.db import turn_to_writing
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.events.models import Event
from app.events.policies import checks_in, organizes
from app.registration.models import Registration
from app.registration.queries import categories, questions

#: Pixels an inch of the editor's preview: an A6 page is 455 wide.
PREVIEW, SMALL = 110, 72


@bp.route("/manage/events/<event>/badges/layouts/<badge_layout>/", methods=["GET", "POST"])
@access(organizes, reads_first=True)
def edit_layout(event: Event, badge_layout: BadgeLayout) -> Any:
    """Change a layout. Every button but Save shows the form again, changed, and stores nothing."""
    form = LayoutNameForm(obj=badge_layout)
    form.opened(badge_layout)
    if not form.is_submitted():
        return _editor(event, badge_layout, form, drafts.of(stored.opened(badge_layout)), {}), 200
    act = request.form.get("do", "save")
    draft = drafts.typed(request.form)
    if act != "save":
        draft = drafts.changed(draft, act)
        return _editor(event, badge_layout, form, draft, drafts.checked(draft)[1]), 200
    layout, wrong = drafts.checked(draft)
    turn_to_writing(session_of_request(), keep=True)
    if form.validate() and layout and _saved(badge_layout, form, layout):
        flash(_("Saved."), "success")
        return back_to("badges.edit_layout", event=event.slug, badge_layout=badge_layout.public_id)
    return _editor(event, badge_layout, form, draft, wrong), 422


def _saved(row: BadgeLayout, form: LayoutNameForm, layout: Layout) -> bool:
    session, version = session_of_request(), form.version.data or ""
    if attempt(lambda: editing.save(session, row, form.name.data or "", layout, version, now()), form):
        return True
    if form.stale:
        form.meet(LayoutNameForm(None, obj=row), row)
    return False


def _editor(event: Event, row: BadgeLayout, form: LayoutNameForm, draft: drafts.Draft, wrong: dict[str, str]) -> str:
    session, locale = session_of_request(), current_locale()
    asked = [question for question in questions(session, event.id) if not question.sensitive]
    answers = {ANSWER + question.key: question.label.pick(locale) for question in asked}
    return render_template(
        "badges/layout.html",
        event=event,
        row=row,
        form=form,
        draft=draft,
        wrong=wrong,
        people=samples.longest(session, event.id),
        whose=request.form.get("whose", ""),
        shown=_shown(event, draft),
        pictures=[(image.public_id, image.name) for image in stored.images(session, event.id)],
        categories=categories(session, event.id),
        fields={**FIELD_NAMES, **answers},
        stocks=[(key, stock.name) for key, stock in STOCKS.items()],
        sizes=SIZE_NAMES,
        sides=SIDES_NAMES,
        kinds=KIND_NAMES,
        colours={key: COLOUR_NAMES[key] for key in Colours},
        joins=JOIN_NAMES,
    )


@bp.post("/manage/events/<event>/badges/layouts/<badge_layout>/preview/")
@access(organizes, reads_first=True)
def preview_layout(event: Event, badge_layout: BadgeLayout) -> str:
    """The pages of what is typed, as a fragment; what is wrong with it where it cannot be printed. Stores nothing."""
    draft = drafts.typed(request.form)
    shown = _shown(event, draft)
    return render_template("badges/_preview.html", shown=shown, wrong=drafts.checked(draft)[1])


def _shown(event: Event, draft: drafts.Draft) -> list[str]:
    """Each page as a data URI; none where the draft cannot be printed."""
    layout, _wrong = drafts.checked(draft)
    if layout is None:
        return []
    session = session_of_request()
    alone = layout.model_copy(update={"sheet": ""})
    kit = stored.kit_for(session, event.id, alone)
    stage = composing.stage(session, event, code_head(), kit.field_keys)
    return [_data_uri(page) for page in pictures(_face(session, event, stage), kit, PREVIEW)]


def _face(session: Session, event: Event, stage: composing.Stage) -> BadgeFace:
    """Of whom the form names, else of somebody with a long name, else of somebody invented."""
    whose = request.form.get("whose", "")[:16]
    found = printable(session, event.id, Choice(registrations=[whose])) if whose else ()
    tickets = found or samples.longest(session, event.id, 1)
    if tickets:
        return composing.badge_faces(tickets, stage)[0]
    return samples.invented(stage, next(iter(categories(session, event.id)), None))


def _data_uri(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


@bp.get("/manage/events/<event>/badges/layouts/<badge_layout>/test.pdf")
@access(organizes)
def test_layout(event: Event, badge_layout: BadgeLayout) -> Response:
    """The layout as it is stored with the ten longest names, to try a printer and its labels with."""
    session = session_of_request()
    kit = stored.kit_for(session, event.id, stored.opened(badge_layout))
    stage = composing.stage(session, event, code_head(), kit.field_keys)
    tickets = samples.longest(session, event.id)
    faces: Sequence[BadgeFace] = composing.badge_faces(tickets, stage) or [_face(session, event, stage)]
    session.rollback()  # the connection is not kept while the pages are set
    return pdf_response(render(faces, kit), f"{event.slug}-test")


@bp.get("/manage/events/<event>/badges/proofs/<registration>.png")
@access(checks_in)
def proof_picture(event: Event, registration: Registration) -> Response:
    """Somebody's badge as it will print, in the layout that is in use for them."""
    session = session_of_request()
    kit = kit_of(session, event)
    stage = composing.stage(session, event, code_head(), kit.field_keys)
    tickets = printable(session, event.id, Choice(registrations=[registration.public_id]))
    if not tickets:
        abort(404)
    [face] = composing.badge_faces(tickets, stage)
    session.rollback()  # the connection is not kept while the page is set
    response = Response(pictures(face, kit.singly(), SMALL)[0], mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response
