"""A region's description: what it may say, what wins, and which version of it a sheet is read by."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

import polars as pl
import pytest
from delivering import NOW, Take, receipt_of
from describing import CORRECTION, FOLDER, load, write
from hypothesis import given
from hypothesis import strategies as st

from sources.contracts import CONTRACTS
from sources.descriptions import (
    FILE_NAMES,
    SHIPPED,
    Description,
    HeaderLine,
    Layout,
    RowMaker,
    Validity,
    as_expression,
    load_description,
)
from sources.places import Places
from sources.reading import TextSheet
from sources.reference_data import Reference
from sources.tables import Table, find_table
from sources.tables.wide_tables import unfold, year_of

# --- what is read ---------------------------------------------------------------------------------------------------


def test_texts_are_what_they_are_in_the_file(tmp_path: Path) -> None:
    told = load(tmp_path, layout="layouts:\n  - constants: {care_type: no, date: 2026-10-31, care_unit_id: 007}\n")
    assert told.layouts[0].constants == {"care_type": "no", "date": "2026-10-31", "care_unit_id": "007"}


def test_a_map_saved_by_swedish_excel_is_read(tmp_path: Path) -> None:
    text = "\ufeffkind;header;column;note\r\nbeds;Disponibla, hela dygnet;available_count;\r\n#beds;Okänd;-;fråga\r\n"
    told = load(tmp_path, headers=text)
    assert told.column_for("beds", "disponibla hela dygnet") == "available_count"
    assert told.column_for("beds", "Okänd") is None


def test_all_keys_of_a_layout_are_read(tmp_path: Path) -> None:
    text = """layouts:
  - sheet: "Plan*"
    file: "*.xlsx"
    kind: beds
    header_levels: 2
    fill_down: [Sjukhus]
    hidden_rows: take
    ignore_columns: ["Kommentar*"]
    decimal: {available_count: ","}
    leave_out: [{column: Enhet, value: "varav*"}]
    constants: {bed_kind: somatic}
    columns_to_rows:
      - take: {available_count: "Disp {date}", occupied_count: "Bel {date}"}
        without: [totalt]
    valid_from: 2026-01-01
    note: Efter systembytet
