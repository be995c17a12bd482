"""Running the jobs in this process on the home's own Dagster instance, so that the UI shows what the command line did.

Here: the instance of a home, one run, and what it says when it fails. Not here: the jobs (`pipelines/jobs.py`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import dagster as dg
from dagster import DagsterEventType, ExecuteInProcessResult

from assets.assets import DELIVERIES
from pipelines.dead_runs import alive, end_dead_runs
from pipelines.definitions import build_defs
from pipelines.failures import TOLD_ERRORS
from pipelines.partitions import FOLDERS
from pipelines.resources import Host
from pipelines.settings import Settings
from sources.intake import Intake
from sources.reading import ReaderPool

INSTANCE_FOLDER = "dagster"
CONFIGURATION = "dagster.yaml"
RANGE_TAGS = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


class RunFailedError(Exception):
    """A run did not come through; the text says what to do, in Swedish."""


@dataclass(frozen=True)
class FailedCheck:
    """A check that failed, by its asset and name."""

    asset: str
    check: str


@dataclass
class Runner:
    """Jobs over one home: the definitions, the instance, and what was taken in on the way."""

    defs: dg.Definitions
    instance: dg.DagsterInstance
    folder: Path
    log_level: str
    intakes: list[Intake] = field(default_factory=list)
    failed_checks: list[FailedCheck] = field(default_factory=list)

    def run(
        self,
        job: str,
        *,
        tags: Mapping[str, str] | None = None,
        run_config: Mapping[str, Any] | None = None,
        only: Sequence[dg.AssetKey] | None = None,
    ) -> None:
        """Runs a job, or some assets of it.

        Raises:
            RunFailedError: a step failed.
        """
        console = {"loggers": {"console": {"config": {"log_level": self.log_level}}}}
        run_id = str(uuid4())
        with alive(self.folder, run_id):
            result = self.defs.resolve_job_def(job).execute_in_process(
                instance=self.instance,
                run_id=run_id,
                tags=dict(tags or {}),
                run_config={**console, **(run_config or {})},
                asset_selection=list(only) if only else None,
                raise_on_error=False,
            )
        if not result.success:
            raise RunFailedError(tell_failure(result))
        self.failed_checks += failed_checks(result)

    def ingest(self, regions: frozenset[str] | None) -> Intake:
        """Takes in of all regions in one run, of some in one run each; gives what was done together."""
        folders = sorted(FOLDERS.values()) if regions is None else sorted(FOLDERS[code] for code in regions)
        spans = [(folders[0], folders[-1])] if regions is None else [(folder, folder) for folder in folders]
        for span in spans:
            self.run("ingest", tags=dict(zip(RANGE_TAGS, span, strict=True)))
        return Intake(
            tuple(taken for intake in self.intakes for taken in intake.taken),
            tuple({left.path: left for intake in self.intakes for left in intake.left_alone}.values()),
        )


@contextmanager
def open_runner(settings: Settings, *, debug: bool = False, pool: ReaderPool | None = None) -> Iterator[Runner]:
    """A runner on the home's own instance, which is made where it is missing; `pool` are readers that are warm."""
    intakes: list[Intake] = []
    folder = prepare_instance(settings.home)
    with open_instance(folder) as instance:
        end_dead_runs(instance, folder)
        yield Runner(
            defs=build_defs(settings, Host(pool, intakes.append)),
            instance=instance,
            folder=folder,
            log_level="DEBUG" if debug else "CRITICAL",
            intakes=intakes,
        )


def open_instance(folder: Path) -> dg.DagsterInstance:
    """The instance in a folder that is prepared; a context manager."""
    os.environ["DAGSTER_HOME"] = str(folder)  # dagster.yaml refers to it
    return dg.DagsterInstance.from_config(str(folder))


def prepare_instance(home: Path) -> Path:
    """The folder of the home's instance, with its configuration; one that an operator has edited is left alone."""
    folder = home.absolute() / INSTANCE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / CONFIGURATION).exists():
        shutil.copyfile(deploy_file(CONFIGURATION), folder / CONFIGURATION)
    return folder


def deploy_file(name: str) -> Path:
    """A file that deployment needs, as it is shipped."""
    return Path(str(files("pipelines"))) / "deploy" / name


def failed_checks(result: ExecuteInProcessResult) -> list[FailedCheck]:
    """The checks of a run that failed as errors. Remarks do not count, nor do deliveries: their verdicts tell."""
    return [
        FailedCheck(one.asset_key.to_user_string(), one.check_name)
        for one in result.get_asset_check_evaluations()
        if not one.passed and one.severity is dg.AssetCheckSeverity.ERROR and one.asset_key != DELIVERIES
    ]


def tell_failure(result: ExecuteInProcessResult) -> str:
    """One Swedish sentence about a failed run: our own words where there are any, otherwise the step's name alone."""
    for event in result.all_events:
        if event.event_type not in {DagsterEventType.STEP_FAILURE, DagsterEventType.RUN_FAILURE}:
            continue
        error = getattr(event.event_specific_data, "error", None)
        while error is not None:
            if error.cls_name in TOLD_ERRORS:
                return str(error.message).split(": ", 1)[-1].strip()
            error = error.cause
    steps = [event.step_key for event in result.all_events if event.is_step_failure]
    where = f" i steget {steps[0]}" if steps else ""
    return f"Körningen misslyckades{where}. Kör om med --debug och läs felet, eller se körningen i `lagesbild ui`."
