"""When reports are made by themselves: Monday 06:00, the second of each month, and the second of January.

Times are Swedish. Here: the schedules. Not here: what the jobs do (`pipelines/jobs.py`).
"""

from __future__ import annotations

from datetime import timedelta

import dagster as dg

from assets.publications.assets import LAGESBILD, PATIENTFLYTTAR
from assets.publications.periods import week_of
from pipelines.jobs import LAGESBILD_JOB, PATIENTFLYTTAR_JOB
from pipelines.partitions import SWEDISH_TIME_NAME


def run_config_for(key: dg.AssetKey, *periods: str) -> dict[str, object]:
    """The run configuration that publishes an edition for some periods."""
    return {"ops": {key.to_python_identifier(): {"config": {"periods": list(periods)}}}}


@dg.schedule(
    name="weekly_lagesbild",
    cron_schedule="0 6 * * 1",
    job=LAGESBILD_JOB,
    execution_timezone=SWEDISH_TIME_NAME,
    description="Monday 06:00: the lägesbild of the week that ended, and of the one that began.",
)
def weekly_lagesbild(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Asks for both weeks by name, so that a delayed tick makes the same editions."""
    day = context.scheduled_execution_time.date()
    ended, began = week_of(day - timedelta(days=1)), week_of(day)
    return dg.RunRequest(run_key=began, run_config=run_config_for(LAGESBILD, ended, began))


@dg.schedule(
    name="monthly_patientflyttar",
    cron_schedule="0 7 2 * *",
    job=PATIENTFLYTTAR_JOB,
    execution_timezone=SWEDISH_TIME_NAME,
    description="The second of each month, 07:00: the year so far, preliminary.",
)
def monthly_patientflyttar(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Asks for the year that runs."""
    day = context.scheduled_execution_time.date()
    return dg.RunRequest(run_key=f"{day:%Y-%m}", run_config=run_config_for(PATIENTFLYTTAR, str(day.year)))


@dg.schedule(
    name="yearly_patientflyttar",
    cron_schedule="0 8 2 1 *",
    job=PATIENTFLYTTAR_JOB,
    execution_timezone=SWEDISH_TIME_NAME,
    description="The second of January, 08:00: the year that ended.",
)
def yearly_patientflyttar(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Asks for the year before."""
    year = str(context.scheduled_execution_time.year - 1)
    return dg.RunRequest(run_key=f"year-{year}", run_config=run_config_for(PATIENTFLYTTAR, year))


SCHEDULES = [weekly_lagesbild, monthly_patientflyttar, yearly_patientflyttar]
