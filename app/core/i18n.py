"""Which language a request is answered in, and the gettext functions."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Request, g, has_app_context, has_request_context, request
from flask_babel import (
    Babel,
    format_date,
    format_datetime,
    gettext,
    lazy_gettext,
    lazy_pgettext,
    ngettext,
    pgettext,
)
from flask_babel import force_locale as force_babel_locale

from app.core.text import LOCALES, Bilingual, Locale

COOKIE = "lang"
BCP47: dict[str, str] = {"zh": "zh-CN", "en": "en"}
OWN_NAME: dict[str, str] = {"zh": "中文", "en": "English"}


def asked_locale(req: Request) -> Locale | None:
    """The language of ``?lang=``, where it is one we speak."""
    asked = req.args.get("lang", "")
    return asked if asked in LOCALES else None


def negotiated_locale(req: Request) -> Locale:
    """``?lang=``, then the cookie, then Accept-Language; English when nothing fits."""
    if asked := asked_locale(req):
        return asked
    kept = req.cookies.get(COOKIE, "")
    if kept in LOCALES:
        return kept
    return _accepted(req)


def _accepted(req: Request) -> Locale:
    """The first of our languages by the reader's wish, in whatever script or country."""
    for tag, quality in sorted(req.accept_languages, key=lambda wish: -wish[1]):
        language = re.split("[-_]", tag.lower())[0]
        if quality > 0 and language in LOCALES:
            return language
        if quality > 0 and tag == "*":
            break
    return "en"


def current_locale() -> Locale:
    """The language of this request; English outside one unless forced."""
    if has_app_context() and "locale" in g:
        return cast(Locale, g.locale)
    if not has_request_context():
        return "en"
    g.locale = negotiated_locale(request)
    return cast(Locale, g.locale)


@contextmanager
def force_locale(locale: str) -> Iterator[None]:
    """Speak ``locale`` in the block whatever the reader asked for: texts, dates and bilingual data alike."""
    before = g.get("locale")
    g.locale = locale
    try:
        with force_babel_locale(locale):
            yield
    finally:
        if before is None:
            g.pop("locale")
        else:
            g.locale = before


def in_each_language(texts: Callable[[], dict[str, str]]) -> dict[str, Bilingual]:
    """What ``texts`` answers in either language, by name: for a screen that passers-by of both read."""
    said = {}
    for locale in LOCALES:
        with force_locale(locale):
            said[locale] = texts()
    return {name: Bilingual(*(said[locale][name] for locale in LOCALES)) for name in said["en"]}


def init_app(app: Any) -> None:
    """A catalogue of its own for each application: they may speak differently."""
    Babel().init_app(
        app,
        default_locale="en",
        default_translation_directories=str(app.root_path) + "/translations",
        locale_selector=current_locale,
    )


__all__ = [
    "BCP47",
    "COOKIE",
    "OWN_NAME",
    "asked_locale",
    "current_locale",
    "force_locale",
    "format_date",
    "format_datetime",
    "gettext",
    "in_each_language",
    "init_app",
    "lazy_gettext",
    "lazy_pgettext",
    "negotiated_locale",
    "ngettext",
    "pgettext",
]
