"""Statements run on the driver's own cursor, for about half of what SQLAlchemy's way costs, on paths where that shows.

Types are converted as SQLAlchemy converts them, and errors are raised as it raises them; its events are not sent.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import TextClause
from sqlalchemy.sql.selectable import TextualSelect
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]


class Prepared:
    """A statement of text, compiled once for each dialect that it is run on."""

    def __init__(self, statement: TextClause | TextualSelect) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """The rows that come back, as named tuples."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        try:
            return compiled.run(connection, values)
        except dialect.loaded_dbapi.Error as error:
            raise _translated(error, connection, compiled.sql) from error


class _Compiled:
    def __init__(self, statement: TextClause | TextualSelect, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        binds: dict[str, Any] = compiled.binds
        self._binds = [(name, _impl(bind.type, dialect).bind_processor(dialect)) for name, bind in binds.items()]
        self._results: list[tuple[int, Convert]] = []
        self._row: Callable[..., Any] | None = None
        if isinstance(statement, TextualSelect):
            self._describe(statement, dialect)

    def _describe(self, statement: TextualSelect, dialect: Dialect) -> None:
        columns = list(statement.selected_columns)
        row: Any = namedtuple("Row", [column.name for column in columns])  # type: ignore[misc]
        self._row = row._make
        for position, column in enumerate(columns):
            if convert := _impl(column.type, dialect).result_processor(dialect, None):
                self._results.append((position, convert))

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        bound = {name: convert(values[name]) if convert else values[name] for name, convert in self._binds}
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, bound if self._order is None else [bound[name] for name in self._order])
            return [self._read(row) for row in cursor.fetchall()] if self._row else []
        finally:
            cursor.close()

    def _read(self, row: Any) -> Any:
        values = list(row)
        for position, convert in self._results:
            values[position] = convert(values[position])
        assert self._row is not None
        return self._row(values)


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _translated(error: Exception, connection: Connection, sql: str) -> BaseException:
    dialect = connection.dialect
    if dialect.is_disconnect(error, connection.connection.dbapi_connection, None):  # type: ignore[arg-type]
        connection.invalidate(error)
        connection.engine.dispose()  # the others of the pool were lost with it
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)
