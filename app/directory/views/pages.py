"""Pages alike for groups, bases and themes: the list, the form, archiving."""

from collections.abc import Callable, Mapping
from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import navigation, territories
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.folding import fold
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.navigation import Section
from app.core.policies import Policy, headquarters
from app.directory import entries, queries
from app.directory.views.kinds import Kind, sort_key


def pages(kind: Kind, order: int) -> Blueprint:
    """The blueprint ``directory_<plural>`` with the pages of ``kind``, and its entry in the navigation."""
    bp = Blueprint(f"directory_{kind.plural}", f"app.directory.views.{kind.plural}")
    root = f"/manage/{kind.plural}/"
    one = f"{root}<{kind.argument}>/"
    add(bp, kind, root, index, kind.sees, "GET")
    add(bp, kind, f"{root}new/", new, headquarters, "GET", "POST")
    add(bp, kind, one, edit, kind.edits, "GET", "POST")
    add(bp, kind, f"{one}archive/", archive, headquarters, "POST")
    add(bp, kind, f"{one}restore/", restore, headquarters, "POST")
    navigation.item("manage", f"{bp.name}.index", kind.words.plural, kind.sees, order, Section.DIRECTORY)
    return bp


def add(
    bp: Blueprint, kind: Kind, rule: str, view: Callable[..., Any], policy: Policy, *methods: str, reads: bool = False
) -> None:
    """Add a view of ``kind``; ``reads``: it writes nothing, even when it is sent a form."""
    bound = update_wrapper(partial(view, kind), view)
    bp.add_url_rule(rule, view.__name__, access(policy, reads_first=reads)(bound), methods=list(methods))


def index(kind: Kind) -> str:
    """The entries that the actor may edit, by name; ``?q= state= sort=`` as on the page."""
    actor = current_actor()
    rows = [row for row in queries.entries(session_of_request(), kind.model) if kind.edits(actor, {kind.argument: row})]
    asked = {"q": request.args.get("q", "").strip()[:100], "state": request.args.get("state", "")}
    shown = [row for row in rows if _matches(kind, row, asked)]
    key, descending = _sorting(kind)
    shown.sort(key=kind.sorts.get(key, lambda row: sort_key(row.name)), reverse=descending)
    return render_template(
        f"directory/{kind.plural}.html",
        kind=kind,
        rows=shown,
        any_rows=bool(rows),
        asked=asked,
        sort=(key, descending),
        sort_url=lambda name, down: _sort_url(kind, asked, name, down),
        whole=headquarters(actor, {}),
        territory=lambda code: territories.name(code, current_locale()),
    )


def _matches(kind: Kind, row: Any, asked: Mapping[str, str]) -> bool:
    texts = [row.name.zh, row.name.en, row.slug, *kind.searched(row)]
    found = not asked["q"] or any(fold(asked["q"]) in fold(text) for text in texts)
    return found and (asked["state"] == "all" or (row.archived_at is not None) is (asked["state"] == "archived"))


def _sorting(kind: Kind) -> tuple[str, bool]:
    """The sort key of the URL and whether it descends; the name where it is none of ours."""
    asked = request.args.get("sort", "")
    key = asked.removeprefix("-")
    return (key, asked.startswith("-")) if key in {*kind.sorts, "name"} else ("name", False)


def _sort_url(kind: Kind, asked: Mapping[str, str], name: str, descending: bool) -> str:
    kept: dict[str, Any] = {key: value for key, value in asked.items() if value}
    return url_for(f"directory_{kind.plural}.index", sort=f"-{name}" if descending else name, **kept)


def new(kind: Kind) -> Any:
    form = kind.form()
    form.prepare()
    if form.validate_on_submit() and attempt(
        lambda: entries.create(session_of_request(), kind.model, form.typed()), form
    ):
        flash(_("Saved."), "success")
        then = "new" if request.form.get("then") == "another" else "index"
        return back_to(f"directory_{kind.plural}.{then}")
    return _page(kind, form, None)


def edit(kind: Kind, **named: Any) -> Any:
    row = named[kind.argument]
    form = kind.form(obj=row)
    form.prepare()
    form.opened(row)
    if form.validate_on_submit():
        version = form.version.data or ""
        if attempt(lambda: entries.edit(session_of_request(), row, form.typed(), version), form):
            flash(_("Saved."), "success")
            return back_to(f"directory_{kind.plural}.index")
        if form.stale:
            stored = kind.form(None, obj=row)
            stored.prepare()
            form.meet(stored, row)
    return _page(kind, form, row)


def _page(kind: Kind, form: Any, row: Any) -> tuple[str, int]:
    whole = headquarters(current_actor(), {})
    page = render_template(f"directory/{kind.argument}_form.html", kind=kind, form=form, row=row, whole=whole)
    return page, 422 if form.is_submitted() else 200


def archive(kind: Kind, **named: Any) -> Response:
    row = named[kind.argument]
    attempt(lambda: entries.archive(session_of_request(), row, now()))
    flash(_("Archived. What refers to it keeps it."), "success")
    return back_to(f"directory_{kind.plural}.index")


def restore(kind: Kind, **named: Any) -> Response:
    row = named[kind.argument]
    attempt(lambda: entries.restore(session_of_request(), row))
    flash(_("In use again."), "success")
    return back_to(f"directory_{kind.plural}.edit", **{kind.argument: row.slug})
