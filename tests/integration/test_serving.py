"""`flask up`: web server and worker under one supervisor, started and ended as a person would."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from app.core.authority import authority_path
from app.core.db import db
from app.core.model import Base
from app.factory import create_app
from app.settings import ROOT, Settings
from tests.integration.conftest import settings_for
from tests.services.ports import free_port
from tests.services.server import environment_of

PARTS = ("luntan-worker", "luntan-web")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with empty tables in SQLite."""
    settings = settings_for(tmp_path / "instance", "")
    application = create_app(settings)
    with application.app_context():
        Base.metadata.create_all(db.engine)
        db.engine.dispose()
    return settings


@contextmanager
def flask_up(settings: Settings, port: int, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A running `flask up`, in a session of its own; killed at the end if it is still there."""
    values = environment_of(settings)
    del values["PUBLIC_URL"]
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "up"],
        cwd=ROOT,
        env={**os.environ, **values, "PORT": str(port), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        if process.stdout:
            process.stdout.close()


def eventually(happens: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def healthy(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def children(process: subprocess.Popen[str]) -> dict[str, psutil.Process]:
    """The supervisor's own living children by the name they carry."""
    found = [(child, name_of(child)) for child in psutil.Process(process.pid).children()]
    return {name: child for child, name in found if name in PARTS}


def name_of(process: psutil.Process) -> str:
    """Empty where the process has just ended."""
    try:
        return process.name() if process.status() != psutil.STATUS_ZOMBIE else ""
    except psutil.Error:
        return ""


def started_again(process: subprocess.Popen[str], part: str, before: int) -> bool:
    child = children(process).get(part)
    return child is not None and child.pid != before


def test_it_says_where_it_runs_mends_what_dies_and_takes_everything_along(settings: Settings) -> None:
    port = free_port()
    with flask_up(settings, port) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        assert f"http://127.0.0.1:{port}/" in next(line for line in lines if "running at" in line)

        for part in PARTS:
            victim = children(process)[part]
            victim.kill()
            eventually(partial(started_again, process, part, victim.pid))
        eventually(lambda: healthy(port))

        everyone = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert psutil.wait_procs(everyone, timeout=10)[1] == []


def test_children_end_even_when_the_supervisor_is_killed_outright(settings: Settings) -> None:
    port = free_port()
    with flask_up(settings, port) as process:
        eventually(lambda: healthy(port))
        everyone = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait(10)
        assert psutil.wait_procs(everyone, timeout=20)[1] == []


def test_a_port_in_use_is_said_in_words(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with flask_up(settings, port) as process:
            said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"127.0.0.1:{port} is in use" in said
    assert "Traceback" not in said


def test_in_production_it_finds_itself_up_behind_the_name_that_people_reach(settings: Settings) -> None:
    port = free_port()
    names = {"PUBLIC_URL": "https://forum.example.org", "MAIL_FROM": "Luntan <no-reply@forum.example.org>"}
    names["SMTP_URL"] = "smtp://127.0.0.1:9"
    with flask_up(settings, port, PRODUCTION="1", **names) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        assert "https://forum.example.org/" in next(line for line in lines if "running at" in line)
        assert healthy(port)


def test_an_address_that_is_not_this_machines_is_said_in_words(settings: Settings) -> None:
    with flask_up(settings, free_port(), HOST="192.0.2.1") as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "192.0.2.1" in said
    assert "assign requested address" in said
    assert "in use" not in said
    assert "Traceback" not in said


def test_over_tls_the_local_authority_vouches_for_it(settings: Settings) -> None:
    port = free_port()
    with flask_up(settings, port, TLS="1") as process:
        assert process.stdout
        next(line for line in iter(process.stdout.readline, "") if f"https://127.0.0.1:{port}/" in line)
        trust = ssl.create_default_context(cafile=str(authority_path(settings.instance_dir)))
        with urlopen(f"https://localhost:{port}/healthz", context=trust, timeout=10) as answer:
            assert answer.status == 200
