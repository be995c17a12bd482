"""Workbooks that were made to trouble readers: none hangs, none kills, and every refusal has its reason.

    LAGESBILD_WORKBOOKS=FOLDER python -m benchmarks.workbooks [--workers N]

The folder holds the test files of spreadsheet libraries (Apache POI's, SheetJS's, calamine's, xlrd's), which are not
part of the project. Each file is read in a child process with its limits, as in the inbox. Prints how many were read,
how many were refused and by which rule, and the slowest; fails where a child crashed or took too long.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

from sources.reading import Limits, ReaderPool, UnreadableFile, read_file

ENDINGS = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".xlt", ".xltx", ".xltm"})
SECONDS = 30.0
MEMORY_BYTES = 3_000_000_000
FAILURES = ("reader_time", "reader_crash")


def read_one(path: Path) -> tuple[int, float]:
    """(sheets, seconds) of one file."""
    begun = perf_counter()
    content = read_file(path, Limits())
    return len(content.sheets), perf_counter() - begun


def main() -> int:
    """Reads every workbook of the folder; 1 where one hung or crashed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    folder = os.environ.get("LAGESBILD_WORKBOOKS")
    if not folder:
        print("Set LAGESBILD_WORKBOOKS to the folder of the workbooks.")
        return 2
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    outcomes: Counter[str] = Counter()
    slowest = (0.0, Path())
    failed = []
    with ReaderPool(max_workers=asked.workers, memory_bytes=MEMORY_BYTES) as pool:
        for path, outcome in zip(files, pool.run(read_one, files, timeout=SECONDS), strict=True):
            if isinstance(outcome, UnreadableFile):
                outcomes[outcome.rule] += 1
                if outcome.rule in FAILURES:
                    failed.append(f"{path.relative_to(folder)}: {outcome.rule} {getattr(outcome, 'detail', '')}")
            else:
                outcomes["read"] += 1
                slowest = max(slowest, (outcome[1], path))
    print(f"{len(files)} workbooks")
    for rule, count in outcomes.most_common():
        print(f"{count:6} {rule}")
    print(f"slowest: {slowest[0]:.1f} s, {slowest[1].name}")
    print("\n".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
