"""Every reference file: its columns, types, sources and validity; overrides, and the errors that a broken one gives."""

from __future__ import annotations

import csv
from datetime import date
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from sources.contracts import CONTRACTS
from sources.reference_data import (
    COLUMNS,
    KEYS,
    SHIPPED,
    VALIDITY,
    BrokenReferenceError,
    Reference,
    load_reference,
    load_reference_once,
)

REFERENCE = load_reference(None)
FOLDERS = [
    "01_stockholm",
    "03_uppsala",
    "04_sormland",
    "05_ostergotland",
    "06_jonkoping",
    "07_kronoberg",
    "08_kalmar",
    "09_gotland",
    "10_blekinge",
    "12_skane",
    "13_halland",
    "14_vastra_gotaland",
    "17_varmland",
    "18_orebro",
    "19_vastmanland",
    "20_dalarna",
    "21_gavleborg",
    "22_vasternorrland",
    "23_jamtland_harjedalen",
    "24_vasterbotten",
    "25_norrbotten",
]


def test_every_file_in_the_folder_is_known_and_every_known_file_is_there() -> None:
    assert {path.stem for path in SHIPPED.glob("*.csv")} == set(COLUMNS) == set(KEYS)
    assert set(REFERENCE.names) == set(COLUMNS)


@pytest.mark.parametrize("name", COLUMNS)
def test_each_file_is_plain_utf8_with_its_columns_and_whole_rows(name: str) -> None:
    text = (SHIPPED / f"{name}.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    rows = list(csv.reader(text.splitlines()))
    assert tuple(rows[0]) == (*COLUMNS[name], *VALIDITY)
    assert all(len(row) == len(rows[0]) for row in rows)
    assert all(cell == cell.strip() for row in rows for cell in row)


@pytest.mark.parametrize("name", COLUMNS)
def test_each_row_tells_its_source_and_from_when_it_holds(name: str) -> None:
    frame = REFERENCE.frame(name)
    assert frame.height > 0
    assert frame["source"].str.len_chars().min() >= 10
    assert frame["valid_from"].null_count() == frame["verified"].null_count() == 0
    assert frame.schema["valid_from"] == frame.schema["valid_to"] == pl.Date
    assert frame.schema["verified"] == pl.Boolean


@pytest.mark.parametrize("name", COLUMNS)
def test_at_most_one_row_is_in_force_for_a_key_on_a_day(name: str) -> None:
    far = date(9999, 12, 31)
    for rows in REFERENCE.frame(name).partition_by(KEYS[name]):
        spans = [(first, last or far) for first, last in rows.select("valid_from", "valid_to").rows()]
        assert all(first <= last for first, last in spans)
        assert all(a[1] < b[0] or b[1] < a[0] for a, b in combinations(spans, 2))


@pytest.mark.parametrize("name", COLUMNS)
def test_the_types_are_those_that_the_names_promise(name: str) -> None:
    for column, dtype in REFERENCE.frame(name).schema.items():
        if column.endswith(("_days", "_count")):
            assert dtype == pl.Int64
        elif column.endswith("_share") or column in {"latitude", "longitude"}:
            assert dtype == pl.Float64
        elif column not in {"valid_from", "valid_to", "verified"}:
            assert dtype == pl.String


def test_there_are_21_regions_with_the_folders_of_the_specification() -> None:
    regions = REFERENCE.in_force("regions", date(2026, 11, 22))
    assert regions["folder"].to_list() == FOLDERS
    assert regions["region_code"].to_list() == [folder[:2] for folder in FOLDERS]
    assert regions["letter"].n_unique() == regions["main_town"].n_unique() == 21


def test_organisation_numbers_have_a_right_check_digit() -> None:
    for number in REFERENCE.frame("regions")["organisation_number"]:
        doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(number)]
        assert len(number) == 10
        assert sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def test_the_tiles_lie_like_the_country_and_never_on_each_other() -> None:
    regions = REFERENCE.frame("regions").with_columns(pl.col("tile_column", "tile_row").cast(pl.Int64))
    assert regions.select("tile_column", "tile_row").is_unique().all()
    at = {row["region_code"]: row for row in regions.to_dicts()}
    assert at["25"]["tile_row"] == 0
    assert at["12"]["tile_row"] == at["10"]["tile_row"] == regions["tile_row"].max()
    assert at["14"]["tile_column"] < at["01"]["tile_column"] < at["09"]["tile_column"]
    assert regions["latitude"].is_between(55, 69).all()
    assert regions["longitude"].is_between(11, 24).all()
    correlation = regions.select(pl.corr("tile_row", "latitude")).item()
    assert correlation < -0.95


