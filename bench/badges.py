"""Badges: how long many take, how large their file is, and how much memory all processes hold at their fullest."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.badges.faces import BadgeFace, Code, Wheel
from app.badges.kits import Kit
from app.badges.rendering import render_file
from app.core.model import new_public_id
from bench.data import SURNAMES

HEAD = "https://luntan.example/c/"
EVERY = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True)
class Printed:
    """What `badges` measured; memory is the sum of proportional shares of this process and those it started."""

    badges: int
    seconds: float
    size: int
    peak_memory: int


def badges(number: int = 2000, kit: Kit | None = None) -> Printed:
    """Print `number` badges of different people with different codes to a file that is thrown away."""
    faces = list(_faces(number))
    with tempfile.TemporaryDirectory() as folder, _Watch() as watch:
        file = Path(folder) / "badges.pdf"
        began = time.perf_counter()
        render_file(faces, kit or Kit(), file)
        took = time.perf_counter() - began
        size = file.stat().st_size
    return Printed(number, took, size, watch.most)


def _faces(number: int) -> Iterator[BadgeFace]:
    given = "小明国庆文静海燕志伟建平晓红春梅"
    for index in range(number):
        family, one, two = SURNAMES[index % len(SURNAMES)], given[index % 16], given[index * 7 % 16]
        yield BadgeFace(
            name_han=f"{family[0]}{one}{two}",
            name_latin=f"GUEST Number {index}",
            organisation_zh=f"第{index % 97}研究所",
            organisation_en=f"Institute {index % 97} of Applied Technology",
            category_zh="参会代表",
            category_en="Participant",
            category_hue=index % 4 * 90,
            event_zh="国际应用技术论坛",
            event_en="International Forum on Applied Technology",
            dates="2027.6.20–22",
            city_zh="武汉",
            city_en="Wuhan",
            wheel=Wheel(segments=6, lit=4, hue=200),
            code=Code(HEAD, (new_public_id() * 9)[:132], "7K3F-9QXD"),
        )


class _Watch:
    """Looks at the memory of this process and its children until it is left."""

    def __init__(self) -> None:
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self.most = max(self.most, sum(_share(process) for process in _family(os.getpid())))


def _family(process: int) -> Iterator[int]:
    """The process and those it started, as far as they are still there."""
    yield process
    try:
        lists = [task.read_text() for task in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return
    for child in " ".join(lists).split():
        yield from _family(int(child))


def _share(process: int) -> int:
    """Proportional set size in bytes; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
