"""Whether the printer can decode a picture: it is drawn small and thrown away, in a process of its own.

A square of 4,000 pixels takes up to 130 MB, which typst would keep for its next ten documents.

Run as a module it reads a picture, and ends with 1 where that cannot be printed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from app.settings import ROOT

SECONDS = 30


def can_be_printed(body: bytes, kind: Literal["png", "jpg"]) -> bool:
    command = [sys.executable, "-m", "app.badges.layouts.trying", kind]
    try:
        subprocess.run(command, input=body, capture_output=True, check=True, cwd=ROOT, timeout=SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return False
    return True


def _draw(body: bytes, kind: str) -> bool:
    import typst

    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        (Path(folder) / "picture").write_bytes(body)
        page = Path(folder) / "page.typ"
        page.write_text(f'#set page(width: 10mm, height: 10mm)\n#image("picture", format: "{kind}")')
        try:
            typst.compile(str(page), root=folder, format="png", ppi=20, ignore_system_fonts=True)
        except (typst.TypstError, RuntimeError):
            return False
    return True


if __name__ == "__main__":
    sys.exit(not _draw(sys.stdin.buffer.read(), sys.argv[1]))
