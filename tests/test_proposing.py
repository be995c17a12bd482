"""From a file that nobody has described to an accepted delivery: what is proposed, and that nothing holds by itself."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from pipelines.cli import run_command
from sources.descriptions import Layout, load_description
from sources.proposing.writing import file_pattern

DAY = ["--today", "2026-11-22"]
FOLDER = "12_skane"
NUMBER = "19121212-1212"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_WORKERS", "0")
    monkeypatch.delenv("LAGESBILD_HOME", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def book(path: Path, rows: list[list[Any]], sheet: str = "Blad1") -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        written = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            written.write_row(number, 0, row)
    return path


def map_file(home: Path, file: Path, *more: str, region: str = "12") -> int:
    return run_command(["map", str(file), "--region", region, "--home", str(home), *more, *DAY])


def told_of(home: Path, file: Path, capsys: pytest.CaptureFixture[str], region: str = "12") -> dict[str, Any]:
    """The proposal as data."""
    capsys.readouterr()
    assert map_file(home, file, "--json", "-o", str(home / "utkast"), region=region) == 0
    return dict(json.loads(capsys.readouterr().out))


def accept(folder: Path, edits: Mapping[str, Mapping[str, str]]) -> None:
    """A person's work: in each file the lines that hold a key lose their `#`, and get the text that is wanted."""
    for name, wanted in edits.items():
        stem, suffix = name.split(".")
        lines = (folder / f"{stem}.forslag.{suffix}").read_text(encoding="utf-8").splitlines()
        used = set[str]()
        for number, line in enumerate(lines):
            for key, text in wanted.items():
                if key in line and line.lstrip().startswith("#"):
                    plain = line.replace("# ", "", 1) if suffix == "yaml" else line.replace("#", "", 1)
                    lines[number] = plain.replace(key, text) if text else plain
                    used.add(key)
        assert used == set(wanted), name
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def check(home: Path, file: Path, capsys: pytest.CaptureFixture[str], region: str = "12") -> dict[str, Any]:
    capsys.readouterr()
    run_command(["check", str(file), "--region", region, "--home", str(home), "--json", *DAY])
    return dict(json.loads(capsys.readouterr().out))


def copied(file: Path, folder: Path) -> Path:
    """A copy to work on: `check` writes beside the file."""
    return Path(shutil.copy(file, folder))


# --- the whole way --------------------------------------------------------------------------------------------------

FOREIGN = [
    ["Vårdplatser i länet"],
    ["Mätdatum: 2026-11-20"],
    [],
    ["Organisation", "Sort plats", "Disponibla vpl", "Belagda platsr", "Kommentar"],
    ["KIR1", "Somatk", 20, 18, "en fri text"],
    ["KIR1", "Psyk vård", 4, 3, None],
    ["MED2", "Somatk", 30, 31, None],
]


