"""`python -m benchmarks.pollock`: our reader, not told the dialect, on the Pollock benchmark, in Pollock's own metric.

Here: the adapter from a text table to the CSV file that the metric compares, the scores, and what was refused.
Not here: Pollock. Its folder is named by `LAGESBILD_POLLOCK`; nothing of it is kept. Its metric needs the packages of
its own `requirements.txt` (chardet, joblib, multiset, numpy, price-parser, python-dateutil).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path
from typing import Any

from sources.reading import Limits, UnreadableFile, read_file

FOLDER_VARIABLE = "LAGESBILD_POLLOCK"
SETS = ("polluted_files", "survey_sample")
MEASURES = 10
"""Success, and precision, recall and F1 of header, records and cells: each is at most 1, the score their sum."""
NO_TABLE = frozenset({"empty_file", "no_cells"})
"""A file without a cell is refused as a delivery; as a reading it is the empty table, which Pollock expects."""


@dataclass(frozen=True)
class Scored:
    """One file: its ten measures, and why it was refused where it was."""

    name: str
    measures: tuple[float, ...]
    refused: str | None

    @property
    def score(self) -> float:
        return sum(self.measures)


def main() -> None:
    """Scores each set and prints what it was, what was refused, and which kinds of file lost most."""
    asked = _asked()
    folder = Path(os.environ.get(FOLDER_VARIABLE) or sys.exit(f"{FOLDER_VARIABLE} is not set: where is Pollock?"))
    weights = json.loads((folder / "pollock_weights.json").read_text(encoding="utf-8"))
    for name in SETS:
        scored = score_set(folder, name, asked.only)
        print(describe(name, scored, weights if name == "polluted_files" else None))
        if asked.each:
            for one in sorted(scored, key=lambda one: one.score):
                print(f"  {one.score:7.4f}  {one.name}  {one.refused or ''}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a pattern that a file's name must hold")
    parser.add_argument("--each", action="store_true", help="print the score of every file")
    return parser.parse_args()


def score_set(folder: Path, name: str, only: str) -> list[Scored]:
    """Every file of the set, scored in processes of their own since the metric is slow."""
    files = sorted(path.name for path in (folder / name / "csv").iterdir() if re.search(only, path.name))
    with ProcessPoolExecutor(initializer=_load_metric, initargs=(folder,)) as processes:
        return list(processes.map(_score_file, [(folder / name, file) for file in files], chunksize=16))


_metric: Any = None


def _load_metric(folder: Path) -> None:
    global _metric  # noqa: PLW0603 - once in each process
    sys.path.insert(0, str(folder))
    from pollock import metrics  # noqa: PLC0415 - known only when the folder is

    metrics.normalize_cell = cache(metrics.normalize_cell)
    _metric = metrics


def _score_file(where: tuple[Path, str]) -> Scored:
    folder, name = where
    try:
        rows = read_rows(folder / "csv" / name)
    except UnreadableFile as refused:
        if refused.rule not in NO_TABLE:
            return Scored(name, (0.0,) * MEASURES, refused.rule)
        rows = []
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as loaded:
        csv.writer(loaded, lineterminator="\n").writerows(rows)
        loaded.flush()
        measures = _metric.header_record_cell_measures_csv(folder / "clean" / name, loaded.name)
        return Scored(name, (float(_metric.successful_csv(loaded.name)), *map(float, measures)), None)


def read_rows(path: Path) -> list[list[str]]:
    """The table as rows of text, the header first: what the next stage of the product gets.

    Rows above the first one with more than one filled cell are title rows and stand beside the table. Each row is as
    wide as the header, or wider where more cells are filled.
    """
    rows = [row[1:] for row in read_file(path, Limits()).sheets[0].cells.rows()]
    filled = [[place for place, cell in enumerate(row) if cell is not None] for row in rows]
    header = next((number for number, places in enumerate(filled) if len(places) > 1), 0)
    width = filled[header][-1] + 1
    return [
        [cell or "" for cell in row[: max(width, places[-1] + 1)]]
        for row, places in zip(rows[header:], filled[header:], strict=True)
    ]


def describe(name: str, scored: list[Scored], weights: dict[str, float] | None) -> str:
    """The set's scores, what was refused by reason, and the kinds of file that lost most, heaviest first."""
    told = io.StringIO()
    print(f"{name}: {len(scored)} files, simple score {_mean(scored):.3f}", end="", file=told)
    if weights:
        print(f", weighted {_mean(scored, weights):.3f}", end="", file=told)
    read = [one for one in scored if one.refused is None]
    print(f"; of the {len(read)} that were read {_mean(read):.3f}", file=told)
    for rule, count in Counter(one.refused for one in scored if one.refused).most_common():
        print(f"  refused {count}: {rule}", file=told)
    losses: Counter[str] = Counter()
    for one in scored:
        losses[re.sub(r"(row|col|quote|limiter_)\d+(?=_|\.)", r"\1N", one.name)] += (MEASURES - one.score) / len(scored)
    for kind, loss in losses.most_common(8):
        print(f"  lost {loss:.4f}: {kind}", file=told)
    return told.getvalue()


def _mean(scored: list[Scored], weights: dict[str, float] | None = None) -> float:
    weight = [weights.get(one.name, 0.0) if weights else 1.0 for one in scored]
    return sum(map(mul, (one.score for one in scored), weight)) / sum(weight) if any(weight) else 0.0


if __name__ == "__main__":
    main()
