"""The scanner without a network: the page's service worker, and what of the page is somebody's and so never kept."""

import json
from functools import lru_cache
from pathlib import PurePosixPath

from flask import Response, render_template, url_for

from app.checkin.views.scan import bp, offered, vendor_files
from app.core.assets import STATIC, asset
from app.core.build import BUILD
from app.core.edge import access
from app.core.i18n import BCP47, current_locale
from app.core.i18n import gettext as _
from app.core.policies import public
from app.core.text import LOCALES

#: Modules of other pages, and the worker itself.
NOT_IN_SHELL = {"worker.js", "keep.js", "main.js"}


@bp.get("/scan/worker.js")
@access(public, cached=True)
def worker() -> Response:
    """The service worker, which knows by this what belongs to the present build."""
    told = f"self.SHELL = {json.dumps(_shell())};\n"
    script = told + (STATIC / "js" / "scan" / "worker.js").read_text(encoding="utf-8")
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _modules() -> list[str]:
    """As the page's scripts import each other: by plain relative names."""
    found = sorted(path.name for path in (STATIC / "js" / "scan").glob("*.js"))
    return [f"/static/js/scan/{name}" for name in found if name not in NOT_IN_SHELL]


def _shell() -> dict[str, object]:
    named = vendor_files()
    beside = str(PurePosixPath(named["reader"].split("?")[0]).parent.parent / "share.js")  # what the reader imports
    named_files = (
        "js/scan/main.js",
        "css/tokens.css",
        "css/scan.css",
        "css/kiosk.css",
        "css/modes.css",
        "css/phone.css",
        "img/favicon.svg",
        "img/scan-180.png",
    )
    versioned = [asset(name) for name in named_files]
    pages = {locale: url_for("scan.page", lang=locale) for locale in LOCALES}
    return {"build": BUILD, "pages": pages, "files": [*versioned, *_modules(), *named.values(), beside]}


@bp.get("/scan/manifest.webmanifest")
@access(public)
def manifest() -> Response:
    """What makes the scanner an app on the home screen, in the language of the page that names it."""
    locale = current_locale()
    told = {
        "id": "/scan/",
        "name": _("Luntan: scan"),
        "short_name": _("Scan"),
        "start_url": url_for("scan.page", lang=locale),
        "scope": "/scan/",
        "display": "standalone",
        "background_color": "#14161a",
        "theme_color": "#14161a",
        "lang": BCP47[locale],
        "icons": [
            {"src": asset(f"img/scan-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ],
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, mimetype="application/manifest+json")


@bp.get("/scan/offers/")
@access(public)
def offers() -> str:
    """For a browser that is no device: the events that its reader may scan for, or how to pair it."""
    return render_template("scan/_offers.html", events=offered())
