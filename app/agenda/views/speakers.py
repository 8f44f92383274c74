"""Speakers of an event."""

from flask import Blueprint

from app.agenda import places, queries
from app.agenda.forms import SpeakerForm
from app.agenda.models import Speaker
from app.agenda.views.placed import Kind, pages
from app.core import navigation
from app.core.clock import now
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.events.policies import organizes_forum

bp = Blueprint("agenda_speakers", __name__)
SPEAKERS = Kind(
    argument="speaker",
    plural="speakers",
    model=Speaker,
    form=SpeakerForm,
    rows=queries.speakers,
    sessions=queries.sessions_of_speaker,
    typed=lambda form, row: form.typed(row),
    remove=lambda session, event, speaker: places.remove_speaker(session, event, speaker, now()),
    moves=False,
)
pages(bp, SPEAKERS)
navigation.item("event", "agenda_speakers.index", _l("Speakers"), organizes_forum, order=46, section=Section.PROGRAMME)
