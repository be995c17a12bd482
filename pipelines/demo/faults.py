"""What goes wrong in the demonstration, on purpose: faulty cells, a missing column, an identity number.

Here: spoiling sheets that were right. Not here: which region has which fault (`formats.py`). The only identity number
is the Swedish tax agency's published test person 19121212-1212.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from pipelines.demo.draws import Draws
from pipelines.demo.sheets import Sheet

COMMENT_COLUMN, COMMENT_HEADER = "comment", "Anteckning"
COMMENTS: Mapping[str, float] = {
    "": 0.8,
    "Önskar tid efter jul": 0.06,
    "Kan komma med kort varsel": 0.06,
    "Behöver tolk": 0.04,
    "Ring före klockan tio": 0.04,
}
TEST_PERSON = "19121212-1212"
UNMAPPED_HEADER = "Kvar hos oss"
MOST_REFUSED_SHARE = 0.05


def spoil_waiting_list(sheet: Sheet, *, wrong_unit: str) -> Sheet:
    """Several different faulty cells; so few rows are refused that the sheet is accepted with remarks."""
    rows = sheet.rows.with_row_index("_place")
    is_operation = pl.col("care_type") == _word(sheet, "care_type", "operation", "Operation/åtgärd")
    operations = rows.filter(is_operation)["_place"].to_list()
    others = rows.filter(~is_operation)["_place"].to_list()
    if len(operations) < 6 or len(others) < 3:
        raise ValueError("the waiting list is too short to spoil; use a larger scale")
    refusing = [
        (operations[1], "decision_date", "så snart som möjligt"),
        (others[0], "care_type", "Telefonsamtal"),
        (operations[2], "decision_date", _year_later(str(rows["decision_date"][operations[2]]))),
    ]
    remarking = [
        (operations[3], "booked_date", "ring först"),
        (operations[4], "care_unit_id", wrong_unit),
        (others[1], "patient_region", "Norge"),
    ]
    allowed = max(1, int(len(rows) * MOST_REFUSED_SHARE))
    spoiled = _with_cells(rows, [*refusing[:allowed], *remarking])
    twice = spoiled.filter(pl.col("_place") == others[2])
    return replace(sheet, rows=pl.concat([spoiled, twice]).drop("_place"))


def spoil_beds(sheet: Sheet) -> Sheet:
    """Three faulty cells in the bed table, which becomes text."""
    rows = sheet.rows.with_columns(pl.col("^.*_count$").cast(pl.String).str.strip_suffix(".0")).with_row_index("_place")
    cells = [(5, "available_count", "ca 12"), (11, "occupied_count", ""), (17, "overcrowded_count", "-3")]
    return replace(sheet, rows=_with_cells(rows, cells).drop("_place"))


def lose_free_slots(sheet: Sheet) -> Sheet:
    """The column of free slots under a header that nobody has explained."""
    return replace(sheet, headers={**sheet.headers, "slots_free_count": UNMAPPED_HEADER})


def with_comments(sheet: Sheet, draws: Draws, *, identity_number: bool) -> Sheet:
    """A free text column at the end; with `identity_number`, one comment names the test person."""
    count = len(sheet.rows)
    comments = draws.choice("comments", count, COMMENTS)
    if identity_number:
        place = pl.int_range(count, eager=True) == count // 2
        comments = pl.select(
            pl.when(place).then(pl.lit(f"Uppringd {TEST_PERSON}, önskar ny tid")).otherwise(comments)
        ).to_series()
    return replace(
        sheet,
        rows=sheet.rows.with_columns(comments.alias(COMMENT_COLUMN)),
        headers={**sheet.headers, COMMENT_COLUMN: COMMENT_HEADER},
    )


def _word(sheet: Sheet, column: str, code: str, standard: str) -> str:
    return sheet.words.get(column, {}).get(code, standard)


def _year_later(day: str) -> str:
    return f"{int(day[:4]) + 3}{day[4:]}"


def _with_cells(rows: pl.DataFrame, cells: list[tuple[int, str, str]]) -> pl.DataFrame:
    """The rows with single cells replaced: (place, column, text)."""
    for place, column, text in cells:
        rows = rows.with_columns(
            pl.when(pl.col("_place") == place).then(pl.lit(text or None, pl.String)).otherwise(column).alias(column)
        )
    return rows
