"""Rooms of an event's venue."""

from flask import Blueprint

from app.agenda import places, queries
from app.agenda.forms import RoomForm
from app.agenda.models import Room
from app.agenda.views.placed import Kind, pages
from app.core import navigation
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.events.policies import organizes_forum

bp = Blueprint("agenda_rooms", __name__)
ROOMS = Kind(
    argument="room",
    plural="rooms",
    model=Room,
    form=RoomForm,
    rows=queries.rooms,
    sessions=queries.sessions_in_room,
    typed=lambda form, _row: form.values(),
    remove=places.remove_room,
)
pages(bp, ROOMS)
navigation.item("event", "agenda_rooms.index", _l("Rooms"), organizes_forum, order=42, section=Section.PROGRAMME)
