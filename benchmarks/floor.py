"""The floor: the same bytes through calamine and Polars as text, and one aggregation in DuckDB.

No types, no validation, no archive, no receipts: less than this cannot be done with these bytes by these libraries.
One process; Polars and DuckDB use every core.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import fastexcel
import polars as pl

from benchmarks.clock import Clock
from benchmarks.task import Figures, inbox_files

AGGREGATION = """
    SELECT
        Hemregion, Diagnosgrupp, Vårdtyp,
        count(*) AS waiting_count,
        median(CAST(left(Mätdatum, 10) AS DATE) - CAST(left(coalesce(Beslutsdatum, Remissdatum), 10) AS DATE)) AS days
    FROM waiting
    GROUP BY ALL
"""


def load() -> None:
    """Loads what DuckDB only imports at its first use of Arrow."""
    with duckdb.connect() as connection:
        connection.register("nothing", pl.DataFrame({"a": ["b"]}).to_arrow())


def run(home: Path) -> Figures:
    """Reads every file and counts."""
    clock = Clock()
    with clock.stage("read"):
        waiting = pl.concat([read_text(path) for path in inbox_files(home)])
    with clock.stage("marts"), duckdb.connect() as connection:
        connection.register("waiting", waiting.to_arrow())
        groups = connection.execute(AGGREGATION).fetchall()
    wall, cpu = clock.wall, clock.cpu
    return Figures(
        wall={"intake": wall["read"], "marts": wall["marts"]},
        cpu=cpu,
        rows=sum(group[3] for group in groups),
    )


def read_text(path: Path) -> pl.DataFrame:
    if path.suffix == ".csv":
        return pl.read_csv(path, separator=";", infer_schema=False)
    return fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_polars()
