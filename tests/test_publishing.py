"""What goes out: the same bytes from the same archive, never over a fixed edition, nothing that counts persons."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package
from home_files import TODAY, drop_good_deliveries, settings_for

from assets.disclosure.policy import PolicyBrokenError
from assets.publications.checks import find_missing_files, find_published_breaks
from assets.publications.editions import FixedEditionError, read_record, replace_folder
from assets.publications.open_data import render_open_data
from assets.publications.periods import PeriodError, read_week, read_year
from assets.publications.publishing import Wanted, due_reports, edition_folder
from pipelines import flow
from pipelines.workplace import Workplace, open_workplace

EVERYTHING = (Wanted("lagesbild", "2026-W47"), Wanted("patientflyttar", "2026"))


def publish_everything(home: Path) -> Workplace:
    drop_good_deliveries(home, "12_skane", "14_vastra_gotaland")
    workplace = open_workplace(settings_for(home), make=True)
    flow.ingest(workplace)
    flow.publish(workplace, flow.refresh(workplace), EVERYTHING)
    return workplace


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    return publish_everything(tmp_path_factory.mktemp("one"))


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_editions_lie_where_they_should(workplace: Workplace) -> None:
    internal = workplace.places.home / "internal"
    for folder, report in (("lagesbild/2026-v47", "lagesbild"), ("patientflyttar/2026", "patientflyttar")):
        assert find_missing_files(internal / folder, report) == []
    assert "Preliminär" in (internal / "lagesbild/2026-v47/index.html").read_text(encoding="utf-8")
    assert contents(internal / "senaste") == contents(internal / "lagesbild/2026-v47")
    assert "lagesbild/2026-v47/index.html" in (internal / "index.html").read_text(encoding="utf-8")
    assert not list(internal.rglob(".*")), "nothing half-made is left"


def test_two_homes_give_the_same_bytes(workplace: Workplace, tmp_path: Path) -> None:
    other = publish_everything(tmp_path / "two")
    for root in ("internal", "published"):
        one, two = (contents(place.places.home / root) for place in (workplace, other))
        assert one.keys() == two.keys()
        assert [name for name in one if one[name] != two[name]] == []


def test_publishing_again_changes_no_file(workplace: Workplace) -> None:
    page = workplace.places.home / "internal/lagesbild/2026-v47/index.html"
    before = page.stat().st_mtime_ns
    flow.publish(workplace, flow.refresh(workplace), EVERYTHING)
    assert page.stat().st_mtime_ns == before


def test_edition_is_identified_by_what_it_is_made_of(workplace: Workplace) -> None:
    record = read_record(workplace.places.home / "internal/lagesbild/2026-v47")
    assert record is not None
    assert (record.edition_id, record.preliminary, record.as_of_date) == ("2026-v47", True, "2026-11-22")
    other = dataclasses.replace(workplace, software_version="other")
    flow.publish(other, flow.refresh(other, as_of=TODAY), EVERYTHING, as_of=TODAY)
    changed = read_record(other.places.home / "as-of/2026-11-22/internal/lagesbild/2026-v47")
    assert changed is not None
    assert changed.run_id != record.run_id


def test_fixed_edition_is_never_overwritten(workplace: Workplace, tmp_path: Path) -> None:
    root = tmp_path / "internal"
    folder = edition_folder(root, EVERYTHING[0])
    replace_folder(folder, contents(workplace.places.home / "internal/lagesbild/2026-v47"))
    facts = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    (folder / "edition.json").write_text(json.dumps({**facts, "preliminary": False}), encoding="utf-8")
    before = contents(folder)
    moved = dataclasses.replace(flow.roots(workplace), internal=root)
    picture = flow.refresh(workplace)
    with pytest.raises(FixedEditionError, match="fastställd"):
        flow.publish_reports(picture, moved, EVERYTHING[:1])
    assert contents(folder) == before


def test_open_data_is_described_and_valid(workplace: Workplace) -> None:
    published = workplace.places.home / "published"
    assert {path.name for path in (published / "data").iterdir()} == {
        "beds.csv", "beds.parquet", "capacity_by_diagnosis.csv", "capacity_by_diagnosis.parquet", "datapackage.json",
    }  # fmt: skip
    package = Package(str(published / "data/datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["title", "note"])
    assert [resource.format for resource in package.resources] == ["csv", "parquet"] * 2
    beds = pl.read_parquet(published / "data/beds.parquet")
    assert beds.columns == pl.read_csv(published / "data/beds.csv").columns
    assert beds.height > 0


def test_nothing_published_counts_persons(workplace: Workplace) -> None:
    published = workplace.places.home / "published"
    assert find_published_breaks(published, workplace.reference, TODAY) == []
    for path in published.rglob("*.csv"):
        assert not {"waiting_count", "patients_count", "overcrowded_count", "care_unit_id"} & set(
            pl.read_csv(path).columns
        )


def test_check_finds_what_may_not_lie_there(workplace: Workplace, tmp_path: Path) -> None:
    replace_folder(tmp_path / "published", contents(workplace.places.home / "published"))
    pl.DataFrame({"region_code": ["12"], "overcrowded_count": [3]}).write_csv(tmp_path / "published/data/beds.csv")
    (tmp_path / "published/lista.csv").write_text("a\n1\n", encoding="utf-8")
    breaks = find_published_breaks(tmp_path / "published", workplace.reference, TODAY)
    assert any("overcrowded_count" in text for text in breaks)
    assert any("lista.csv" in text for text in breaks)


def test_published_table_with_a_count_of_persons_stops_the_publication(workplace: Workplace, tmp_path: Path) -> None:
    picture = flow.refresh(workplace, as_of=TODAY)
    part = picture.inputs.part("published.beds")
    kept = part.read_bytes()
    pl.read_parquet(part, glob=False).with_columns(displaced_count=pl.lit(1)).write_parquet(part)
    with pytest.raises(PolicyBrokenError, match="displaced_count"):
        render_open_data(picture)
    part.write_bytes(kept)


def test_weekly_is_always_due_and_yearly_once_a_month(workplace: Workplace, tmp_path: Path) -> None:
    internal = workplace.places.home / "internal"
    assert [one.report for one in due_reports(internal, TODAY)] == ["lagesbild"]
    assert [one.report for one in due_reports(internal, TODAY.replace(month=12))] == ["lagesbild", "patientflyttar"]
    assert [one.report for one in due_reports(tmp_path, TODAY)] == ["lagesbild", "patientflyttar"]


@pytest.mark.parametrize("text", ["2026-W47", "2026-v47", "2026W47", " 2026-w47 "])
def test_weeks_are_read_as_people_write_them(text: str) -> None:
    assert read_week(text, latest=TODAY) == "2026-W47"


@pytest.mark.parametrize("text", ["47", "2026-W60", "2025-W53", "", "2026-W48"])
def test_other_weeks_are_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        read_week(text, latest=TODAY)


def test_years_are_bounded() -> None:
    assert read_year("2025", latest=TODAY) == "2025"
    for text in ("2027", "26", "tjugo"):
        with pytest.raises(PeriodError):
            read_year(text, latest=TODAY)
