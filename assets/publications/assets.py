"""The warehouse file and what goes out as Dagster assets. Thin; the story is `assets/publications/publishing.py`.

Here: the lägesbild partitioned by week, the yearly statistics by year (each renews the internal front page), the open
data. Not here: how any of them is made.
"""

from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from assets.assets import HOME, WAREHOUSE_POOL, Home, home_of
from assets.checks import asset_key
from assets.deliveries.in_force import data_version
from assets.disclosure.policy import verify_published
from assets.publications.checks import (
    EDITION_IS_WHOLE,
    PUBLISHED_COUNTS_NO_PERSONS,
    find_missing_files,
    find_published_breaks,
)
from assets.publications.periods import monday_of, week_of
from assets.publications.publishing import (
    PublishedEdition,
    ReportName,
    Wanted,
    current_period,
    publish_internal_front,
    publish_open_data,
    publish_report,
    run_id,
)
from assets.tables import TABLES, WAREHOUSE_SCHEMAS
from assets.warehouse import WAREHOUSE_FILE, Picture, assemble_warehouse, read_published

OWNER = "team:publicering"
GROUP = "publications"
WAREHOUSE = dg.AssetKey(["warehouse", "lagesbild"])
LAGESBILD = dg.AssetKey(["internal", "lagesbild"])
PATIENTFLYTTAR = dg.AssetKey(["internal", "patientflyttar"])
OPEN_DATA_KEY = dg.AssetKey(["published", "open_data"])


class Periods(dg.Config):
    """Which weeks (`2026-W47`) or years (`2026`) to publish; none: the as-of day's. A partition's run is of its own."""

    periods: list[str] = Field(default_factory=list)


def picture_of(home: Home) -> Picture:
    """The picture whose parts and warehouse lie in the home."""
    inputs = home.inputs
    warehouse = inputs.parts.parent / WAREHOUSE_FILE
    return Picture(inputs, warehouse, data_version(inputs.deliveries, inputs.as_of), ())


@dg.asset(
    key=WAREHOUSE,
    deps=[asset_key(table.key) for table in TABLES if table.schema in WAREHOUSE_SCHEMAS],
    description="The warehouse: one DuckDB file of the tidy, mart, published and reference tables, built beside its "
    "place and renamed in, so that a reader never waits and never sees a half.",
    group_name=GROUP,
    owners=[OWNER],
    kinds={"duckdb"},
    pool=WAREHOUSE_POOL,
    required_resource_keys={HOME},
)
def warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Assembles the parts; stops when a published table holds what it must not."""
    inputs = home_of(context).inputs
    verify_published(read_published(inputs), inputs.reference, inputs.as_of)
    path = assemble_warehouse(inputs, inputs.parts.parent / WAREHOUSE_FILE)
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(path),
            "size_bytes": path.stat().st_size,
            "as_of_date": inputs.as_of.isoformat(),
            "run_id": run_id(picture_of(home_of(context))),
        }
    )


def edition_asset(
    key: dg.AssetKey, report: ReportName, partitions: dg.PartitionsDefinition[str], description: str
) -> dg.AssetsDefinition:
    """A report as an asset, partitioned by its period; the partition of a week is its Monday's date."""

    @dg.asset(
        key=key,
        deps=[WAREHOUSE],
        partitions_def=partitions,
        output_required=False,
        description=description,
        group_name=GROUP,
        owners=[OWNER],
        kinds={"html", "pdf", "excel"},
        check_specs=[
            dg.AssetCheckSpec(
                EDITION_IS_WHOLE, asset=key, description="The edition has its page, PDF, workbook, data and record."
            )
        ],
        pool=WAREHOUSE_POOL,
        required_resource_keys={HOME},
    )
    def edition(context: dg.AssetExecutionContext, config: Periods):  # type: ignore[no-untyped-def]
        home = home_of(context)
        picture = picture_of(home)
        missing: dict[str, list[str]] = {}
        for period in _periods(context, config, report, picture):
            made = publish_report(picture, home.roots.internal, Wanted(report, period), home.facts)
            if context.has_partition_key:
                yield dg.MaterializeResult(metadata=describe_edition(made))
            else:
                context.log_event(_as_event(key, made))
            missing.update({period: gone} if (gone := find_missing_files(made.folder, report)) else {})
        publish_internal_front(picture, home.roots.internal, home.facts)
        yield dg.AssetCheckResult(
            passed=not missing, asset_key=key, check_name=EDITION_IS_WHOLE, metadata={"missing": str(missing or "")}
        )

    return edition


