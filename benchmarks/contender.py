"""One contender in a process of its own: `python -m benchmarks.contender NAME HOME RESULT`.

Here: importing it (timed apart), running it, writing its figures. Not here: any contender.
"""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from time import perf_counter


def main(name: str, home: Path, result: Path) -> None:
    """Runs the contender of that name on a home and writes its figures as JSON."""
    begun = perf_counter()
    module = importlib.import_module(f"benchmarks.{name}")
    module.load()
    imports = perf_counter() - begun
    figures = module.run(home)
    figures.apart["imports"] = imports
    result.write_text(json.dumps(asdict(figures)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
