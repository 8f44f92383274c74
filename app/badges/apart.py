"""Many badges at once, in a process of their own.

typst keeps what it has set for the next ten documents: two thousand badges leave 300 MB behind, and
their codes keep an interpreter busy for seconds. A process that ends gives both back.

Run as a module it reads a list of faces as JSON and writes the PDF.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from typing import Any

from app.badges.faces import BadgeFace, Code, Wheel
from app.badges.pdf import badge_data, compile_badges
from app.settings import ROOT

SECONDS = 300


def render_apart(faces: Sequence[BadgeFace]) -> bytes:
    """As `render_badges`. Raises `CalledProcessError` or `TimeoutExpired` where the process fails."""
    if not faces:
        raise ValueError("there is no badge to print")
    sent = json.dumps([asdict(face) for face in faces]).encode()
    command = [sys.executable, "-m", "app.badges.apart"]
    return subprocess.run(command, input=sent, capture_output=True, check=True, cwd=ROOT, timeout=SECONDS).stdout


def _face(data: dict[str, Any]) -> BadgeFace:
    return BadgeFace(**data | {"wheel": Wheel(**data["wheel"]), "code": Code(**data["code"])})


def _print(sent: list[dict[str, Any]]) -> None:
    """The codes, which take longest, on all processors; the pages in one piece."""
    with ProcessPoolExecutor() as pool:
        pages = list(pool.map(badge_data, map(_face, sent), chunksize=50))
    sys.stdout.buffer.write(compile_badges(pages))


if __name__ == "__main__":
    _print(json.load(sys.stdin))
