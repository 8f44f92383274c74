"""Counters of rate limits in this process: a dictionary under a lock.

The storage that ``limits`` brings starts a timer thread at each count, which cost more than the request's own work.
"""

import threading
import time
from typing import Any

from limits.storage import Storage

SWEEP_ABOVE = 10_000


class ProcessStorage(Storage):
    """Fixed windows: a count and the end of its window by key."""

    STORAGE_SCHEME = ["process"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_options: Any) -> None:
        super().__init__(uri, wrap_exceptions)
        self._windows: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with self._lock:
            if len(self._windows) > SWEEP_ABOVE:
                self._sweep()
            count, end = self._window(key)
            self._windows[key] = count + amount, end or time.time() + expiry
            return count + amount

    def get(self, key: str) -> int:
        return self._window(key)[0]

    def get_expiry(self, key: str) -> float:
        return self._window(key)[1] or time.time()

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        number = len(self._windows)
        self._windows.clear()
        return number

    def clear(self, key: str) -> None:
        self._windows.pop(key, None)

    def _window(self, key: str) -> tuple[int, float]:
        """Count and end of the present window of ``key``; zeros where none has begun."""
        count, end = self._windows.get(key, (0, 0.0))
        return (count, end) if end > time.time() else (0, 0.0)

    def _sweep(self) -> None:
        present = time.time()
        self._windows = {key: window for key, window in self._windows.items() if window[1] > present}
