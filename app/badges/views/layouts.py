"""The layouts of an event's badges: which there are, whose badges they are for, files and pictures."""

from typing import Any

from flask import Response, flash, render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from app.badges.forms import BeginLayoutForm, LayoutFileForm, LayoutUseForm, PictureForm
from app.badges.layouts import editing, files, pictures, stored
from app.badges.models import BadgeImage, BadgeLayout
from app.badges.views.blueprint import bp
from app.core.clock import now
from app.core.db import turn_to_writing
from app.core.edge import access, attempt, back_to, loads, session_of_request
from app.core.forms import Form
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.events.models import Event
from app.events.policies import organizes
from app.registration.queries import categories


@loads("badge_layout")
def load_layout(session: Session, public_id: str, loaded: Any) -> BadgeLayout | None:
    return stored.layout_by_public_id(session, loaded["event"].id, public_id)


@loads("badge_image")
def load_image(session: Session, public_id: str, loaded: Any) -> BadgeImage | None:
    return stored.image_by_public_id(session, loaded["event"].id, public_id)


def _page(event: Event, **forms: Form) -> str:
    session = session_of_request()
    uses = stored.uses(session, event.id)
    rows = stored.layouts(session, event.id)
    return render_template(
        "badges/layouts.html",
        event=event,
        rows=[(row, [use.category for use in uses if use.layout_id == row.id]) for row in rows],
        has_usual=any(use.category_id is None for use in uses),
        images=stored.images(session, event.id),
        begin=forms.get("begin") or BeginLayoutForm(formdata=None),
        take_in=forms.get("take_in") or LayoutFileForm(formdata=None),
        picture=forms.get("picture") or PictureForm(formdata=None),
    )


@bp.get("/manage/events/<event>/badges/layouts/")
@access(organizes)
def layouts(event: Event) -> str:
    """Which layouts there are, and what to begin from."""
    return _page(event)


@bp.post("/manage/events/<event>/badges/layouts/")
@access(organizes)
def begin_layout(event: Event) -> Any:
    """A new layout, as a ready one is."""
    form = BeginLayoutForm()
    if form.validate():
        made = attempt(
            lambda: editing.begin(session_of_request(), event, form.name.data or "", form.ready.data or ""), form
        )
        if made:
            return _open(event, made)
    return _page(event, begin=form), 422


@bp.post("/manage/events/<event>/badges/layouts/import/")
@access(organizes, reads_first=True)
def import_layout(event: Event) -> Any:
    """A layout from a file; says what of it this event does not know."""
    form = LayoutFileForm()
    content = _content(form.file.data, files.LARGEST)
    found = attempt(lambda: files.imported(session_of_request(), event, content, now()), form)
    if not found:
        return _page(event, take_in=form), 422
    if found.dropped:
        flash(_("Left out, since this event does not know it: %(what)s.", what="; ".join(found.dropped)), "warning")
    return _open(event, found.row)


@bp.get("/manage/events/<event>/badges/layouts/<badge_layout>/file.json")
@access(organizes)
def export_layout(event: Event, badge_layout: BadgeLayout) -> Response:
    """The layout with its pictures, to take along to another event."""
    response = Response(files.exported(session_of_request(), badge_layout), mimetype="application/json")
    name = f"{event.slug}-layout-{badge_layout.public_id.lower()}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.route("/manage/events/<event>/badges/layouts/<badge_layout>/use/", methods=["GET", "POST"])
@access(organizes)
def use_layout(event: Event, badge_layout: BadgeLayout) -> Any:
    """Whose badges are printed in it."""
    session = session_of_request()
    offered = categories(session, event.id)
    used = stored.kinds_in_use(session, badge_layout)
    chosen = [category.public_id for category in used if category]
    form = LayoutUseForm(data={"everyone": None in used, "categories": chosen})
    form.offer(offered, current_locale())
    if form.validate_on_submit():
        mine = [category for category in offered if category.public_id in (form.categories.data or ())]
        everyone = bool(form.everyone.data)
        if attempt(lambda: editing.use_for(session, event, badge_layout, mine, everyone=everyone), form):
            flash(_("Saved."), "success")
            return back_to("badges.layouts", event=event.slug)
    page = render_template("badges/layout_use.html", event=event, row=badge_layout, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.post("/manage/events/<event>/badges/layouts/<badge_layout>/copy/")
@access(organizes)
def copy_layout(event: Event, badge_layout: BadgeLayout) -> Redirect:
    name = _("%(name)s (copy)", name=badge_layout.name[:70])
    made = attempt(lambda: editing.copy(session_of_request(), event, badge_layout, name))
    return _open(event, made) if made else back_to("badges.layouts", event=event.slug)


@bp.post("/manage/events/<event>/badges/layouts/<badge_layout>/reset/")
@access(organizes)
def reset_layout(event: Event, badge_layout: BadgeLayout) -> Redirect:
    """As the ready layout is that it began from."""
    attempt(lambda: editing.reset(session_of_request(), badge_layout))
    return _open(event, badge_layout)


@bp.post("/manage/events/<event>/badges/layouts/<badge_layout>/delete/")
@access(organizes)
def remove_layout(event: Event, badge_layout: BadgeLayout) -> Redirect:
    name = badge_layout.name
    if attempt(lambda: editing.remove(session_of_request(), badge_layout)):
        flash(_("“%(name)s” is removed.", name=name), "success")
    return back_to("badges.layouts", event=event.slug)


@bp.post("/manage/events/<event>/badges/images/")
@access(organizes, reads_first=True)
def add_image(event: Event) -> Any:
    """A logo or background, looked at before it is kept."""
    form, session = PictureForm(), session_of_request()
    content = _content(form.picture.data, pictures.LARGEST)
    name = (form.picture.data.filename if form.picture.data else "") or ""

    def store() -> BadgeImage:
        picture = pictures.looked_at(content)
        turn_to_writing(session, keep=True)
        return pictures.add(session, event, name, picture, now())

    if attempt(store, form):
        flash(_("The picture is stored. Choose it in a layout."), "success")
        return back_to("badges.layouts", event=event.slug)
    return _page(event, picture=form), 422


@bp.get("/manage/events/<event>/badges/images/<badge_image>")
@access(organizes)
def image(event: Event, badge_image: BadgeImage) -> Response:
    return Response(badge_image.body, mimetype=badge_image.media_type)


@bp.post("/manage/events/<event>/badges/images/<badge_image>/delete/")
@access(organizes)
def remove_image(event: Event, badge_image: BadgeImage) -> Redirect:
    if attempt(lambda: pictures.remove(session_of_request(), badge_image)):
        flash(_("The picture is removed."), "success")
    return back_to("badges.layouts", event=event.slug)


def _content(sent: Any, most: int) -> bytes:
    """Of an upload, up to one byte more than `most`, so that a larger file is noticed."""
    return sent.read(most + 1) if isinstance(sent, FileStorage) else b""


def _open(event: Event, row: BadgeLayout) -> Redirect:
    return back_to("badges.edit_layout", event=event.slug, badge_layout=row.public_id)
