"""An installation that is backed up or restored into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from sqlalchemy import Engine, Select, Table, select

from app.core.backup import restore_backup, write_backup
from app.core.db import db
from app.core.edge import Application
from app.core.migrating import migrate_to
from app.core.model import Base

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Place:
    """An installation: a database of the present schema and the instance folder that belongs to it."""

    application: Application

    @property
    def instance(self) -> Path:
        return Path(self.application.instance_path)

    @property
    def engine(self) -> Engine:
        with self.application.app_context():
            return db.engine

    def create_schema(self) -> None:
        with self.application.app_context():
            migrate_to("head")

    def back_up(self, target: Path) -> Path:
        write_backup(self.engine, self.instance, target)
        return target

    def put_back(self, source: Path, *, replace: bool = False) -> None:
        with self.application.app_context():
            restore_backup(self.engine, self.instance, source, migrate_to, replace=replace)

    def command(self, *arguments: str) -> Result:
        return self.application.test_cli_runner().invoke(args=arguments)

    def rows(self) -> Rows:
        with self.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(_in_order(table))]
                for table in Base.metadata.sorted_tables
            }


def _in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


#: From a database's kind and the name of a folder to an empty installation.
NewPlace = Callable[[str, str], Place]
