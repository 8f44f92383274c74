"""The web server: granian, whose processes share the application made before they were forked (`python -m app.web`).

It takes granian's own options. No connection and no thread crosses the fork: each process opens its own.
"""

import gc

from granian.cli import entrypoint
from sqlalchemy.orm import configure_mappers

from app.core.db import db
from wsgi import application


def prepare() -> None:
    """Do once what each process would do at its first request, and keep it out of the garbage collector's way."""
    configure_mappers()
    with application.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    prepare()
    entrypoint()  # type: ignore[no-untyped-call]
