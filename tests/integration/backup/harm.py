"""Backups that cannot be used: damaged ones, and some that say something else with checksums to match."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]
Change = Callable[[dict[str, bytes], Manifest], None]


def damage(source: Path, harm: str) -> Path:
    harmed = source.with_name("harmed.zip")
    if harm == "not a zip":
        harmed.write_bytes(source.read_bytes()[:-100])
        return harmed
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(harmed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "tables/user.jsonl":
                if harm == "a missing table":
                    continue
                if harm == "a changed row":
                    content = content.replace(b"row1", b"row9", 1)
            if name == "manifest.json" and harm == "another format":
                content = json.dumps(json.loads(content) | {"format": 99}).encode()
            new.writestr(name, content)
    return harmed


def rewritten(source: Path, change: Change) -> Path:
    """A backup that was made to say something else, with the checksums that belong to it."""
    with zipfile.ZipFile(source) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    for name, described in manifest["tables"].items():
        described["sha256"] = hashlib.sha256(members[f"tables/{name}.jsonl"]).hexdigest()
    other = source.with_name("rewritten.zip")
    with zipfile.ZipFile(other, "w") as new:
        for name, content in members.items() | {("manifest.json", json.dumps(manifest).encode())}:
            new.writestr(name, content)
    return other


def of_a_later_version(members: dict[str, bytes], manifest: Manifest) -> None:
    manifest["revision"] = "9999"


def without_a_table(members: dict[str, bytes], manifest: Manifest) -> None:
    del manifest["tables"]["attempt"]


def with_a_strange_column(members: dict[str, bytes], manifest: Manifest) -> None:
    manifest["tables"]["fact"]["columns"][-1] = "strange"


def with_short_rows(members: dict[str, bytes], manifest: Manifest) -> None:
    members["tables/fact.jsonl"] = b'["only one"]\n'


def with_too_few_rows(members: dict[str, bytes], manifest: Manifest) -> None:
    members["tables/fact.jsonl"] = b""


def with_a_row_twice(members: dict[str, bytes], manifest: Manifest) -> None:
    members["tables/fact.jsonl"] *= 2


def with_nobody_to_refer_to(members: dict[str, bytes], manifest: Manifest) -> None:
    members["tables/user.jsonl"] = b""
    manifest["tables"]["user"]["rows"] = 0


CHANGES = (
    of_a_later_version,
    without_a_table,
    with_a_strange_column,
    with_short_rows,
    with_too_few_rows,
    with_a_row_twice,
    with_nobody_to_refer_to,
)
