"""`make soak`: a lane at work for an hour, guest after guest before the camera, and whether anything grows.

The scanner runs in Chromium against the real server; what it shows is compared with the server's books at the end.
Prints a line a minute, then the growth of each figure in 1,000 guests; fails where that is above its limit. Options:
--minutes 60 --guests-per-hour 1200 --people 2000 --codes 500 --throttle 1.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bench.lane import Lane, lane, percentile, wait_for_lines

#: The most that a figure may grow in 1,000 guests: what each guest leaves on the roster, and the noise of a short run.
LIMITS = {"heap": 1.5, "nodes": 100.0, "stored": 8.0, "server": 8.0}
UNITS = {"heap": "MiB of JavaScript", "nodes": "DOM nodes", "stored": "MiB of IndexedDB", "server": "MiB of the server"}
#: What a figure sways by itself: a short run that grew by no more than this tells nothing.
SWAY = {"heap": 1.0, "nodes": 200.0, "stored": 4.0, "server": 16.0}
#: The first part of a run fills caches and is left out of the slope.
WARM_UP = 0.25
SAMPLES = 20
STEPS = {
    "read": "frame to code",
    "judged": "frame to verdict",
    "written": "frame to verdict written down",
    "total": "badge in the picture to painted verdict",
}


@dataclass(frozen=True)
class Sample:
    """The figures after so many guests."""

    guests: int
    figures: dict[str, float]


def main() -> int:
    options = _options()
    with _folder() as folder, lane(folder, options.people, options.throttle) as busy:
        codes = busy.data.codes[: options.codes]
        samples, wrong = _soak(busy, codes, options.minutes * 60, 3600 / options.guests_per_hour)
        written = wait_for_lines(busy, busy.judged)
        faults = [*wrong, *busy.complaints, *_grown(samples)]
        if written != busy.judged:
            faults.append(f"{busy.judged} verdicts were shown, {written} scans are in the books")
        print(_paces(busy), f"{busy.judged} guests, {written} scans in the books", *faults, sep="\n")
    return 1 if faults else 0


def _soak(busy: Lane, codes: list[str], seconds: float, each: float) -> tuple[list[Sample], list[str]]:
    """Guests one after another, each ``each`` seconds after the one before; the figures every so often."""
    samples, wrong, began = [Sample(0, busy.figures())], [], time.monotonic()
    sample_every = max(60.0, seconds / SAMPLES) if seconds > SAMPLES * 60 else seconds / SAMPLES
    while (now := time.monotonic() - began) < seconds:
        number = busy.judged
        tone = busy.pass_by(codes[number % len(codes)])
        expected = "admitted" if number < len(codes) else "repeat"
        if tone != expected:
            wrong.append(f"guest {number} was shown {tone}, not {expected}")
        if now >= sample_every * len(samples):
            samples.append(Sample(busy.judged, busy.figures()))
            print(_line(now, samples[-1]), flush=True)
        time.sleep(max(0.0, each * busy.judged - (time.monotonic() - began)))
    return [*samples, Sample(busy.judged, busy.figures())], wrong


def _line(seconds: float, sample: Sample) -> str:
    figures = "  ".join(f"{value:8.1f} {UNITS[name]}" for name, value in sample.figures.items())
    return f"{seconds / 60:5.1f} min {sample.guests:6d} guests  {figures}"


def _grown(samples: list[Sample]) -> list[str]:
    """What grew by more than its limit, in words; prints the growth of all."""
    steady = samples[int(len(samples) * WARM_UP) :]
    guests = steady[-1].guests - steady[0].guests
    faults = []
    for name, limit in LIMITS.items():
        slope = 1000 * _slope([(sample.guests, sample.figures[name]) for sample in steady])
        print(f"{slope:8.2f} {UNITS[name]} in 1,000 guests (at most {limit:g})")
        if slope > limit and slope * guests / 1000 > SWAY[name]:
            faults.append(f"{UNITS[name]} grow by {slope:.2f} in 1,000 guests, more than {limit:g}")
    return faults


def _slope(points: list[tuple[int, float]]) -> float:
    """Of the straight line nearest to the points."""
    across, up = fmean(x for x, _ in points), fmean(y for _, y in points)
    spread = sum((x - across) ** 2 for x, _ in points)
    return sum((x - across) * (y - up) for x, y in points) / spread if spread else 0.0


def _paces(busy: Lane) -> str:
    found = busy.paces()
    told = [_pace(step, [pace[step] for pace in found if step in pace]) for step in STEPS]
    return "\n".join(told)


def _pace(step: str, times: list[float]) -> str:
    figures = ", ".join(f"{percentile(times, share):.0f} ms" for share in (0.5, 0.9, 0.99))
    return f"{STEPS[step]}: {figures} (median, 90 and 99 of 100)"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--guests-per-hour", type=float, default=1200.0)
    parser.add_argument("--people", type=int, default=2000, help="on the roster")
    parser.add_argument("--codes", type=int, default=500, help="different badges that come")
    parser.add_argument("--throttle", type=float, default=1.0, help="how many times slower the phone's processor is")
    return parser.parse_args()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="luntan-soak-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