"""
    [one] = load(tmp_path, layout=text).layouts
    assert one.is_for(file_name="X.XLSX", sheet="plan 3")
    assert not one.is_for(file_name="x.csv", sheet="plan 3")
    assert (one.header_levels, one.fill_down, one.hidden_rows) == (2, ("Sjukhus",), "take")
    assert one.ignores(" Kommentar\n(fri text)")
    assert not one.ignores("En kommentar")
    assert one.decimal == {"available_count": ","}
    rows = pl.DataFrame({"a": ["Varav privat ", "varav", "Ej varav"]})
    left = pl.col("a").str.strip_chars().str.to_lowercase().str.contains(one.leave_out[0].expression)
    assert rows.filter(left)["a"].to_list() == ["Varav privat ", "varav"]
    [maker] = one.columns_to_rows
    assert maker.columns == {"available_count", "occupied_count", "date"}
    assert one.validity == Validity(date(2026, 1, 1), None)


@given(st.text(alphabet="ab*?[]().+\\ Å", max_size=6), st.text(alphabet="ab*?[]().+\\ å", max_size=6))
def test_only_stars_and_question_marks_are_special_in_a_pattern(pattern: str, text: str) -> None:
    same = pattern.strip().lower() == text.strip().lower()
    if not set(pattern) & {"*", "?"}:
        assert Layout(sheet=pattern).is_for(file_name="", sheet=text) == same
    elif same:
        assert Layout(sheet=pattern).is_for(file_name="", sheet=text)


def test_names_as_a_mac_writes_them_are_the_same_names() -> None:
    as_mac = partial(unicodedata.normalize, "NFD")
    layout = Layout(file="Vårdplatser*", sheet=as_mac("Läge"), ignore_columns=("Anmärkning*",))
    assert layout.is_for(file_name=as_mac("Vårdplatser v47.xlsx"), sheet="läge")
    assert layout.ignores(as_mac("Anmärkning (fri)"))
    assert as_expression(as_mac("Länet*")) == as_expression("Länet*")


@pytest.mark.parametrize(("in_file", "in_description"), [("NFD", "NFC"), ("NFC", "NFD")])
def test_cells_as_a_mac_writes_them_are_the_same_texts(
    tmp_path: Path, reference: Reference, in_file: Literal["NFC", "NFD"], in_description: Literal["NFC", "NFD"]
) -> None:
    layout = (
        "layouts:\n  - kind: beds\n    leave_out: [{column: Enhet, value: 'Öv*'}]\n"
        "    columns_to_rows: [{take: {available_count: 'Ställda {bed_kind}', occupied_count: 'Belagda {bed_kind}'}}]\n"
    )
    told = load(tmp_path, reference, layout=unicodedata.normalize(in_description, layout))
    texts = {"A": ["Datum", "2026-11-20", "2026-11-20"], "B": ["Enhet", "KIR1", "Övrigt"],
             "C": ["Ställda Somatik", "20", "1"], "D": ["Belagda Somatik", "18", "1"]}  # fmt: skip
    cells = {letter: [unicodedata.normalize(in_file, text) for text in column] for letter, column in texts.items()}
    sheet = TextSheet("Blad1", pl.DataFrame({"source_row": [1, 2, 3], **cells}), frozenset(), hidden=False)
    found = find_table(sheet, told, file_name="x.xlsx")
    assert isinstance(found, Table)
    assert found.texts["available_count"].to_list() == ["20"]
    assert [row.source_row for row in found.left_out] == [3]


def test_a_header_line_for_all_kinds_hides_nothing_in_a_kind_that_lacks_its_column(tmp_path: Path) -> None:
    told = load(tmp_path, headers="kind,header,column\n,Giltig till,valid_to\n,Kontakt,-\n")
    assert told.column_for("care_units", "Giltig till") == "valid_to"
    assert told.column_for("free_capacity", "Giltig till") is None
    assert told.column_for("free_capacity", "Kontakt") == "-"


# --- shipped and local ----------------------------------------------------------------------------------------------


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package whose shipped description says something of the region."""
    folder = tmp_path / "shipped"
    monkeypatch.setattr("sources.descriptions.loading.SHIPPED", folder)
    return write(
        folder,
        layout="complete: [beds]\nlayouts:\n  - {sheet: A, kind: beds, note: med programmet}\n",
        headers="kind,header,column\nbeds,Dag,date\nbeds,Klinik,care_unit_id\n",
        values="column,value,code\nbed_kind,Vanlig,somatic\nbed_kind,Psyk,psychiatric\n",
        corrections=CORRECTION,
    )


def test_what_is_local_wins_and_the_rest_stays(tmp_path: Path, shipped: Path) -> None:
    told = load(
        tmp_path / "home",
        layout='complete: false\nlayouts:\n  - {sheet: "*", kind: waiting_list}\n',
        headers="kind,header,column\n,Dag,-\n",
        values="column,value,code\nbed_kind,vanlig,intensive_care\n",
        corrections=CORRECTION.replace("status: open", "status: mended"),
    )
    assert told.layout_for(file_name="", sheet="A").kind == "waiting_list"
    assert told.column_for("beds", "Dag") == "-"
    assert told.column_for("beds", "Klinik") == "care_unit_id"
    assert told.codes_for("bed_kind") == {"vanlig": "intensive_care", "psyk": "psychiatric"}
    assert told.complete == frozenset()
    assert [(one.status, one.origin) for one in told.corrections] == [("mended", "local")]
    assert {line.origin for line in told.header_lines} == {"local", "shipped"}


def test_without_local_files_the_shipped_ones_hold(tmp_path: Path, shipped: Path) -> None:
    told = load_description(FOLDER, tmp_path / "none")
    assert told.layout_for(file_name="", sheet="A").note == "med programmet"
    assert told.complete == {"beds"}
    assert told.hash == load_description(FOLDER, None).hash


def test_the_hash_changes_with_anything_and_with_nothing_else(tmp_path: Path, shipped: Path) -> None:
    hashes = [load(tmp_path / "home").hash]
    hashes += [
        load(tmp_path / "home", layout="layouts: []\n").hash,
        load(tmp_path / "home", layout="layouts: []\n# en kommentar\n").hash,
        load(tmp_path / "home", headers="kind,header,column\n").hash,
        load(tmp_path / "home", values="column,value,code\n").hash,
        load(tmp_path / "home", corrections=CORRECTION).hash,
        load(tmp_path / "home", corrections=CORRECTION.replace("open", "confirmed")).hash,
    ]
    assert len(set(hashes)) == len(hashes)
    (tmp_path / "home" / FOLDER / "headers.forslag.csv").write_text("väntar på en människa")
    (tmp_path / "home" / FOLDER / "README.md").write_text("anteckningar")
    assert load(tmp_path / "home").hash == hashes[-1]
    moved = (tmp_path / "home" / FOLDER / "corrections.yaml").read_text()
    (tmp_path / "home" / FOLDER / "corrections.yaml").unlink()
    write(shipped, corrections=moved)
    assert load(tmp_path / "home").hash not in hashes


