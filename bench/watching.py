"""Fifty colleagues watch the live picture: each polls for its figures, in turn."""

from __future__ import annotations

from itertools import cycle

from bench.data import Dataset
from bench.load import request
from bench.workloads import Workload


def dashboard(data: Dataset) -> Workload:
    """Whole answers, as if the figures had changed for everybody each time."""
    path = f"/manage/events/{data.slug}/live/figures/?lang=zh"
    polls = [request("GET", path, {"Cookie": cookie}) for cookie in data.watchers]
    return Workload(cycle(polls), lambda status, body: status == 200 and len(body) > 500)
