"""`python -m benchmarks`: from inbox to marts, Lägesbild beside the usual way and the floor, in one run.

Here: the story of a run. Not here: the contenders, their processes, the table.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from benchmarks.running import run_contender
from benchmarks.task import MART, mart_part
from benchmarks.telling import describe_machine, make_tables, write_into
from pipelines.demo.benchmark import write_benchmark_inbox

CONTENDERS = ("ours", "usual", "floor", "jobs")
HERE = Path(__file__).parent
WHOLE_ROWS = 1_000_000


def main() -> None:
    """Measures, holds the marts to be equal, prints the table; keeps it where the whole measurement was made."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="lagesbild-bench-", dir=asked.folder) as folder:
        inbox = Path(folder) / "inbox"
        files = write_benchmark_inbox(inbox, rows=asked.rows)
        facts = {
            "rows": asked.rows,
            "files": len(files),
            "workbooks": sum(path.suffix == ".xlsx" for path in files),
            "megabytes": round(sum(path.stat().st_size for path in files) / 1e6),
        }
        runs = _measure(asked.repeat, inbox, Path(folder), asked.rows)
    result = {"machine": describe_machine(), "inbox": facts, "runs": runs}
    tables = make_tables(result)
    print(tables)
    if asked.keep or asked.rows == WHOLE_ROWS:
        (HERE / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        write_into(HERE / "README.md", tables)


def _measure(repeat: int, inbox: Path, folder: Path, rows: int) -> dict[str, list[dict[str, Any]]]:
    """Every contender `repeat` times, in turn, so that a machine that slows down slows all of them."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTENDERS}
    for number in range(1, repeat + 1):
        for name in CONTENDERS:
            figures = run_contender(name, inbox, folder / name)
            print(f"{number}/{repeat} {name}: {sum(figures['wall'].values()):.1f} s", flush=True)
            if figures["rows"] != rows:
                raise RuntimeError(f"{name} has {figures['rows']} rows of {rows}.")
            runs[name].append(figures)
        _hold_equal(folder / "ours", folder / "usual")
    return runs


def _hold_equal(ours: Path, usual: Path) -> None:
    """The marts of the two full contenders are the same, and so are the rows under them."""
    for key in (MART, "mart.delivery_status"):
        assert_frame_equal(pl.read_parquet(mart_part(ours, key)), pl.read_parquet(mart_part(usual, key)))
    mine, theirs = (pl.read_parquet(mart_part(home, "tidy.waiting_list")) for home in (ours, usual))
    assert_frame_equal(mine, theirs)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=WHOLE_ROWS, help="waiting rows in the 21 files together")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each contender")
    parser.add_argument("--folder", type=Path, help="where the files lie while it runs; default: the system's own")
    parser.add_argument("--keep", action="store_true", help="write README.md and result.json also of a smaller run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
