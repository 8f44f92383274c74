"""The scanner without a network: what its service worker keeps is there, belongs together and is nobody's."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from app.settings import ROOT


@pytest.fixture
def shell(client: FlaskClient) -> dict[str, object]:
    first = client.get("/scan/worker.js").text.splitlines()[0]
    told: dict[str, object] = json.loads(first.removeprefix("self.SHELL = ").removesuffix(";"))
    return told


def test_all_that_the_worker_keeps_is_there(client: FlaskClient, shell: dict[str, object]) -> None:
    assert isinstance(shell["files"], list)
    for path in (*shell["files"], *shell["pages"].values()):  # type: ignore[attr-defined]
        assert client.get(path).status_code == 200, path


def test_the_worker_keeps_all_that_the_page_asks_for(client: FlaskClient, shell: dict[str, object]) -> None:
    page = client.get("/scan/?lang=zh").text
    asked = set(re.findall(r'(?:src|href)="(/(?:static|vendor)/[^"]+)"', page))
    config = json.loads(re.search(r'id="config">(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    asked |= {config[name] for name in ("reader", "wasm", "ed25519")}
    assert asked <= set(shell["files"])  # type: ignore[call-overload]


def test_every_module_that_another_imports_is_kept(shell: dict[str, object]) -> None:
    folder = ROOT / "static" / "js" / "scan"
    for module in folder.glob("*.js"):
        for name in re.findall(r'(?:from|import|new URL\()\s*"\./([\w-]+\.js)"', module.read_text(encoding="utf-8")):
            assert f"/static/js/scan/{name}" in shell["files"], f"{module.name} imports {name}"  # type: ignore[operator]


def test_the_page_is_the_same_for_everybody(client: FlaskClient) -> None:
    answer = client.get("/scan/?lang=en")
    assert "csrf" not in answer.text
    assert answer.text == client.get("/scan/?lang=en", headers={"User-Agent": "another"}).text