def _periods(
    context: dg.AssetExecutionContext, config: Periods, report: ReportName, picture: Picture
) -> tuple[str, ...]:
    if not context.has_partition_key:
        return tuple(config.periods) or (current_period(report, picture.inputs.as_of),)
    if report == "lagesbild":
        return (week_of(date.fromisoformat(context.partition_key)),)
    return (context.partition_key,)


def _as_event(key: dg.AssetKey, made: PublishedEdition) -> dg.AssetMaterialization:
    """The materialisation of a period's partition, told by a run that was asked for periods by name."""
    period = made.wanted.period
    partition = monday_of(period).isoformat() if made.wanted.report == "lagesbild" else period
    return dg.AssetMaterialization(key, partition=partition, metadata=describe_edition(made))


def describe_edition(made: PublishedEdition) -> dict[str, Any]:
    """Where an edition lies, what is in it, and what identifies it."""
    return {
        "folder": dg.MetadataValue.path(made.folder),
        "page": dg.MetadataValue.url((made.folder / "index.html").as_uri()),
        "files": dg.MetadataValue.md("\n".join(f"- {name}" for name in made.files)),
        "dagster/row_count": _data_rows(made.folder),
        "run_id": made.run_id,
    }


def _data_rows(folder: Path) -> int:
    """How many rows the data files of an edition hold."""
    return sum(path.read_bytes().count(b"\n") - 1 for path in (folder / "data").glob("*.csv"))


@dg.asset(
    key=OPEN_DATA_KEY,
    deps=[asset_key(table.key) for table in TABLES if table.schema == "published"] + [WAREHOUSE],
    description="What everyone may have: beds and slots as CSV and Parquet with their description, and the front page.",
    group_name=GROUP,
    owners=[OWNER],
    kinds={"csv", "parquet", "html"},
    check_specs=[
        dg.AssetCheckSpec(
            PUBLISHED_COUNTS_NO_PERSONS,
            asset=OPEN_DATA_KEY,
            description="Each file under published/ is a known one, and each column is listed as counting no persons.",
            blocking=True,
        )
    ],
    pool=WAREHOUSE_POOL,
    required_resource_keys={HOME},
)
def open_data(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]
    """Writes the open data and looks at what then lies there."""
    home = home_of(context)
    picture = picture_of(home)
    files = publish_open_data(picture, home.roots.published, home.facts)
    breaks = find_published_breaks(home.roots.published, picture.inputs.reference, picture.inputs.as_of)
    rows = {key: frame.height for key, frame in read_published(picture.inputs).items()}
    return dg.MaterializeResult(
        metadata={
            "folder": dg.MetadataValue.path(home.roots.published),
            "files": dg.MetadataValue.md("\n".join(f"- {name}" for name in files)),
            "dagster/row_count": sum(rows.values()),
        },
        check_results=[
            dg.AssetCheckResult(
                passed=not breaks,
                check_name=PUBLISHED_COUNTS_NO_PERSONS,
                metadata={"files_count": len(files), "breaks": "; ".join(breaks)},
            )
        ],
    )


def publication_assets(
    weeks: dg.PartitionsDefinition[str], years: dg.PartitionsDefinition[str]
) -> list[dg.AssetsDefinition]:
    """The warehouse, the editions and the open data."""
    lagesbild = edition_asset(
        LAGESBILD, "lagesbild", weeks, "The national lägesbild of a week, preliminary until the week is fixed."
    )
    patientflyttar = edition_asset(
        PATIENTFLYTTAR, "patientflyttar", years, "Care at another provider, the statistics of a year; internal."
    )
    return [warehouse, lagesbild, patientflyttar, open_data]
