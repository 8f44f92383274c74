"""How walk-ins are told of in words."""

from typing import Any

from app.core.i18n import lazy_gettext as _l
from app.desk.models import Trouble
from app.desk.walkins import Problem

TROUBLES: dict[Trouble, Any] = {
    Trouble.SPARE_TAKEN: _l("The blank badge had been given to somebody else: this person has another ticket"),
    Trouble.SPARE_VOID: _l("The blank badge was not valid: this person has another ticket"),
    Trouble.FULL: _l("No place was left: on the waiting list"),
    Trouble.OVER_CAPACITY: _l("Let in beyond the places"),
    Trouble.DEVICE_ENDED: _l("The device was out of service: on the waiting list"),
    Trouble.SAME_NAME: _l("Somebody of this name was registered before"),
}
PROBLEMS: dict[Problem, Any] = {
    "invalid": _l("Give a name, in Chinese characters or in Latin letters."),
    "no_badge": _l("This is not a blank badge of this event."),
    "spare_taken": _l("This blank badge was given to somebody else. Take another one."),
    "spare_void": _l("This blank badge was withdrawn. Take another one."),
    "full": _l("No places are left in this category."),
    "same_name": _l("Somebody of this name is registered. Look whether it is the same person."),
    "no_category": _l("Choose a category, or give a blank badge."),
    "not_allowed": _l("Only organizers may let people in beyond the places."),
    "id_reused": _l("This form was sent already. Open it anew."),
    "unreadable": _l("This could not be read."),
    "not_public": _l("The event takes nobody: it is not public."),
}
