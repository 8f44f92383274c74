"""The web server: granian, whose processes share the application made before they were forked (`python -m app.web`).

It takes granian's own options. No connection and no thread crosses the fork: each process opens its own.
"""

import gc
import sys

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


def run(flags: list[str]) -> None:
    """Serve until a signal says stop."""
    from granian.cli import entrypoint  # the job worker is forked from the same process and has no use for it

    sys.argv = ["granian", *flags]
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    prepare()
    run(sys.argv[1:])
