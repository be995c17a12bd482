"""Dagster on a real instance: a file in the inbox, the sensor, a run, and what is then seen in the UI."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest
from home_files import BEDS, IDENTITY_NUMBER, NO_BEDS_COLUMN, drop, drop_good_deliveries, settings_for

from assets.assets import DELIVERIES
from assets.deliveries.checks import check_name
from pipelines.dead_runs import DAEMON_LOCK, alive, end_dead_runs
from pipelines.inbox_looks import compare_looks, read_cursor, write_cursor
from pipelines.locking import WRITERS_LOCK, only_writer
from pipelines.partitions import REGIONS
from pipelines.runs import RunFailedError, Runner, open_instance, open_runner
from sources.inbox import InboxFile

BEDS_KEY = dg.AssetKey(["mart", "beds"])
LAGESBILD = dg.AssetKey(["internal", "lagesbild"])


def check_states(instance: dg.DagsterInstance) -> dict[str, bool]:
    """What the UI shows of each region's check, by region folder; those never evaluated are left out."""
    keys = {dg.AssetCheckKey(DELIVERIES, check_name(folder)): folder for folder in REGIONS.get_partition_keys()}
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(keys))
    return {keys[key]: record.status.value == "SUCCEEDED" for key, record in latest.items()}


def evaluate(runner: Runner, name: str, cursor: str | None) -> dg.SensorResult | object:
    sensor = runner.defs.get_repository_def().get_sensor_def(name)
    context = dg.build_sensor_context(
        instance=runner.instance, cursor=cursor, repository_def=runner.defs.get_repository_def()
    )
    return sensor.evaluate_tick(context)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A home with two good regions and two bad ones, taken in, and its picture published."""
    home = tmp_path_factory.mktemp("runs")
    drop_good_deliveries(home, "12_skane", "14_vastra_gotaland")
    drop(home, "19_vastmanland", "platser.csv", NO_BEDS_COLUMN)
    drop(home, "20_dalarna", "platser.csv", IDENTITY_NUMBER)
    with open_runner(settings_for(home)) as runner:
        runner.ingest(None)
        runner.run("lagesbild")
        yield runner


def home_of(runner: Runner) -> Path:
    return Path(runner.instance.root_directory).parent


def test_dropped_file_comes_through_the_sensor(tmp_path: Path) -> None:
    drop(tmp_path, "12_skane", "platser.csv", BEDS)
    with open_runner(settings_for(tmp_path)) as runner:
        first = evaluate(runner, "inbox", None)
        assert not first.run_requests
        second = evaluate(runner, "inbox", first.cursor)
        [request] = second.run_requests
        assert request.partition_key == "12_skane"
        third = evaluate(runner, "inbox", second.cursor)
        assert not third.run_requests, "asked for once, until ten minutes have passed"
        result = runner.defs.resolve_job_def("ingest").execute_in_process(
            instance=runner.instance, partition_key=request.partition_key
        )
        assert result.success
        assert runner.instance.get_materialized_partitions(DELIVERIES) == {"12_skane"}
        assert check_states(runner.instance) == {"12_skane": True}
        assert not list((tmp_path / "inbox").rglob("*.csv"))
        again = runner.defs.resolve_job_def("ingest").execute_in_process(
            instance=runner.instance, partition_key=request.partition_key
        )
        assert again.success
        assert len(list((tmp_path / "archive").glob("*/*/delivery.json"))) == 1, "a run twice takes in once"
        assert evaluate(runner, "archive", None).run_requests, "the archive holds what the warehouse was not made of"


def test_only_regions_that_delivered_are_materialised(runner: Runner) -> None:
    assert runner.instance.get_materialized_partitions(DELIVERIES) == {
        "12_skane", "14_vastra_gotaland", "19_vastmanland", "20_dalarna",
    }  # fmt: skip


def test_bad_delivery_fails_its_regions_check_and_no_other(runner: Runner) -> None:
    assert check_states(runner.instance) == {
        "12_skane": True, "14_vastra_gotaland": True, "19_vastmanland": False, "20_dalarna": False,
    }  # fmt: skip


def test_mended_delivery_mends_the_check(tmp_path: Path) -> None:
    drop(tmp_path, "19_vastmanland", "platser.csv", NO_BEDS_COLUMN)
    drop(tmp_path, "12_skane", "platser.csv", BEDS)
    with open_runner(settings_for(tmp_path)) as runner:
        runner.ingest(None)
        assert check_states(runner.instance) == {"12_skane": True, "19_vastmanland": False}
        drop(tmp_path, "19_vastmanland", "platser.csv", BEDS)
        runner.ingest(frozenset({"19"}))
        assert check_states(runner.instance) == {"12_skane": True, "19_vastmanland": True}


def test_tables_are_materialised_with_their_metadata_and_checks(runner: Runner) -> None:
    event = runner.instance.get_latest_materialization_event(BEDS_KEY)
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    assert metadata["dagster/row_count"].value == 14, "two units, regions, health care regions, the country"
    assert "dagster/column_schema" in metadata
    assert "| 2026-11-21 | country | 00 |" in str(metadata["overview"].value)
    assert runner.failed_checks == []
    [edition] = runner.instance.get_materialized_partitions(LAGESBILD)
    assert edition == "2026-11-16", "the partition of week 47 is its Monday"


def test_nothing_of_persons_or_files_is_in_the_events(runner: Runner) -> None:
    texts = [
        path.read_bytes()
        for path in Path(runner.instance.root_directory).rglob("*")
        if path.is_file() and path.suffix in {".db", ".db-wal", ".out", ".err"}
    ]
    assert texts
    for secret in (b"19121212", b"platser.csv", b"v\xc3\xa4ntande.csv"):
        assert not any(secret in text for text in texts), secret


def test_sensor_reports_late_regions_when_the_list_changes(runner: Runner) -> None:
    first = evaluate(runner, "late_regions", None)
    [observation] = first.asset_events
    assert observation.asset_key == dg.AssetKey(["mart", "delivery_status"])
    assert {"region_code": "01", "kind": "beds", "status": "missing"} in json.loads(first.cursor)
    again = evaluate(runner, "late_regions", first.cursor)
    assert not again.asset_events


def test_archive_sensor_rests_when_the_picture_is_of_now(runner: Runner) -> None:
    assert not evaluate(runner, "archive", None).run_requests


def test_run_that_fails_says_what_to_do_and_no_traceback(tmp_path: Path) -> None:
    drop(tmp_path, "12_skane", "platser.csv", BEDS)
    with open_runner(settings_for(tmp_path)) as runner:
        with pytest.raises(RunFailedError, match="lagesbild refresh"):
            runner.run("lagesbild", only=[BEDS_KEY])
        runner.ingest(None)
        (tmp_path / "internal").rmdir()
        (tmp_path / "internal").write_text("in the way", encoding="utf-8")
        with pytest.raises(RunFailedError) as caught:
            runner.run("lagesbild")
        assert "Traceback" not in str(caught.value)


def states_of(home: Path) -> list[dg.DagsterRunStatus]:
    with open_instance(home / "dagster") as instance:
        return [run.status for run in instance.get_runs()]


def test_a_run_that_was_killed_holds_up_no_other(tmp_path: Path) -> None:
    drop_good_deliveries(tmp_path, "12_skane")
    command = [str(Path(sys.executable).with_name("lagesbild")), "ingest", "--home", str(tmp_path), "--settle", "0"]
    killed = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    while not list((tmp_path / "archive").glob(".staging/*")):
        assert killed.poll() is None, "the run has ended before it could be killed"
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert dg.DagsterRunStatus.STARTED in states_of(tmp_path)
    done = subprocess.run(command, timeout=60, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {*states_of(tmp_path)} == {dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS}
    assert not list((tmp_path / "inbox").rglob("*.csv"))


def test_runs_of_a_daemon_are_ended_only_where_none_is_at_work(tmp_path: Path) -> None:
    with open_runner(settings_for(tmp_path)) as runner:
        run = dg.DagsterRun(job_name="refresh", run_id=str(uuid4()), status=dg.DagsterRunStatus.STARTED)
        runner.instance.add_run(run)
        with only_writer(runner.folder / DAEMON_LOCK):
            assert not end_dead_runs(runner.instance, runner.folder)
        with only_writer(tmp_path / WRITERS_LOCK):
            assert not end_dead_runs(runner.instance, runner.folder)
        with alive(runner.folder, run.run_id):
            assert not end_dead_runs(runner.instance, runner.folder)
        assert end_dead_runs(runner.instance, runner.folder) == [run.run_id]
        assert states_of(tmp_path) == [dg.DagsterRunStatus.FAILURE]
        assert not end_dead_runs(runner.instance, runner.folder)


def test_two_looks_before_a_file_counts() -> None:
    file = InboxFile(Path("/in/12_skane/a.csv"), "12", "12_skane", 10, 100)
    grown = InboxFile(file.path, "12", "12_skane", 20, 200)
    ready, seen = compare_looks({}, [file], now=0.0)
    assert not ready
    ready, seen = compare_looks(read_cursor(write_cursor(seen)), [grown], now=15.0)
    assert not ready, "it grew between the looks"
    ready, seen = compare_looks(seen, [grown], now=30.0)
    assert ready == {"12_skane"}
    ready, seen = compare_looks(seen, [grown], now=45.0)
    assert not ready
    ready, seen = compare_looks(seen, [grown], now=700.0)
    assert ready == {"12_skane"}, "it still lies there, so it is asked for again"
    assert read_cursor("not json") == read_cursor(None) == {}
