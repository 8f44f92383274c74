"""`make bench`: the hot paths beside a bare Flask app, on the same server with the same flags, in one run.

Prints a table and writes bench/latest.json. Options: --seconds 5 --sizes 2000,20000 --databases sqlite,postgresql
--only scan,register.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import lanes, measure, report, workloads
from bench.stage import Stage, staged
from tests.services.postgres import PostgresServer, running

NAMES = tuple(workloads.COMPARED_WITH)
LATEST = Path(__file__).parent / "latest.json"


def main() -> int:
    options = _options()
    rows: list[measure.Row] = []
    seen: list[report.Observation] = []
    with _folder() as folder, _postgres(folder, options.databases) as postgres:
        for database in options.databases:
            for size in options.sizes:
                with staged(folder / f"{database}-{size}", database, postgres, size) as stage:
                    rows += measure.all_of(stage, options.only, options.seconds)
                    seen.append(_observe(stage))
                    print(report.progress(rows[-len(options.only) :]), flush=True)
    LATEST.write_text(json.dumps([row.published() for row in rows], indent=1) + "\n")
    print(report.table(rows), *map(report.sentence, seen), *report.verdicts(rows, seen), sep="\n")
    return 1 if any(row.errors for row in rows) else 0


def _observe(stage: Stage) -> report.Observation:
    appeared, later = measure.edit_appears(stage), measure.memory_mib(stage.ours)
    return report.Observation(
        stage.label,
        appeared,
        stage.idle_mib,
        later,
        measure.shares(stage),
        lanes.weigh_roster(stage.ours.url, stage.data),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    listed = lambda text: tuple(text.split(","))  # noqa: E731
    parser.add_argument("--seconds", type=float, default=5.0, help="of load for each measurement")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default=[2000, 20000])
    parser.add_argument("--databases", type=listed, default=("sqlite", "postgresql"))
    parser.add_argument("--only", type=listed, default=NAMES)
    return parser.parse_args()


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that PostgreSQL's system user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="luntan-bench-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgres(folder: Path, databases: tuple[str, ...]) -> Iterator[PostgresServer | None]:
    if "postgresql" not in databases:
        yield None
        return
    (folder / "postgres").mkdir(mode=0o755)
    with running(folder / "postgres") as server:
        yield server


if __name__ == "__main__":
    sys.exit(main())
