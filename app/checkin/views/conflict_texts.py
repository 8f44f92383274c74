"""The words in which a supervisor's scanner tells of conflicts."""

from app.core.i18n import gettext as _


def conflict_texts() -> dict[str, str]:
    return {
        "conflicts": _("Conflicts to settle: {number}"),
        "conflict": _("{checkpoint}: first {first}, {first_device}; again {again}, {device}"),
        "cause_twice": _("One person, seen twice"),
        "cause_shared": _("Badge shared or copied"),
        "cause_mistake": _("A mistake: take it back"),
        "shared_next": _("Send its owner to the desk for a new badge."),
        "conflict_settled": _("Settled"),
        "conflict_failed": _("Not settled: no network. Try again."),
        "conflict_refused": _("Somebody has settled it already"),
    }
