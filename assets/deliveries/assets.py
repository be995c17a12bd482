"""The deliveries as a partitioned asset, and the tables of the subject as assets. Thin; the story is `flow.ingest`.

Here: one partition per region, so that the UI shows at a glance who has delivered. Not here: taking in
(`sources/intake.py`), the tables' SQL.
"""

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from assets.assets import (
    DELIVERIES,
    FACTS,
    HOME,
    WAREHOUSE_POOL,
    Home,
    build_and_judge,
    build_only,
    home_of,
    table_asset,
    table_spec,
)
from assets.checks import asset_key, check_specs, markdown_table
from assets.deliveries.checks import (
    EVERYONE_IS_TOLD_OF,
    NO_REGION_IS_LATE,
    ONE_ROW,
    as_evaluation,
    judge_region,
)
from assets.deliveries.tables import CARE_UNITS, DELIVERY_STATUS, PICTURE
from assets.rules import rules_of
from assets.tables import TABLES
from assets.warehouse import write_facts
from sources.archive import Delivery
from sources.handing_over import Taken
from sources.intake import Intake

OWNER = "team:mottagning"
STEPS = tuple(table for table in TABLES if table.schema == "facts" or table is CARE_UNITS)
"""Small tables that others start from, and the register that some of them need; made in one step of a run, since a step
of Dagster costs more than any of them.
"""


def deliveries_asset(regions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The archive of deliveries, one partition per region folder such as `12_skane`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)  # a run over several regions is beta in Dagster 1.13

        @dg.asset(
            key=DELIVERIES,
            partitions_def=regions,
            backfill_policy=dg.BackfillPolicy.single_run(),
            output_required=False,
            description="What the regions have delivered: the immutable archive. A run takes in what waits in the "
            "inbox of its regions and writes their receipts; a region that has sent nothing is not materialised.",
            group_name="deliveries",
            owners=[OWNER],
            kinds={"polars", "parquet", "excel"},
            pool=WAREHOUSE_POOL,
            required_resource_keys={HOME},
        )
        def deliveries(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]
            """Takes in, then tells of each region that has delivered what it got and whether it was accepted."""
            wanted = {key: key[:2] for key in context.partition_keys}
            taken = home_of(context).ingest(tuple(wanted.values()))
            log_intake(context, taken)
            for event in tell_regions(home_of(context), wanted, taken):
                if len(wanted) > 1 or isinstance(event, dg.AssetCheckEvaluation):
                    context.log_event(event)
                else:
                    yield dg.MaterializeResult(metadata=event.metadata)

    return deliveries


def tell_regions(
    home: Home, wanted: Mapping[str, str], intake: Intake
) -> Iterator[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """A materialisation and a check for each region that has delivered at any time."""
    for folder, code in wanted.items():
        everything = [one for one in home.inputs.deliveries if one.region_code == code]
        if everything:
            now = [one for one in intake.taken if one.delivery.region_code == code]
            yield dg.AssetMaterialization(DELIVERIES, partition=folder, metadata=_describe_region(everything, now))
            yield as_evaluation(judge_region(folder, everything))


def log_intake(context: dg.AssetExecutionContext, intake: Intake) -> None:
    """The run's summary for the log: deliveries and verdicts, no file names and nothing out of a file."""
    for taken in intake.taken:
        context.log.info(f"{taken.delivery.folder} {taken.delivery.delivery_id}: {taken.delivery.verdict}")
        if taken.trace:
            context.log.error(f"{taken.delivery.delivery_id} broke off: {taken.trace}")
    reasons = Counter(left.reason for left in intake.left_alone)
    for reason, count in sorted(reasons.items()):
        context.log.warning(f"{count} left in the inbox: {reason}")


def _describe_region(everything: Sequence[Delivery], now: Sequence[Taken]) -> dict[str, Any]:
    verdicts = Counter(one.verdict for one in everything)
    sheets = [
        {
            "delivery": taken.delivery.delivery_id,
            "kind": sheet.kind or "",
            "verdict": sheet.verdict or "",
            "accepted": sheet.accepted_count,
            "refused": sheet.refused_count,
        }
        for taken in now
        for sheet in taken.delivery.sheets
    ]
    return {
        "dagster/row_count": sum(sheet.accepted_count for taken in now for sheet in taken.delivery.sheets),
        "taken_now_count": len(now),
        "deliveries_count": len(everything),
        "latest_received_at": max(one.received_at for one in everything),
        "verdicts": dg.MetadataValue.json(dict(sorted(verdicts.items()))),
        **({"sheets": dg.MetadataValue.md(markdown_table(sheets))} if sheets else {}),
    }


@dg.multi_asset(
    name="facts",
    specs=[
        table_spec(CARE_UNITS, owner=OWNER, deps=["archive.deliveries"]),
        dg.AssetSpec(
            FACTS,
            deps=[DELIVERIES, asset_key(CARE_UNITS.key)],
            description="Facts of the archive and the steps from them to the tables: which pieces of which deliveries "
            "are in force, where units lie, which weeks there are.",
            group_name="deliveries",
            owners=[OWNER],
            kinds={"duckdb", "parquet"},
            metadata={
                table.key: dg.MetadataValue.md(f"{table.title}. {table.description}\n```sql\n{table.statement}\n```")
                for table in STEPS
            },
        ),
    ],
    check_specs=check_specs(CARE_UNITS, rules_of(CARE_UNITS)),
    pool=WAREHOUSE_POOL,
    required_resource_keys={HOME},
)
def facts(context: dg.AssetExecutionContext):  # type: ignore[no-untyped-def]
    """Writes the facts of the archive and the many small steps that the tables start from, in one go."""
    inputs = home_of(context).inputs
    rows_by_key = {built.key: built.rows_count for built in write_facts(inputs)}
    for table in STEPS:
        if table is CARE_UNITS:
            yield build_and_judge(table, rules_of(table), inputs)
        else:
            rows_by_key[table.key] = build_only(table, inputs).rows_count
    yield dg.MaterializeResult(
        asset_key=FACTS,
        metadata={
            "dagster/row_count": sum(rows_by_key.values()),
            "rows": dg.MetadataValue.md(markdown_table([{"table": k, "rows": n} for k, n in rows_by_key.items()])),
        },
    )


DELIVERY_ASSETS = [
    facts,
    table_asset(DELIVERY_STATUS, EVERYONE_IS_TOLD_OF, NO_REGION_IS_LATE, owner=OWNER),
    table_asset(PICTURE, ONE_ROW, owner=OWNER),
]
