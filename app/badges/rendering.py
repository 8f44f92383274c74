"""Badges of any layout as a PDF: a few in this process, many in processes of their own, a part each.

typst holds all pages of a document at once, some 60 KB each. Parts keep that small, and are joined as files.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from app.badges.faces import BadgeFace, Wheel
from app.badges.fonts import typst_fonts
from app.badges.joining import join
from app.badges.kits import PLAIN_KIT, Kit
from app.badges.layouts import drawing, imposing
from app.settings import ROOT

TEMPLATES = ROOT / "templates" / "pdf"
#: Badges a part: whole sheets of 4, 6, 8 and 10.
PART = 480
#: Up to so many parts two are set at a time; of more, one, for the sake of memory.
SOON = 5
SECONDS = 300

#: Told after each part how many badges are done so far.
Progress = Callable[[int], None]


def render(faces: Sequence[BadgeFace], kit: Kit = PLAIN_KIT) -> bytes:
    """The PDF, made here. Raises ValueError where there is no face."""
    _check(faces)
    with _workshop(kit) as folder:
        return _typeset(Path(folder), kit.sorted(faces), kit, "pdf")[0]


def pictures(face: BadgeFace, kit: Kit, ppi: float = 110) -> list[bytes]:
    """One badge as PNGs, a page each, just as it is printed."""
    with _workshop(kit) as folder:
        return _typeset(Path(folder), [face], kit, "png", ppi)


def render_file(faces: Sequence[BadgeFace], kit: Kit, to: Path, progress: Progress | None = None) -> None:
    """The PDF of many badges, written to `to` by processes of their own, a part each.

    Raises ValueError where there is no face, `CalledProcessError` or `TimeoutExpired` where a process fails.
    """
    _check(faces)
    ordered = kit.sorted(faces)
    parts = [ordered[start : start + PART] for start in range(0, len(ordered), PART)]
    with _workshop(kit) as folder, ThreadPoolExecutor(2 if len(parts) <= SOON else 1) as threads:
        done, files = 0, []
        made = threads.map(lambda number: _set_apart(Path(folder), kit, number, parts[number]), range(len(parts)))
        for part, file in zip(parts, made, strict=True):
            files.append(file)
            done += len(part)
            if progress:
                progress(done)
        _finish(files, to)


def _finish(files: Sequence[Path], to: Path) -> None:
    if len(files) == 1:
        shutil.copy(files[0], to)
    else:
        join(files, to)


def _check(faces: Sequence[BadgeFace]) -> None:
    if not faces:
        raise ValueError("there is no badge to print")


def _set_apart(folder: Path, kit: Kit, number: int, faces: Sequence[BadgeFace]) -> Path:
    """One part, set by a process that ends with it."""
    target = folder / f"{number}.pdf"
    sent = json.dumps({"folder": str(folder), "to": str(target), "kit": kit.to_json(), "faces": [*map(_plain, faces)]})
    command = [sys.executable, "-m", "app.badges.apart"]
    subprocess.run(command, input=sent.encode(), capture_output=True, check=True, cwd=ROOT, timeout=SECONDS)
    return target


def _plain(face: BadgeFace) -> dict[str, Any]:
    """As `asdict`, which would copy each text once more."""
    values = {name: getattr(face, name) for name in BadgeFace.__dataclass_fields__}
    return values | {"wheel": asdict(face.wheel), "code": asdict(face.code), "more": dict(face.more)}


def _workshop(kit: Kit) -> "tempfile.TemporaryDirectory[str]":
    """A folder that typst reads from and no further: its templates and the kit's pictures."""
    made = tempfile.TemporaryDirectory(prefix="badges-")
    folder = Path(made.name)
    for name in ("layout.typ", "wheel.typ", "common.typ"):
        shutil.copy(TEMPLATES / name, folder / name)
    for name in ("images", "wheels"):
        (folder / name).mkdir()
    for public_id, body in kit.images.items():
        (folder / "images" / public_id).write_bytes(body)
    return made


def set_part(folder: Path, faces: Sequence[BadgeFace], kit: Kit) -> bytes:
    """The PDF of a part in its workshop."""
    return _typeset(folder, faces, kit, "pdf")[0]


def _typeset(
    folder: Path, faces: Sequence[BadgeFace], kit: Kit, output: Literal["pdf", "png"], ppi: float | None = None
) -> list[bytes]:
    wheels = {mark: f"{number}.pdf" for number, mark in enumerate(dict.fromkeys(face.wheel for face in faces))}
    for mark, name in wheels.items():
        [drawing] = _compile(folder / "wheel.typ", {"mark": asdict(mark)}, "pdf")
        (folder / "wheels" / name).write_bytes(drawing)
    return _compile(folder / "layout.typ", document(faces, kit, wheels), output, ppi)


def _compile(
    template: Path, data: Mapping[str, Any], output: Literal["pdf", "png"], ppi: float | None = None
) -> list[bytes]:
    # Imported here: typst is 40 MB that only the process which prints should hold.
    import typst

    made: bytes | list[bytes] | None = typst.compile(  # a list where several pages are pictures
        str(template),
        root=str(template.parent),
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(part, ensure_ascii=False, separators=(",", ":")) for name, part in data.items()},
        timestamp=0,
        # Tags help a screen reader through a ticket; two thousand printed badges need none.
        pdf_tags=False,
        format=output,
        ppi=ppi,
    )
    return made if isinstance(made, list) else [made or b""]


def document(faces: Sequence[BadgeFace], kit: Kit, wheels: Mapping[Wheel, str]) -> dict[str, Any]:
    """What the template takes: what is alike for all, and the badges on their pages."""
    layouts = kit.layouts
    places = {layout: number for number, layout in enumerate(layouts)}
    by_kind = {kind: places[layout] for kind, layout in kit.by_kind.items()}
    numbers = [by_kind.get(face.kind, 0) for face in faces]
    badges = [
        drawing.drawn(layouts[number], face) | {"layout": number, "wheel": wheels[face.wheel]}
        for number, face in zip(numbers, faces, strict=True)
    ]
    shared = {"layouts": [drawing.shared(layout) for layout in layouts]}
    return {"shared": shared, "data": {"badges": badges, "pages": imposing.pages(layouts, numbers)}}
