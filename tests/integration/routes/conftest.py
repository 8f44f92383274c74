"""The demo site, made once for a worker; each test finds it as it was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.routes.demo_site import DemoSite


@pytest.fixture(scope="session")
def _demo_site(instance_root: Path) -> Iterator[DemoSite]:
    site = DemoSite(instance_root / "demo-site")
    yield site
    site.close()


@pytest.fixture
def site(_demo_site: DemoSite) -> Iterator[DemoSite]:
    yield _demo_site
    _demo_site.set_back()
