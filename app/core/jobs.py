"""The job queue, for what time alone brings about. Mail needs none of it: the worker polls the outbox itself."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from huey import Huey

#: A periodic job, called with an application context once a minute.
Chore = Callable[[], None]
_chores: list[Chore] = []


def every_minute(chore: Chore) -> Chore:
    """Register a job that the worker runs each minute; it must be harmless when nothing is due."""
    if chore not in _chores:
        _chores.append(chore)
    return chore


def queue_of(app: Flask) -> "Huey":
    """The queue of this installation, made at first use: most processes that serve never enqueue anything."""
    if "luntan_queue" not in app.extensions:
        settings = app.extensions["luntan_settings"]
        app.extensions["luntan_queue"] = connect(settings.instance_dir, settings.redis_url)
    queue: Huey = app.extensions["luntan_queue"]
    return queue


def connect(instance_dir: Path, redis_url: str) -> "Huey":
    """Redis where there is one, else a SQLite file beside the database."""
    from huey import RedisHuey, SqliteHuey  # brings 12 MiB, clients of databases among them

    if redis_url:
        return RedisHuey("luntan", url=redis_url)
    instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return SqliteHuey("luntan", filename=str(instance_dir / "jobs.db"), fsync=False)


def declare(queue: "Huey", app: Flask) -> None:
    """Put the chores on the queue; a worker and the processes that enqueue declare alike."""
    from huey import crontab

    for chore in _chores:
        queue.periodic_task(crontab(minute="*"), name=f"{chore.__module__}.{chore.__name__}")(_in_context(app, chore))


def _in_context(app: Flask, chore: Chore) -> Chore:
    def run() -> None:
        with app.app_context():
            chore()

    return run
