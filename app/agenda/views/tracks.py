"""Tracks of an event's agenda."""

from flask import Blueprint

from app.agenda import places, queries
from app.agenda.forms import TrackForm
from app.agenda.models import Track
from app.agenda.views.placed import Kind, pages
from app.core import navigation
from app.core.clock import now
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.events.policies import organizes_forum

bp = Blueprint("agenda_tracks", __name__)
TRACKS = Kind(
    argument="track",
    plural="tracks",
    model=Track,
    form=TrackForm,
    rows=queries.tracks,
    sessions=queries.sessions_in_track,
    typed=lambda form, _row: form.values(),
    remove=lambda session, event, track: places.remove_track(session, event, track, now()),
)
pages(bp, TRACKS)
navigation.item("event", "agenda_tracks.index", _l("Tracks"), organizes_forum, order=44, section=Section.PROGRAMME)
