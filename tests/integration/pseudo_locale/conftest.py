"""The demo in the pseudo-language, with every text of its data marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.commands import deliver_pending
from app.core.db import db, writing
from tests.integration.pseudo_locale.catalogue import speak_pseudo
from tests.integration.pseudo_locale.marked_data import mark_data, write_anew
from tests.integration.routes.demo_site import DemoSite


class PseudoSite(DemoSite):
    """Chinese is the pseudo-language here."""

    def prepare(self) -> None:
        speak_pseudo(self.application, Path(self.application.instance_path) / "pseudo")
        with self.application.app_context():
            with writing(db.engine) as session:
                mark_data(session)
                write_anew(session)
            deliver_pending(self.application)


@pytest.fixture(scope="session")
def _pseudo_site(instance_root: Path) -> Iterator[DemoSite]:
    site = PseudoSite(instance_root / "pseudo-site", mail_from="«Luntan» <no-reply@luntan.example>")
    yield site
    site.close()


@pytest.fixture
def site(_pseudo_site: DemoSite) -> Iterator[DemoSite]:
    yield _pseudo_site
    _pseudo_site.set_back()
