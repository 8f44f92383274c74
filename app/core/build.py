"""What build this is: its version, and a digest of the code, templates and static files that make the answers."""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path

from app.settings import ROOT


def _sources() -> Iterator[Path]:
    for folder, patterns in (("app", ("*.py", "*.mo")), ("templates", ("*",)), ("static", ("*",))):
        for pattern in patterns:
            yield from (ROOT / folder).rglob(pattern)


def build_id() -> str:
    """Twelve hex digits that change whenever a source file does."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


BUILD = build_id()
VERSION = str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
