"""The same bytes as text and nothing else: calamine for workbooks, Polars for CSV files."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import fastexcel  # noqa: F401 - loaded before the time is taken

from benchmarks.floor import read_text
from benchmarks.task import Figures, inbox_files


def load() -> None:
    """Nothing beyond the imports."""


def run(home: Path) -> Figures:
    """Reads every file."""
    begun = perf_counter()
    rows = sum(read_text(path).height for path in inbox_files(home))
    seconds = perf_counter() - begun
    return Figures(wall={"intake": seconds}, cpu={}, rows=rows)
