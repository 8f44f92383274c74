"""How a PDF is answered: to its reader alone, never kept."""

from flask import Response

from app.core.links import public_address


def pdf_response(body: bytes, name: str) -> Response:
    """Shown in the browser, under ``name``.pdf when saved."""
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def code_head() -> str:
    """What a code is added to, so that any phone's camera opens it."""
    return public_address("/c/")
