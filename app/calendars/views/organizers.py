"""The organizers' feed: drafts are in it, so that its address is a secret of one member of staff."""

import hashlib
from datetime import timedelta

from flask import Response, abort, current_app, flash, g, make_response, render_template, request
from werkzeug.wrappers import Response as Redirect

from app.accounts.models import Level
from app.accounts.views.browser import actor_of
from app.calendars import feeds, secret_feeds
from app.calendars.entries import Writer
from app.calendars.models import OrganizerFeed
from app.calendars.queries import organizer_feed
from app.calendars.subscribing import subscribe_links
from app.calendars.views.blueprint import bp
from app.calendars.views.feeds import CALENDAR
from app.calendars.wording import Wording, wording
from app.core import navigation, revisions
from app.core.build import BUILD
from app.core.clock import now
from app.core.db import db, writing
from app.core.edge import access, back_to, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.links import public_link
from app.core.policies import public
from app.core.secrets import Secrets
from app.events.models import Event
from app.events.policies import views

#: How exactly a feed tells when it was last fetched; programs fetch it several times a day.
FETCHED_EVERY = timedelta(minutes=10)


def _secrets() -> Secrets:
    found: Secrets = current_app.extensions["luntan_secrets"]
    return found


def _own_id() -> int:
    user_id = current_actor().user_id
    return user_id if user_id is not None else abort(403)


@bp.get("/manage/events/<event>/calendar/")
@access(views)
def organizers(event: Event) -> str:
    """The reader's own feed of this event: its links, when it was last fetched, renew and revoke."""
    feed = organizer_feed(session_of_request(), _own_id(), event.id)
    links = subscribe_links(_address(feed), event.title.pick(current_locale())) if feed else None
    return render_template("calendars/organizers.html", event=event, feed=feed, links=links)


@bp.post("/manage/events/<event>/calendar/")
@access(views)
def renew(event: Event) -> Redirect:
    """Make the feed, or give it a new address."""
    secret_feeds.renew(session_of_request(), _own_id(), event.id, now())
    flash(_("Your feed has a new address."), "success")
    return back_to("calendars.organizers", event=event.slug)


@bp.post("/manage/events/<event>/calendar/revoke/")
@access(views)
def revoke(event: Event) -> Redirect:
    secret_feeds.revoke(session_of_request(), _own_id(), event.id)
    flash(_("The address no longer answers."), "success")
    return back_to("calendars.organizers", event=event.slug)


@bp.get("/feeds/<secret>.ics")
@access(public)
def organizer_feed_file(secret: str) -> Response:
    """The feed behind a secret address, as long as its owner may see the event."""
    # Imported here: as for public feeds.
    from app.calendars.ical import render_feed

    g.shared_answer = True  # no cookie: calendar programs send none
    feed = secret_feeds.find(session_of_request(), secret, _secrets())
    if feed is None or feed.user.disabled_at or not views(actor_of(feed.user, Level.STAFF), {"event": feed.event}):
        abort(404)
    _mark_fetched(feed)
    language = wording(request.args.get("lang", ""))
    # The tag is made before the feed is read: an edit in between makes it old, never a new feed look old.
    tag = _tag(feed, language)
    if request.if_none_match.contains_weak(tag):
        return _private(b"", tag, 304)
    writer = Writer(language, public_link)
    calendar = feeds.organizers_feed(session_of_request(), feed.event, _address(feed), writer)
    return _private(render_feed(calendar), tag)


def _tag(feed: OrganizerFeed, language: Wording) -> str:
    """Changes with all that the feed's bytes are made of, and is had without building them."""
    scopes = [revisions.SHARED, revisions.event_scope(feed.event_id)]
    known = (BUILD, _address(feed), language, *revisions.values(session_of_request(), scopes).values())
    return hashlib.sha256(repr(known).encode()).hexdigest()[:24]


def _address(feed: OrganizerFeed) -> str:
    return public_link("calendars.organizer_feed_file", secret=secret_feeds.secret_of(feed, _secrets()))


def _mark_fetched(feed: OrganizerFeed) -> None:
    """Now and then, in a transaction of its own: fetching stays free of writes otherwise."""
    moment = now()
    if feed.last_fetched_at is None or moment - feed.last_fetched_at > FETCHED_EVERY:
        with writing(db.engine) as session:
            session.get_one(OrganizerFeed, feed.id).last_fetched_at = moment


def _private(body: bytes, tag: str, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["Content-Type"] = CALENDAR
    response.headers["Content-Disposition"] = 'inline; filename="organizers.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(tag)
    return response


navigation.item("event", "calendars.organizers", _l("Calendar"), views, order=48, section=navigation.Section.PROGRAMME)
