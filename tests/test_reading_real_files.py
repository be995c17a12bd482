"""Files as public agencies published them: read, or refused with a reason, in seconds."""

import os
import time
from pathlib import Path

import polars as pl
import pytest

from sources.reading import Limits, read_file

FOLDER = os.environ.get("LAGESBILD_REAL_FILES")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER, reason="LAGESBILD_REAL_FILES does not name the folder of the agencies' files"),
]
FILES = sorted(path for path in Path(FOLDER or ".").rglob("*") if path.suffix in (".xlsx", ".csv")) if FOLDER else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_within_seconds(path: Path) -> None:
    began = time.perf_counter()
    content = read_file(path, Limits())
    assert any(sheet.cells.height > 3 for sheet in content.sheets)
    assert time.perf_counter() - began < 10


def test_the_bed_statistics_keep_their_rows_and_letters() -> None:
    [path] = [path for path in FILES if path.parent.name == "nhs-beds"]
    sheet = read_file(path, Limits()).sheets[0]
    header = sheet.cells.row(by_predicate=pl.col("source_row") == 15, named=True)
    assert header["F"] == "Org Name"
    england = sheet.cells.row(by_predicate=pl.col("F") == "England", named=True)
    assert england["source_row"] == 16
    assert england["G"].startswith("118510.3956")


def test_a_survey_that_is_not_utf8_has_its_letters() -> None:
    [path] = [path for path in FILES if path.name == "ungadel.csv"]
    content = read_file(path, Limits())
    assert content.notes[0] == "teckenkodning Windows-1252"
    assert content.sheets[0].cells.row(0)[1:] == (None, "År", "Undersökning", "andel", "Boendekommun")
