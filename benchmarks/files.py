"""`python -m benchmarks.files`: one large workbook, one large CSV file and many small files, from inbox to receipt.

Beside each the same bytes read as text by calamine and Polars alone, in the same run. Waiting for a file to settle and
starting the child processes are left out. The goals: a workbook of 100,000 rows within 2 times, a CSV file of 1,000,000
rows within 4 times, under 600 MB for either, and 40 small files a second.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from benchmarks.running import run_contender
from pipelines.demo.benchmark import write_benchmark_inbox
from sources.reference_data import load_reference

FOLDER = "12_skane"
SMALL_FILES, SMALL_ROWS = 2_000, 25
CODES = tuple(load_reference(None).frame("regions")["region_code"].sort())


def main() -> None:
    """Measures each and prints least, median and greatest of the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--part", type=float, default=1.0, help="of the rows and files")
    asked = parser.parse_args()
    print(
        "| | rows | files | ours, s | text alone, s | times | files a second | peak, MB |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory(prefix="lagesbild-files-") as folder:
        paths = write_benchmark_inbox(Path(folder) / "made", rows=round(1_000_000 * asked.part), xlsx_share=0.0)
        made = [pl.read_csv(path, separator=";", infer_schema=False) for path in paths]
        for name, write in INBOXES.items():
            inbox = Path(folder) / name / "inbox"
            inbox.mkdir(parents=True)
            files = write(inbox, made, asked.part)
            _measure(name, inbox, Path(folder) / name, files, asked.repeat)


def _workbook(folder: Path, made: Sequence[pl.DataFrame], part: float) -> int:
    (folder / FOLDER).mkdir()
    rows = pl.concat(made).head(round(100_000 * part)).with_columns(Anmärkning=pl.lit(""))
    rows.write_excel(folder / FOLDER / "lista.xlsx", "Väntelista")
    return 1


def _csv(folder: Path, made: Sequence[pl.DataFrame], _part: float) -> int:
    (folder / FOLDER).mkdir()
    pl.concat(made).write_csv(folder / FOLDER / "lista.csv", separator=";")
    return 1


def _small(folder: Path, made: Sequence[pl.DataFrame], part: float) -> int:
    """Files of a few rows, as many for each region."""
    each = round(SMALL_FILES * part / len(made))
    for region, rows in enumerate(made):
        (folder / f"{CODES[region]}").mkdir()
        for number in range(each):
            at = number * SMALL_ROWS % max(1, rows.height - SMALL_ROWS)
            rows.slice(at, SMALL_ROWS).write_csv(folder / CODES[region] / f"lista {number}.csv", separator=";")
    return each * len(made)


INBOXES: dict[str, Callable[[Path, Sequence[pl.DataFrame], float], int]] = {
    "workbook": _workbook,
    "CSV file": _csv,
    "small CSV files": _small,
}


def _measure(name: str, inbox: Path, folder: Path, files: int, repeat: int) -> None:
    runs = [
        (run_contender("taking_in", inbox, folder / "ours"), run_contender("bare", inbox, folder / "bare"))
        for _ in range(repeat)
    ]
    ratios = sorted(ours["wall"]["intake"] / bare["wall"]["intake"] for ours, bare in runs)
    ours, bare = min(runs, key=lambda run: run[0]["wall"]["intake"])
    seconds = ours["wall"]["intake"]
    print(
        f"| {name} | {ours['rows']:,} | {files:,} | {seconds:.2f} | {bare['wall']['intake']:.2f} "
        f"| {' / '.join(f'{ratio:.1f}' for ratio in ratios)} | {files / seconds:.0f} | {ours['peak_mb']:.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