# --- validity -------------------------------------------------------------------------------------------------------


def test_a_description_turns_on_the_day_that_it_says() -> None:
    old = HeaderLine("beds", "Antal", "available_count", validity=Validity(None, date(2026, 10, 31)))
    new = HeaderLine("beds", "Antal", "occupied_count", validity=Validity(date(2026, 11, 1), None))
    told = Description(header_lines=(old, new))
    assert told.turning_days == (date(2026, 11, 1),)
    assert told.on(date(2026, 10, 31)).column_for("beds", "antal") == "available_count"
    assert told.on(date(2026, 11, 1)).column_for("beds", "antal") == "occupied_count"


def test_the_last_day_of_all_is_an_open_end(tmp_path: Path) -> None:
    text = "kind,header,column,valid_from,valid_to\nbeds,Antal,available_count,2026-01-01,9999-12-31\n"
    told = load(tmp_path, headers=text)
    assert told.turning_days == (date(2026, 1, 1),)
    assert told.on(date(2026, 1, 1)).column_for("beds", "Antal") == "available_count"


def test_the_first_day_of_all_is_an_open_start(tmp_path: Path, places: Places, take: Take) -> None:
    told = load(places.regions, layout="layouts:\n  - {kind: beds, valid_from: 0001-01-01, valid_to: 2026-12-31}\n")
    assert told.turning_days == (date(2027, 1, 1),)
    deliver(places, "ny.csv", "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n2026-11-20;KIR1;Somatik;20;18\n")
    assert receipt_of(take(), "ny.csv")["verdict"] == "accepted"


TURNING = """kind,header,column,note,valid_from,valid_to
beds,Platser,available_count,,,2026-10-31
beds,Platser,established_count,nytt system,2026-11-01,
beds,Bemannade,available_count,nytt system,2026-11-01,
"""
OLD_FORM = "{dated}Enhet;Vårdplatstyp;Platser;Belagda\nKIR1;Somatik;20;18\n"
NEW_FORM = "Datum;Enhet;Vårdplatstyp;Platser;Bemannade;Belagda\n{day};KIR1;Somatik;30;20;18\n"


def deliver(places: Places, name: str, text: str) -> None:
    (places.inbox / FOLDER / name).write_text(text, encoding="utf-8")


def test_a_sheet_is_read_by_the_version_of_its_own_period(places: Places, take: Take) -> None:
    write(places.regions, headers=TURNING)
    deliver(places, "gammal.csv", OLD_FORM.format(dated="Vårdplatser;2026-10-31\n"))
    deliver(places, "ny.csv", NEW_FORM.format(day="2026-11-20"))
    done = take()
    old, new = receipt_of(done, "gammal.csv"), receipt_of(done, "ny.csv")
    assert (old["verdict"], new["verdict"]) == ("accepted", "accepted")
    assert "bladet gammal lästes enligt den beskrivning som gäller 2026-10-31, dagen i rubrikraderna" in old["notes"]
    assert "bladet ny lästes enligt den beskrivning som gäller 2026-11-20, dagen i kolumnen Datum" in new["notes"]
    rows = pl.concat(pl.read_parquet(path) for path in places.archive.glob(f"{FOLDER}/*/rows/beds.parquet"))
    read = rows.sort("date").select("available_count", "established_count").rows()
    assert read == [(20.0, None), (20.0, 30.0)]


def test_without_a_period_the_day_of_receipt_decides_and_is_said(places: Places, take: Take) -> None:
    write(places.regions, headers=TURNING.replace("beds", "care_units").replace("available_count", "contact"))
    text = "kind,header,column,valid_from\ncare_units,Adress,contact,2026-11-01\n"
    write(places.regions, headers=text)
    deliver(places, "katalog.csv", "Enhet;Enhetens namn;Driftsform;Adress\nKIR1;Kirurgen;Offentlig;Gatan 1\n")
    receipt = receipt_of(take(), "katalog.csv")
    assert receipt["verdict"] == "accepted"
    assert any(
        "gäller 2026-11-22, dagen då filen togs emot, eftersom perioden inte framgår" in n for n in receipt["notes"]
    )


