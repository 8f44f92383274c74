"""What is derived from a person's name and contacts: sort keys, the key of "the same person", and search keys.

Mapper events keep them in step with the row, whoever writes it: a form, an import or the demo.
"""

from typing import Any

from sqlalchemy import Connection, delete, inspect

from app.core.folding import fold, words
from app.core.lists import insert_each
from app.core.names import PersonName
from app.core.search_keys import KEY_LENGTH, search_keys
from app.registration.models import Registration, SearchKey

SEARCHED = (
    *(f"{part}_name" for part in ("han", "family", "given", "latin", "preferred", "order")),
    "phone",
    "contact_email",
)
WRITE = insert_each(SearchKey, "key", "registration_id", "event_id")


def name_key(name: PersonName) -> str:
    """The same for the same name, however it is spaced, ordered or accented."""
    han = fold(name.display_han())
    return (han or "".join(sorted(words(name.latin_name()))))[:KEY_LENGTH]


def derive(_mapper: Any, _connection: Connection, registration: Registration) -> None:
    """Mapper event, before a row is written."""
    name = registration.name
    registration.sort_zh, registration.sort_en = name.sort_key("zh"), name.sort_key("en")
    registration.name_key = name_key(name)


def index(_mapper: Any, connection: Connection, registration: Registration) -> None:
    """Mapper event, after a row was inserted: write its search keys, all at once."""
    keys = search_keys(registration.name, phone=registration.phone or "", email=registration.contact_email)
    if not keys:
        return
    row = {"registration_id": registration.id, "event_id": registration.event_id, "key": sorted(keys)}
    connection.execute(WRITE[connection.dialect.name], row)


def reindex(mapper: Any, connection: Connection, registration: Registration) -> None:
    """Mapper event, after a row was changed."""
    if not _searched_changed(registration):
        return
    connection.execute(delete(SearchKey).where(SearchKey.registration_id == registration.id))
    index(mapper, connection, registration)


def _searched_changed(registration: Registration) -> bool:
    attributes = inspect(registration).attrs
    return any(attributes[column].history.has_changes() for column in SEARCHED)
