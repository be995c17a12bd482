"""How a table is made: its declaration, what it may read, and the one function that builds it.

Here: `Table` (one SQL statement with its inputs), the views it sees, writing its Parquet part, and the fingerprint by
which a part that would come out the same is left alone.
Not here: which tables there are (`assets/tables.py`), their SQL (one file per table in the subject's folder), and the
warehouse file that is assembled from the parts (`assets/warehouse.py`).

Inputs, by the prefix of their name:
    facts. tidy. mart. published.   another part, under `<warehouse>/parts/`
    reference.<name>                one file of reference data, every version of its rows; kept as a part too
    archive.pieces                  which (kind, sheet, period, unit) each delivery in the picture holds
    archive.rows_<kind>             accepted rows of the deliveries in the picture
    archive.reduced_<kind>          their mergeable counts
    archive.patients_<kind>         their patients, hashed
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import polars as pl

from assets.deliveries.archive_files import ArchivePart, find_archive_part
from sources.archive import Delivery
from sources.reference_data import Reference

PART_FORMAT = "FORMAT parquet, COMPRESSION zstd"
SQL_TYPES: Mapping[pl.DataType, str] = {
    pl.String(): "VARCHAR",
    pl.Date(): "DATE",
    pl.Int32(): "INTEGER",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
}


@dataclass(frozen=True)
class Table:
    """One table: what it is, and the SQL statement that makes it.

    `key` is `schema.name`, also its name in DuckDB and in Dagster. `title` is Swedish, for readers; `description` and
    `grain` (the columns that together are unique in it) are for analysts. `parameters` become the one-row view
    `parameters`. `only_deliveries` is a query over `inputs` for the delivery ids whose archive files are read.
    """

    key: str
    title: str
    description: str
    grain: tuple[str, ...]
    sql: Path
    inputs: tuple[str, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    only_deliveries: str | None = None

    @property
    def schema(self) -> str:
        """The layer: `facts`, `tidy`, `mart` or `published`."""
        return self.key.split(".")[0]

    @property
    def group(self) -> str:
        """The subject: the folder that its SQL lies in."""
        return self.sql.parent.name

    @cached_property
    def statement(self) -> str:
        """The SQL text."""
        return self.sql.read_text(encoding="utf-8")

    @property
    def tables_read(self) -> tuple[str, ...]:
        """The inputs that are parts themselves, reference data among them."""
        return tuple(key for key in self.inputs if not key.startswith("archive."))


@dataclass(frozen=True)
class PictureInputs:
    """All that a picture follows from, and the folder where its parts are kept.

    `deliveries` is the whole archive; what was not received by the end of `as_of` (Swedish time) is not used.
    """

    parts: Path
    deliveries: tuple[Delivery, ...]
    reference: Reference
    as_of: date
    software_version: str

    def part(self, key: str) -> Path:
        """Where the Parquet part of a table lies."""
        return self.parts / f"{key}.parquet"


@dataclass(frozen=True)
class BuiltTable:
    """A table that is there: its part, how many rows it has, a hash of its content, and whether it was made anew."""

    key: str
    path: Path
    rows_count: int
    digest: str
    rebuilt: bool


class MissingPartError(Exception):
    """A table was asked for before what it is made of; the text is for the operator, in Swedish."""


def build_table(table: Table, inputs: PictureInputs, connection: duckdb.DuckDBPyConnection | None = None) -> BuiltTable:
    """Runs one table's SQL over its inputs and writes its part, unless the part is there and would be the same.

    A `connection` from `open_connection` may serve several tables, one after the other; it saves the time to open one.

    Raises:
        MissingPartError: an input table has not been built.
    """
    archive = {
        key: find_archive_part(key, inputs.deliveries, as_of=inputs.as_of)
        for key in table.inputs
        if key.startswith("archive.")
    }
    fingerprint = _fingerprint(table, inputs, archive.values())
    record = _read_record(inputs, table.key)
    if record is not None and record["fingerprint"] == fingerprint:
        return read_part(inputs, table.key)
    with nullcontext(connection) if connection else open_connection(inputs) as shared, _workbench(shared):
        _connect_inputs(shared, table, inputs, archive)
        return _write_part(shared, table, inputs, fingerprint)


def open_connection(inputs: PictureInputs) -> duckdb.DuckDBPyConnection:
    """A connection to build tables with; in memory, and what does not fit there goes beside the parts."""
    return duckdb.connect(config={"temp_directory": str(inputs.parts / ".spill")})


def read_part(inputs: PictureInputs, key: str) -> BuiltTable:
    """What is known of a built part.

    Raises:
        MissingPartError: the part, or its record, is not there.
    """
    record = _read_record(inputs, key)
    if record is None:
        raise MissingPartError(f"Tabellen {key} är inte byggd. Kör `lagesbild refresh`.")
    return BuiltTable(key, inputs.part(key), int(record["rows_count"]), record["digest"], rebuilt=False)


def store_part(inputs: PictureInputs, key: str, partial: Path, rows_count: int, fingerprint: str) -> BuiltTable:
    """Puts a written Parquet file in its place; a reader sees the old part or the whole new one.

    The record goes first and comes back last, so that a part without its record is never taken for finished.
    """
    target, record = inputs.part(key), _record_path(inputs, key)
    with partial.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    record.unlink(missing_ok=True)
    partial.replace(target)
    text = json.dumps({"fingerprint": fingerprint, "digest": digest, "rows_count": rows_count})
    unfinished = record.with_suffix(f".{os.getpid()}.partial")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(record)
    return BuiltTable(key, target, rows_count, digest, rebuilt=True)


def store_frame(inputs: PictureInputs, key: str, frame: pl.DataFrame) -> BuiltTable:
    """Writes a frame as a part."""
    partial = partial_path(inputs, key)
    try:
        frame.write_parquet(partial)
        return store_part(inputs, key, partial, frame.height, fingerprint="")
    finally:
        partial.unlink(missing_ok=True)


def partial_path(inputs: PictureInputs, key: str) -> Path:
    """Where a part is written before it is whole."""
    inputs.parts.mkdir(parents=True, exist_ok=True)
    return inputs.parts / f".{key}.{os.getpid()}.partial"


def quote_path(path: Path) -> str:
    """A path for `read_parquet`, which reads names as patterns: a bracket in a folder's name would hide the file."""
    return _quoted("".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path)))


