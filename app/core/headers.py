"""Security headers of every answer."""

from flask import Flask, Response, g, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The scanner alone compiles WebAssembly, uses a worker and a camera.
SCANNER_CSP = (
    CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    + "; worker-src 'self'; media-src 'self' blob:"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def scanner_policy() -> None:
    """Call in the scanner's views: their answer may use the camera and WebAssembly."""
    g.scanner = True


def secure(response: Response) -> Response:
    """An ``after_request`` function."""
    headers = response.headers
    scanner = "scanner" in g
    headers.setdefault("Content-Security-Policy", SCANNER_CSP if scanner else CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Permissions-Policy"] = PERMISSIONS.replace("camera=()", "camera=(self)") if scanner else PERMISSIONS
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    app.after_request(secure)
