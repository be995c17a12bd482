"""The demonstration: repeatable, readable, plainly invented, and told truthfully in its summary."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.demo import DemoSummary, demo_waiting_rows, write_benchmark_inbox, write_demo
from pipelines.demo.beds import days_until, demo_bed_rows
from pipelines.demo.draws import Draws
from pipelines.demo.faults import TEST_PERSON
from pipelines.demo.files import PlannedFile
from pipelines.demo.formats import FORMATS
from pipelines.demo.inbox import plan_demo, snapshot_days
from pipelines.demo.national import RegionProfile, invent_profiles
from pipelines.demo.sheets import Sheet
from pipelines.demo.text_file import write_text_file
from pipelines.demo.transfers import demo_transfer_rows
from pipelines.demo.units import CareUnit, invent_units
from pipelines.demo.waiting import demo_queue
from pipelines.demo.workbook import write_workbook
from sources.contracts import CONTRACTS
from sources.descriptions import load_description
from sources.intake import take_in
from sources.places import Places
from sources.reading import ReaderPool
from sources.reading.content import column_letters
from sources.reference_data import Reference, load_reference
from sources.tables.headers import match_headers
from sources.values import fold
from sources.vocabulary import words_for

TODAY = date(2026, 11, 22)
SCALE = 0.02
MEASURED = datetime(2026, 10, 31)  # noqa: DTZ001 - how openpyxl gives a date cell
WRONG = {"19", "20"}
STYLES = {style.region_code: style for style in FORMATS}
ENCODINGS = {code: style.encoding for code, style in STYLES.items()}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(None)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def summary(home: Path) -> DemoSummary:
    return write_demo(home, today=TODAY, scale=SCALE)


@pytest.fixture(scope="module")
def plan(reference: Reference) -> dict[RegionProfile, tuple[PlannedFile, ...]]:
    return plan_demo(reference, today=TODAY, scale=SCALE, seed=1)


@pytest.fixture(scope="module")
def country(reference: Reference) -> tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]]:
    profiles = invent_profiles(reference.in_force("regions", TODAY), 1)
    return profiles, invent_units(profiles, 1)


def fingerprints(folder: Path) -> dict[str, tuple[str, float]]:
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def texts_of(path: Path, region_code: str) -> Iterator[str]:
    if path.suffix == ".csv":
        yield path.read_bytes().decode(ENCODINGS[region_code])
        return
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if value is not None)
    book.close()


def delivering_sheets(plan: dict[RegionProfile, tuple[PlannedFile, ...]]) -> Iterator[tuple[str, PlannedFile, Sheet]]:
    for profile, files in plan.items():
        for file in files:
            for sheet in file.sheets:
                if sheet.kind is not None:
                    yield profile.folder, file, sheet


# --- the whole inbox -----------------------------------------------------------------------------------------------


def test_same_seed_and_day_give_the_same_bytes_and_times(home: Path, summary: DemoSummary, tmp_path: Path) -> None:
    again = write_demo(tmp_path, today=TODAY, scale=SCALE)
    assert again == summary
    inbox = fingerprints(home / "inbox")
    assert inbox == fingerprints(tmp_path / "inbox")
    regions, other = fingerprints(home / "regions"), fingerprints(tmp_path / "regions")
    assert {name: digest for name, (digest, _) in regions.items()} == {
        name: digest for name, (digest, _) in other.items()
    }


def test_another_seed_gives_another_country(reference: Reference) -> None:
    regions = reference.in_force("regions", TODAY)
    first, second = (invent_units(invent_profiles(regions, seed), seed) for seed in (1, 2))
    assert [unit.care_unit_name for unit in first] != [unit.care_unit_name for unit in second]


def test_every_region_has_a_folder_and_two_deliver_nothing(home: Path, summary: DemoSummary) -> None:
    folders = {path.name[:2]: path for path in (home / "inbox").iterdir()}
    assert set(folders) == set(STYLES)
    assert summary.regions_that("missing") == ("17", "21")
    assert all(not any(folders[code].iterdir()) for code in ("17", "21"))
    assert summary.delivering_count == 19


def test_summary_counts_what_was_written(home: Path, summary: DemoSummary) -> None:
    written = {path.relative_to(home / "inbox").as_posix() for path in (home / "inbox").rglob("*") if path.is_file()}
    assert written == set(summary.expected_verdicts)
    assert set(summary.rows_by_kind) == set(CONTRACTS)
    assert summary.rows_by_kind["waiting_list"] == pytest.approx(200_000 * SCALE, rel=0.05)
    assert Counter(summary.expected_verdicts.values()).keys() == {
        "accepted", "accepted_with_remarks", "returned", "quarantined", "duplicate",
    }  # fmt: skip
    assert not list(home.glob(".demo-*"))


def test_summary_tells_in_swedish_what_is_the_matter(summary: DemoSummary) -> None:
    told = "\n".join(summary.lines())
    assert "19 av 21 regioner" in told
    assert "Region Värmland har inte lämnat något." in told
    assert "Region Kalmar län är sen: den senaste väntelistan gäller 2026-09-30" in told
    assert "hamnar i karantän" in told
    assert TEST_PERSON not in told
    assert summary.regions_that("duplicate") == ("13",)


def test_files_are_older_than_today_and_registers_come_first(home: Path, summary: DemoSummary) -> None:
    times = {path: (home / "inbox" / path).stat().st_mtime for path in summary.expected_verdicts}
    assert max(times.values()) < datetime(2026, 11, 22, tzinfo=UTC).timestamp()
    assert len(set(times.values())) == len(times)
    registers = [
        path for path in times if Path(path).stem in {"Vårdgivarkatalog", "Enhetsregister", "katalog", "enheter"}
    ]
    assert len(registers) == 19
    assert max(times[path] for path in registers) < min(times[path] for path in times if not is_register(path))


def is_register(path: str) -> bool:
    return Path(path).stem.startswith(("Vårdgivarkatalog", "Enhetsregister", "katalog", "enheter"))


@pytest.mark.parametrize("scale", [0, -1, 0.001, float("nan")])
def test_a_scale_without_people_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        write_demo(tmp_path, today=TODAY, scale=scale)


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2024, 2, 29)])
def test_any_day_can_be_today(reference: Reference, today: date) -> None:
    files = plan_demo(reference, today=today, scale=0.01, seed=3)
    assert sum(map(len, files.values())) > 100
    assert all(snapshot_days(style, today)[-1] <= today for style in FORMATS)


# --- what may not be in it -----------------------------------------------------------------------------------------


def test_the_identity_number_stands_in_the_quarantined_file_alone(home: Path, summary: DemoSummary) -> None:
    holding = {
        path
        for path in summary.expected_verdicts
        if any(TEST_PERSON in text for text in texts_of(home / "inbox" / path, path[:2]))
    }
    assert holding == {path for path, verdict in summary.expected_verdicts.items() if verdict == "quarantined"}
    assert len(holding) == 1


def test_units_and_contacts_are_plainly_invented(
    country: tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]],
) -> None:
    _, units = country
    assert all(unit.care_unit_name.startswith("Påhittade ") for unit in units)
    assert all(unit.care_unit_id.startswith(f"DEMO-{unit.region_code}-") for unit in units)
    assert all(unit.contact.endswith("@exempel.invalid") and unit.contact.isascii() for unit in units)
    assert len({unit.care_unit_id for unit in units}) == len(units)
    assert len({unit.hospital for unit in units if unit.ownership == "public"}) == len(
        {u.hospital_id for u in units if u.ownership == "public"}
    )


# --- formats and their descriptions --------------------------------------------------------------------------------


def test_every_region_writes_in_its_own_way(plan: dict[RegionProfile, tuple[PlannedFile, ...]]) -> None:
    ways = {}
    for folder, _, sheet in delivering_sheets(plan):
        if sheet.kind == "waiting_list":
            ways[folder] = tuple(sheet.full_header(column) for column in sheet.rows.columns)
    assert len(set(ways.values())) == len(ways) == 19


def test_descriptions_explain_every_header(
    home: Path, summary: DemoSummary, plan: dict[RegionProfile, tuple[PlannedFile, ...]]
) -> None:
    for folder, file, sheet in delivering_sheets(plan):
        description = load_description(folder, home / "regions")
        layout = description.layout_for(file_name=file.name, sheet=sheet.name)
        made = {name for maker in layout.columns_to_rows for name in (*maker.set, *maker.take)}
        given = frozenset({*layout.constants, *made})
        headers = {column_letters(i): sheet.full_header(column) for i, column in enumerate(sheet.rows.columns)}
        match = match_headers(CONTRACTS[str(sheet.kind)], headers, description, given)
        expected = {c: column_letters(i) for i, c in enumerate(sheet.rows.columns) if c in match.contract.by_name}
        missing = {column.name for column in match.missing}
        if file.verdict == "returned":
            assert missing == {"slots_free_count"}
            continue
        assert dict(match.letters) == expected, (folder, file.name)
        assert not match.twice, (folder, file.name)
        assert missing <= ({"snapshot_date"} if STYLES[folder[:2]].snapshot_in in ("title", "file_name") else set())


def test_descriptions_explain_every_word(
    home: Path, summary: DemoSummary, plan: dict[RegionProfile, tuple[PlannedFile, ...]], reference: Reference
) -> None:
    for folder, file, sheet in delivering_sheets(plan):
        if folder[:2] in WRONG:
            continue
        description = load_description(folder, home / "regions")
        for column in set(sheet.rows.columns) & set(CONTRACTS[str(sheet.kind)].by_name):
            declared = CONTRACTS[str(sheet.kind)].by_name[column]
            if declared.type in {"code", "region", "group"}:
                words = words_for(declared, reference, description)
                unknown = {word for word in sheet.rows[column].drop_nulls() if fold(word) not in words}
                assert not unknown, (folder, file.name, column)


def test_words_mean_what_was_meant(home: Path, summary: DemoSummary, reference: Reference) -> None:
    """A folded word never means two things, neither among the region's own nor against the standard ones in use."""
    for style in FORMATS:
        folder = next(path.name for path in (home / "inbox").iterdir() if path.name.startswith(style.region_code))
        path = home / "regions" / folder / "values.csv"
        if path.exists():
            rows = pl.read_csv(path, infer_schema=False)
            folded = rows.with_columns(pl.col("value").map_elements(fold, return_dtype=pl.String))
            assert folded.select("column", "value").is_duplicated().sum() == 0


