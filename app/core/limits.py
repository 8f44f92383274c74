"""Rate limits by address, kept in Redis or, a count each process, in memory."""

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from app.core import counting  # noqa: F401 - registers the storage of ``process://``

#: Checked by the routes that declare a limit; the others spend nothing on it.
limiter = Limiter(get_remote_address, headers_enabled=False, strategy="fixed-window")


def registrations() -> str:
    return f"{current_app.extensions['luntan_settings'].registrations_per_minute} per minute"


def sign_ins() -> str:
    return f"{current_app.extensions['luntan_settings'].sign_ins_per_ten_minutes} per 10 minutes"
