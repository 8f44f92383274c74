"""What every template may use; see templates/components for the macros."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from babel import Locale as BabelLocale
from flask import Flask, g, has_request_context, request, url_for

from app.core import assets, i18n
from app.core.edge import current_actor
from app.core.i18n import gettext
from app.core.text import LOCALES, Bilingual


def language_urls() -> dict[str, str]:
    """This same page in each language; a shared one with its own options alone, whatever else was asked of it."""
    if not has_request_context():
        return {}
    given = g.page_options.items() if "page_options" in g else request.args.items(multi=True)
    rest = [(key, value) for key, value in given if key != "lang"]
    return {locale: f"{request.path}?{urlencode([*rest, ('lang', locale)])}" for locale in LOCALES}


def carry_language(app: Flask, endpoint: str, values: dict[str, Any]) -> None:
    """Links to shared pages say their language, so that each is one address for one answer.

    So do links on shared pages, which set no cookie: where they lead, the reader goes on in the language of the page.
    """
    view = app.view_functions.get(endpoint)
    says = getattr(view, "cached", False) or (getattr(g, "shared_answer", False) and not getattr(view, "api", True))
    if says and "lang" not in values and has_request_context():
        values["lang"] = i18n.current_locale()


def safe_url(value: str) -> str:
    """``value`` where it is a web address, else ``#``: a link never runs a script."""
    return value if urlsplit(value).scheme in ("http", "https") else "#"


def language_names(codes: str) -> str:
    """Names of the languages of ``zh en``, in the reader's language."""
    reader = BabelLocale.parse(i18n.current_locale())
    return str(gettext(", ")).join(reader.languages.get(code, code) for code in codes.split())


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(asset=assets.asset, vendor=assets.vendor, own_name=i18n.OWN_NAME)
    app.jinja_env.filters["pick"] = lambda text: (
        text.pick(i18n.current_locale()) if isinstance(text, Bilingual) else (text or "")
    )
    app.jinja_env.filters.update(safe_url=safe_url, language_names=language_names)
    app.url_default_functions.setdefault(None, []).append(
        lambda endpoint, values: carry_language(app, endpoint, values)
    )

    @app.context_processor
    def context() -> dict[str, Any]:
        locale = i18n.current_locale()
        shared = {
            "locale": locale,
            "html_lang": i18n.BCP47[locale],
            "lang_urls": language_urls(),
            "demo": app.extensions.get("luntan_demo", False),
        }
        if getattr(g, "shared_answer", False) or not has_request_context():
            return shared
        return shared | {"actor": current_actor(), "url_objects": getattr(g, "url_objects", {})}


__all__ = ["init_app", "language_urls", "url_for"]