def test_workbooks_open_in_other_readers(home: Path, summary: DemoSummary) -> None:
    path = home / "inbox" / "05_ostergotland" / "Väntelista 2026-10-31.xlsx"
    sheet = openpyxl.load_workbook(path)["Väntelista"]
    upper, lower, first = (row for row in sheet.iter_rows(min_row=1, max_row=3, values_only=True))
    assert [text for text in upper if text] == ["Uppgift", "Vårdgivare", "Diagnos", "Patient"]
    assert sheet.merged_cells.ranges
    assert len(lower) == len(first)
    assert MEASURED in first
    assert "DEMO-05-" in "".join(str(value) for value in first)
    frame = pl.read_excel(path, read_options={"header_row": 1})
    assert frame.height == sheet.max_row - 2


def test_a_workbook_can_hold_several_sheets(home: Path, summary: DemoSummary) -> None:
    book = openpyxl.load_workbook(home / "inbox" / "03_uppsala" / "Lägesrapport.xlsx")
    assert book.sheetnames == ["Läs mig", "Väntelista", "Ledig kapacitet", "Vårdplatser"]
    weeks = openpyxl.load_workbook(home / "inbox" / "10_blekinge" / "Lägesrapport.xlsx").sheetnames
    assert weeks[1] == "Väntande 2026-10-04"
    assert weeks[8] == "Väntande 2026-11-22"


