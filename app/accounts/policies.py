"""Who may see what of an account."""

from collections.abc import Mapping
from typing import Any

from app.accounts.models import SignIn
from app.core.policies import Actor


def owns_browser(actor: Actor, args: Mapping[str, Any]) -> bool:
    """The signed-in browser is one of the actor's own."""
    browser: SignIn = args["browser"]
    return actor.signed_in and browser.user_id == actor.user_id


def has_password_session(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Signed in by a password, with or without a role."""
    return actor.level == "staff"
