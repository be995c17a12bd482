"""What Dagster knows: every asset with its key, group, dependencies and checks; jobs, schedules, sensors, partitions.

The lists are written out, so that a change of the graph is seen in a diff.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
import yaml
from home_files import settings_for

from assets.tables import TABLES
from pipelines.definitions import build_defs
from pipelines.partitions import REGIONS, WEEKS, YEARS
from pipelines.runs import deploy_file, prepare_instance

ROOT = Path(__file__).parent.parent

GRAPH = {
    "archive/deliveries": ("deliveries", []),
    "facts/steps": ("deliveries", ["archive/deliveries", "tidy/care_units"]),
    "tidy/care_units": ("deliveries", ["archive/deliveries"]),
    "mart/delivery_status": ("deliveries", ["archive/deliveries", "facts/steps"]),
    "tidy/waiting_list": ("waiting", ["archive/deliveries", "facts/steps"]),
    "mart/waiting_by_diagnosis": ("waiting", ["archive/deliveries", "facts/steps"]),
    "tidy/waiting_summary": ("waiting", ["archive/deliveries", "facts/steps"]),
    "tidy/performed_care": ("waiting", ["archive/deliveries", "facts/steps"]),
    "tidy/cancer_pathways": ("cancer", ["archive/deliveries", "facts/steps"]),
    "mart/performed_by_diagnosis": ("waiting", ["archive/deliveries", "facts/steps"]),
    "mart/cancer_lead_times": ("cancer", ["archive/deliveries", "facts/steps"]),
    "tidy/agreements": ("agreements", ["archive/deliveries", "facts/steps"]),
    "tidy/production_plan": ("production", ["archive/deliveries", "facts/steps"]),
    "tidy/free_capacity": ("capacity", ["facts/steps"]),
    "mart/capacity_by_diagnosis": ("capacity", ["facts/steps", "tidy/free_capacity"]),
    "mart/balance_by_diagnosis": ("capacity", ["facts/steps", "mart/waiting_by_diagnosis"]),
    "tidy/beds": ("beds", ["archive/deliveries", "facts/steps"]),
    "mart/beds": ("beds", ["archive/deliveries", "facts/steps"]),
    "mart/intensive_care": ("beds", ["facts/steps", "mart/beds"]),
    "tidy/patient_transfers": ("transfers", ["archive/deliveries", "facts/steps"]),
    "mart/transfers_by_year": ("transfers", ["facts/steps"]),
    "mart/picture": (
        "deliveries",
        ["facts/steps", "mart/waiting_by_diagnosis", "tidy/care_units", "tidy/free_capacity"],
    ),
    "published/beds": ("disclosure", ["mart/beds"]),
    "published/capacity_by_diagnosis": ("disclosure", ["mart/capacity_by_diagnosis"]),
    "internal/lagesbild": ("publications", ["warehouse/lagesbild"]),
    "internal/patientflyttar": ("publications", ["warehouse/lagesbild"]),
    "published/open_data": (
        "publications",
        ["published/beds", "published/capacity_by_diagnosis", "warehouse/lagesbild"],
    ),
}


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_defs(settings_for(tmp_path_factory.mktemp("defs")))


@pytest.fixture(scope="module")
def specs(defs: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_definitions_can_be_loaded(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)


def test_graph_is_as_written_here(specs: dict[str, dg.AssetSpec]) -> None:
    found = {
        key: (spec.group_name, sorted(dep.asset_key.to_user_string() for dep in spec.deps))
        for key, spec in specs.items()
        if key != "warehouse/lagesbild"
    }
    assert found == GRAPH


def test_warehouse_is_made_of_every_table_that_others_read(specs: dict[str, dg.AssetSpec]) -> None:
    deps = {dep.asset_key.to_user_string() for dep in specs["warehouse/lagesbild"].deps}
    assert deps == {table.key.replace(".", "/") for table in TABLES if table.schema != "facts"}


def test_groups_are_the_folders_under_assets(specs: dict[str, dg.AssetSpec]) -> None:
    folders = {path.parent.name for path in (ROOT / "assets").glob("*/assets.py")}
    assert {spec.group_name for spec in specs.values()} == folders


def test_every_asset_is_described_owned_and_of_a_kind(specs: dict[str, dg.AssetSpec]) -> None:
    for key, spec in specs.items():
        assert len(spec.description or "") > 20, key
        assert spec.owners, key
        assert spec.kinds, key


def test_every_table_has_checks_and_every_check_a_sentence(defs: dg.Definitions) -> None:
    checks = defs.get_all_asset_checks_specs() if hasattr(defs, "get_all_asset_checks_specs") else None
    graph = defs.resolve_asset_graph()
    keys = graph.asset_check_keys if checks is None else {spec.key for spec in checks}
    by_asset: dict[str, set[str]] = {}
    for key in keys:
        by_asset.setdefault(key.asset_key.to_user_string(), set()).add(key.name)
        assert (graph.get_check_spec(key).description or "").endswith("."), key
    for table in TABLES:
        if table.schema != "facts":
            assert "grain_is_unique" in by_asset[table.key.replace(".", "/")]
        if table.schema == "published":
            assert "no_column_counts_persons" in by_asset[table.key.replace(".", "/")]
    assert by_asset["published/open_data"] == {"nothing_published_counts_persons"}
    assert by_asset["archive/deliveries"] == {f"{key}_is_accepted" for key in REGIONS.get_partition_keys()}


def test_jobs_schedules_and_sensors(defs: dg.Definitions) -> None:
    repository = defs.get_repository_def()
    assert {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")} == {
        "ingest", "refresh", "lagesbild", "patientflyttar",
    }  # fmt: skip
    assert {one.name: (one.cron_schedule, one.execution_timezone) for one in repository.schedule_defs} == {
        "weekly_lagesbild": ("0 6 * * 1", "Europe/Stockholm"),
        "monthly_patientflyttar": ("0 7 2 * *", "Europe/Stockholm"),
        "yearly_patientflyttar": ("0 8 2 1 *", "Europe/Stockholm"),
    }
    assert {one.name for one in repository.sensor_defs} == {"inbox", "archive", "late_regions", "failed_runs"}


def test_weekly_schedule_asks_for_the_week_that_ended_and_the_one_that_began(defs: dg.Definitions) -> None:
    schedule = defs.get_repository_def().get_schedule_def("weekly_lagesbild")
    monday = datetime(2026, 11, 23, 6, tzinfo=ZoneInfo("Europe/Stockholm"))
    with dg.build_schedule_context(scheduled_execution_time=monday) as context:
        [request] = schedule.evaluate_tick(context).run_requests or []
    assert request.run_config["ops"]["internal__lagesbild"]["config"]["periods"] == ["2026-W47", "2026-W48"]


def test_partitions_are_regions_mondays_and_years() -> None:
    regions = REGIONS.get_partition_keys()
    assert len(regions) == 22
    assert regions[0] == "00_riket"
    assert "12_skane" in regions
    weeks = WEEKS.get_partition_keys()
    assert weeks[0] == "2024-01-01"
    assert all(week[:2] == "20" for week in weeks)
    assert YEARS.get_partition_keys()[0] == "2020"


def test_every_writer_shares_the_pool(defs: dg.Definitions) -> None:
    for assets in defs.resolve_asset_graph().assets_defs:
        if assets.is_executable and not assets.is_external:
            assert assets.op.pool == "warehouse" or not assets.keys, assets.keys


def test_instance_has_no_telemetry_a_pool_of_one_and_retention(tmp_path: Path) -> None:
    settings = yaml.safe_load((prepare_instance(tmp_path) / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}
    assert settings["concurrency"]["pools"]["default_limit"] == 1
    assert settings["retention"]["sensor"]["purge_after_days"]["skipped"] == 2


def test_files_of_the_instance_at_the_root_are_those_shipped() -> None:
    for name in ("dagster.yaml", "workspace.yaml"):
        assert (ROOT / name).read_bytes() == deploy_file(name).read_bytes()
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    assert workspace["load_from"][0]["python_module"]["location_name"] == "lagesbild"
