"""Staff at their desks: signing in as one of the demo's roles."""

from __future__ import annotations

from app.demo.staff import PASSWORD
from tests.browser.journeys.window import Window


def sign_in(window: Window, role: str) -> None:
    """Sign a fresh browser in as ``role``@demo.example, and arrive on the organizers' pages."""
    window.go("/sign-in/")
    window.fill({"email": f"{role}@demo.example", "password": PASSWORD})
    window.press("form[action$='/sign-in/'] button[type='submit']")
    assert window.path == "/manage/"