def test_a_new_form_used_early_is_read_and_said(places: Places, take: Take) -> None:
    write(places.regions, headers="kind,header,column,valid_from\nbeds,Bemannade,available_count,2026-11-01\n")
    deliver(places, "tidig.csv", "Datum;Enhet;Vårdplatstyp;Bemannade;Belagda\n2026-10-31;KIR1;Somatik;20;18\n")
    receipt = receipt_of(take(now=NOW), "tidig.csv")
    assert receipt["verdict"] == "accepted"
    assert any("eftersom ingen beskrivning som gällde 2026-10-31 passar" in note for note in receipt["notes"])


WORDS = """column,value,code,valid_from,valid_to
bed_kind,X1,somatic,,2026-10-31
bed_kind,X1,psychiatric,2026-11-01,
"""
PLAIN = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n"


def test_each_row_is_read_by_the_words_of_its_own_day(places: Places, take: Take) -> None:
    write(places.regions, values=WORDS)
    deliver(places, "host.csv", PLAIN + "2026-11-01;KIR1;X1;10;9\n2026-10-31;KIR1;X1;20;19\n2026-10-31;KIR1;Y;1;1\n" +
            "".join(f"2026-10-{day};KIR2;Somatik;20;19\n" for day in range(10, 30)))  # fmt: skip
    receipt = receipt_of(take(), "host.csv")
    rows = pl.read_parquet(next(places.archive.glob(f"{FOLDER}/*/rows/beds.parquet"))).sort("source_row")
    assert rows.select("source_row", "bed_kind").head(2).rows() == [(2, "psychiatric"), (3, "somatic")]
    assert [(one["rule"], one["cell"], one["value"]) for one in receipt["findings"]] == [("unknown_code", "C4", "Y")]
    [note] = [note for note in receipt["notes"] if "beskrivning" in note]
    assert note == (
        "beskrivningen av era filer ändras 2026-11-01, så varje rad på bladet host lästes enligt den som gäller dagen "
        "i kolumnen Datum"
    )


def test_a_correction_is_used_on_the_rows_of_its_own_days_alone(places: Places, take: Take) -> None:
    text = CORRECTION.replace("status: open", "status: open\n    valid_to: 2026-10-31")
    write(places.regions, corrections=text)
    deliver(places, "host.csv", PLAIN + "2026-11-01;KIR1;Somatik;1200;9\n2026-10-31;KIR1;Somatik;1200;19\n")
    receipt = receipt_of(take(), "host.csv")
    assert [(one["rule"], one["cell"]) for one in receipt["findings"]] == [("corrected_value", "D3")]
    assert receipt["corrections"] == [{"sheet": "host", "name": "en-nolla", "used_count": 1, "is_needed": True}]


def test_a_sheet_whose_headers_mean_two_things_is_returned_with_the_question(places: Places, take: Take) -> None:
    lines = ("kind,header,column,valid_from,valid_to", "beds,Platser,established_count,,2026-10-31",
             "beds,Platser,overcrowded_count,2026-11-01,")  # fmt: skip
    write(places.regions, headers="\n".join(lines))
    head = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda;Platser\n"
    deliver(places, "host.csv", head + "2026-11-01;KIR1;Somatik;20;18;3\n2026-10-31;KIR1;Somatik;20;18;25\n")
    receipt = receipt_of(take(), "host.csv")
    assert receipt["verdict"] == "returned"
    [told] = receipt["findings"]
    assert (told["rule"], told["severity"], told["cell"]) == ("versions_mixed", "error", "A3")
    assert "2026-10-31 till 2026-11-01" in told["message"]
    assert "före 2026-11-01 i en fil" in told["how_to_mend"]
    assert not list(places.archive.glob(f"{FOLDER}/*/rows/*"))


def test_what_only_the_newest_description_can_read_is_read_by_it_and_said(places: Places, take: Take) -> None:
    write(places.regions, headers="kind,header,column,valid_from\nbeds,Bemannade,available_count,2026-11-01\n")
    deliver(places, "host.csv", "Datum;Enhet;Vårdplatstyp;Bemannade;Belagda\n" +
            "2026-10-31;KIR1;Somatik;20;18\n2026-11-01;KIR1;Somatik;20;18\n")  # fmt: skip
    receipt = receipt_of(take(), "host.csv")
    assert receipt["verdict"] == "accepted"
    assert any("eftersom ingen beskrivning som gällde 2026-10-31 passar" in note for note in receipt["notes"])


