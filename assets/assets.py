"""Tables as Dagster assets. Thin: a declaration and its rules to an asset that builds the part and judges it.

Here: the translation and what Dagster shows of a table. Not here: any table (`assets/<subject>/tables.py`), its wiring
(`assets/<subject>/assets.py`), or what a run stands on (`pipelines/resources.py`, met here as `Home`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

import dagster as dg
import duckdb
import polars as pl

from assets.building import BuiltTable, PictureInputs, Table, build_table
from assets.checks import asset_key, check_result, check_specs
from assets.publications.publishing import Facts, Roots
from assets.rules import Rule, judge, rules_of
from sources.intake import Intake

DELIVERIES = dg.AssetKey(["archive", "deliveries"])
FACTS = dg.AssetKey(["facts", "steps"])
WAREHOUSE_POOL = "warehouse"
"""Writers of the archive and of the warehouse: the pool's limit is 1."""
HOME = "home"
SHOWN_ROWS = 12
BAR_WIDTH = 24
REGION_COLUMNS = ("region_code", "sender_region_code", "home_region", "unit_region_code")


class Home(Protocol):
    """What an asset may ask of the home that its run works in; the same for all steps of a run."""

    @property
    def inputs(self) -> PictureInputs:
        """What the picture follows from."""

    @property
    def roots(self) -> Roots:
        """Where editions go."""

    @property
    def facts(self) -> Facts:
        """What the operator says of every edition."""

    def ingest(self, regions: Collection[str]) -> Intake:
        """Takes in what waits of the regions."""


def home_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Home:
    """The home of a run."""
    home: Home = context.resources.home
    return home


def table_asset(table: Table, *own_rules: Rule, owner: str) -> dg.AssetsDefinition:
    """The asset of a table: its key, what it is made of, its rules as checks."""
    rules = rules_of(table, own_rules)

    @dg.multi_asset(
        name=table.key.replace(".", "__"),
        specs=[table_spec(table, owner=owner)],
        check_specs=check_specs(table, rules),
        pool=WAREHOUSE_POOL,
        required_resource_keys={HOME},
    )
    def build(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]
        yield build_and_judge(table, rules, home_of(context).inputs)

    return build


def table_spec(table: Table, *, owner: str, deps: Sequence[str] | None = None) -> dg.AssetSpec:
    """What Dagster knows of a table before it is built; `deps` are asset keys, by default all that it is made of."""
    return dg.AssetSpec(
        asset_key(table.key),
        deps=[asset_key(key) for key in (made_of(table) if deps is None else deps)],
        description=f"{table.title}. {table.description}",
        group_name=table.group,
        owners=[owner],
        kinds={"duckdb", "parquet"},
        metadata=_declared(table),
    )


def build_and_judge(table: Table, rules: Sequence[Rule], inputs: PictureInputs) -> dg.MaterializeResult[None]:
    """Builds a table's part and asks it for what breaks its rules."""
    built = build_only(table, inputs)
    verdicts = judge(table, rules, inputs)
    return dg.MaterializeResult(
        asset_key=asset_key(table.key),
        metadata=describe_part(table, built),
        check_results=[check_result(table, verdict) for verdict in verdicts],
    )


def build_only(table: Table, inputs: PictureInputs) -> BuiltTable:
    """Builds a table's part.

    Raises:
        Failure: names the table and the kind of error alone, since an error's text may hold a value.
    """
    try:
        return build_table(table, inputs)
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        raise dg.Failure(f"{table.key}: {type(error).__name__}", allow_retries=False) from None


def made_of(table: Table) -> tuple[str, ...]:
    """The assets that a table is made of: whatever it reads of the archive is the deliveries, all facts are one."""
    whole = {"archive": ".".join(DELIVERIES.path), "facts": ".".join(FACTS.path)}
    read = [whole.get(key.split(".")[0], key) for key in table.inputs if not key.startswith("reference.")]
    return tuple(dict.fromkeys(read))


def _declared(table: Table) -> dict[str, Any]:
    reference = [key.removeprefix("reference.") for key in table.inputs if key.startswith("reference.")]
    return {
        "grain": ", ".join(table.grain),
        "sql": dg.MetadataValue.md(f"```sql\n{table.statement}\n```"),
        **({"reference_data": ", ".join(reference)} if reference else {}),
    }


def describe_part(table: Table, built: BuiltTable) -> dict[str, Any]:
    """What Dagster shows of a built table: rows, columns, and a small table or chart that holds no one's data."""
    frame = pl.scan_parquet(built.path, glob=False)
    schema = frame.collect_schema()
    shown = _country_rows(table, frame, schema) or _rows_by_region(frame, schema)
    return {
        "dagster/row_count": built.rows_count,
        "dagster/column_schema": dg.TableSchema(
            columns=[dg.TableColumn(name, type=str(dtype)) for name, dtype in schema.items()]
        ),
        "rebuilt": built.rebuilt,
        **({"overview": dg.MetadataValue.md(shown)} if shown else {}),
    }


def _country_rows(table: Table, frame: pl.LazyFrame, schema: Mapping[str, pl.DataType]) -> str:
    """The country's latest rows of an aggregated table; rows about persons are never shown."""
    if table.schema not in {"mart", "published"} or "region_code" not in schema:
        return ""
    rows = frame.filter(pl.col("region_code") == "00")
    time = next((name for name in ("week", "slot_week", "date") if name in schema), None)
    if time is not None:
        rows = rows.filter(pl.col(time) == pl.col(time).max())
    return markdown_frame(rows.head(SHOWN_ROWS).collect())


def _rows_by_region(frame: pl.LazyFrame, schema: Mapping[str, pl.DataType]) -> str:
    """Rows per region as bars of text."""
    column = next((name for name in REGION_COLUMNS if name in schema), None)
    if column is None:
        return ""
    counts = frame.group_by(column).agg(pl.len().alias("rows")).sort(column).collect()
    return bars([(str(code), int(rows)) for code, rows in counts.iter_rows()])


def bars(counts: Sequence[tuple[str, int]]) -> str:
    """Counts as a Markdown table with bars of text."""
    most = max((count for _, count in counts), default=0)
    lines = ["| region | rows | |", "|---|---:|---|"]
    lines += [
        f"| {name} | {count} | {'█' * round(BAR_WIDTH * count / most) if most else ''} |" for name, count in counts
    ]
    return "\n".join(lines) if counts else ""


def markdown_frame(frame: pl.DataFrame) -> str:
    """A small frame as a Markdown table."""
    if frame.is_empty():
        return ""
    return "\n".join(_markdown_lines(frame))


def _markdown_lines(frame: pl.DataFrame) -> Iterator[str]:
    yield f"| {' | '.join(frame.columns)} |"
    yield f"|{'---|' * frame.width}"
    for row in frame.iter_rows():
        yield f"| {' | '.join(_shown(value) for value in row)} |"


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3g}" if isinstance(value, float) else str(value)