@pytest.mark.parametrize(
    ("name", "start", "needle"),
    [
        ("01_stockholm/Ledig kapacitet.csv", b"\xef\xbb\xbf", '"1,5"'),
        ("06_jonkoping/VPL.csv", b"\xff\xfe", "\t"),
        ("22_vasternorrland/vardplatser.csv", b"", "|"),
        ("12_skane/KAP.csv", b"", "v. 47 2026"),
        ("04_sormland/ledig_kapacitet.csv", b"", "vecka 47 2026"),
        ("25_norrbotten/Platsläge.csv", b"", "22 nov 2026"),
    ],
)
def test_text_files_are_what_they_say(home: Path, summary: DemoSummary, name: str, start: bytes, needle: str) -> None:
    content = (home / "inbox" / name).read_bytes()
    assert content.startswith(start)
    text = content.decode(ENCODINGS[name[:2]])
    assert needle in text
    assert "\r\n" in text
    if ENCODINGS[name[:2]] == "cp1252":
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")


def test_text_cells_survive_a_workbook(tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "a": ['<5 & "x"', None, " å "],
            "b": [1, None, 3],
            "c": [date(2026, 10, 31), None, None],
            "d": [1.5, 2.0, None],
        }
    )
    sheet = Sheet(None, "Blad & ett", rows, {name: name.upper() for name in rows.columns}, titles=("Rubrik",))
    write_workbook(tmp_path / "a.xlsx", [sheet])
    read = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["Blad & ett"].iter_rows(values_only=True))
    assert read[0] == ("Rubrik", None, None, None)
    assert read[1] == ("A", "B", "C", "D")
    assert read[2:] == [('<5 & "x"', 1, MEASURED, 1.5), (None, None, None, 2), (" å ", 3, None, None)]


