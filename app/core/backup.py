"""Backup and restore: one zip file that either database reads, with the secrets that badges are signed with.

`manifest.json` lists each table's columns, rows and SHA-256 and the schema's revision; `tables/<name>.jsonl` holds
the rows of one moment, `instance/` the files. The file is as sensitive as the database itself.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, exists, select
from sqlalchemy.exc import DataError, IntegrityError

from app.core import clock, portable
from app.core.db import rebuilding
from app.core.migrating import UnknownRevision

FORMAT = 1
MANIFEST = "manifest.json"
#: What belongs to the installation and not to the database; whatever else is in the folder is made anew.
INSTANCE_FILES = ("secrets.json", "tls/authority.pem", "tls/authority.key")

#: Brings the database to a revision of the schema, or to "head", in the transaction of the connection.
Migrate = Callable[[str, Connection], None]


class BackupError(Exception):
    """The backup cannot be used, or must not be; the message says why."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup held."""

    tables: int
    rows: int
    files: int


def write_backup(engine: Engine, instance_dir: Path, target: Path) -> Summary:
    """Write all tables as of one moment, and the installation's secrets, to `target` (readable by its owner).

    The server may go on running. An unfinished file never takes the target's name. Raises `BackupError` where there
    is no schema yet.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            _snapshot(engine) as connection,
        ):
            manifest = _write_contents(archive, connection, instance_dir)
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return _summary(manifest)


def restore_backup(
    engine: Engine, instance_dir: Path, source: Path, migrate: Migrate, *, replace: bool = False
) -> Summary:
    """Put a backup's tables and secrets in place of what is here.

    It is all one transaction: a failure at any point leaves what was here. Raises `BackupError` when the file is
    damaged, of another format or a later version, or when the database holds rows and `replace` was not asked for.
    """
    with _open(source) as archive:
        manifest = _verified(archive)
        if not replace and _holds_rows(engine):
            raise BackupError("The database is not empty. To lose what it holds, restore with --replace.")
        with _drafts(archive, manifest, instance_dir) as drafts:
            try:
                with rebuilding(engine) as connection:
                    _rebuild(connection, archive, manifest, migrate)
            except UnknownRevision as error:
                raise BackupError(f"The backup is of another version of Luntan: {error}") from error
            except (ValueError, DataError, IntegrityError) as error:
                raise BackupError(f"The backup does not fit its own schema: {error}") from error
            for draft, path in drafts.items():
                _put_in_place(draft, path)
    return _summary(manifest)


def _rebuild(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any], migrate: Migrate) -> None:
    """The tables of the backup's schema and rows, brought to the present schema, instead of all that are here."""
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)
    migrate(manifest["revision"], connection)
    _load_tables(connection, archive, manifest)
    migrate("head", connection)


def _snapshot(engine: Engine) -> Connection:
    """A connection whose one transaction sees one moment, whatever is written meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def _write_contents(archive: zipfile.ZipFile, connection: Connection, instance_dir: Path) -> dict[str, Any]:
    revision = portable.schema_revision(connection)
    if not revision:
        raise BackupError("There is nothing to back up: this database has no schema yet.")
    tables = {}
    for table in portable.tables_of(connection):
        described = _write_lines(archive, f"tables/{table.name}.jsonl", portable.rows_of(connection, table))
        tables[table.name] = {"columns": list(table.columns.keys()), **described}
    files = {}
    for name in INSTANCE_FILES:
        if (path := instance_dir / name).exists():
            files[name] = _write_lines(archive, f"instance/{name}", iter([path.read_bytes()]))
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "revision": revision,
        "database": connection.dialect.name,
        "tables": tables,
        "files": files,
    }


def _write_lines(archive: zipfile.ZipFile, name: str, lines: Iterator[bytes]) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            digest.update(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _open(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} is not a backup: {error}") from error


def _verified(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once each member's checksum agrees with it."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if manifest["format"] != FORMAT:
            raise BackupError(f"This is a backup of format {manifest['format']}; {FORMAT} is understood here.")
        for name, described in _members(manifest):
            if _digest(archive, name) != described["sha256"]:
                raise BackupError(f"The backup is damaged: {name} is not what was written.")
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(f"The backup is damaged: {error}") from error
    if unknown := set(manifest["files"]) - set(INSTANCE_FILES):
        raise BackupError(f"The backup holds files that do not belong in one: {sorted(unknown)}")
    return manifest


def _members(manifest: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((f"tables/{name}.jsonl", described) for name, described in manifest["tables"].items())
    yield from ((f"instance/{name}", described) for name, described in manifest["files"].items())


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as member:
        return hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]


def _holds_rows(engine: Engine) -> bool:
    with engine.connect() as connection:
        tables = portable.tables_of(connection)
        return any(connection.scalar(select(exists(select(table)))) for table in tables)


def _load_tables(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for table in portable.tables_of(connection):
        described = manifest["tables"].get(table.name)
        if described is None:
            raise BackupError(f"The backup lacks the table {table.name}.")
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            count = portable.insert_rows(connection, table, described["columns"], lines)
        if count != described["rows"]:
            raise BackupError(f"{table.name}: {count} of {described['rows']} rows.")
        portable.reset_sequences(connection, table)


@contextmanager
def _drafts(archive: zipfile.ZipFile, manifest: dict[str, Any], instance_dir: Path) -> Iterator[dict[Path, Path]]:
    """The backup's files under other names, with the path of each: a full disk shows before anything is lost."""
    drafts: dict[Path, Path] = {}
    try:
        for name in manifest["files"]:
            path = instance_dir / name
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            drafts[draft] = path
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(archive.read(f"instance/{name}"))
        yield drafts
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _put_in_place(draft: Path, path: Path) -> None:
    """What stood there before is kept beside it."""
    if path.exists() and path.read_bytes() != draft.read_bytes():
        path.replace(path.with_name(f"{path.name}.before-restore"))
    draft.replace(path)


def _summary(manifest: dict[str, Any]) -> Summary:
    rows = sum(described["rows"] for described in manifest["tables"].values())
    return Summary(len(manifest["tables"]), rows, len(manifest["files"]))
