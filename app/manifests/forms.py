"""The form of what was ticked on a printed list."""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from wtforms import HiddenField, TextAreaField

from app.core.errors import DomainError
from app.core.fields import ClockField
from app.core.forms import AtMost, Filled, Form
from app.core.i18n import lazy_gettext as _l
from app.core.zones import at_place
from app.events.models import Event

MOST = 2000
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
#: A line of codes: the code, and a time after it where it is not the usual one.
_TYPED = re.compile(r"^(?P<code>\S.*?)(?:\s+(?P<clock>\d{1,2}[::]\d{2}))?$")


class PaperForm(Form):
    """Who was ticked: chosen on the list, or by short code. ``at`` stands for ticks that have no time of their own."""

    nonce = HiddenField()
    at = ClockField(_l("Time, where none stands beside the name"), validators=[Filled()])
    codes = TextAreaField(
        _l("Short codes"),
        validators=[AtMost(40_000)],
        description=_l(
            "Scan the squares on the list with a USB scanner, or type the codes: one a line, with a time after it "
            "where one is written down (4F7K-Q2M9 08:15)."
        ),
    )

    def page(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.nonce.data or "")
        except ValueError:
            raise DomainError(_l("This page is out of date. Load it again."), "at") from None

    def usual(self, event: Event) -> datetime:
        return at_place(self.at.data, event.zone, "at")  # type: ignore[arg-type]

    def typed(self) -> dict[str, str]:
        """Clock times, '' for the usual one, by the code as it was typed."""
        found: dict[str, str] = {}
        for line in (self.codes.data or "").splitlines()[:MOST]:
            if matched := _TYPED.match(line.strip()):
                found[matched["code"]] = (matched["clock"] or "").replace("：", ":")
        return found

    def moment(self, clock: str, event: Event, field: str) -> datetime:
        """The instant of a clock time on the day of the usual one; of '' the usual one itself."""
        if not clock:
            return self.usual(event)
        matched = _CLOCK.fullmatch(clock.strip())
        if not matched:
            raise DomainError(_l("This is no time: write 08:15."), field)
        shown = datetime.combine(self.at.data, time(int(matched[1]), int(matched[2])))  # type: ignore[arg-type]
        return at_place(shown, event.zone, field)


def chosen(sent: Any) -> Mapping[str, str]:
    """Clock times by public id of those ticked on the page; ``sent`` is the request's form."""
    ids: Iterable[str] = dict.fromkeys(key[:16] for key in sent.getlist("ids")[:MOST])
    return {key: sent.get(f"time-{key}", "")[:8] for key in ids}
