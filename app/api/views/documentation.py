"""This API, as it describes itself."""

from flask import Response

from app.api.openapi import specification
from app.api.views.blueprint import bp
from app.core.edge import access
from app.core.policies import public


@bp.get("/openapi.json")
@access(public, cached=True)
def openapi() -> Response:
    """This API, as OpenAPI 3.1."""
    return Response(specification(), mimetype="application/json", headers={"Cache-Control": "public, max-age=300"})
