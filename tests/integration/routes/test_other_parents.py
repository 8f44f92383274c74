"""An object is found under its own parents alone: with those of another event, every address is 404."""

from __future__ import annotations

import pytest

from tests.integration.routes.addresses import EVENT_ARGUMENTS, arguments_of
from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.table import Row, rows

#: Arguments that name no object of an event.
FREE = frozenset(
    {"token", "secret", "filename", "name", "section", "kind", "number", "signing_key", "direction", "role", "user"}
)

#: Whether there is such a code is told to nobody: the answer is the same as for any other.
TOLD_TO_NOBODY = frozenset({"badge", "slot"})


def _event_argument(row: Row) -> str:
    """The argument that names the event, where the address names an object of that event too."""
    names = arguments_of(row.rule)
    return names[0] if names[:1] and names[0] in EVENT_ARGUMENTS and not FREE.issuperset(names[1:]) else ""


NESTED = [row for row in rows() if _event_argument(row)]


@pytest.mark.parametrize("row", NESTED, ids=str)
def test_an_object_of_another_event_is_not_found(site: DemoSite, row: Row) -> None:
    argument = _event_argument(row)
    roles = [role for role in ("hq", "anon", "scan") if row.outcomes.get(role) == "yes"]
    assert roles, f"{row}: headquarters may not, so nothing is shown here"
    for other in site.addresses.of_others(site.addresses.values(row)[argument]):
        url = site.addresses.url(row, **{argument: other})
        for role in roles:
            assert site.ask(role, row.method, url).status_code == 404, (role, url)
    assert not site.changes()


@pytest.mark.parametrize("row", [row for row in rows() if arguments_of(row.rule)], ids=str)
def test_an_object_that_does_not_exist_is_not_found(site: DemoSite, row: Row) -> None:
    role = next(role for role in ("hq", "owner", "anon", "scan") if row.outcomes.get(role) == "yes")
    for argument in arguments_of(row.rule):
        if argument in TOLD_TO_NOBODY:
            continue
        answer = site.ask(role, row.method, site.addresses.url(row, **{argument: "NOSUCHTHING"}))
        assert answer.status_code in (404, 410), argument
    assert not site.changes()
