"""The demo site on PostgreSQL; the way back is a copy of the database as it was."""

from __future__ import annotations

from pathlib import Path

from psycopg import sql
from sqlalchemy import make_url

from app.core.db import db
from tests.integration.routes.demo_site import SignedInSite, forget_pages
from tests.services.postgres import PostgresServer


class PostgresSite(SignedInSite):
    def __init__(self, instance: Path, server: PostgresServer) -> None:
        url = server.create("demo")
        super().__init__(instance, url)
        self._server, self._name = server, make_url(url).database or ""
        self._first = f"{self._name}_first"
        self._copy(self._name, self._first)

    def _copy(self, source: str, target: str) -> None:
        with self.application.app_context():
            db.engine.dispose()
        drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(target))
        make = sql.SQL("create database {} template {}").format(sql.Identifier(target), sql.Identifier(source))
        self._server.execute(drop, make)

    def set_back(self) -> None:
        self._copy(self._first, self._name)
        forget_pages()

    def close(self) -> None:
        with self.application.app_context():
            db.engine.dispose()
