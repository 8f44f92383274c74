"""Reading requests and writing answers of the API: bearer tokens, JSON, problems."""

import gzip
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from flask import Response, request
from pydantic import BaseModel, TypeAdapter, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from app.api.schemas import Problem, ProblemOut
from app.checkin.devices import hash_of
from app.checkin.reported import Moment, explain
from app.core.errors import DomainError, NotFound, Throttled

LARGEST_BODY = 2 * 1024 * 1024
WORTH_COMPRESSING = 8 * 1024
JSON = "application/json"
Body = TypeVar("Body", bound=BaseModel)
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


class Refused(Exception):
    """Answered with a status of 4xx and a ``Problem``; nothing of the request is kept."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(status, reason, message)


_adapter: Callable[[Any], TypeAdapter[Any]] = lru_cache(TypeAdapter)


def answered(content: Any, status: int = 200) -> Response:
    """``content``, an instance of one of the schemas, as JSON; compressed where that saves a network something."""
    written = _adapter(content.__class__).dump_json(content)
    if len(written) < WORTH_COMPRESSING or not request.accept_encodings["gzip"]:
        return Response(written, status, mimetype=JSON)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(gzip.compress(written, 4, mtime=0), status, headers, mimetype=JSON)


def moment_asked(name: str) -> datetime | None:
    """The instant that a query option gives, None where it is left out; ``Refused`` with 422 where it is none."""
    given = request.args.get(name)
    if given is None:
        return None
    try:
        return _MOMENT.validate_python(given)
    except ValidationError as error:
        raise Refused(422, "invalid", f"{name}: {explain(error)}") from None


def problem(refused: Refused) -> Response:
    """An error handler."""
    response = answered(ProblemOut(refused.problem), refused.problem.code)
    if refused.problem.code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refusal(error: DomainError) -> Response:
    """An error handler: what a service refused, in the words it has for people."""
    if isinstance(error, Throttled):
        response = problem(Refused(429, "throttled", str(error.message)))
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    missing = isinstance(error, NotFound)
    return problem(Refused(404 if missing else 409, "not_found" if missing else "refused", str(error.message)))


def bearer_hash() -> str:
    """The hash of the request's token; ``Refused`` with 401 where it has none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(401, "no_token", "send the device's token: Authorization: Bearer TOKEN")
    return hash_of(token.strip())


def body_as(kind: type[Body]) -> Body:
    """The request's JSON as ``kind``; ``Refused`` with 400, 413 or 422 that says what is wrong where."""
    try:
        return kind.model_validate_json(_body())
    except ValidationError as error:
        broken = any(detail["type"] == "json_invalid" for detail in error.errors(include_url=False))
        raise Refused(400 if broken else 422, "invalid_json" if broken else "invalid", explain(error)) from None


def _body() -> bytes:
    """One byte more than is allowed is read: a body that does not tell its length would be cut off without a word."""
    request.max_content_length = LARGEST_BODY + 1
    with suppress(RequestEntityTooLarge):
        if len(content := request.get_data(cache=False)) <= LARGEST_BODY:
            return content
    raise Refused(413, "too_large", f"at most {LARGEST_BODY} bytes")
