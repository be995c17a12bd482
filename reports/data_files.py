"""The tables of a report as data files: CSV in UTF-8, comma, decimal point, ISO dates.

Here: a Table -> the text of its file. Missing stays `saknas` and held back stays `..`, so that neither looks like zero.
Not here: open data of whole marts (assets.publications).
"""

from __future__ import annotations

import csv
import io
from datetime import date

from reports.cells import MISSING_TEXT, spell
from reports.content import Column, Row, Table
from reports.values import Cell, Missing, Suppressed


def write_csv(table: Table) -> str:
    """The table's own figures, one line per row, with the columns' ASCII names as head."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.file_columns])
    writer.writerows([_field(row, column) for column in table.file_columns] for row in table.rows)
    return out.getvalue()


def _field(row: Row, column: Column) -> str:
    cell: Cell | None = row.cells.get(column.key)
    if cell is None:
        return MISSING_TEXT if row.missing else ""
    if isinstance(cell, (Missing, Suppressed)):
        return spell(cell, column.kind)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (int, float, str)):
        return repr(cell) if isinstance(cell, float) else str(cell)
    return spell(cell, column.kind)
