"""The tables name every route of the application once, and nothing else."""

from __future__ import annotations

from collections import Counter

from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.roles import ANYONE, DEVICES, PEOPLE
from tests.integration.routes.table import rows

UNASKED = frozenset({"HEAD", "OPTIONS"})


def _routes(site: DemoSite) -> set[tuple[str, str]]:
    rules = site.application.url_map.iter_rules()
    return {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - UNASKED}


def test_every_route_stands_in_a_table(site: DemoSite) -> None:
    missing = sorted(_routes(site) - {row.key for row in rows()}, key=lambda key: (key[1], key[0]))
    assert not missing, "write by hand who may use\n" + "\n".join(f"  {method} {rule}" for method, rule in missing)


def test_every_row_is_a_route(site: DemoSite) -> None:
    assert not {row.key for row in rows()} - _routes(site)


def test_no_route_stands_there_twice() -> None:
    assert not [key for key, times in Counter(row.key for row in rows()).items() if times > 1]


def test_each_table_has_a_column_for_every_person() -> None:
    everyone = {ANYONE, *PEOPLE}
    for row in rows():
        devices = set(row.outcomes) - everyone
        assert everyone <= set(row.outcomes), row
        assert devices in (set(), set(DEVICES)), row
