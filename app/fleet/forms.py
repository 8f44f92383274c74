"""Forms of messages to phones, and of files that phones exported."""

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import StringField

from app.checkin.models import Device
from app.core.fields import ChoiceField, options
from app.core.forms import AtMost, Filled, Form
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l

ALL = "all"


class MessageForm(Form):
    """A message to one device, or to all."""

    text = StringField(
        _l("Message"),
        validators=[Filled(), AtMost(300)],
        description=_l("It stands on the scanner until it is tapped."),
    )
    to = ChoiceField(_l("To"))

    def offer(self, devices: Iterable[Device]) -> None:
        """``devices``: those in service."""
        self._devices = {device.public_id: device for device in devices}
        named = [(key, device.name) for key, device in self._devices.items()]
        self.to.choices = options([(ALL, _("All devices")), *named])

    @property
    def device(self) -> Device | None:
        """Whom it is for; None means all."""
        return self._devices.get(self.to.data or "")


class FileForm(Form):
    """A file of what waits on a phone."""

    file = FileField(_l("The phone's file"), description=_l("Its name begins with luntan-scans."))
