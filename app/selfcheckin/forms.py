"""What organizers allow, and what guests type."""

from typing import Any

from wtforms import BooleanField, StringField

from app.core.errors import DomainError
from app.core.fields import ClockField
from app.core.forms import AtMost, EditForm, Filled, Form
from app.core.i18n import lazy_gettext as _l
from app.core.zones import at_place, wall_clock
from app.events.models import Event
from app.selfcheckin.models import SelfCheckIn


class AllowForm(EditForm):
    """Self check-in at a checkpoint. Times are on the clocks of the place."""

    by_screen = BooleanField(
        _l("A screen with a code that changes"),
        description=_l(
            "Safe against a photographed code: it is good for half a minute, and whoever scans it has five minutes to"
            " say who they are, on that phone alone, for one person."
        ),
    )
    by_number = BooleanField(
        _l("A printed poster with a number of the day"),
        description=_l(
            "Worth little: it proves only that somebody told the guest the number today. Whoever knows it can check in"
            " from anywhere. Use it where coming late or not at all harms nobody."
        ),
    )
    by_name = BooleanField(
        _l("Name and phone will do"),
        description=_l("Guests without their ticket type their full name and the last four digits of their phone."),
    )
    opens = ClockField(_l("Opens"))
    closes = ClockField(_l("Closes"))

    def show(self, row: SelfCheckIn | None, zone: str) -> None:
        """What is stored otherwise than the fields."""
        self.opens.data = wall_clock(row.opens_at, zone) if row and row.opens_at else None
        self.closes.data = wall_clock(row.closes_at, zone) if row and row.closes_at else None
        self.by_name.data = row.by_name if row else True

    def typed(self, event: Event) -> dict[str, Any]:
        """Attributes of the row; a ``DomainError`` for a time that is skipped at the place."""
        return {
            "by_screen": bool(self.by_screen.data),
            "by_number": bool(self.by_number.data),
            "by_name": bool(self.by_name.data),
            "opens_at": at_place(self.opens.data, event.zone, "opens") if self.opens.data else None,
            "closes_at": at_place(self.closes.data, event.zone, "closes") if self.closes.data else None,
        }


class NumberForm(Form):
    """The number of the day, as a guest was told it."""

    number = StringField(_l("Number of the day"), validators=[Filled(), AtMost(40)])


class TicketForm(Form):
    """The code of one's ticket."""

    code = StringField(
        _l("Code of your ticket"),
        validators=[Filled(), AtMost(2048)],
        description=_l("The eight characters under the QR of your ticket or badge."),
    )


class NameForm(Form):
    """One's name and the end of one's phone number."""

    name = StringField(
        _l("Full name"),
        validators=[Filled(), AtMost(120)],
        description=_l("In Chinese or in Latin letters, as registered."),
    )
    tail = StringField(_l("Last four digits of your phone"), validators=[Filled(), AtMost(20)])


def not_found() -> DomainError:
    """The same for everybody who was not found, whatever the reason."""
    return DomainError(
        _l("Nobody was found by this. Look at it once more, or come to the desk: you are checked in there at once.")
    )


def wrong_number() -> DomainError:
    return DomainError(_l("This is not today's number. Ask at the desk."), "number")


def too_many() -> DomainError:
    return DomainError(_l("Too many tries. Come to the desk, or try again in a few minutes."))
