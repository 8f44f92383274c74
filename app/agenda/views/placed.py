"""Pages alike for rooms, tracks and speakers: the list, the form, removal."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.agenda import places
from app.agenda.models import AgendaSession
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.i18n import gettext as _
from app.events.models import Event
from app.events.policies import organizes


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between rooms, tracks and speakers."""

    argument: str
    plural: str
    model: type[Any]
    form: type[Any]
    rows: Callable[[Session, int], list[Any]]
    #: The sessions that a row is used in.
    sessions: Callable[[Session, int], list[AgendaSession]]
    #: What a form holds, as attributes of the row that is edited (None: of a new one).
    typed: Callable[[Any, Any], dict[str, Any]]
    remove: Callable[[Session, Event, Any], None]
    #: Rows are moved up and down by hand.
    moves: bool = True


def pages(bp: Blueprint, kind: Kind) -> None:
    """Add the pages of ``kind`` to ``bp``: the list, the forms, removal and, where rows have an order, moving."""
    root = f"/manage/events/<event>/{kind.plural}/"
    one = f"{root}<{kind.argument}>/"
    _add(bp, kind, root, _index, "GET")
    _add(bp, kind, f"{root}new/", _new, "GET", "POST")
    _add(bp, kind, one, _edit, "GET", "POST")
    _add(bp, kind, f"{one}remove/", _remove, "POST")
    if kind.moves:
        _add(bp, kind, f"{one}move/", _move, "POST")


def _add(bp: Blueprint, kind: Kind, rule: str, view: Callable[..., Any], *methods: str) -> None:
    bound = update_wrapper(partial(view, kind), view)
    endpoint = view.__name__.removeprefix("_")
    bp.add_url_rule(rule, endpoint, access(organizes)(bound), methods=list(methods))


def _index(kind: Kind, event: Event) -> str:
    rows = kind.rows(session_of_request(), event.id)
    return render_template(f"agenda/{kind.plural}.html", event=event, rows=rows)


def _new(kind: Kind, event: Event) -> Any:
    session, form = session_of_request(), kind.form()

    def create() -> Any:
        place = {"position": _after_last(kind, session, event)} if kind.moves else {}
        return places.create(session, event, kind.model, kind.typed(form, None) | place)

    if form.validate_on_submit() and attempt(create, form):
        return _saved(kind, event)
    return _page(kind, event, form, None)


def _edit(kind: Kind, event: Event, **named: Any) -> Any:
    session, row = session_of_request(), named[kind.argument]
    form = kind.form(obj=row)
    form.opened(row)
    if form.validate_on_submit():
        version = form.version.data or ""
        if attempt(lambda: places.edit(session, event, row, kind.typed(form, row), version), form):
            return _saved(kind, event)
        if form.stale:
            form.meet(kind.form(None, obj=row), row)
    return _page(kind, event, form, row)


def _remove(kind: Kind, event: Event, **named: Any) -> Response:
    row = named[kind.argument]
    if attempt(lambda: kind.remove(session_of_request(), event, row)):
        flash(_("Removed."), "success")
        return back_to(f"agenda_{kind.plural}.index", event=event.slug)
    return back_to(f"agenda_{kind.plural}.edit", event=event.slug, **{kind.argument: row.public_id})


def _move(kind: Kind, event: Event, **named: Any) -> Response:
    """One place up or down."""
    session = session_of_request()
    by = -1 if request.form.get("to") == "up" else 1
    attempt(lambda: places.move(session, event, kind.rows(session, event.id), named[kind.argument], by))
    return back_to(f"agenda_{kind.plural}.index", event=event.slug)


def _after_last(kind: Kind, session: Session, event: Event) -> int:
    return max((row.position for row in kind.rows(session, event.id)), default=-1) + 1


def _page(kind: Kind, event: Event, form: Any, row: Any) -> tuple[str, int]:
    used_in = kind.sessions(session_of_request(), row.id) if row else []
    page = render_template(f"agenda/{kind.argument}_form.html", event=event, form=form, row=row, sessions=used_in)
    return page, 422 if form.is_submitted() else 200


def _saved(kind: Kind, event: Event) -> Response:
    flash(_("Saved."), "success")
    then = "new" if request.form.get("then") == "another" else "index"
    return back_to(f"agenda_{kind.plural}.{then}", event=event.slug)
