"""The WSGI application, of the environment's settings."""

from app.factory import create_app

application = app = create_app()
