"""Hues that organizers choose from, for series, tracks and categories; degrees of OKLCH in steps of ten."""

from typing import Any

from wtforms import RadioField

from app.core.fields import options
from app.core.i18n import lazy_gettext as _l

NAMED: tuple[tuple[int, Any], ...] = (
    (20, _l("Red")),
    (50, _l("Orange")),
    (90, _l("Yellow")),
    (140, _l("Green")),
    (180, _l("Turquoise")),
    (220, _l("Sky blue")),
    (250, _l("Blue")),
    (280, _l("Violet")),
    (320, _l("Purple")),
    (350, _l("Pink")),
)


class HueField(RadioField):
    """A hue by name; one that has no name stays among the choices while it is the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"coerce": int, "choices": options(NAMED), "validate_choice": False, **kwargs})

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        if self.data is not None and self.data not in dict(NAMED):
            self.choices = options([(self.data, _l("As before")), *NAMED])

    def pre_validate(self, form: Any) -> None:
        if self.data is None or not 0 <= self.data <= 350:
            self.data = NAMED[0][0]
