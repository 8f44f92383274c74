"""Imports every package's models once, for Alembic and the mappers."""

from app.accounts import models as accounts
from app.agenda import models as agenda
from app.badges import models as badges
from app.calendars import models as calendars
from app.checkin import models as checkin
from app.core import audit, demo_mode, longwork, outbox, revisions, throttle
from app.desk import models as desk
from app.directory import models as directory
from app.events import models as events
from app.fleet import models as fleet
from app.headcounts import models as headcounts
from app.manifests import models as manifests
from app.registration import models as registration
from app.selfcheckin import models as selfcheckin
from app.tickets import models as tickets
from app.trips import models as trips

__all__ = [
    "accounts",
    "agenda",
    "audit",
    "badges",
    "calendars",
    "checkin",
    "demo_mode",
    "desk",
    "directory",
    "events",
    "fleet",
    "headcounts",
    "longwork",
    "manifests",
    "outbox",
    "registration",
    "revisions",
    "selfcheckin",
    "throttle",
    "tickets",
    "trips",
]
