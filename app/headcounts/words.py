"""What reasons are called."""

from app.core.i18n import lazy_pgettext
from app.headcounts.models import Why

WHYS = {
    Why.OTHER_CAR: lazy_pgettext("missing", "Comes by another car"),
    Why.ILL: lazy_pgettext("missing", "Ill"),
    Why.LEFT_BEHIND: lazy_pgettext("missing", "Left behind"),
    Why.UNKNOWN: lazy_pgettext("missing", "Nobody knows"),
}
