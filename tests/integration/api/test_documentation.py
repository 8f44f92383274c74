"""Each command of docs/api.md runs as it stands, against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import db
from app.core.model import Base
from app.core.names import PersonName
from app.factory import create_app
from app.settings import ROOT
from tests.factories.checkin import make_door
from tests.factories.events import make_event
from tests.integration.conftest import settings_for
from tests.services.server import serving

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
#: Ends at the first answer that is an error, and parts the answers.
STRICT = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; echo; }\n'


def commands() -> str:
    blocks = BLOCK.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))
    return "\n".join(blocks).replace(".venv/bin/flask", f"{sys.executable} -m flask")


def fill(application: Flask) -> None:
    with application.app_context():
        Base.metadata.create_all(db.engine)
        session = db.session()
        door = make_door(session, make_event(session, slug="wuhan-live"))
        door.guest(session, name=PersonName(han="李静怡", family="Li", given="Jingyi"))
        session.commit()
        db.engine.dispose()


def test_every_command_runs_one_after_the_other(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    settings = settings_for(tmp_path, "")
    fill(create_app(settings))
    with serving(settings) as server:
        done = subprocess.run(
            ["bash", "-c", STRICT + commands()],
            check=False,
            cwd=ROOT,
            env={**server.environment, "BASE": server.url},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    results = [answer["results"][0] for answer in answers if "results" in answer]
    [scanned] = [result for result in results if "verdict" in result]
    assert (scanned["verdict"], scanned["person"]["name"]["zh"]) == ("admitted", "李静怡")
    assert any(answer.get("scan_id") == scanned["scan_id"] for answer in answers)
    assert any(answer.get("counters", {}).get("people") == 1 for answer in answers)
    assert any(answer.get("roster", {}).get("whole") is False for answer in answers)
