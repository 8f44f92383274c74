"""Addresses: those of this site in mails, codes and feeds, and those that a request may be sent on to."""

import re

from flask import current_app

from app.core.i18n import current_locale

LONGEST_PATH = 300
#: Browsers read a backslash as a slash, and drop tabs and line ends.
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def public_link(endpoint: str, **values: str | int) -> str:
    """The full address of a page, made of ``PUBLIC_URL`` alone: what a request's Host header says plays no part.

    A shared page is linked in the present language; ``lang=`` names another. Needs an application context.
    """
    view = current_app.view_functions[endpoint]
    if getattr(view, "cached", False):
        values.setdefault("lang", current_locale())
    return public_address(current_app.url_map.bind("").build(endpoint, values))


def public_address(path: str) -> str:
    """``PUBLIC_URL`` followed by a path of this site."""
    return str(current_app.extensions["luntan_settings"].public_url).rstrip("/") + path


def own_path(asked: str) -> str:
    """``asked`` where it is a path of this site, else ''; never what a browser would read as another host."""
    if not asked.startswith("/") or asked.startswith("//") or len(asked) > LONGEST_PATH or _UNSAFE.search(asked):
        return ""
    return asked
