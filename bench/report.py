"""The table that `make bench` prints, and what it says about the goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.lanes import Weight
from bench.measure import Row

#: Share of the bare view or insert that each should reach.
GOALS = {"event_page": 0.5, "agenda_page": 0.5, "feed_304": 0.7, "register": 0.15, "scan": 0.5}
#: CPU of a scan, in that of a bare insert; seconds until an edit shows; MiB of all processes before any load.
SCAN_CPU, EDIT_SECONDS, IDLE_MIB = 2.0, 1.0, 250
HEAD = ("name", "database", "size", "req/s", "p50 ms", "p99 ms", "CPU ms", "bare CPU", "errors", "of bare", "goal")


@dataclass(frozen=True)
class Observation:
    """What was seen of one stage beside the rates."""

    label: str
    edit_seconds: float
    #: Of all processes, before any load and when they are idle again.
    idle_mib: float
    later_mib: float
    shares: str
    #: A whole roster, asked for alone.
    roster: Weight


def sentence(seen: Observation) -> str:
    return (
        f"{seen.label}: an edit made during the run appeared after {seen.edit_seconds:.2f} s; idle memory of all "
        f"processes {seen.idle_mib:.0f} MiB (PSS), after the load {seen.later_mib:.0f}; CPU of the web processes "
        f"{seen.shares}; the whole roster takes {seen.roster.ms:.0f} ms, {seen.roster.sent_kb:.0f} KB of "
        f"{seen.roster.whole_kb:.0f} KB"
    )


def _cells(row: Row) -> tuple[str, ...]:
    goal = GOALS.get(row.name)
    return (
        row.name,
        row.database,
        f"{row.size}",
        f"{row.rps:.0f}" if row.rps >= 100 else f"{row.rps:.1f}",
        f"{row.p50_ms:.2f}",
        f"{row.p99_ms:.2f}",
        f"{row.cpu_ms:.2f}",
        f"{row.bare_cpu_ms:.2f}",
        f"{row.errors}",
        f"{row.share_of_bare:.2f}",
        "" if goal is None else f"{goal:.2f} {'met' if row.share_of_bare >= goal else 'MISSED'}",
    )


def table(rows: Sequence[Row]) -> str:
    """All rows under a head, in columns."""
    lines = [HEAD, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n" + "\n".join(_line(line, widths) for line in lines) + "\n"


def progress(rows: Sequence[Row]) -> str:
    """One short line for each row, while the run goes on."""
    return "\n".join(
        f"  {row.database} {row.size} {row.name}: {row.rps:.0f} req/s, {row.share_of_bare:.2f} of bare" for row in rows
    )


def verdicts(rows: Sequence[Row], observations: Sequence[Observation]) -> list[str]:
    """What fell short."""
    short = [
        f"Goal missed: {row.name} on {row.database} at {row.size}: {row.share_of_bare:.2f} of {GOALS[row.name]:.2f}"
        for row in rows
        if row.share_of_bare < GOALS.get(row.name, 0)
    ]
    dear = [
        f"Goal missed: scan on {row.database} at {row.size} costs {row.cpu_ms / row.bare_cpu_ms:.2f} times the bare CPU"
        for row in rows
        if row.name == "scan" and row.cpu_ms > SCAN_CPU * row.bare_cpu_ms
    ]
    wrong = [f"Errors: {row.errors} of {row.name} on {row.database} at {row.size}" for row in rows if row.errors]
    slow = [
        f"Goal missed: {o.label}: an edit took longer than a second"
        for o in observations
        if o.edit_seconds > EDIT_SECONDS
    ]
    large = [f"Goal missed: {o.label}: more than {IDLE_MIB} MiB idle" for o in observations if o.idle_mib > IDLE_MIB]
    return [*short, *dear, *wrong, *slow, *large] or ["All goals met, no errors."]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.ljust(width) if n < 2 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()