def test_text_files_quote_what_must_be_quoted(tmp_path: Path) -> None:
    sheet = Sheet(None, "x", pl.DataFrame({"a": ["ett;två", "tre"], "b": [None, "fyra"]}), {"a": "A", "b": "B"})
    write_text_file(tmp_path / "x.csv", sheet, encoding="utf-8", delimiter=";")
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == 'A;B\n"ett;två";\ntre;fyra\n'


# --- what is in it -------------------------------------------------------------------------------------------------


def queue_of(country: tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]], code: str, first: date) -> pl.DataFrame:
    profiles, units = country
    profile = next(profile for profile in profiles if profile.region_code == code)
    own = [unit for unit in units if unit.region_code == code]
    return demo_queue(
        profile, own, waiting=5_000, first=first, last=date(2026, 10, 31), patient_regions={"01": 1.0}, draws=Draws(1)
    )


def test_the_queue_is_steady_and_patients_stay_in_it(
    country: tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]],
) -> None:
    queue = queue_of(country, "12", date(2026, 9, 30))
    earlier, later = (demo_waiting_rows(queue, day) for day in (date(2026, 9, 30), date(2026, 10, 31)))
    assert earlier.height == pytest.approx(5_000, rel=0.03)
    assert later.height == pytest.approx(5_000, rel=0.08)
    both = earlier.join(later, on="patient_key", suffix="_later")
    assert 0.4 < both.height / earlier.height < 0.9
    assert both.filter(pl.col("referral_date") != pl.col("referral_date_later")).is_empty()
    assert later["patient_key"].is_unique().all()


