"""Figures of an event, as the packages that hold them give them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.providers import ask
from app.events.models import Event


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts; ``endpoint``: the page of the event that shows them, or ''."""

    label: Any
    value: str | int
    endpoint: str = ""


def of_event(session: Session, event: Event) -> list[Figure]:
    """What the upper packages count for ``event``, in their order."""
    return [figure for answer in ask("event_figures", session, event) for figure in answer]
