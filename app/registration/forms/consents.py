"""The boxes of consents: never ticked beforehand, each given under the notice that stands beside them."""

from collections.abc import Collection
from typing import Any

from wtforms import BooleanField, HiddenField

from app.core.errors import DomainError
from app.core.forms import Filled, Form
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.registration.consenting import WHY, ConsentsMissing
from app.registration.models import ConsentKind, PrivacyNotice


class ConsentForm(Form):
    """``notice`` is the public id of the notice that the reader has before them, '' the standard one."""

    notice = HiddenField()
    consent_notice = BooleanField(
        _l("I have read the privacy notice and agree to it."), [Filled(WHY[ConsentKind.NOTICE])]
    )
    consent_sensitive = BooleanField(_l("My answers to the sensitive questions may be kept for this event."))
    consent_cross_border = BooleanField(_l("My data may be sent across the border of mainland China."))
    consent_photographs = BooleanField(_l("Photographs and films that show me may be published."))

    def ask_last(self, but: Collection[ConsentKind]) -> None:
        """Ask for consents after all else, and for none of the kinds ``but``."""
        for kind in but:
            del self[f"consent_{kind}"]
        for field in self.boxes().values():
            self._fields.move_to_end(field.name)

    def boxes(self) -> dict[ConsentKind, Any]:
        """The boxes by kind."""
        return {kind: self[name] for kind in ConsentKind if (name := f"consent_{kind}") in self}

    def consents(self) -> frozenset[ConsentKind]:
        """What was ticked."""
        return frozenset(kind for kind, field in self.boxes().items() if field.data)

    def is_of(self, notice: PrivacyNotice | None) -> bool:
        """Whether the reader has seen ``notice``, which is in force; where not, it is shown and asked for anew."""
        in_force, given = notice.public_id if notice else "", self.consents()
        if not given or (self.notice.data or "") == in_force:
            return True
        self.notice.data = in_force
        box = next(field for kind, field in self.boxes().items() if kind in given)
        box.data, box.errors = False, [_("The privacy notice has changed just now. Read it once more.")]
        return False

    def refuse(self, error: DomainError) -> None:
        if not isinstance(error, ConsentsMissing):
            super().refuse(error)
            return
        boxes = self.boxes()
        for kind in error.kinds:
            boxes[kind].errors = [str(WHY[kind])]