def test_waiting_rows_hold_their_contract(country: tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]]) -> None:
    rows = demo_waiting_rows(queue_of(country, "14", date(2026, 10, 31)), date(2026, 10, 31))
    contract = CONTRACTS["waiting_list"]
    assert set(rows.columns) == set(contract.by_name) - {"sender_region_code"}
    for rule in contract.rules:
        assert rows.select(rule.holds(TODAY).fill_null(value=True).all()).item(), rule.id
    waited = rows.select(
        wait=(
            pl.col("snapshot_date") - pl.when(care_type="operation").then("decision_date").otherwise("referral_date")
        ).dt.total_days()
    )["wait"]
    assert waited.min() is not None
    assert waited.median() < waited.mean()  # type: ignore[operator]
    assert 0.02 < (rows["deviation"] == "patient_chosen").sum() / rows.height < 0.08
    assert (rows["booked_date"].drop_nulls() > date(2026, 10, 31)).all()


def test_an_empty_region_is_told_apart(country: tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]]) -> None:
    profiles, _ = country
    with pytest.raises(ValueError, match="none of the groups"):
        demo_queue(profiles[0], [], waiting=1, first=TODAY, last=TODAY, patient_regions={"03": 1.0}, draws=Draws(1))


def test_transfers_hold_their_contract(country: tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]]) -> None:
    profiles, units = country
    slack = {profile.region_code: profile.slack for profile in profiles}
    rows = demo_transfer_rows(profiles[0], units, slack, scale=1.0, today=TODAY, draws=Draws(1))
    for rule in CONTRACTS["patient_transfers"].rules:
        assert rows.select(rule.holds(TODAY).fill_null(value=True).all()).item(), rule.id
    assert rows["case_id"].is_unique().all()
    assert set(rows["offered_date"].dt.year()) == {2025, 2026}
    assert (
        rows.filter(pl.col("answer") != "accepted")["treated_date"].null_count() == (rows["answer"] != "accepted").sum()
    )
    assert rows.filter(pl.col("care_region") == "01", ownership="public").is_empty()


def test_ecmo_is_counted_at_three_university_hospitals(plan: dict[RegionProfile, tuple[PlannedFile, ...]]) -> None:
    told = {
        folder[:2]
        for folder, file, sheet in delivering_sheets(plan)
        if sheet.kind == "beds" and ("ecmo" in file.name or word_for_ecmo(sheet) in bed_kinds(sheet))
    }
    assert told == {"01", "12", "14"}


def word_for_ecmo(sheet: Sheet) -> str:
    return sheet.words.get("bed_kind", {}).get("ecmo", "ECMO-IVA")


def bed_kinds(sheet: Sheet) -> set[str]:
    return set(sheet.rows["bed_kind"]) if "bed_kind" in sheet.rows.columns else set()


def test_somatic_beds_are_nearly_full(country: tuple[tuple[RegionProfile, ...], tuple[CareUnit, ...]]) -> None:
    profiles, units = country
    for profile in profiles:
        own = [unit for unit in units if unit.region_code == profile.region_code]
        rows = demo_bed_rows(profile, own, days=days_until(TODAY, 10), seed=1).filter(bed_kind="somatic")
        occupancy = rows.select(pl.col("occupied_count").sum() / pl.col("available_count").sum()).item()
        assert 0.85 < occupancy < 1.05
        assert rows["date"].max() == TODAY
        assert rows["date"].n_unique() == 10


def test_draws_repeat_and_are_even() -> None:
    draws = Draws(7)
    assert draws.uniform("a", 5).to_list() == draws.uniform("a", 5).to_list()
    assert draws.uniform("a", 3).to_list() == draws.uniform("a", 9).head(3).to_list()
    assert draws.uniform("a", 5).to_list() != draws.uniform("b", 5).to_list()
    assert draws.within("x").uniform("a", 5).to_list() != draws.uniform("a", 5).to_list()
    assert draws.uniform("even", 50_000).mean() == pytest.approx(0.5, abs=0.01)
    assert draws.normal("bell", 50_000).std() == pytest.approx(1.0, abs=0.02)
    assert set(draws.whole("die", 5_000, 1, 6)) == {1, 2, 3, 4, 5, 6}
    chosen = draws.choice("coin", 10_000, {"x": 3.0, "y": 1.0})
    assert (chosen == "x").sum() == pytest.approx(7_500, rel=0.05)
    assert draws.rounded("r", pl.Series([0.25] * 10_000)).sum() == pytest.approx(2_500, rel=0.1)