# --- wide tables ----------------------------------------------------------------------------------------------------


def makers_of(
    layout: Layout, *headers: str, kind: str = "beds", year: int | None = None
) -> list[tuple[dict[str, str], dict[str, str]]]:
    by_letter = {f"A{letter}": header for letter, header in zip("ABCDEFGH", headers, strict=False)}
    made = unfold(layout, by_letter, CONTRACTS[kind], year=year)
    return [(dict(one.set), {name: by_letter[at] for name, (at,) in one.letters.items()}) for one in made]


def test_months_and_weeks_in_headers_become_values() -> None:
    layout = Layout(columns_to_rows=(RowMaker({"bed_kind": "somatic"}, {"occupied_count": "Bel {date}"}),))
    assert makers_of(layout, "Bel  2026-10-31", "Bel totalt", "Enhet", "bel 1 nov 2026") == [
        ({"bed_kind": "somatic", "date": "2026-10-31"}, {"occupied_count": "Bel  2026-10-31"}),
        ({"bed_kind": "somatic", "date": "1 nov 2026"}, {"occupied_count": "bel 1 nov 2026"}),
    ]


def test_headers_of_one_text_make_one_row_and_texts_without_are_passed_over() -> None:
    take = {"available_count": "Available {bed_kind}", "occupied_count": "Occupied {bed_kind}"}
    layout = Layout(columns_to_rows=(RowMaker({}, take, without=("TOTAL",)),))
    headers = ("Available Total", "Available Mental Illness", "Occupied Total", "Occupied  mental illness")
    assert makers_of(layout, *headers) == [
        (
            {"bed_kind": "Mental Illness"},
            {"available_count": "Available Mental Illness", "occupied_count": "Occupied  mental illness"},
        )
    ]


def test_a_bare_week_gets_the_year_of_the_layout_or_of_the_file() -> None:
    maker = RowMaker({}, {"slots_free_count": "{week}"})
    layout = Layout(columns_to_rows=(maker,), year="found")
    year = year_of(layout, titles=["Lediga tider 2026"], sheet="Blad1", file_name="x.csv")
    assert year == 2026
    assert year_of(layout, titles=["2025 och 2026"], sheet="Blad1", file_name="x.csv") is None
    made = makers_of(layout, "Enhet", "v47", "v 54", kind="free_capacity", year=year)
    assert [values["week"] for values, _ in made] == ["v47 2026", "v 54"]
    assert [v["week"] for v, _ in makers_of(layout, "v47", kind="free_capacity")] == ["v47"]


# --- what is shipped ------------------------------------------------------------------------------------------------


FOLDERS = sorted(path.name for path in SHIPPED.iterdir() if path.is_dir())
REAL = {"20_dalarna": "dalarna/Utbudspunkter.xlsx"}
"""The real file that shows each region of which something is shipped."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shipped_description_is_right(folder: str, reference: Reference) -> None:
    assert folder in set(reference.frame("regions")["folder"])
    told = load_description(folder, None, reference)
    assert told.header_lines or told.layouts
    assert {path.name for path in (SHIPPED / folder).iterdir()} <= set(FILE_NAMES)


def test_nothing_is_shipped_for_a_region_that_no_real_file_shows() -> None:
    assert set(FOLDERS) == set(REAL)


@pytest.mark.real
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shipped_header_and_word_stands_in_the_real_file(folder: str, real_files: Path) -> None:
    from sources.reading import Limits, read_file  # noqa: PLC0415 - only where the files are
    from sources.values import fold  # noqa: PLC0415 - only where the files are

    content = read_file(real_files / REAL[folder], Limits())
    texts = {fold(text) for sheet in content.sheets for column in sheet.cells.iter_columns()
             for text in column.cast(pl.String).drop_nulls().unique()}  # fmt: skip
    told = load_description(folder, None)
    assert [line.header for line in told.header_lines if fold(line.header) not in texts] == []
    assert [line.word for line in told.value_lines if fold(line.word) not in texts] == []


def test_maps_can_be_opened_as_plain_tables() -> None:
    for path in SHIPPED.glob("*/*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert {len(row) for row in rows} == {len(rows[0])}, path
