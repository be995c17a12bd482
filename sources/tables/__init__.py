"""The table in a sheet: from cells to rows of one kind, all still text as the sender wrote it.

Here: which row is the header and what it means, which rows are data, what in them is doubtful, and by which version of
the region's description all this is told. Not here: what a cell means (`sources/mapping.py`), what the sender is told
of a sheet that is refused (`sources/sheet_refusals.py`).
"""

from sources.tables.table import NoTable, Table, find_table
from sources.tables.versions import ReadSheet, read_in_force

__all__ = ["NoTable", "ReadSheet", "Table", "find_table", "read_in_force"]
