"""Helps a phone in the same network to trust this machine, so that its camera works here (`make run TLS=1`)."""

from pathlib import Path

from flask import Response, abort, current_app, render_template

from app.core.authority import authority_path
from app.core.edge import access
from app.core.policies import public
from app.pages.blueprint import bp


def _authority() -> Path:
    """The local authority's public certificate; 404 where the site has a certificate from elsewhere."""
    path = authority_path(Path(current_app.instance_path))
    return path if path.is_file() else abort(404)


@bp.get("/setup/certificate/")
@access(public)
def certificate() -> str:
    """What to do on which phone."""
    _authority()
    return render_template("pages/certificate.html")


@bp.get("/setup/certificate/luntan.crt")
@access(public)
def certificate_file() -> Response:
    """The authority's certificate, under the type that phones offer to install."""
    response = Response(_authority().read_bytes(), mimetype="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'attachment; filename="luntan.crt"'
    return response
