"""What starts runs by itself, and what reports: the inbox, the archive, late regions and failed runs.

Here: the sensors. Not here: how two looks are compared (`pipelines/inbox_looks.py`), the jobs. No sensor reads a file's
content or says what is in one.
"""

from __future__ import annotations

import json
import time

import dagster as dg
import polars as pl

from assets.checks import asset_key, markdown_table
from assets.deliveries.in_force import data_version
from pipelines import flow
from pipelines.inbox_looks import compare_looks, read_cursor, write_cursor
from pipelines.jobs import INGEST, JOBS, LAGESBILD_JOB
from pipelines.settings import Settings
from pipelines.workplace import open_workplace
from sources.archive import read_deliveries
from sources.inbox import folders_by_code, look

DELIVERY_STATUS_KEY = asset_key("mart.delivery_status")
UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


def build_sensors(settings: Settings) -> list[dg.SensorDefinition]:
    """The sensors over the home of the settings."""
    return [inbox_sensor(settings), archive_sensor(settings), late_regions_sensor(settings), failed_runs_sensor()]


def inbox_sensor(settings: Settings) -> dg.SensorDefinition:
    """Asks for a run per region whose files have stood still over two looks."""

    @dg.sensor(
        name="inbox",
        job=INGEST,
        minimum_interval_seconds=15,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Looks in the inbox; a file is touched when two looks saw it with the same size and time.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        workplace = open_workplace(settings, make=True)
        waiting, _left = look(workplace.places.inbox, folders_by_code(workplace.reference))
        ready, seen = compare_looks(read_cursor(context.cursor), waiting, now=time.time())
        requests = [dg.RunRequest(partition_key=folder) for folder in sorted(ready)]
        reason = None if requests else dg.SkipReason(f"{len(waiting)} files wait, none has stood still for two looks.")
        return dg.SensorResult(run_requests=requests or None, skip_reason=reason, cursor=write_cursor(seen))

    return inbox


def archive_sensor(settings: Settings) -> dg.SensorDefinition:
    """Asks for a new lägesbild when the archive holds something that the warehouse was not made of."""

    @dg.sensor(
        name="archive",
        job=LAGESBILD_JOB,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Renews the lägesbild when deliveries came or went, once they have all been taken in.",
    )
    def archive(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        runs = dg.RunsFilter(statuses=UNFINISHED)
        if context.instance.get_runs_count(runs):
            return dg.SkipReason("A run is under way.")
        workplace = open_workplace(settings, make=True)
        deliveries = read_deliveries(workplace.places.archive)
        state = f"{workplace.today} {data_version(deliveries, workplace.today)} {workplace.reference.version}"
        if not deliveries or context.cursor == state or flow.is_current(workplace):
            return dg.SkipReason("The warehouse is made of the archive as it is.")
        return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=state)

    return archive


def late_regions_sensor(settings: Settings) -> dg.SensorDefinition:
    """Reports the regions that are late, when the list has changed, as an observation on the delivery status."""

    @dg.sensor(
        name="late_regions",
        target=None,
        minimum_interval_seconds=3600,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Reports which regions are late with what, as an observation on mart.delivery_status.",
    )
    def late_regions(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        part = settings.home.absolute() / "warehouse" / "parts" / "mart.delivery_status.parquet"
        if not part.exists():
            return dg.SkipReason("There is no picture yet.")
        late = late_deliveries(pl.read_parquet(part, glob=False))
        cursor = json.dumps(late, ensure_ascii=False)
        if cursor == context.cursor:
            return dg.SkipReason(f"{len(late)} deliveries are late, as before.")
        for one in late:
            context.log.warning(f"{one['region_code']} is {one['status']} with {one['kind']}")
        seen = dg.AssetObservation(
            DELIVERY_STATUS_KEY,
            metadata={"late_count": len(late), "late": dg.MetadataValue.md(markdown_table(late))},
        )
        return dg.SensorResult(asset_events=[seen], cursor=cursor)

    return late_regions


def late_deliveries(status: pl.DataFrame) -> list[dict[str, str]]:
    """Region, kind and status of what is late, stale or missing in the latest week."""
    late = status.filter(
        (pl.col("week") == pl.col("week").max()) & pl.col("status").is_in(["late", "stale", "missing"])
    )
    return list(late.select("region_code", "kind", "status").sort("region_code", "kind").iter_rows(named=True))


def failed_runs_sensor() -> dg.SensorDefinition:
    """Reports failed runs in the log of the daemon: which job and partition, never an error's text."""

    @dg.run_failure_sensor(
        name="failed_runs",
        monitored_jobs=[*JOBS],
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Says which run failed.",
    )
    def failed_runs(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        context.log.error(f"{run.job_name} {run.tags.get('dagster/partition', '')} failed, run {run.run_id}.")

    return failed_runs