@contextmanager
def _workbench(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """An empty database of its own for one table's views, gone afterwards."""
    connection.execute("ATTACH ':memory:' AS workbench")
    connection.execute("USE workbench")
    try:
        yield
    finally:
        connection.execute("USE memory")
        connection.execute("DETACH workbench")


def _connect_inputs(
    connection: duckdb.DuckDBPyConnection, table: Table, inputs: PictureInputs, archive: Mapping[str, ArchivePart]
) -> None:
    """Gives the connection a view per input; archive files come last, since other inputs tell which of them to read."""
    for schema in sorted({key.split(".")[0] for key in table.inputs}):
        connection.execute(f"CREATE SCHEMA {schema}")
    for key in table.tables_read:
        connection.execute(f"CREATE VIEW {key} AS SELECT * FROM read_parquet({quote_path(inputs.part(key))})")
    if table.parameters:
        columns = ", ".join(f"{_quoted(value)} AS {name}" for name, value in table.parameters.items())
        connection.execute(f"CREATE VIEW parameters AS SELECT {columns}")
    wanted = None
    if table.only_deliveries:
        wanted = {str(row[0]) for row in connection.sql(table.only_deliveries).fetchall()}
    for key, part in archive.items():
        _connect_archive(connection, key, part, wanted)


def _connect_archive(
    connection: duckdb.DuckDBPyConnection, key: str, part: ArchivePart, wanted: set[str] | None
) -> None:
    """A view over the files of the wanted deliveries, with its columns also where there are no files."""
    shape = key.replace(".", "_")
    columns = ", ".join(f'"{name}" {SQL_TYPES[dtype]}' for name, dtype in part.shape.items())
    connection.execute(f"CREATE TABLE {shape} ({columns})")
    found = f"SELECT * FROM {shape}"
    used = [(path, name) for path, name in part.files if wanted is None or name in wanted]
    files = ", ".join(quote_path(path) for path, _ in used)
    if used and part.holds_delivery_id:
        found += f" UNION ALL BY NAME SELECT * FROM read_parquet([{files}], union_by_name = true)"
    elif used:
        connection.execute(f"CREATE TABLE {shape}_files (filename VARCHAR, delivery_id VARCHAR)")
        rows = ", ".join(f"({_quoted(str(path))}, {_quoted(name)})" for path, name in used)
        connection.execute(f"INSERT INTO {shape}_files VALUES {rows}")
        found += f""" UNION ALL BY NAME
            SELECT found.* EXCLUDE (filename), files.delivery_id
            FROM read_parquet([{files}], union_by_name = true, filename = true) AS found
            JOIN {shape}_files AS files USING (filename)"""
    connection.execute(f"CREATE VIEW {key} AS {found}")


def _fingerprint(table: Table, inputs: PictureInputs, archive: Iterable[ArchivePart]) -> str:
    """A hash of all that the table's content follows from.

    Where other inputs tell which deliveries are read, those inputs stand for them; then only the files that the storage
    limit has removed matter besides.
    """
    files = [name for part in archive for name in (part.missing if table.only_deliveries else part.present)]
    facts = [
        inputs.software_version,
        duckdb.__version__,
        table.statement,
        json.dumps([dict(table.parameters), table.only_deliveries], sort_keys=True),
        *(f"{key} {read_part(inputs, key).digest}" for key in table.tables_read),
        *files,
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _write_part(
    connection: duckdb.DuckDBPyConnection, table: Table, inputs: PictureInputs, fingerprint: str
) -> BuiltTable:
    partial = partial_path(inputs, table.key)
    try:
        row = connection.execute(f"COPY ({table.statement}) TO {_quoted(str(partial))} ({PART_FORMAT})").fetchone()
        return store_part(inputs, table.key, partial, int(row[0]) if row else 0, fingerprint)
    finally:
        partial.unlink(missing_ok=True)


def _read_record(inputs: PictureInputs, key: str) -> dict[str, str] | None:
    path = _record_path(inputs, key)
    if not path.exists() or not inputs.part(key).exists():
        return None
    record: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return record


def _record_path(inputs: PictureInputs, key: str) -> Path:
    return inputs.parts / f"{key}.json"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
