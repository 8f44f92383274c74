"""The page that helps a phone trust a desk without a server of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core.authority import authority_path, certificate_for
from app.core.edge import Application


@pytest.fixture
def authority(application: Application) -> bytes:
    instance = Path(application.instance_path)
    certificate_for(instance, ["localhost"])
    return authority_path(instance).read_bytes()


def test_the_page_tells_what_to_do_and_the_file_is_the_authoritys(client: FlaskClient, authority: bytes) -> None:
    assert "luntan.crt" in client.get("/setup/certificate/?lang=en").text
    file = client.get("/setup/certificate/luntan.crt")
    assert file.mimetype == "application/x-x509-ca-cert"
    assert file.data == authority
    assert b"PRIVATE" not in file.data


def test_without_a_local_authority_there_is_nothing_to_trust(client: FlaskClient, application: Application) -> None:
    authority_path(Path(application.instance_path)).unlink(missing_ok=True)
    assert client.get("/setup/certificate/").status_code == 404
    assert client.get("/setup/certificate/luntan.crt").status_code == 404
