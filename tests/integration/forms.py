"""Sending forms as a browser does: fetch the page, take its CSRF token, post."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*\bvalue="([^"]+)"')


def csrf_token(client: FlaskClient, page: str) -> str:
    """The token in the first form of ``page``; AssertionError where it has none."""
    response = client.get(page, follow_redirects=True)
    found = TOKEN.search(response.text)
    assert found, f"no form on {page}, which answered {response.status_code}"
    return found.group(1)


def post(
    client: FlaskClient, url: str, data: dict[str, Any] | None = None, *, page: str = "", **request: Any
) -> TestResponse:
    """Send ``data`` to ``url`` with the token of ``page`` (``url`` itself when not given).

    A list as a value sends the field several times; ``(stream, filename)`` uploads a file.
    """
    return client.post(url, data={"csrf_token": csrf_token(client, page or url), **(data or {})}, **request)
