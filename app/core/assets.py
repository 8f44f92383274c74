"""Addresses of static files and of browser packages, each with a digest, so that browsers may keep them for ever."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Response, abort, request, send_from_directory

from app.core.headers import scanner_policy
from app.settings import ROOT

STATIC = ROOT / "static"
PACKAGES = ROOT / "node_modules"
#: The only files of installed packages that are served.
SERVED = (
    "@noble/ed25519/index.js",
    "htmx.org/dist/htmx.min.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm",
    "zxing-wasm/dist/es/reader/index.js",
    "zxing-wasm/dist/es/share.js",
)
#: Scripts of workers, whose own headers say what they may do: these compile WebAssembly.
WORKERS = ("js/scan/decoder.js",)
FOREVER = 31_536_000


@lru_cache(maxsize=512)
def _digest(path: Path, changed_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _tag(path: Path) -> str:
    return _digest(path, path.stat().st_mtime_ns) if path.is_file() else "missing"


def asset(name: str) -> str:
    """The address of a file of ``static/``, such as ``css/base.css``."""
    return f"/static/{name}?v={_tag(STATIC / name)}"


def vendor(name: str) -> str:
    """The address of a file of an installed npm package; one of ``SERVED``."""
    return f"/vendor/{name}?v={_tag(PACKAGES / name)}"


def serve_vendor(name: str) -> Response:
    """View: an installed browser package's file; 404 for any that is not listed."""
    if name not in SERVED:
        abort(404)
    response = send_from_directory(PACKAGES, name, max_age=FOREVER)
    if name.endswith(".wasm"):
        response.mimetype = "application/wasm"
    return response


def serve_static(name: str) -> Response:
    """View: a file of ``static/``; kept for ever when asked for with its digest, else for a minute."""
    if name in WORKERS:
        scanner_policy()
    return send_from_directory(STATIC, name, max_age=FOREVER if "v" in request.args else 60)
