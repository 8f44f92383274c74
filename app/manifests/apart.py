"""Setting a list in a process of its own, which gives its memory back when it ends.

Run as a module it reads a sheet as JSON and writes the PDF.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from app.badges.fonts import typst_fonts
from app.manifests.faces import Sheet
from app.settings import ROOT
from app.tickets.qr import qr_matrix, svg_path
from app.tickets.short_code import format_short_code

TEMPLATES = ROOT / "templates" / "pdf"
SECONDS = 120


def render_apart(sheet: Sheet) -> bytes:
    """The PDF. Raises `CalledProcessError` or `TimeoutExpired` where the process fails."""
    sent = json.dumps(asdict(sheet)).encode()
    command = [sys.executable, "-m", "app.manifests.apart"]
    return subprocess.run(command, input=sent, capture_output=True, check=True, cwd=ROOT, timeout=SECONDS).stdout


def render(sent: dict[str, Any]) -> bytes:
    """The PDF of a sheet as plain values."""
    import typst

    people = [_line(number, person) for number, person in enumerate(sent["people"], 1)]
    data = sent | {"people": people, "expected": len(people)}
    return typst.compile(
        str(TEMPLATES / "manifest.typ"),
        root=str(TEMPLATES),
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=0,
        pdf_tags=False,
    )


def _line(number: int, person: dict[str, Any]) -> dict[str, Any]:
    """The square says the short code alone: a photographed list is no stack of badges."""
    short = person["short"]
    matrix = qr_matrix("", short) if short else None
    code = {"path": svg_path(matrix), "modules": len(matrix)} if matrix else None
    return person | {"number": number, "code": code, "short": format_short_code(short) if short else ""}


if __name__ == "__main__":
    sys.stdout.buffer.write(render(json.load(sys.stdin)))
