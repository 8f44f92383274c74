"""Many rows by one short statement: a list goes as one parameter, and the database makes a row of each item.

A row each would be as many messages to PostgreSQL, and a list of values of its own length is parsed anew each time.
"""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Insert, bindparam, func, insert, select


def insert_each(table: type[Any], items: str, *columns: str) -> dict[str, Insert]:
    """By dialect: insert a row for each text in the parameter ``items``, a list; ``columns`` are the same in each.

    ``items`` is both the column of the texts and the name of the list; the parameters of ``columns`` are named alike.
    """
    same = [bindparam(name, type_=table.__table__.c[name].type) for name in columns]
    return {
        dialect: insert(table).from_select((*columns, items), select(*same, item), include_defaults=False)
        for dialect, item in _items(items).items()
    }


def _items(parameter: str) -> dict[str, ColumnElement[Any]]:
    listed = bindparam(parameter, type_=JSON)
    return {
        "postgresql": func.json_array_elements_text(listed),
        "sqlite": func.json_each(listed).table_valued("value").c.value,
    }