def test_no_two_regions_or_groups_share_a_name() -> None:
    for name, columns in (("regions", ("region_name", "short_name")), ("diagnosis_groups", ("title",))):
        words: list[str] = []
        for row in REFERENCE.frame(name).to_dicts():
            own = {row[column].casefold() for column in columns}
            own |= {alias.casefold() for alias in (row["aliases"] or "").split("|") if alias}
            words += sorted(own)
        assert len(words) == len(set(words))


def test_references_between_the_files_hold() -> None:
    wide = set(REFERENCE.frame("healthcare_regions")["healthcare_region"])
    assert set(REFERENCE.frame("regions")["healthcare_region"]) == wide
    assert set(REFERENCE.frame("municipality_healthcare_regions")["healthcare_region"]) <= wide
    groups = set(REFERENCE.frame("diagnosis_groups")["diagnosis_group"])
    assert set(REFERENCE.frame("diagnosis_group_codes")["diagnosis_group"]) == groups
    assert groups == {
        "colorectal_cancer", "breast_cancer", "prostate_cancer", "hip_replacement", "prolapse", "cataract",
        "knee_arthroscopy",
    }  # fmt: skip


def test_halland_is_in_sodra_with_its_northern_municipalities_noted() -> None:
    regions = dict(REFERENCE.frame("regions").select("region_code", "healthcare_region").rows())
    notes = REFERENCE.frame("municipality_healthcare_regions")
    assert regions["13"] == "sodra"
    assert dict(notes.select("municipality_code", "healthcare_region").rows()) == {
        "1315": "sodra", "1380": "sodra", "1381": "sodra", "1382": "vastra", "1383": "vastra", "1384": "vastra",
    }  # fmt: skip
    assert not notes["verified"].any()


def test_codes_are_normalised_prefixes() -> None:
    codes = REFERENCE.frame("diagnosis_group_codes")
    assert codes["code"].str.contains(r"^[A-Z][A-Z0-9]{1,5}$").all()


def test_the_calendar_and_the_ages_cover_the_kinds_and_the_limits_their_care_types() -> None:
    assert set(REFERENCE.frame("delivery_calendar")["kind"]) == set(CONTRACTS)
    ages = dict(REFERENCE.frame("greatest_ages").select("kind", "greatest_age_days").rows())
    assert ages == {
        "waiting_list": 45, "waiting_summary": 45, "performed_care": 75, "cancer_pathways": 75, "free_capacity": 7,
        "beds": 2, "production_plan": 100, "patient_transfers": 120, "agreements": 400, "care_units": 400,
    }  # fmt: skip
    care_types = set(CONTRACTS["waiting_list"].by_name["care_type"].codes)
    assert set(REFERENCE.in_force("guarantee_limits", date(2026, 11, 22))["care_type"]) == care_types
    assert set(REFERENCE.frame("guarantee_limits")["limit_days"]) == {90}


def test_the_bed_target_is_that_of_units_in_acute_care_alone() -> None:
    targets = REFERENCE.frame("bed_targets").select("level", "bed_kind", "target_low_share", "target_high_share")
    assert targets.rows() == [("unit", "somatic", 0.85, 0.9)]


def test_the_version_follows_the_content() -> None:
    changed = REFERENCE.frame("bed_targets").with_columns(target_high_share=pl.lit(0.91))
    other = Reference({**REFERENCE.frames, "bed_targets": changed})
    assert load_reference(None).version == REFERENCE.version != other.version


