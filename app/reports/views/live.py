"""The live picture of an event: figures with their lists, arrivals, lanes, and what waits for a supervisor."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, g, render_template, request, url_for
from flask import session as cookie

from app.checkin.forms import KINDS, names
from app.checkin.models import Rule
from app.core import i18n, navigation
from app.core.clock import now
from app.core.db import db
from app.core.edge import access, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.events.models import Event
from app.events.policies import organizes_event, works_on
from app.events.queries import event_by_slug
from app.reports.lanes import LONG, SHORT, Lane
from app.reports.people import NONE
from app.reports.picture import Choice, Share
from app.reports.policies import watches
from app.reports.snapshots import Snapshot, snapshots
from app.reports.views.blueprint import bp
from app.reports.watching import watchers


@bp.get("/manage/events/<event>/live/")
@access(works_on)
def live(event: Event) -> str:
    """How things stand; ``?checkpoint= day=`` choose, ``wall=1`` is for a screen that many see: no names, no links."""
    snapshot = snapshots.present(db.engine, event.slug, now())
    assert snapshot is not None
    return render_template(
        "reports/live.html",
        figures=_figures(snapshot),
        watch_url=_watch_url(snapshot),
        may_export=organizes_event(current_actor(), event),
        **_context(snapshot),
    )


@bp.get("/manage/events/<slug>/live/figures/")
@access(watches, api=True)
def figures(slug: str) -> Response:
    """The changing part of the page, by itself: 304 where it is as the ``If-None-Match`` says."""
    moment, browser = now(), cookie.get("_user_id")
    if not isinstance(browser, str):
        return Response(status=401)
    if not watchers.may_watch(db.engine, (browser, slug), moment):
        return Response(status=403 if event_by_slug(session_of_request(), slug) else 404)
    g.locale = i18n.asked_locale(request) or "zh"
    snapshot = snapshots.present(db.engine, slug, moment)
    if snapshot is None:
        abort(404)
    key = (g.locale, *_asked(snapshot).values())
    page = snapshots.rendered(db.engine, snapshot, key, lambda: _figures(snapshot))
    headers = {"ETag": f'"{page.etag}"', "Cache-Control": "private, no-store", "Vary": "Cookie, Accept-Encoding"}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return Response(status=304, headers=headers)
    if request.accept_encodings["gzip"]:
        return Response(page.compressed, mimetype="text/html", headers={**headers, "Content-Encoding": "gzip"})
    return Response(page.body, mimetype="text/html", headers=headers)


def _watch_url(snapshot: Snapshot) -> str:
    values: dict[str, Any] = {"slug": snapshot.event.slug, "lang": current_locale(), **_asked(snapshot)}
    return url_for(".figures", **values)


def is_wall() -> bool:
    return request.args.get("wall") == "1"


def choice_of(snapshot: Snapshot) -> Choice | None:
    """What the URL asks for."""
    return snapshot.choice(request.args.get("checkpoint", "")[:16], request.args.get("day", "")[:10])


def _asked(snapshot: Snapshot) -> dict[str, str]:
    """The URL's arguments that are something, each of few values."""
    choice = choice_of(snapshot)
    asked = {"checkpoint": choice.checkpoint.public_id if choice else ""}
    asked["day"] = choice.day.isoformat() if choice and choice.day else ""
    return asked | {"wall": "1" if is_wall() else ""}


def _context(snapshot: Snapshot) -> dict[str, Any]:
    choice = choice_of(snapshot)
    return {"snapshot": snapshot, "choice": choice, "wall": is_wall(), "event": snapshot.event, "kinds": names(KINDS)}


def _figures(snapshot: Snapshot) -> str:
    choice = choice_of(snapshot)
    picture = snapshot.picture(db.engine, choice) if choice else None
    return render_template(
        "reports/_figures.html",
        picture=picture,
        parts=_parts(snapshot, picture.shares) if picture else [],
        lanes=[_lane(snapshot, lane) for lane in snapshot.lanes],
        shown_day=(choice.day if choice else None) or snapshot.at.astimezone(ZoneInfo(snapshot.event.zone)).date(),
        in_out=Rule.IN_OUT,
        link=lambda **more: url_for(".people", event=snapshot.event.slug, **_narrow(snapshot, more)),
        step_link=lambda bar: url_for(
            ".people", event=snapshot.event.slug, **_narrow(snapshot, {"which": "came", "step": bar.clock})
        ),
        times_link=lambda **more: url_for(".times", event=snapshot.event.slug, **_narrow(snapshot, more)),
        **_context(snapshot),
    )


def _narrow(snapshot: Snapshot, more: dict[str, Any]) -> dict[str, Any]:
    """Arguments of a list: of the choice, unless they name another one; '' leaves one out."""
    asked = {name: value for name, value in _asked(snapshot).items() if name != "wall"}
    return {name: value for name, value in {**asked, **more}.items() if value}


def _parts(snapshot: Snapshot, shares: Any) -> list[dict[str, Any]]:
    """The tables of parts, of which those with one row alone that has no name are left out."""
    titles = {"category": _("By category"), "group": _("By overseas group"), "base": _("By programme base")}
    heads = {"category": _("Category"), "group": _("Overseas group"), "base": _("Programme base")}
    return [
        {"name": name, "title": titles[name], "head": heads[name], "rows": _rows(snapshot, name, shares[name])}
        for name in titles
        if any(share.key is not None for share in shares[name])
    ]


def _rows(snapshot: Snapshot, part: str, shares: Iterable[Share]) -> list[dict[str, Any]]:
    known = snapshot.names[part]
    rows = [_row(part, share, known.get(share.key) if share.key else None) for share in shares]
    return sorted(rows, key=lambda row: (row["last"], row["place"], str(row["label"])))


def _row(part: str, share: Share, named: Any) -> dict[str, Any]:
    text = None if named is None else named.title if part == "category" else named.name
    key = NONE if named is None else named.public_id if part == "category" else named.slug
    label = text.pick(current_locale()) if text else _("None")
    return {"label": label, "key": key, "share": share, "last": named is None, "place": getattr(named, "position", 0)}


def _lane(snapshot: Snapshot, lane: Lane) -> dict[str, Any]:
    def since(time: timedelta) -> str:
        return (snapshot.lanes_at - time).isoformat()

    return {"lane": lane, "since_ten": since(SHORT), "since_hour": since(LONG)}


navigation.item("event", "reports.live", _l("Live picture"), works_on, order=66, section=Section.ON_SITE)
