"""Many badges at once, in processes of their own.

typst keeps what it has set for the next ten documents. A process that ends gives its memory back.

Run as a module it reads a part as JSON, and writes its PDF to the file that is named there.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.badges.faces import BadgeFace, Code, Wheel
from app.badges.kits import PLAIN_KIT, Kit
from app.badges.rendering import render_file, set_part


def render_apart(faces: Sequence[BadgeFace], kit: Kit = PLAIN_KIT) -> bytes:
    """As `rendering.render_file`, for those who want the bytes."""
    with tempfile.TemporaryDirectory(prefix="badges-") as folder:
        file = Path(folder) / "badges.pdf"
        render_file(faces, kit, file)
        return file.read_bytes()


def _face(data: dict[str, Any]) -> BadgeFace:
    return BadgeFace(**data | {"wheel": Wheel(**data["wheel"]), "code": Code(**data["code"])})


def _print(sent: Mapping[str, Any]) -> None:
    body = set_part(Path(sent["folder"]), [*map(_face, sent["faces"])], Kit.from_json(sent["kit"]))
    Path(sent["to"]).write_bytes(body)


if __name__ == "__main__":
    _print(json.load(sys.stdin))