def write_override(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    (folder / f"{name}.csv").write_text(text, encoding=encoding)
    return folder


HEADER = "level,bed_kind,target_low_share,target_high_share,valid_from,valid_to,source,verified\n"
ROW = "unit,somatic,0.80,0.85,2020-01-01,,egen källa,false\n"


def test_a_file_in_the_home_replaces_the_shipped_one(tmp_path: Path) -> None:
    reference = load_reference(write_override(tmp_path, "bed_targets", "\ufeff" + HEADER + ROW))
    assert reference.frame("bed_targets")["target_low_share"].to_list() == [0.8]
    assert reference.frame("regions").equals(REFERENCE.frame("regions"))
    assert reference.version != REFERENCE.version


def test_line_ends_do_not_change_the_version(tmp_path: Path) -> None:
    (tmp_path / "bed_targets.csv").write_bytes((SHIPPED / "bed_targets.csv").read_bytes().replace(b"\n", b"\r\n"))
    assert load_reference(tmp_path).version == REFERENCE.version


def test_codes_in_an_override_are_normalised(tmp_path: Path) -> None:
    header = "diagnosis_group,code_system,code,valid_from,valid_to,source,verified\n"
    write_override(tmp_path, "diagnosis_group_codes", header + "cataract,icd10se,h25.9 ,2020-01-01,,källa,true\n")
    assert load_reference(tmp_path).frame("diagnosis_group_codes")["code"].to_list() == ["H259"]


def test_an_empty_folder_or_none_gives_the_shipped_data(tmp_path: Path) -> None:
    assert load_reference(tmp_path).version == load_reference(tmp_path / "saknas").version == REFERENCE.version


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER.replace("bed_kind,", "") + ROW.replace("somatic,", ""), "saknar kolumnen bed_kind"),
        (HEADER.replace(",", ";") + ROW.replace(",", ";"), "kommatecken"),
        (HEADER + ROW.replace("0.80", "0,8"), "bed_targets.csv"),
        (HEADER + ROW.replace("0.80", "hög"), "rad 2, kolumnen target_low_share: här står ”hög”"),
        (HEADER + ROW.replace("2020-01-01", "1/1 2020"), "ett datum"),
        (HEADER + ROW.replace("2020-01-01", ""), "är cellen tom"),
        (HEADER + ROW.replace("false", "nej"), "true eller false"),
        (HEADER + ROW + ROW, "rad 3: två rader för unit, somatic gäller samma dag"),
        (HEADER + ROW.replace("2020-01-01,", "2020-01-01,2019-01-01"), "slutar gälla innan den börjar"),
        ("", "bed_targets.csv"),
        (HEADER + "unit,somatic,0.8,0.9,2020-01-01,,källa,true,mer,ändå mer\n", "bed_targets.csv"),
    ],
)
def test_a_broken_override_is_refused_in_words_that_help(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BrokenReferenceError) as caught:
        load_reference(write_override(tmp_path, "bed_targets", text))
    assert says in str(caught.value)
    assert "bed_targets.csv" in str(caught.value)


def test_an_override_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenReferenceError, match="UTF-8"):
        load_reference(write_override(tmp_path, "bed_targets", HEADER + ROW, encoding="cp1252"))


def test_an_override_with_an_unknown_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenReferenceError, match="ingen känd referensfil"):
        load_reference(write_override(tmp_path, "bed_target", HEADER + ROW))


def test_two_versions_of_a_limit_follow_each_other(tmp_path: Path) -> None:
    header = "limit_id,care_type,limit_days,valid_from,valid_to,source,verified\n"
    rows = "a,operation,90,2020-01-01,2026-12-31,källa,true\na,operation,60,2027-01-01,,källa,true\n"
    reference = load_reference(write_override(tmp_path, "guarantee_limits", header + rows))
    limits = [reference.in_force("guarantee_limits", date(year, 1, 1))["limit_days"].to_list() for year in (2026, 2027)]
    assert limits == [[90], [60]]


def test_a_code_of_an_unknown_group_is_refused(tmp_path: Path) -> None:
    header = "diagnosis_group,code_system,code,valid_from,valid_to,source,verified\n"
    write_override(tmp_path, "diagnosis_group_codes", header + "katarakt,icd10se,H25,2020-01-01,,källa,true\n")
    with pytest.raises(BrokenReferenceError, match="katarakt"):
        load_reference(tmp_path)


def test_what_was_read_once_is_read_again_when_its_file_has_changed(tmp_path: Path) -> None:
    write_override(tmp_path, "bed_targets", HEADER + ROW)
    first = load_reference_once(tmp_path)
    assert load_reference_once(tmp_path) is first
    write_override(tmp_path, "bed_targets", HEADER + ROW.replace("0.80", "0.75"))
    again = load_reference_once(tmp_path)
    assert again.version == load_reference(tmp_path).version != first.version
    assert load_reference_once(None) is load_reference_once(None)
