"""The API of scanning devices, version 1. No cookie, no session, no CSRF token; a bearer token for each device."""

from flask import Blueprint

from app.api.exchange import Refused, problem, refusal
from app.core.errors import DomainError

bp = Blueprint("api", __name__, url_prefix="/api/v1")
bp.register_error_handler(Refused, problem)
bp.register_error_handler(DomainError, refusal)