def test_draws_are_splitmix64() -> None:
    """Against the generator written out with Python's whole numbers."""
    mask = (1 << 64) - 1
    start = int.from_bytes(hashlib.sha256(b"7/a").digest()[:8], "big")

    def mixed(counter: int) -> int:
        state = counter * 0x9E3779B97F4A7C15 & mask
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & mask
        state = (state ^ state >> 27) * 0x94D049BB133111EB & mask
        return state ^ state >> 31

    expected = [((mixed((start + row) & mask) >> 11) + 0.5) / 2**53 for row in range(100)]
    assert Draws(7).uniform("a", 100).to_list() == expected


# --- what the pipeline says of it -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_goes_in_is_what_is_said(tmp_path: Path, reference: Reference) -> None:
    summary = write_demo(tmp_path, today=TODAY, scale=0.01)
    with ReaderPool(max_workers=2) as pool:
        taken = take_in(
            Places(tmp_path),
            reference,
            now=datetime(2026, 11, 22, 8, tzinfo=UTC),
            today=TODAY,
            pool=pool,
            render=lambda _receipt: "",
            software_version="test",
        ).taken
    said: dict[str, list[str]] = {}
    for one in taken:
        said.setdefault(f"{one.delivery.folder}/{one.delivery.file_name}", []).append(one.delivery.verdict)
    expected: dict[str, list[str]] = {}
    for path, verdict in summary.expected_verdicts.items():
        folder, *_, name = path.split("/")
        expected.setdefault(f"{folder}/{name}", []).append(verdict)
    assert {name: sorted(verdicts) for name, verdicts in said.items()} == {
        name: sorted(verdicts) for name, verdicts in expected.items()
    }


# --- the benchmark's inbox -----------------------------------------------------------------------------------------


def test_the_benchmark_inbox_is_clean_and_exact(tmp_path: Path) -> None:
    files = write_benchmark_inbox(tmp_path, rows=20_000, xlsx_share=1 / 3)
    assert len(files) == 21
    frames = {path: read_waiting_list(path) for path in files}
    assert sum(frame.height for frame in frames.values()) == 20_000
    in_workbooks = sum(frame.height for path, frame in frames.items() if path.suffix == ".xlsx")
    assert in_workbooks == pytest.approx(20_000 / 3, rel=0.02)
    contract = CONTRACTS["waiting_list"]
    titles = {column.title for column in contract.columns if column.name != "sender_region_code"}
    assert all(set(frame.columns) == titles for frame in frames.values())
    assert fingerprints(tmp_path).keys() == {str(path.relative_to(tmp_path)) for path in files}
    first = {name: digest for name, (digest, _) in fingerprints(tmp_path).items()}
    write_benchmark_inbox(tmp_path, rows=20_000, xlsx_share=1 / 3)
    assert first == {name: digest for name, (digest, _) in fingerprints(tmp_path).items()}


def read_waiting_list(path: Path) -> pl.DataFrame:
    if path.suffix == ".xlsx":
        return pl.read_excel(path, infer_schema_length=0)
    return pl.read_csv(path, separator=";", infer_schema=False)


@pytest.mark.parametrize(("share", "workbooks"), [(0.0, 0), (1.0, 21)])
def test_the_benchmark_can_be_of_one_kind(tmp_path: Path, share: float, workbooks: int) -> None:
    files = write_benchmark_inbox(tmp_path, rows=2_100, xlsx_share=share)
    assert sum(path.suffix == ".xlsx" for path in files) == workbooks
