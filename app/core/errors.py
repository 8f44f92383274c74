"""Errors of the domain: what a person asked for cannot be done, said in their language."""

from typing import Any


class DomainError(Exception):
    """Refused; ``field`` names the form field it belongs to, '' the whole form."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(DomainError):
    """No such thing, or none that this person may know of."""


class Throttled(DomainError):
    """Too many attempts; ``retry_after`` in seconds."""

    def __init__(self, message: Any, retry_after: int = 600) -> None:
        super().__init__(message)
        self.retry_after = retry_after
