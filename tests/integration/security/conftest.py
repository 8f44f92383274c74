"""The demo site on both databases, made once for a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.routes.demo_site import DemoSite, SignedInSite
from tests.integration.security.postgres_site import PostgresSite


@pytest.fixture(scope="session")
def _sites(instance_root: Path) -> Iterator[dict[str, SignedInSite]]:
    sites: dict[str, SignedInSite] = {}
    yield sites
    for site in sites.values():
        site.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def site(
    request: pytest.FixtureRequest, _sites: dict[str, SignedInSite], instance_root: Path
) -> Iterator[SignedInSite]:
    name = str(request.param)
    if name not in _sites:
        folder = instance_root / f"security-{name}"
        server = request.getfixturevalue("postgres") if name == "postgresql" else None
        _sites[name] = PostgresSite(folder, server) if server else DemoSite(folder)
    yield _sites[name]
    _sites[name].set_back()


@pytest.fixture
def lone_site(_sites: dict[str, SignedInSite], instance_root: Path) -> Iterator[SignedInSite]:
    """SQLite alone, for what no database has a part in."""
    if "sqlite" not in _sites:
        _sites["sqlite"] = DemoSite(instance_root / "security-sqlite")
    yield _sites["sqlite"]
    _sites["sqlite"].set_back()
