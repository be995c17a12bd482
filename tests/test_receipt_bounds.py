"""A receipt stays short however much of a file is not used: the first are named, and how many more there are."""

from __future__ import annotations

import json

from delivering import Take, receipt_of

from reports.receipt import render_receipt
from reports.receipt_sheets import read_sheet
from sources.examination import IGNORED_LISTED, LEFT_OUT_LISTED
from sources.places import Places

HEADS = ["Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda"]
ROW = ["2026-10-01", "U1", "Somatik", "20", "15"]


def test_of_many_columns_that_are_not_used_the_first_are_named(places: Places, take: Take) -> None:
    extra = [f"Egen kolumn {number}" for number in range(3000)]
    text = "\n".join([";".join([*HEADS, *extra]), ";".join([*ROW, *("x" for _ in extra)])])
    (places.inbox / "12_skane" / "fil.csv").write_text(text, encoding="utf-8")
    receipt = receipt_of(take(), "fil.csv")
    [sheet] = receipt["sheets"]
    assert sheet["ignored_columns"] == extra[:IGNORED_LISTED]
    assert sheet["ignored_count"] == 3000
    page = render_receipt(receipt)
    assert "Egen kolumn 49" in page
    assert "Egen kolumn 50" not in page
    assert "2\N{NO-BREAK SPACE}950\N{NO-BREAK SPACE}kolumner till" in page
    assert "3\N{NO-BREAK SPACE}000" in page
    assert len(json.dumps(receipt)) < 10_000


def test_one_column_more_is_one() -> None:
    told = {"sheet": "Blad1", "kind": "beds", "ignored_columns": ["a"] * 50, "ignored_count": 51}
    assert read_sheet(told).left_out[-1] == "1\N{NO-BREAK SPACE}kolumn till"


def test_of_many_rows_that_are_left_out_the_first_are_listed(places: Places, take: Take) -> None:
    lines = [";".join(HEADS), *[";".join(["2026-10-01", f"U{n}", *ROW[2:]]) for n in range(20)]]
    lines += [f"Summa;;;{n};" for n in range(3000)]
    (places.inbox / "12_skane" / "fil.csv").write_text("\n".join(lines), encoding="utf-8")
    receipt = receipt_of(take(), "fil.csv")
    [sheet] = receipt["sheets"]
    assert len(sheet["left_out_rows"]) == LEFT_OUT_LISTED
    assert sheet["left_out_count"] == 3000
    assert "3\N{NO-BREAK SPACE}000" in render_receipt(receipt)


def test_a_few_columns_are_all_named(places: Places, take: Take) -> None:
    text = "\n".join([";".join([*HEADS, "Kommentar"]), ";".join([*ROW, "x"])])
    (places.inbox / "12_skane" / "fil.csv").write_text(text, encoding="utf-8")
    receipt = receipt_of(take(), "fil.csv")
    assert "till" not in render_receipt(receipt).partition("Kommentar")[2][:40]
    assert receipt["sheets"][0]["ignored_columns"] == ["Kommentar"]
