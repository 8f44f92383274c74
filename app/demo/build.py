"""Makes the demo: everything invented, the same each time, and one forum always today."""

from datetime import date

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from app.core.demo_mode import mark_demo
from app.core.secrets import Secrets
from app.demo.desk import make_desk
from app.demo.directory import make_directory
from app.demo.fleet import make_fleet
from app.demo.forums import make_series
from app.demo.guests import make_guests
from app.demo.layouts import make_layouts
from app.demo.maker import Maker
from app.demo.modes import make_modes
from app.demo.morning import make_morning
from app.demo.onsite import make_onsite
from app.demo.printing import make_printing
from app.demo.selfcheckin import make_self_check_in
from app.demo.staff import make_staff
from app.demo.trip import make_trip


def make_demo(session: Session, hasher: PasswordHasher, secrets: Secrets, anchor: date) -> None:
    """Fill an empty database; ``anchor`` is the second day of the live forum."""
    make = Maker(session, anchor)
    bases, groups, themes = make_directory(make)
    _series, editions = make_series(make, bases, themes)
    live = editions[4]
    trip = make_trip(make, bases, themes)
    make_staff(make, hasher, bases["wuhan"], live)
    make_guests(make, secrets, live=live, trip=trip, past=editions[0], groups=groups)
    make_onsite(make, live)
    make_desk(make, secrets, live)
    make_self_check_in(make, live)
    make_fleet(make, live)
    make_modes(make, live)
    make_morning(make, live, bases)
    make_layouts(make, live)
    make_printing(make, live)
    mark_demo(session, anchor.isoformat())
