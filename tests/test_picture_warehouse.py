"""The warehouse: a pure function of the archive, parts that are left alone, a file that is replaced whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.building import MissingPartError, build_table
from assets.tables import TABLE_BY_KEY, TABLES
from assets.warehouse import Picture, assemble_warehouse
from sources.reference_data import Reference
from tests.picture_archive import REFERENCE, Archive, day
from tests.test_picture_beds import count
from tests.test_picture_capacity import slots
from tests.test_picture_transfers import case
from tests.test_picture_waiting import patients

NOW = "2026-11-22"


def filled(folder: Path) -> Archive:
    archive = Archive(folder)
    archive.deliver("12", {"care_units": [{"care_unit_id": "U"}]}, "2026-11-01T08:00:00+01:00")
    archive.deliver("12", {"waiting_list": patients("2026-11-20", [1, 91, 200])}, "2026-11-20T08:00:00+01:00")
    archive.deliver("14", {"waiting_list": patients("2026-11-19", [7])}, "2026-11-20T09:00:00+01:00")
    archive.deliver("12", {"free_capacity": [slots(3)], "beds": [count("U", 10, 9)]}, "2026-11-22T10:00:00+01:00")
    archive.deliver("12", {"patient_transfers": [case("1", treated="2026-05-05")]}, "2026-11-20T11:00:00+01:00")
    return archive


def parts(picture: Picture) -> dict[str, bytes]:
    return {table.key: picture.inputs.part(table.key).read_bytes() for table in TABLES}


def rebuilt(picture: Picture) -> set[str]:
    return {built.key for built in picture.built if built.rebuilt} & set(TABLE_BY_KEY)


def test_each_declared_table_has_its_file_its_inputs_before_it_and_its_grain() -> None:
    seen: set[str] = set()
    for table in TABLES:
        made_here = {key for key in table.tables_read if key in TABLE_BY_KEY}
        assert made_here <= seen, table.key
        assert table.statement.startswith("-- "), table.key
        assert all(key in table.statement for key in table.inputs), table.key
        assert table.title
        assert table.description.endswith(".")
        seen.add(table.key)
    assert len(TABLE_BY_KEY) == len(TABLES)


def test_the_warehouse_holds_every_table_with_its_grain_unique(tmp_path: Path) -> None:
    picture = filled(tmp_path).refresh(NOW)
    with duckdb.connect(str(picture.warehouse), read_only=True) as connection:
        found = {f"{s}.{t}" for s, t in connection.sql(
            "SELECT table_schema, table_name FROM information_schema.tables").fetchall()}  # fmt: skip
        expected = {table.key for table in TABLES if table.schema != "facts"}
        assert found == expected | {f"reference.{name}" for name in REFERENCE.names}
        for table in TABLES:
            assert picture.frame(table.key).select(table.grain).is_unique().all(), table.key
            if table.schema != "facts":
                stored = connection.sql(f"SELECT * FROM {table.key}").fetchall()
                assert stored == picture.frame(table.key).rows(), table.key


def test_the_same_facts_give_the_same_bytes_whatever_was_built_before(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    first = parts(archive.refresh(NOW, folder="a"))
    archive.refresh("2026-11-20", folder="b")
    archive.deliveries.reverse()
    assert parts(archive.refresh(NOW, folder="b")) == first


def test_an_unchanged_part_is_left_alone(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    assert rebuilt(archive.refresh(NOW)) == set(TABLE_BY_KEY)
    assert rebuilt(archive.refresh(NOW)) == set()


def test_a_new_delivery_rebuilds_what_follows_from_it_and_no_more(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.refresh(NOW)
    archive.deliver("14", {"beds": [count("V", 5, 5)]}, "2026-11-22T12:00:00+01:00")
    again = rebuilt(archive.refresh(NOW))
    assert {"facts.beds_in_force", "tidy.beds", "mart.beds", "published.beds", "mart.picture"} <= again
    assert not {"tidy.waiting_list", "mart.waiting_by_diagnosis", "mart.transfers_by_year"} & again


def test_another_day_another_group_or_another_software_rebuilds(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    archive.refresh(NOW)
    assert "mart.capacity_by_diagnosis" in rebuilt(archive.refresh("2026-11-23"))
    codes = REFERENCE.frame("diagnosis_group_codes").head(5)
    fewer = Reference({**REFERENCE.frames, "diagnosis_group_codes": codes})
    assert "facts.code_groups" in rebuilt(archive.refresh("2026-11-23", fewer))


def test_the_warehouse_file_is_made_anew_only_when_a_part_changed_or_it_is_gone(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    made = archive.refresh(NOW).warehouse.stat()
    assert archive.refresh(NOW).warehouse.stat().st_mtime_ns == made.st_mtime_ns
    assert archive.refresh("2026-11-23").warehouse.stat().st_mtime_ns != made.st_mtime_ns
    archive.refresh(NOW).warehouse.unlink()
    assert archive.refresh(NOW).warehouse.exists()


def test_a_part_without_its_record_is_made_again(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    picture = archive.refresh(NOW)
    (picture.inputs.parts / "mart.beds.json").unlink()
    picture.inputs.part("mart.intensive_care").unlink()
    assert rebuilt(archive.refresh(NOW)) == {"mart.beds", "mart.intensive_care"}


def test_rows_that_the_storage_limit_removed_leave_tidy_and_the_marts_stay(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    before = archive.refresh(NOW)
    marts = {key: frame for key, frame in before.frames(("mart",)).items() if key != "mart.picture"}
    for delivery in archive.deliveries:
        for kind in ("waiting_list", "patient_transfers"):
            (delivery.folder_path / "rows" / f"{kind}.parquet").unlink(missing_ok=True)
    after = archive.refresh(NOW)
    assert after.frame("tidy.waiting_list").height == after.frame("tidy.patient_transfers").height == 0
    assert all(frame.equals(after.frame(key)) for key, frame in marts.items())


def test_readers_of_the_old_file_are_not_disturbed(tmp_path: Path) -> None:
    archive = filled(tmp_path)
    picture = archive.refresh(NOW)
    with duckdb.connect(str(picture.warehouse), read_only=True) as reader:
        before = reader.sql("SELECT * FROM mart.picture").fetchall()
        archive.deliver("14", {"beds": [count("V", 5, 5)]}, "2026-11-22T12:00:00+01:00")
        archive.refresh(NOW)
        assert reader.sql("SELECT * FROM mart.picture").fetchall() == before
    assert not list(picture.warehouse.parent.glob(".*partial*"))
    with duckdb.connect(str(picture.warehouse), read_only=True) as reader:
        assert reader.sql("SELECT * FROM mart.picture").fetchall() != before


def test_the_picture_tells_what_it_was_made_of(tmp_path: Path) -> None:
    picture = filled(tmp_path).refresh(NOW)
    (row,) = picture.frame("mart.picture").to_dicts()
    assert (row["as_of_date"], row["software_version"], row["built_from_deliveries_count"]) == (
        date(2026, 11, 22),
        "0",
        5,
    )
    assert (row["data_version"], row["reference_version"]) == (picture.data_version, REFERENCE.version)


def test_nothing_delivered_gives_empty_tables_with_their_columns(tmp_path: Path) -> None:
    picture = Archive(tmp_path).refresh(NOW)
    full = filled(tmp_path / "full").refresh(NOW)
    for table in TABLES:
        assert picture.frame(table.key).schema == full.frame(table.key).schema, table.key
    assert picture.frame("mart.picture")["built_from_deliveries_count"].item() == 0


def test_a_folder_with_pattern_letters_in_its_name_works(tmp_path: Path) -> None:
    folder = tmp_path / "Läges [bild] * 'v47'"
    folder.mkdir()
    picture = filled(folder).refresh(NOW)
    assert picture.frame("tidy.waiting_list").height == 4
    with duckdb.connect(str(picture.warehouse), read_only=True) as reader:
        assert reader.sql("SELECT count(*) FROM mart.waiting_by_diagnosis").fetchall() != [(0,)]


def test_asking_for_a_part_before_its_inputs_is_told(tmp_path: Path) -> None:
    inputs = Archive(tmp_path).inputs(NOW)
    with pytest.raises(MissingPartError, match="lagesbild refresh"):
        build_table(TABLE_BY_KEY["mart.beds"], inputs)
    with pytest.raises(MissingPartError):
        assemble_warehouse(inputs, tmp_path / "lagesbild.duckdb")


def test_columns_that_the_specification_names_come_first_and_in_its_order(tmp_path: Path) -> None:
    picture = Archive(tmp_path).refresh(NOW)
    for key, columns in SPECIFIED.items():
        assert picture.frame(key).columns[: len(columns.split())] == columns.split(), key
    assert picture.frame("tidy.beds").schema["available_count"] == pl.Float64
    assert day(NOW) == picture.inputs.as_of


SPECIFIED = {
    "mart.waiting_by_diagnosis": "week region_code diagnosis_group care_type oldest_snapshot_date newest_snapshot_date "
    "waiting_count patient_chosen_count medical_count eligible_count within_90_count over_90_count within_90_share "
    "median_days p90_days estimated regions_reporting_count regions_expected_count",
    "mart.capacity_by_diagnosis": "slot_week region_code diagnosis_group care_type slots_total_count slots_free_count "
    "slots_free_healthcare_region_count slots_free_nation_count units_reporting_count stale_units_count",
    "mart.balance_by_diagnosis": "week region_code diagnosis_group care_type over_90_count slots_free_own_count "
    "slots_free_healthcare_region_count slots_free_nation_count gap_count weeks_to_clear",
    "mart.beds": "date level region_code care_unit_id bed_kind established_count available_count occupied_count "
    "overcrowded_count displaced_count occupancy_share overcrowded_per_100 displaced_per_100 target_low_share "
    "target_high_share status regions_reporting_count",
    "mart.transfers_by_year": "year home_region care_region diagnosis_group care_type ownership reason agreement_kind "
    "offered_count accepted_count treated_count patients_count median_waited_days",
    "mart.delivery_status": "week region_code kind expected_by received_at status accepted_count refused_count "
    "age_days late",
    "mart.picture": "as_of_date data_version software_version built_from_deliveries_count",
}
