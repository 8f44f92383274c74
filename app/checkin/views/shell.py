"""The scanner without a network: the page's service worker, and what of the page is somebody's and so never kept."""

import json
from functools import lru_cache
from pathlib import PurePosixPath

from flask import Response, render_template, url_for

from app.checkin.views.scan import bp, offered, vendor_files
from app.core.assets import STATIC, asset
from app.core.build import BUILD
from app.core.edge import access
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
    named_files = ("js/scan/main.js", "css/tokens.css", "css/scan.css", "css/kiosk.css", "img/favicon.svg")
    versioned = [asset(name) for name in named_files]
    pages = {locale: url_for("scan.page", lang=locale) for locale in LOCALES}
    return {"build": BUILD, "pages": pages, "files": [*versioned, *_modules(), *named.values(), beside]}


@bp.get("/scan/offers/")
@access(public)
def offers() -> str:
    """For a browser that is no device: the events that its reader may scan for, or how to pair it."""
    return render_template("scan/_offers.html", events=offered())
