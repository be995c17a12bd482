"""What is said of a region's files: everything that its description holds, and the example of the format's own text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from delivering import Take, receipt_of

from pipelines.cli import run_command
from sources.descriptions import FILE_NAMES, SHIPPED
from sources.descriptions.corrections import CORRECTION_KEYS
from sources.descriptions.layouts import LAYOUT_KEYS
from sources.places import Places

FOLDER = "12_skane"
README = (SHIPPED / "README.md").read_text(encoding="utf-8")
LAYOUT = """complete: [beds]
layouts:
  - sheet: "Plan*"
    file: "*.xlsx"
    kind: beds
    header_rows: [13, 14]
    fill_down: [Sjukhus]
    hidden_rows: take
    ignore_columns: ["Kommentar*"]
    decimal: {available_count: ","}
    leave_out: [{column: Enhet, value: "varav*", reason: ingår i raden ovanför}]
    constants: {date: "2026-10-31"}
    columns_to_rows:
      - set: {displaced_count: "0"}
        take: {available_count: "Disp {bed_kind}", occupied_count: "Bel {bed_kind}"}
        without: [totalt]
    valid_from: 2026-01-01
    note: Efter systembytet
  - sheet: Veckor
    kind: free_capacity
    header_levels: 2
    year: found
    columns_to_rows: [{take: {slots_free_count: "{week}"}}]
"""
HEADERS = "kind,header,column,note,valid_to\nbeds,Klin|ik,care_unit_id,egen kod,2026-12-31\n,Fritext,-,,\n"
VALUES = "column,value,code,note\nbed_kind,Psykvård,psychiatric,\nbed_kind,Vet ej,,\n"


def describe(home: Path, capsys: pytest.CaptureFixture[str], *more: str, region: str = "12") -> str:
    capsys.readouterr()
    assert run_command(["describe", "--region", region, "--home", str(home), *more]) == 0
    return capsys.readouterr().out


@pytest.fixture
def described(tmp_path: Path) -> Path:
    folder = tmp_path / "regions" / FOLDER
    folder.mkdir(parents=True)
    (folder / "layout.yaml").write_text(LAYOUT, encoding="utf-8")
    (folder / "headers.csv").write_text(HEADERS, encoding="utf-8")
    (folder / "values.csv").write_text(VALUES, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "said",
    [
        "# Region Skåne: så läses filerna",
        "- Vårdplatser: enheter som inte finns i filen tas bort för samma period.",
        "### 1. Bladet ”Plan*” i filer som ”*.xlsx”",
        "- Gäller från 2026-01-01 (egen).",
        "- Bladet är Vårdplatser (`beds`).",
        "- Rubriken står på rad 13 och 14.",
        "- Datum är alltid ”2026-10-31”.",
        "- En rad görs av Disponibla ur ”Disp {bed_kind}” och Belagda ur ”Bel {bed_kind}”, där Utlokaliserade är ”0” "
        "och Vårdplatstyp står i rubriken, utom ”totalt”.",
        "- Under ”Sjukhus” gäller texten tills nästa.",
        "- Decimaltecknet i Disponibla är ”,”.",
        "- Rader med ”varav*” under ”Enhet” utelämnas: ingår i raden ovanför.",
        "- Kolumner med rubriken ”Kommentar*” läses inte.",
        "- Dolda rader läses.",
        "- Anmärkning: Efter systembytet",
        "- Rubriken är 2 rader hög.",
        "- Året i rubrikerna står i filen.",
        "| Vårdplatser | Klin\\|ik | Enhet (`care_unit_id`) | till och med 2026-12-31; egen | egen kod |",
        "| alla | Fritext | läses inte | alltid; egen |  |",
        "| Vårdplatstyp | Psykvård | `psychiatric` | alltid; egen |  |",
        "| Vårdplatstyp | Vet ej | uppgift saknas | alltid; egen |  |",
    ],
)
def test_everything_that_is_known_is_said(described: Path, capsys: pytest.CaptureFixture[str], said: str) -> None:
    assert said in describe(described, capsys).splitlines()


def test_the_same_is_told_as_data(described: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told: dict[str, Any] = json.loads(describe(described, capsys, "--json"))
    assert (told["region_code"], told["folder"], told["complete"]) == ("12", FOLDER, ["beds"])
    assert set(LAYOUT_KEYS) <= set(told["layouts"][0])
    assert told["layouts"][0]["valid_from"] == "2026-01-01"
    assert told["layouts"][0]["columns_to_rows"][0]["without"] == ["totalt"]
    assert [one["header"] for one in told["headers"]] == ["Klin|ik", "Fritext"]
    assert told["values"][1] == {
        "column": "bed_kind", "value": "Vet ej", "code": "", "note": "", "origin": "local",
        "valid_from": None, "valid_to": None,
    }  # fmt: skip


def test_it_says_where_each_fact_comes_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "regions" / "20_dalarna"
    folder.mkdir(parents=True)
    (folder / "values.csv").write_text("column,value,code\nmunicipality_code,Siljan,2062\n", encoding="utf-8")
    told = describe(tmp_path, capsys, region="20")
    assert f"Egna tillägg: `{folder}`." in told
    assert "| Kommunkod | Siljan | `2062` | alltid; egen |  |" in told
    assert "| Kommunkod | Mora | `2062` | alltid; följer med programmet | SCB:s kommunkod |" in told


def test_a_region_of_which_nothing_is_known_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = describe(tmp_path, capsys)
    assert "Ingenting särskilt är känt om regionens filer." in told
    assert "`lagesbild map FIL --region 12`" in told


def test_a_kind_with_a_region_is_still_its_specification(described: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["describe", "beds", "--region", "12", "--home", str(described)]) == 0
    assert "Klin|ik (regionens egen)" in capsys.readouterr().out


# --- the text about the format --------------------------------------------------------------------------------------


def blocks() -> dict[str, str]:
    """The files of the worked example, by their names."""
    return dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))


def test_the_worked_example_works(places: Places, take: Take) -> None:
    files = blocks()
    assert set(files) == {*FILE_NAMES, "vardplatser-v47.csv"}
    folder = places.regions / FOLDER
    folder.mkdir(parents=True)
    for name, text in files.items():
        target = places.inbox / FOLDER if name.startswith("vardplatser") else folder
        (target / name).write_text(text, encoding="utf-8")
    receipt = receipt_of(take(), "vardplatser-v47.csv")
    assert receipt["verdict"] == "accepted_with_remarks"
    assert receipt["verdict_title"] in README
    assert receipt["counts"] == {"corrected_value": 1}
    assert [row["reason"] for row in receipt["sheets"][0]["left_out_rows"]] == ["sjukhusets summa"]
    names = ("care_unit_id", "bed_kind", "available_count", "occupied_count")
    rows = pl.read_parquet(next(places.archive.glob(f"{FOLDER}/*/rows/beds.parquet"))).select(names).rows()
    shown = [f"| {unit} | {kind} | {available:.0f} | {occupied:.0f} |" for unit, kind, available, occupied in rows]
    table = README[README.index(f"| {' | '.join(names)} |") :].splitlines()[2:]
    assert shown == table


@pytest.mark.parametrize("key", sorted({*LAYOUT_KEYS, *CORRECTION_KEYS, "complete", "without", *FILE_NAMES}))
def test_the_text_explains_every_key_and_file(key: str) -> None:
    assert re.search(rf"(?:`|^ +(?:- )?|\b){re.escape(key)}(?:`|:)", README, re.MULTILINE)
