"""Known errors: put right where they are, told each time, and gone by themselves when the sender has mended them."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from delivering import Take, receipt_of

from pipelines.cli import run_command
from sources.places import Places

FOLDER = "12_skane"
HEAD = "Datum;Enhet;Vårdplatstyp;Disponibla;Belagda\n"
WRONG = HEAD + "2026-11-20;KIR1;Somatik;1200;118\n2026-11-20;KIR2;Somatik;1200;90\n"
MENDED = HEAD + "2026-11-21;KIR1;Somatik;120;118\n2026-11-21;KIR2;Somatik;90;90\n"
REASON = "En nolla för mycket sedan systembytet"


def describe(places: Places, *corrections: dict[str, Any]) -> None:
    plain = {
        "name": "en-nolla",
        "kind": "beds",
        "column": "available_count",
        "where": {"care_unit_id": "kir1 "},
        "expect": "1200",
        "replace": "120",
        "reason": REASON,
        "reporter": "Enheten för statistik",
        "reported_date": "2026-11-03",
        "status": "confirmed",
    }
    folder = places.regions / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump({"corrections": [{**plain, **one} for one in corrections or ({},)]}, allow_unicode=True)
    (folder / "corrections.yaml").write_text(text, encoding="utf-8")


def deliver(places: Places, text: str, name: str = "platser.csv") -> None:
    (places.inbox / FOLDER / name).write_text(text, encoding="utf-8")


def rows_in_force(places: Places) -> dict[str, float]:
    latest = max(places.archive.glob(f"{FOLDER}/*/rows/beds.parquet"))
    return dict(pl.read_parquet(latest).select("care_unit_id", "available_count").iter_rows())


def test_the_cell_is_put_right_and_told_with_its_reason(places: Places, take: Take) -> None:
    describe(places)
    deliver(places, WRONG)
    receipt = receipt_of(take(), "platser.csv")
    assert receipt["verdict"] == "accepted_with_remarks"
    assert rows_in_force(places) == {"KIR1": 120.0, "KIR2": 1200.0}
    [told] = receipt["findings"]
    assert (told["rule"], told["severity"], told["cell"], told["value"]) == ("corrected_value", "remark", "D2", "1200")
    assert "”1200” i stället för ”120”" in told["message"]
    assert f"Skälet: {REASON} (rättelsen en-nolla, " in told["message"]
    assert "anmäld 2026-11-03 av Enheten för statistik" in told["message"]
    assert "källan" in told["how_to_mend"]
    assert receipt["counts"] == {"corrected_value": 1}
    assert receipt["corrections"] == [{"sheet": "platser", "name": "en-nolla", "used_count": 1, "is_needed": True}]
    original = next(places.archive.glob(f"{FOLDER}/*/original/platser.csv"))
    assert original.read_text(encoding="utf-8") == WRONG


def test_it_stops_when_the_sender_has_mended_and_says_that_it_can_go(places: Places, take: Take) -> None:
    describe(places)
    deliver(places, MENDED)
    receipt = receipt_of(take(), "platser.csv")
    assert receipt["verdict"] == "accepted"
    assert rows_in_force(places) == {"KIR1": 120.0, "KIR2": 90.0}
    [note] = [note for note in receipt["notes"] if "en-nolla" in note]
    assert "behövs inte längre" in note
    assert "på bladet platser: ni har rättat Disponibla" in note
    assert receipt["corrections"] == [{"sheet": "platser", "name": "en-nolla", "used_count": 0, "is_needed": False}]


@pytest.mark.parametrize("cell", ["1200,0", "12000", "120", "-", ""])
def test_nothing_but_the_expected_text_is_replaced(places: Places, take: Take, cell: str) -> None:
    describe(places)
    deliver(places, HEAD + f"2026-11-20;KIR1;Somatik;{cell};118\n" + "2026-11-20;KIR2;Somatik;90;80\n" * 15)
    receipt = receipt_of(take(), "platser.csv")
    assert "corrected_value" not in receipt["counts"]
    assert rows_in_force(places).get("KIR1") != 120.0 or cell == "120"


def test_rows_of_other_units_files_sheets_and_kinds_are_left_alone(places: Places, take: Take) -> None:
    describe(
        places,
        {"where": {"care_unit_id": "KIR3"}},
        {"name": "annan-fil", "file": "plan*.xlsx"},
        {"name": "annat-blad", "sheet": "Blad2"},
        {"name": "annan-dag", "where": {"care_unit_id": "KIR1", "date": "2026-11-19"}},
        {"name": "annat-slag", "kind": "free_capacity", "column": "slots_free_count"},
        {"name": "senare", "valid_from": "2026-11-21"},
        {"name": "tidigare", "valid_to": "2026-11-19"},
    )
    deliver(places, WRONG)
    receipt = receipt_of(take(), "platser.csv")
    assert receipt["verdict"] == "accepted"
    assert receipt["corrections"] == []


def test_a_correction_holds_for_the_period_that_it_says(places: Places, take: Take) -> None:
    describe(places, {"valid_from": "2026-11-20", "valid_to": "2026-11-20"})
    deliver(places, WRONG)
    deliver(places, WRONG.replace("2026-11-20", "2026-11-21"), "nasta.csv")
    done = take()
    assert receipt_of(done, "platser.csv")["counts"]["corrected_value"] == 1
    assert "corrected_value" not in receipt_of(done, "nasta.csv")["counts"]


def test_rows_can_be_chosen_by_what_holds_for_the_whole_table(places: Places, take: Take) -> None:
    day = {"care_unit_id": "KIR1", "date": "2026-11-20"}
    describe(places, {"where": day}, {"name": "annan-dag", "where": {**day, "date": "2026-11-19"}, "replace": "1"})
    deliver(places, "Mätdatum 2026-11-20\nEnhet;Vårdplatstyp;Disponibla;Belagda\nKIR1;Somatik;1200;118\n")
    receipt_of(take(), "platser.csv")
    assert rows_in_force(places) == {"KIR1": 120.0}


def test_a_word_can_be_put_right_wherever_it_stands_and_is_counted(places: Places, take: Take) -> None:
    describe(places, {"column": "bed_kind", "where": {}, "expect": "Somatk", "replace": "Somatik", "name": "stavfel"})
    deliver(places, HEAD + "".join(f"2026-11-20;U{n};Somatk;20;18\n" for n in range(130)))
    receipt = receipt_of(take(), "platser.csv")
    assert receipt["counts"] == {"corrected_value": 130}
    assert len(receipt["findings"]) == 100
    assert receipt["sheets"][0]["accepted_count"] == 130


def test_an_empty_cell_can_be_filled_and_a_wrong_one_emptied(places: Places, take: Take) -> None:
    describe(
        places,
        {"name": "tom", "where": {"care_unit_id": "KIR1"}, "expect": "", "replace": "20"},
        {
            "name": "skrap",
            "column": "established_count",
            "where": {"care_unit_id": "KIR1"},
            "expect": "99",
            "replace": "",
        },
    )
    head = HEAD.replace("Belagda", "Belagda;Fastställda")
    deliver(places, head + "2026-11-20;KIR1;Somatik;;18;99\n2026-11-20;KIR2;Somatik;9;8;10\n")
    receipt = receipt_of(take(), "platser.csv")
    assert receipt["verdict"] == "accepted_with_remarks"
    frame = pl.read_parquet(next(places.archive.glob(f"{FOLDER}/*/rows/beds.parquet")))
    assert frame.select("care_unit_id", "available_count", "established_count").rows() == [
        ("KIR1", 20.0, None),
        ("KIR2", 9.0, 10.0),
    ]
    assert "ingenting i stället för ”20”" in receipt["findings"][0]["message"]


def test_an_error_that_was_mended_and_comes_back_is_told_and_not_touched(places: Places, take: Take) -> None:
    describe(places, {"status": "mended"})
    deliver(places, WRONG)
    receipt = receipt_of(take(), "platser.csv")
    assert receipt["counts"] == {"mended_error_back": 1}
    assert rows_in_force(places)["KIR1"] == 1200.0


def test_two_corrections_each_see_what_was_sent(places: Places, take: Take) -> None:
    describe(places, {}, {"name": "andra", "expect": "120", "replace": "12"})
    deliver(places, WRONG)
    receipt = receipt_of(take(), "platser.csv")
    assert rows_in_force(places)["KIR1"] == 120.0
    assert receipt["counts"] == {"corrected_value": 1}


def test_two_corrections_that_want_different_things_of_a_cell_are_not_used_there(places: Places, take: Take) -> None:
    describe(places, {}, {"name": "andra", "where": {"bed_kind": "Somatik"}, "replace": "121"})
    deliver(places, WRONG)
    receipt = receipt_of(take(), "platser.csv")
    assert rows_in_force(places) == {"KIR1": 1200.0, "KIR2": 121.0}
    told = [(one["rule"], one["severity"], one["cell"]) for one in receipt["findings"]]
    assert told == [("corrections_disagree", "remark", "D2"), ("corrected_value", "remark", "D3")]
    disagree = receipt["findings"][0]
    assert "en-nolla" in disagree["message"]
    assert "andra" in disagree["message"]
    assert "”120” och ”121”" in disagree["message"]
    assert receipt["counts"] == {"corrected_value": 1, "corrections_disagree": 1}
    assert [(one["name"], one["used_count"], one["is_needed"]) for one in receipt["corrections"]] == [
        ("en-nolla", 0, True),
        ("andra", 1, True),
    ]


def test_two_corrections_that_want_the_same_of_a_cell_are_told_once(places: Places, take: Take) -> None:
    describe(places, {}, {"name": "andra", "where": {"bed_kind": "Somatik", "date": "2026-11-20"}, "replace": " 120 "})
    deliver(places, WRONG)
    receipt = receipt_of(take(), "platser.csv")
    assert rows_in_force(places) == {"KIR1": 120.0, "KIR2": 120.0}
    assert sorted((one["rule"], one["cell"]) for one in receipt["findings"]) == [
        ("corrected_value", "D2"),
        ("corrected_value", "D3"),
    ]


def test_a_cell_as_a_mac_writes_it_is_the_same_text(places: Places, take: Take) -> None:
    decomposed = unicodedata.normalize("NFD", "Kvävård")
    describe(places, {"column": "bed_kind", "where": {"care_unit_id": decomposed}, "expect": decomposed,
                      "replace": "Somatik"})  # fmt: skip
    deliver(places, HEAD + "2026-11-20;Kvävård;Kvävård;20;18\n")
    assert receipt_of(take(), "platser.csv")["counts"] == {"corrected_value": 1}


def test_describe_says_when_each_was_last_used(places: Places, take: Take, capsys: pytest.CaptureFixture[str]) -> None:
    describe(places)
    deliver(places, WRONG)
    used = take().taken[0].delivery.delivery_id
    arguments = ["describe", "--region", "12", "--home", str(places.home)]
    assert run_command(arguments) == 0
    assert f"Användes senast i leveransen {used}, i 1 cell" in capsys.readouterr().out
    deliver(places, MENDED)
    mended = take().taken[0].delivery.delivery_id
    assert run_command(arguments) == 0
    assert f"Behövs inte längre sedan leveransen {mended}: ta bort den" in capsys.readouterr().out
    assert run_command([*arguments, "--json"]) == 0
    [told] = json.loads(capsys.readouterr().out)["corrections"]
    assert (told["last_delivery_id"], told["is_needed"]) == (mended, False)


def test_no_reason_reaches_a_file_outside_the_home(places: Places, take: Take, tmp_path: Path) -> None:
    describe(places)
    deliver(places, WRONG)
    take()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and places.home not in path.parents] == []
