"""What must hold for what goes out: nothing under `published` counts persons, and editions are whole.

Here: looking at the files that lie there, whoever wrote them. Not here: the column policy (`assets/disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from assets.disclosure.policy import find_policy_breaks
from assets.publications.editions import RECORD, read_record
from assets.publications.open_data import PACKAGE
from assets.publications.publishing import OPEN_DATA
from sources.reference_data import Reference

PUBLISHED_COUNTS_NO_PERSONS = "nothing_published_counts_persons"
EDITION_IS_WHOLE = "edition_is_whole"


def find_published_breaks(published: Path, reference: Reference, as_of: date) -> list[str]:
    """What lies under `published` that may not: an unknown file, or a column that the policy does not list."""
    return [
        text
        for path in sorted(published.rglob("*"))
        if path.is_file()
        for text in _breaks_of(path, published, reference, as_of)
    ]


def _breaks_of(path: Path, published: Path, reference: Reference, as_of: date) -> Iterator[str]:
    place = path.relative_to(published).as_posix()
    if place in {"index.html", f"{OPEN_DATA}/{PACKAGE}"}:
        return
    if path.parent != published / OPEN_DATA or path.suffix not in {".csv", ".parquet"}:
        yield f"{place} hör inte till det som får publiceras."
        return
    frame = pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path, glob=False)
    yield from (f"{place}: {text}" for text in find_policy_breaks({f"published.{path.stem}": frame}, reference, as_of))


def find_missing_files(folder: Path, report: str) -> list[str]:
    """Which files of an edition are not there."""
    wanted = ("index.html", f"{report}.pdf", f"{report}.xlsx", RECORD)
    missing = [name for name in wanted if not (folder / name).is_file()]
    if not any((folder / "data").glob("*.csv")):
        missing.append("data/")
    if read_record(folder) is None:
        missing.append(RECORD)
    return sorted(set(missing))
