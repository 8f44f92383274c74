"""CPU time and memory of a server's processes."""

from __future__ import annotations

from collections.abc import Iterable

import psutil


def tree(pid: int) -> list[psutil.Process]:
    """A process and all that it started."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def cpu_seconds(processes: Iterable[psutil.Process]) -> dict[int, float]:
    """User and system time that each process has used so far."""
    return {process.pid: sum(process.cpu_times()[:2]) for process in processes}


def memory_mib(processes: Iterable[psutil.Process]) -> float:
    """Proportional set size together: what is shared counts once."""
    return sum(process.memory_full_info().pss for process in processes) / 2**20
