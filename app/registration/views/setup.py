"""Organizers' pages of an event's categories and of its privacy notice."""

from typing import Any

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.events.models import Event
from app.events.policies import organizes, views
from app.registration import queries, setup
from app.registration.blueprint import manage as bp
from app.registration.erasing import erased_from
from app.registration.forms.setup import KINDS, CategoryForm, NewCategoryForm, NoticeForm, RetentionForm
from app.registration.models import Category, CategoryKind


@bp.get("/manage/events/<event>/categories/")
@access(views)
def categories(event: Event) -> str:
    """What people come as, and how many places there are."""
    session = session_of_request()
    return render_template(
        "registration/manage/categories.html",
        event=event,
        categories=queries.categories(session, event.id),
        rooms=queries.rooms(session, event.id),
        kinds=KINDS,
        may_change=organizes(current_actor(), {"event": event}),
    )


def _category_page(event: Event, form: CategoryForm, category: Category | None = None) -> ResponseReturnValue:
    removable = category is not None and not setup.in_use(session_of_request(), category)
    page = render_template(
        "registration/manage/category.html", event=event, form=form, category=category, kinds=KINDS, removable=removable
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/manage/events/<event>/categories/new/", methods=["GET", "POST"])
@access(organizes)
def new_category(event: Event) -> ResponseReturnValue:
    form = NewCategoryForm(data={"open": True, "hue": 220, "position": 1})
    if form.validate_on_submit():
        values: dict[str, Any] = form.values() | {"kind": CategoryKind(form.kind.data or "")}
        if attempt(lambda: setup.add_category(session_of_request(), event, values), form):
            flash(_("Saved."), "success")
            return back_to("registration_manage.categories", event=event.slug)
    return _category_page(event, form)


@bp.route("/manage/events/<event>/categories/<category>/", methods=["GET", "POST"])
@access(organizes)
def edit_category(event: Event, category: Category) -> ResponseReturnValue:
    form = CategoryForm(obj=category)
    form.opened(category)
    if form.validate_on_submit():
        version = form.version.data or ""
        if attempt(lambda: setup.edit_category(session_of_request(), category, form.values(), version), form):
            flash(_("Saved."), "success")
            return back_to("registration_manage.categories", event=event.slug)
        if form.stale:
            form.meet(CategoryForm(None, obj=category), category)
    return _category_page(event, form, category)


@bp.post("/manage/events/<event>/categories/<category>/remove/")
@access(organizes)
def remove_category(event: Event, category: Category) -> ResponseReturnValue:
    if attempt(lambda: setup.remove_category(session_of_request(), category)):
        flash(_("Removed."), "success")
    return back_to("registration_manage.categories", event=event.slug)


@bp.get("/manage/events/<event>/privacy/")
@access(views)
def privacy(event: Event) -> str:
    """The versions of the privacy notice."""
    return render_template(
        "registration/manage/privacy.html",
        event=event,
        notices=queries.notices(session_of_request(), event.id),
        erased_from=erased_from(event),
        may_change=organizes(current_actor(), {"event": event}),
    )


@bp.route("/manage/events/<event>/privacy/retention/", methods=["GET", "POST"])
@access(organizes)
def edit_retention(event: Event) -> ResponseReturnValue:
    """When it is forgotten who was registered."""
    form = RetentionForm(obj=event)
    form.opened(event)
    if form.validate_on_submit():
        days, version = form.retention_days.data or 0, form.version.data or ""
        if attempt(lambda: setup.set_retention(session_of_request(), event, days, version), form):
            flash(_("Saved."), "success")
            return back_to("registration_manage.privacy", event=event.slug)
        if form.stale:
            form.meet(RetentionForm(None, obj=event), event)
    page = render_template("registration/manage/retention.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/manage/events/<event>/privacy/new/", methods=["GET", "POST"])
@access(organizes)
def new_notice(event: Event) -> ResponseReturnValue:
    """Write the next version, from the present one."""
    session = session_of_request()
    current = queries.current_notice(session, event.id)
    form = NoticeForm(obj=current)
    if form.validate_on_submit():
        texts = form.bilingual("summary"), form.bilingual("text")
        if attempt(lambda: setup.publish_notice(session, event, *texts, now()), form):
            flash(_("Published. Who registers from now on agrees to this version."), "success")
            return back_to("registration_manage.privacy", event=event.slug)
    page = render_template("registration/manage/notice.html", event=event, form=form, current=current)
    return page, 422 if form.is_submitted() else 200


navigation.item("event", "registration_manage.categories", _l("Categories"), views, 20, Section.REGISTRATION)
navigation.item("event", "registration_manage.privacy", _l("Privacy notice"), views, 40, Section.REGISTRATION)
