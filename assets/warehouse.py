"""From the archive to the warehouse: the whole story of a refresh, in order.

Here: `refresh`, the facts that Python writes, assembling `lagesbild.duckdb` beside its place and renaming it in, and
the finished `Picture` to read from.
Not here: how one table is built (`assets/building.py`), what any of them means (the subjects' SQL), Dagster.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

import duckdb
import polars as pl

from assets.building import (
    BuiltTable,
    PictureInputs,
    build_table,
    open_connection,
    quote_path,
    read_part,
    store_frame,
)
from assets.deliveries.in_force import data_version, deliveries_frame, sheets_frame
from assets.disclosure.policy import verify_published
from assets.tables import TABLE_BY_KEY, TABLES, WAREHOUSE_SCHEMAS
from sources.archive import Delivery
from sources.reference_data import Reference

PARTS = "parts"
WAREHOUSE_FILE = "lagesbild.duckdb"


@dataclass(frozen=True)
class Picture:
    """A finished picture: where it lies, and what it was made of."""

    inputs: PictureInputs
    warehouse: Path
    data_version: str
    built: tuple[BuiltTable, ...]

    def frame(self, key: str) -> pl.DataFrame:
        """One table, in its own order, by key (`mart.beds`), or one file of reference data (`reference.regions`)."""
        if key.startswith("reference."):
            return self.inputs.reference.frame(key.removeprefix("reference."))
        return pl.read_parquet(self.inputs.part(key), glob=False)

    def frames(self, schemas: Sequence[str] = ("mart", "published", "reference")) -> dict[str, pl.DataFrame]:
        """The tables of some layers by key, for the reports."""
        keys = [table.key for table in TABLES if table.schema in schemas]
        if "reference" in schemas:
            keys += [f"reference.{name}" for name in self.inputs.reference.names]
        return {key: self.frame(key) for key in keys}


def refresh(
    *,
    warehouse_folder: Path,
    deliveries: Iterable[Delivery],
    reference: Reference,
    as_of: date,
    software_version: str,
    on_built: Callable[[BuiltTable], None] | None = None,
) -> Picture:
    """Makes the picture of a day from the archive, and the warehouse file that holds it.

    Parts that would come out the same are left alone. `on_built` hears of each table as it is ready.

    Raises:
        BrokenArchiveError: two deliveries have one id.
        PolicyBrokenError: a published table holds what it must not; the warehouse file is then not replaced.
    """
    inputs = PictureInputs(warehouse_folder / PARTS, tuple(deliveries), reference, as_of, software_version)
    built = []
    for ready in build_parts(inputs):
        built.append(ready)
        if on_built:
            on_built(ready)
    warehouse = assemble_warehouse(inputs, warehouse_folder / WAREHOUSE_FILE)
    return Picture(inputs, warehouse, data_version(inputs.deliveries, as_of), tuple(built))


def build_parts(inputs: PictureInputs) -> Iterator[BuiltTable]:
    """Makes every table of the picture as a Parquet part, each as it is ready, and last verifies the published ones.

    Raises:
        BrokenArchiveError: two deliveries have one id.
        PolicyBrokenError: a published table holds what it must not.
    """
    yield from chain(write_facts(inputs), _build_tables(inputs))
    verify_published(read_published(inputs), inputs.reference, inputs.as_of)


def _build_tables(inputs: PictureInputs) -> Iterator[BuiltTable]:
    """Builds every table in order; those that no other is made of beside the rest, since their sorting idles a core."""
    read = {key for table in TABLES for key in table.tables_read}
    with open_connection(inputs) as connection, ThreadPoolExecutor(max_workers=1) as beside:
        later = []
        for table in TABLES:
            if table.schema == "tidy" and table.key not in read:
                later.append(beside.submit(build_table, table, inputs))
            else:
                yield build_table(table, inputs, connection)
        for future in later:
            yield future.result()


def write_facts(inputs: PictureInputs) -> list[BuiltTable]:
    """Writes what comes from Python: `facts.as_of`, `.versions`, `.deliveries`, `.sheets`, and the reference data.

    Raises:
        BrokenArchiveError: two deliveries have one id.
    """
    versions = {
        "data_version": data_version(inputs.deliveries, inputs.as_of),
        "software_version": inputs.software_version,
        "reference_version": inputs.reference.version,
    }
    frames = {
        "facts.as_of": pl.DataFrame({"as_of_date": [inputs.as_of]}),
        "facts.versions": pl.DataFrame(versions),
        "facts.deliveries": deliveries_frame(inputs.deliveries, inputs.as_of),
        "facts.sheets": sheets_frame(inputs.deliveries, inputs.as_of),
        **{f"reference.{name}": inputs.reference.frame(name) for name in inputs.reference.names},
    }
    return [store_frame(inputs, key, frame) for key, frame in frames.items()]


def read_published(inputs: PictureInputs) -> dict[str, pl.DataFrame]:
    """The published tables by key."""
    keys = [table.key for table in TABLES if table.schema == "published"]
    return {key: pl.read_parquet(inputs.part(key), glob=False) for key in keys}


def assemble_warehouse(inputs: PictureInputs, target: Path) -> Path:
    """Makes the DuckDB file of the parts beside its place and renames it in: a reader never waits, nor sees a half.

    Schemas `tidy`, `mart`, `published`, and `reference` with the reference data that was used. A file that was made of
    the same parts stays as it is; `lagesbild.sha256` beside it tells which they were.

    Raises:
        MissingPartError: a table has not been built.
    """
    keys = [table.key for table in TABLES if table.schema in WAREHOUSE_SCHEMAS]
    parts = [read_part(inputs, key) for key in (*keys, *(f"reference.{name}" for name in inputs.reference.names))]
    content = hashlib.sha256("\n".join(f"{part.key} {part.digest}" for part in parts).encode()).hexdigest()
    record = target.with_suffix(".sha256")
    if target.exists() and record.exists() and record.read_text(encoding="utf-8") == content:
        return target
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    try:
        _fill(partial, parts)
        record.unlink(missing_ok=True)
        partial.replace(target)
        record.write_text(content, encoding="utf-8")
    finally:
        partial.unlink(missing_ok=True)
    return target


def _fill(target: Path, parts: Iterable[BuiltTable]) -> None:
    with duckdb.connect(str(target)) as connection:
        for schema in (*WAREHOUSE_SCHEMAS, "reference"):
            connection.execute(f"CREATE SCHEMA {schema}")
        for part in parts:
            connection.execute(f"CREATE TABLE {part.key} AS SELECT * FROM read_parquet({quote_path(part.path)})")
            if part.key in TABLE_BY_KEY:
                table = TABLE_BY_KEY[part.key]
                text = f"{table.title}. {table.description}".replace("'", "''")
                connection.execute(f"COMMENT ON TABLE {part.key} IS '{text}'")
        connection.execute("CHECKPOINT")