def test_a_file_with_foreign_headers_all_the_way(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = book(tmp_path / "vpl 2026-11.xlsx", FOREIGN)
    assert check(home, file, capsys)["verdict"] == "returned"
    assert map_file(home, file) == 0
    out = capsys.readouterr().out
    assert "närmast Vårdplatser" in out
    assert "Rubriken på rad 4" in out
    assert "”Belagda platsr” i kolumn D kan vara Belagda (96\u00a0% likt)" in out
    assert "Okända rubriker: ”Organisation”, ”Sort plats”, ”Kommentar”" in out
    assert "”2026-11-20” läses ur rubrikraderna" in out
    assert "fri text" not in out
    folder = home / "regions" / FOLDER
    accept(
        folder,
        {
            "layout.yaml": {"kind: beds": ""},
            "headers.csv": {
                "Organisation,-": "Organisation,care_unit_id",
                "Sort plats,-": "Sort plats,bed_kind",
                "Disponibla vpl": "",
                "Belagda platsr": "",
                "Kommentar": "",
            },
        },
    )
    for path in folder.glob("*.forslag*"):
        path.unlink()
    assert map_file(home, file) == 0
    out = capsys.readouterr().out
    assert "Okända ord i Vårdplatstyp: ”Somatk” kan vara Somatik (92\u00a0% likt)" in out
    accept(folder, {"values.csv": {"Somatk": "", "Psyk vård,": "Psyk vård,"}})
    values = folder / "values.csv"
    text = values.read_text(encoding="utf-8").replace("Psyk vård,?", "Psyk vård,psychiatric")
    values.write_text(text, encoding="utf-8")
    receipt = check(home, file, capsys)
    assert receipt["verdict"] == "accepted"
    assert receipt["sheets"][0]["accepted_count"] == 3
    assert receipt["sheets"][0]["ignored_columns"] == []


TWO_LEVELS = """Vårdplatser 2026-11-20;;;;
;Somatik;;Psykvård;
Enhet;Disponibla;Belagda;Disponibla;Belagda
KIR1;20;18;1;1
PSY1;2;1;4;3
"""


def test_a_header_in_two_levels_all_the_way(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "platser.csv"
    file.write_text(
        TWO_LEVELS.replace("KIR1;20;18;;", "KIR1;20;18;1;1").replace("PSY1;;;", "PSY1;2;1;"), encoding="utf-8"
    )
    assert check(home, file, capsys)["verdict"] == "returned"
    [sheet] = told_of(home, file, capsys)["sheets"]
    assert sheet["header_rows"] == [2, 3]
    assert sheet["wide"]["take"] == {
        "available_count": "{bed_kind} Disponibla",
        "occupied_count": "{bed_kind} Belagda",
    }
    assert [word["word"] for word in sheet["words"]] == ["Psykvård"]
    assert map_file(home, file) == 0
    folder = home / "regions" / FOLDER
    accept(
        folder,
        {
            "layout.yaml": {
                "kind: beds": "", "header_rows": "", "columns_to_rows:": "", "- take:": "",
            },
            "values.csv": {"Psykvård,": "Psykvård,"},
        },
    )  # fmt: skip
    values = folder / "values.csv"
    values.write_text(
        values.read_text(encoding="utf-8").replace("Psykvård,?", "Psykvård,psychiatric"), encoding="utf-8"
    )
    receipt = check(home, file, capsys)
    assert receipt["verdict"] == "accepted"
    assert receipt["sheets"][0]["accepted_count"] == 4


WIDE = """Lediga operationstider hösten 2026;;;;;;
Enhet;Diagnosgrupp;Vårdtyp;Tar emot från;Rapportdatum;v47;v48
KIR1;Grå starr;Operation;Hela landet;2026-11-20;3;0
OGON2;Grå starr;Operation;Hela landet;2026-11-20;5;6
"""


def test_a_wide_table_of_weeks_all_the_way(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lediga.csv"
    file.write_text(WIDE, encoding="utf-8")
    assert check(home, file, capsys)["verdict"] == "returned"
    assert map_file(home, file) == 0
    out = capsys.readouterr().out
    assert "Vecka kan stå i rubrikerna, där ”{week}” ger Lediga platser" in out
    accept(
        home / "regions" / FOLDER,
        {"layout.yaml": {"kind: free_capacity": "", "year: found": "", "columns_to_rows:": "", "- take:": ""}},
    )
    receipt = check(home, file, capsys)
    assert receipt["verdict"] == "accepted"
    assert receipt["sheets"][0]["accepted_count"] == 4


@pytest.mark.real
def test_english_beds_all_the_way(
    home: Path, tmp_path: Path, real_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(next((real_files / "nhs-beds").glob("*.xlsx")), tmp_path)
    sheets = {sheet["sheet"]: sheet for sheet in told_of(home, file, capsys, region="01")["sheets"]}
    trusts = sheets["NHS Trust by Sector"]
    assert (trusts["kind"], trusts["header_rows"]) == ("beds", [14, 15])
    assert not trusts["kind_is_sure"]
    assert trusts["wide"]["take"] == {
        "available_count": "Available {bed_kind}",
        "occupied_count": "Occupied {bed_kind}",
    }
    assert map_file(home, file, region="01") == 0
    folder = home / "regions" / "01_stockholm"
    layout = (folder / "layout.forslag.yaml").read_text(encoding="utf-8")
    only_trusts = layout[: layout.index("  - file", layout.index("NHS Trust by Sector"))]
    (folder / "layout.forslag.yaml").write_text(only_trusts, encoding="utf-8")
    accept(
        folder,
        {
            "layout.yaml": {
                "kind: beds": "",
                "header_rows": "",
                "constants:": "leave_out: [{column: Org Name, value: England}]\n    constants:",
                'date: ""': 'date: "2020-06-30"',
                "columns_to_rows:": "",
                "- take:": "",
                "without: []": 'without: ["Total", "Learning Disabilities", "Maternity"]',
            },
            "headers.csv": {"Org Code,-": "Org Code,care_unit_id"},
            "values.csv": {
                "General & Acute,?": "General & Acute,somatic",
                "Mental Illness,?": "Mental Illness,psychiatric",
            },
        },
    )
    receipt = check(home, file, capsys, region="01")
    assert receipt["verdict"] in {"accepted", "accepted_with_remarks"}
    read = next(sheet for sheet in receipt["sheets"] if sheet["kind"])
    assert read["refused_count"] == 0
    assert read["accepted_count"] > 300


@pytest.mark.real
def test_a_file_that_is_described_already_is_all_sure(
    home: Path, tmp_path: Path, real_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(real_files / "dalarna" / "Utbudspunkter.xlsx", tmp_path)
    [sheet] = told_of(home, file, capsys, region="20")["sheets"]
    assert (sheet["kind"], sheet["kind_is_sure"], sheet["missing"]) == ("care_units", True, [])
    assert {header["certainty"] for header in sheet["headers"]} == {"sure"}
    assert sheet["words"] == []
    assert map_file(home, file, region="20") == 0
    assert "Filen går att läsa som den är." in capsys.readouterr().out
    assert not (home / "regions").exists()


@pytest.mark.real
def test_places_of_care_for_a_region_without_description_all_the_way(
    home: Path, tmp_path: Path, real_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(real_files / "dalarna" / "Utbudspunkter.xlsx", tmp_path)
    assert map_file(home, file, region="21") == 0
    assert "Säkra rubriker: ”Regi” = Driftsform" in capsys.readouterr().out
    folder = home / "regions" / "21_gavleborg"
    accept(
        folder,
        {
            "layout.yaml": {"kind: care_units": ""},
            "headers.csv": {
                "Populärnamn,-": "Populärnamn,care_unit_name",
                "UtbudspunktID,-": "UtbudspunktID,care_unit_id",
            },
        },
    )
    receipt = check(home, file, capsys, region="21")
    assert receipt["verdict"] == "accepted_with_remarks"
    assert sum(sheet["accepted_count"] for sheet in receipt["sheets"]) == 39


# --- nothing holds by itself ----------------------------------------------------------------------------------------


def test_a_proposal_changes_nothing_and_neither_does_one_renamed_unread(home: Path, tmp_path: Path) -> None:
    file = book(tmp_path / "vpl.xlsx", FOREIGN)
    assert map_file(home, file) == 0
    folder = home / "regions" / FOLDER
    assert load_description(FOLDER, home / "regions").hash == load_description(FOLDER, None).hash
    for path in folder.glob("*.forslag*"):
        path.rename(path.with_name(path.name.replace(".forslag", "")))
    told = load_description(FOLDER, home / "regions")
    assert told.header_lines == told.value_lines == ()
    [layout] = told.layouts
    assert (layout.kind, layout.header_rows, layout.constants, layout.columns_to_rows) == (None, (), {}, ())


def test_nothing_is_written_over(home: Path, tmp_path: Path) -> None:
    file = book(tmp_path / "vpl.xlsx", FOREIGN)
    folder = home / "regions" / FOLDER
    folder.mkdir(parents=True)
    (folder / "headers.csv").write_text("kind,header,column\nbeds,Organisation,care_unit_id\n")
    assert map_file(home, file) == 0
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert map_file(home, file) == 0
    assert {name: (folder / name).read_bytes() for name in first} == first
    assert {path.name for path in folder.iterdir()} - set(first) == {"layout.forslag-2.yaml", "headers.forslag-2.csv"}
    assert b"Organisation" not in first["headers.forslag.csv"]


def test_a_file_with_a_persons_number_is_not_looked_at(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = book(tmp_path / "vpl.xlsx", [*FOREIGN, [NUMBER, "Somatk", 1, 1]])
    assert map_file(home, file) == 1
    told = capsys.readouterr()
    assert "personnummer" in told.out
    assert "cell A8 på bladet Blad1" in told.out
    assert NUMBER not in told.out + told.err
    assert not (home / "regions").exists()


@pytest.mark.parametrize("name", [f"pat {NUMBER}.xlsx", f"pat {NUMBER}.pdf", f"pat {NUMBER} .zip", "leverans.zip"])
def test_a_number_in_a_name_is_shown_nowhere(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    file = tmp_path / name
    if name.endswith(".xlsx"):
        book(file, FOREIGN)
    elif name.endswith(".pdf"):
        file.write_bytes(b"%PDF-1.4 x")
    else:
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr(f"{NUMBER}.pdf", b"%PDF-1.4 x")
    for more in ([], ["--json"]):
        assert map_file(home, file, *more) == 1
        told = capsys.readouterr()
        assert "1212-1212" not in told.out + told.err
        assert "Ta bort numren eller byt dem mot en pseudonym" in told.out
    assert not (home / "regions").exists()


@pytest.mark.parametrize(("count", "said"), [(1, "på 1 ställe, först i cell A8"), (2, "på 2 ställen, först i cell A8")])
def test_the_places_of_numbers_are_counted(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int, said: str
) -> None:
    file = book(tmp_path / "vpl.xlsx", [*FOREIGN, *([[NUMBER, "Somatk", 1, 1]] * count)])
    assert map_file(home, file) == 1
    assert said in capsys.readouterr().out


NOTES = [
    ["", "Kontakt: Anna Svensson 070-1234567"],
    ["Källa: Karl Karlsson", "Karl Karlsson"],
    ["", "Pat. Karl Karlsson avliden"],
    ["Kommentar", "Karl Karlsson ringde"],
]


@pytest.mark.parametrize("note", NOTES, ids=range(len(NOTES)))
@pytest.mark.parametrize("last", [True, False])
def test_notes_in_columns_of_codes_are_no_words_of_theirs(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], note: list[str], *, last: bool
) -> None:
    rows = [["KIR1", "Knivning", "2026-08-01", "Höftprotes"], ["KIR1", "Elektiv op", "2026-08-02", "Höftplastik"]]
    rows.insert(2 if last else 1, [*note, "", ""])
    lines = [["Enhet", "Vårdtyp", "Beslutsdag", "Diagnosgrp"], *rows]
    file = tmp_path / "uttag.csv"
    file.write_text("\n".join(";".join(line) for line in lines) + "\n", encoding="utf-8")
    assert map_file(home, file) == 0
    written = "".join(path.read_text(encoding="utf-8") for path in (home / "regions" / FOLDER).iterdir())
    shown = capsys.readouterr().out + written
    assert "Elektiv op" in shown
    assert "Knivning" in shown
    assert "Karl" not in shown
    assert "Anna" not in shown


def test_words_are_shown_of_sure_code_columns_alone(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = ["Mätdatum", "Enhet", "Vårdtyp", "Diagnosgrup", "Beslutsdatum", "Patientnyckel", "Avvikelse", "Läkare"]
    row = [
        "2026-10-31",
        "hemlig enhet",
        "Knivning",
        "hemlig grupp",
        "hemligt datum",
        "hemlig nyckel",
        "Eget val",
        "hemlig",
    ]
    file = book(tmp_path / "lista.xlsx", [head, row])
    assert map_file(home, file) == 0
    written = "".join(path.read_text(encoding="utf-8") for path in (home / "regions" / FOLDER).iterdir())
    shown = capsys.readouterr().out + written
    assert "Knivning" in shown
    assert "Eget val" in shown
    assert "hemlig" not in shown
    assert "Orden i Diagnosgrupp visas när du har godtagit rubriken" in shown


def test_a_file_without_headers_shows_nothing_of_its_first_row(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["Hemlig Person", "2026-10-01", "2026-10-05", "v47", "v48"], ["Annan Person", "2026-10-02", "2026-10-06"]]
    file = book(tmp_path / "p.xlsx", rows)
    assert map_file(home, file) == 0
    assert map_file(home, file, "--json", "-o", str(tmp_path / "ut")) == 0
    written = "".join(path.read_text(encoding="utf-8") for path in (home / "regions" / FOLDER).iterdir())
    assert "Person" not in capsys.readouterr().out + written


def test_an_unknown_word_must_be_chosen_by_a_person(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "p.csv"
    file.write_text("Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n2026-11-20;K;Qxz;2;1\n", encoding="utf-8")
    assert map_file(home, file) == 0
    accept(home / "regions" / FOLDER, {"values.csv": {"Qxz": ""}})
    capsys.readouterr()
    assert run_command(["check", str(file), "--region", "12", "--home", str(home), *DAY]) == 3
    told = capsys.readouterr().err
    assert "values.csv, rad 5: kolumnen bed_kind kan inte ha värdet ”?”" in told


def test_constants_are_found_beside_their_name_above_the_table(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = [["Vårdplatstyp", "Somatik"], ["Enhet: KIR1"], ["Kontaktperson: Någon"], []]
    rows = [*titles, ["Datum", "Disponibla", "Belagda"], ["2026-11-20", 20, 18]]
    file = book(tmp_path / "p.xlsx", rows)
    [sheet] = told_of(home, file, capsys)["sheets"]
    assert {one["column"]: one["text"] for one in sheet["constants"]} == {"bed_kind": "Somatik", "care_unit_id": "KIR1"}
    assert sheet["missing"] == []
    assert map_file(home, file) == 0
    assert "Någon" not in capsys.readouterr().out
    accept(
        home / "regions" / FOLDER,
        {"layout.yaml": {"kind: beds": "", "constants:": "", "care_unit_id: ": "", "bed_kind: ": ""}},
    )
    assert check(home, file, capsys)["verdict"] == "accepted"


def test_sheets_that_are_no_delivery_are_named(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = book(tmp_path / "p.xlsx", [["Läs mig"], ["Den här boken är tom"]], "Läs mig")
    assert map_file(home, file) == 0
    assert "Bladet Läs mig: ingen rad ser ut som rubriker." in capsys.readouterr().out
    text = (home / "regions" / FOLDER / "layout.forslag.yaml").read_text(encoding="utf-8")
    assert text.endswith('layouts: []\n# Bladet "Läs mig": ingen rad ser ut som rubriker.\n')


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--region", "99"], 2, "Region 99 finns inte"),
        (["--region", "12", "--home", "saknas"], 3, "finns inte. Ange rätt mapp med --home, eller"),
        (["--region", "12", "-o", "ut", "inte-har.xlsx"], 3, "inte-har.xlsx finns inte"),
    ],
)
def test_wrong_uses_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], code: int, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    book(tmp_path / "p.xlsx", FOREIGN)
    given = arguments if arguments[-1].endswith(".xlsx") else ["p.xlsx", *arguments]
    assert run_command(["map", *given]) == code
    assert said in capsys.readouterr().err


def test_an_unreadable_file_is_told_and_nothing_is_written(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "trasig.xlsx"
    file.write_bytes(b"PK\x03\x04 inte en arbetsbok")
    assert map_file(home, file) == 1
    assert capsys.readouterr().out.strip()
    assert not (home / "regions").exists()


def test_the_file_is_read_in_a_child_process(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAGESBILD_WORKERS", "2")
    assert map_file(home, book(tmp_path / "vpl.xlsx", FOREIGN)) == 0
    assert "närmast Vårdplatser" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("vårdplatser_2026-10.xlsx", "vårdplatser_*.xlsx"),
        ("Platser v47 2026.csv", "Platser v*.csv"),
        ("20261031.csv", "*.csv"),
        ("lista.csv", "lista.csv"),
        ("3 sjukhus, 2026-10-31 (2).xlsx", "* sjukhus, *).xlsx"),
    ],
)
def test_numbers_in_a_file_name_may_change(name: str, pattern: str) -> None:
    assert file_pattern(name) == pattern
    assert Layout(file=pattern).is_for(file_name=name.replace("2026", "2027"), sheet="")


def test_a_file_in_an_archive_is_described_by_its_own_name(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "leverans 2026-11.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(book(tmp_path / "vpl 47.xlsx", FOREIGN), "november/vpl 47.xlsx")
    assert map_file(home, archive) == 0
    layout = (home / "regions" / FOLDER / "layout.forslag.yaml").read_text(encoding="utf-8")
    assert '- file: "vpl *.xlsx"\n    sheet: "Blad1"' in layout


def test_a_large_file_is_proposed_from_its_first_rows(home: Path, tmp_path: Path) -> None:
    rows = pl.DataFrame({"Datum": ["2026-11-20"] * 50_000, "Klinikkod": ["K"] * 50_000, "Disponibla": ["1"] * 50_000})
    file = tmp_path / "stor.csv"
    rows.write_csv(file, separator=";")
    assert map_file(home, file) == 0
