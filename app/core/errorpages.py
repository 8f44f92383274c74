"""Answers to what went wrong, in the reader's language; JSON for scripts."""

from collections.abc import Sequence
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.db import db
from app.core.errors import DomainError, NotFound, Throttled
from app.core.i18n import gettext as _

log = structlog.get_logger()


def _titles(code: int) -> tuple[str, str]:
    known = {
        400: (_("This request could not be read"), _("Go back and try again.")),
        401: (_("Please sign in"), _("This page needs you to be signed in.")),
        403: (_("This page is not open to you"), _("If you need it, ask the organizers for access.")),
        404: (_("There is no such page"), _("The address may be mistyped, or the page was taken down.")),
        405: (_("This cannot be done here"), _("Go back and try again.")),
        413: (_("This is too large"), _("Send a smaller file.")),
        429: (_("Too many attempts"), _("Wait a few minutes and try again.")),
        503: (
            _("Back in a moment"),
            _("The service cannot reach its data. Nothing you typed was lost: go back and send it again shortly."),
        ),
    }
    return known.get(code, (_("Something went wrong"), _("It was logged. Try again in a moment.")))


def answer(code: int, message: str = "", steps: Sequence[dict[str, str]] = ()) -> Response:
    """The error page of ``code``, or its JSON form under ``/api/``; ``steps`` are what the reader may do next.

    The page asks nobody who reads it: the session or the database may be what failed.
    """
    title, hint = _titles(code)
    if request.path.startswith("/api/"):
        response = jsonify(error={"code": code, "title": title, "message": message or hint})
    else:
        g.shared_answer = True
        g.pop("url_objects", None)
        page = render_template("errors/error.html", code=code, title=title, message=message or hint, next=steps)
        response = make_response(page)
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response


def _http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    if request_ctx.url_adapter is None:
        return Response("This is not the address of this service.\n", code, mimetype="text/plain")
    db.session.rollback()
    if code == 401 and not request.path.startswith("/api/"):
        path = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("accounts.sign_in", next=path) if path else url_for("accounts.sign_in"))
    return answer(code, steps=_steps(code))


def _steps(code: int) -> list[dict[str, str]]:
    """Who came by a mail link to a page of staff may have a password as well."""
    if code != 403 or "actor" not in g or g.actor.level != "mail":
        return []
    return [{"label": _("Sign in with your password"), "url": url_for("accounts.sign_in", next=request.path)}]


def _expired_form(error: CSRFError) -> Response:
    db.session.rollback()
    return answer(400, _("This form has expired. Go back, reload the page and send it again."))


def _throttled(error: Throttled) -> Response:
    db.session.rollback()
    response = answer(429, str(error.message))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _refused(error: DomainError) -> Response:
    db.session.rollback()
    return answer(404 if isinstance(error, NotFound) else 409, str(error.message))


def _no_database(error: OperationalError) -> Response:
    log.error("database_unreachable", error=repr(error))
    db.session.rollback()
    g.actor_unavailable = True
    return answer(503)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected_error", path=request.path, exc_info=error)
    db.session.rollback()
    return answer(500)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(Throttled, _throttled)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(OperationalError, _no_database)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
