"""The application asks no other host for anything, so no address that people type can make it ask one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import ROOT

ASKING = ("urllib.request", "urllib3", "http.client", "requests", "httpx", "aiohttp", "ftplib", "telnetlib", "pycurl")
#: Who speaks to the network all the same, and with whom.
SPEAKERS = {
    "app/core/authority.py": "asks this machine for its own address",
    "app/core/production.py": "reads an address in the ways that C does",
    "app/core/mail.py": "sends mail to the server of SMTP_URL",
    "app/operations.py": "looks whether its own port is free",
    "app/plan.py": "asks its own port whether it answers",
}
SOURCES = sorted((ROOT / "app").rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_fetches_nothing(path: Path) -> None:
    used = set(_imports(path))
    speaks = [name for name in used if name.startswith(ASKING) or name in ("socket", "smtplib", "ssl", "asyncio")]
    assert not speaks or path.relative_to(ROOT).as_posix() in SPEAKERS
