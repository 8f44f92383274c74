"""Who may watch the live picture."""

from collections.abc import Mapping
from typing import Any

from app.core.policies import Actor


def watches(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Open to the edge: the view itself asks whether the browser may, as one question for all that watch."""
    return True
