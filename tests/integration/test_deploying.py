"""What an operator copies from `deploy/` works as docs/deployment.md says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from app.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"


def example(folder: Path) -> str:
    """The example's settings, with a folder and a database of this test's own."""
    text = (DEPLOY / "luntan.env.example").read_text()
    text = text.replace("/var/lib/luntan", str(folder / "instance"))
    return re.sub(r"(?m)^DATABASE_URL=.*$", "DATABASE_URL=", text)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    settings = folder / "luntan.env"
    settings.write_text(example(folder))
    clean = {"PATH": os.environ["PATH"], "LUNTAN_ENV": str(settings)}
    return subprocess.run(
        [DEPLOY / "luntan", *command], check=False, cwd="/", env=clean, capture_output=True, text=True
    )


def test_a_command_runs_with_the_services_settings_from_any_folder(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade").returncode == 0
    target = tmp_path / "instance" / "backups" / "by-hand.zip"
    made = run(tmp_path, "backup", str(target))
    assert made.returncode == 0, made.stderr
    assert target.exists()
    assert run(tmp_path, "restore", str(target)).returncode == 0


def test_the_shell_reads_the_example_as_systemd_does(tmp_path: Path) -> None:
    (tmp_path / "luntan.env").write_text(example(tmp_path))
    shell = ["sh", "-c", 'set -a; . "$0"; env', str(tmp_path / "luntan.env")]
    read = dict(line.split("=", 1) for line in subprocess.check_output(shell, env={}, text=True).splitlines())
    lines = [line.split("=", 1) for line in example(tmp_path).splitlines() if line and not line.startswith("#")]
    assert {name: read[name] for name, _value in lines} == {name: value.strip("'") for name, value in lines}


def test_every_setting_is_explained() -> None:
    text = (ROOT / "docs" / "deployment.md").read_text()
    names = {name.upper() for name in Settings.model_fields}
    assert {name for name in names if not re.search(rf"`{name}\b", text)} == set()
