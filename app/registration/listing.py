"""The list of an event's registrations: search, filters, order and pages, all said in the URL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.search_keys import prefix_range, query_keys
from app.directory.models import OverseasGroup
from app.registration.models import Category, Registration, RegistrationState, SearchKey

ROWS_AT_ONCE = 500
#: What may stand in ``sort``; nothing else reaches the database. None: a column for each language.
ORDERS: dict[str, Any] = {
    "name": None,
    "organisation": None,
    "created": Registration.created_at,
    "state": Registration.state,
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows, as the arguments of its URL; '' is everything."""

    q: str = ""
    state: str = ""
    category: str = ""
    group: str = ""
    sort: str = ""

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> Self:
        return cls(**{field.name: args.get(field.name, "").strip()[:200] for field in fields(cls)})

    def args(self, **changes: str) -> dict[str, str]:
        """The URL arguments, those that are '' left out."""
        chosen = replace(self, **changes)
        return {field.name: value for field in fields(self) if (value := getattr(chosen, field.name))}

    @property
    def order(self) -> tuple[str, bool]:
        """Key of ``ORDERS`` and whether descending; the newest first where nothing is asked."""
        key = self.sort.removeprefix("-")
        return (key, self.sort.startswith("-")) if key in ORDERS else ("created", True)


def page(
    session: Session, event_id: int, filters: Filters, locale: str, number: int, size: int
) -> tuple[list[Registration], int]:
    """Page ``number`` of those that ``filters`` ask for, the last page where it is past it; and how many they are."""
    total = session.scalar(_matching(select(func.count(Registration.id)), event_id, filters)) or 0
    number = min(number, max(-(-total // size), 1))
    wanted = _loaded(_ordered(_matching(select(Registration), event_id, filters), filters, locale))
    return list(session.scalars(wanted.limit(size).offset((number - 1) * size))), total


def everyone(session: Session, event_id: int, filters: Filters, locale: str) -> Iterator[Registration]:
    """All registrations that ``filters`` ask for, some hundreds at a time."""
    wanted = _loaded(_ordered(_matching(select(Registration), event_id, filters), filters, locale))
    yield from session.scalars(wanted.execution_options(yield_per=ROWS_AT_ONCE))


def _loaded(wanted: Select[Any]) -> Select[Any]:
    return wanted.options(joinedload(Registration.category), joinedload(Registration.group))


def _matching(wanted: Select[Any], event_id: int, filters: Filters) -> Select[Any]:
    wanted = wanted.where(Registration.event_id == event_id)
    if filters.state:
        known = filters.state in set(RegistrationState)
        wanted = wanted.where(Registration.state == RegistrationState(filters.state) if known else false())
    if filters.category:
        chosen = select(Category.id).where(Category.event_id == event_id, Category.public_id == filters.category)
        wanted = wanted.where(Registration.category_id.in_(chosen))
    if filters.group:
        named = select(OverseasGroup.id).where(OverseasGroup.slug == filters.group)
        wanted = wanted.where(Registration.group_id.in_(named))
    return wanted.where(*_found(event_id, filters.q)) if filters.q else wanted


def _found(event_id: int, typed: str) -> Iterator[Any]:
    """A condition for each word that was typed; nothing is found where nothing can be searched for."""
    groups = query_keys(typed)
    if not groups:
        yield false()
    for prefixes in groups:
        keys = select(SearchKey.registration_id).where(SearchKey.event_id == event_id, or_(*map(_begins, prefixes)))
        yield Registration.id.in_(keys)


def _begins(prefix: str) -> Any:
    low, high = prefix_range(prefix)
    return and_(SearchKey.key >= low, SearchKey.key < high)


def _ordered(wanted: Select[Any], filters: Filters, locale: str) -> Select[Any]:
    key, descending = filters.order
    column = ORDERS[key]
    if column is None:
        prefix = "sort" if key == "name" else key
        column = getattr(Registration, f"{prefix}_{'zh' if locale == 'zh' else 'en'}")
    order = (column.desc(), Registration.id.desc()) if descending else (column.asc(), Registration.id.asc())
    return wanted.order_by(*order)
