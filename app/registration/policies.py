"""Who may do what with a registration."""

from collections.abc import Mapping
from typing import Any

from app.core.policies import Actor
from app.registration.models import Registration


def owns(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Proved to read mail at the address that the registration was made with."""
    registration: Registration = args["my_registration"]
    return actor.signed_in and bool(actor.email) and actor.email == registration.contact_email
