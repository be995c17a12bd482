"""Wide tables meet the same doubts as plain ones: each cell is judged by the column of ours that it gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import openpyxl
import pytest
from delivering import Take, receipt_of, rows_of
from describing import write
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sources.places import Places

FORMS = """layouts:
  - kind: beds
    columns_to_rows:
      - take: {available_count: "Disponibla {bed_kind}", occupied_count: "Belagda {bed_kind}"}
"""
NAMED = """layouts:
  - kind: beds
    columns_to_rows:
      - set: {bed_kind: somatic}
        take: {available_count: "Disponibla Somatik", occupied_count: "Belagda Somatik"}
"""
HEADS = ["Datum", "Enhet", "Disponibla Somatik", "Belagda Somatik", "Disponibla Psykiatri", "Belagda Psykiatri"]
DAY = "2026-10-31"
UNITS = 20


def write_text(places: Places, *rows: Sequence[str]) -> None:
    text = "\n".join(";".join(row) for row in rows)
    (places.inbox / "12_skane" / "brett.csv").write_text(f"{text}\n", encoding="utf-8")


def wide_book() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Platser"
    sheet.append(HEADS)
    for number in range(UNITS):
        sheet.append([DAY, f"KIR{number}", 10, 9, 5, 4])
    return book, sheet


def rules_of(receipt: dict[str, object]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["cell"]) for finding in receipt["findings"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("layout", [FORMS, NAMED])
@pytest.mark.parametrize("spelling", ["Disponibla Somatik", "DISPONIBLA  somatik"])
def test_a_header_that_is_taken_and_stands_twice_is_a_question(
    places: Places, take: Take, layout: str, spelling: str
) -> None:
    write(places.regions, layout=layout)
    write_text(places, [*HEADS[:4], spelling], [DAY, "KIR1", "10", "9", "77"])
    receipt = receipt_of(take(), "brett.csv")
    assert (receipt["verdict"], rules_of(receipt)) == ("returned", [("header_twice", "C1")])
    assert receipt["findings"][0]["message"] == (
        "Rubrikerna i cell C1 och E1 betyder båda Disponibla. Vi kan inte veta vilken som gäller."
    )


def test_two_spellings_of_one_week_are_a_question(places: Places, take: Take) -> None:
    write(
        places.regions,
        layout="layouts:\n  - kind: free_capacity\n    year: 2026\n    constants: {diagnosis_group: cataract, "
        'care_type: operation, accepts_from: nation, reported_date: "2026-11-20"}\n'
        '    columns_to_rows: [{take: {slots_free_count: "{week}"}}]\n',
    )
    write_text(places, ["Enhet", "v. 48", "v. 48 2026"], ["A1", "3", "4"])
    assert rules_of(receipt_of(take(), "brett.csv")) == [("header_twice", "B1")]


def test_three_headers_of_one_meaning_are_all_named(places: Places, take: Take) -> None:
    write_text(places, ["Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda", "Belagda", "Belagda"])
    (finding,) = receipt_of(take(), "brett.csv")["findings"]
    assert finding["title"] == "Flera rubriker för Belagda"
    assert finding["message"].startswith("Rubrikerna i cell E1, F1 och G1 betyder alla Belagda.")


def test_two_wide_tables_side_by_side_are_a_question(places: Places, take: Take) -> None:
    write(places.regions, layout=FORMS)
    write_text(places, [*HEADS[:4], "", *HEADS[:4]], [DAY, "A1", "10", "9", "", DAY, "B1", "5", "4"])
    assert rules_of(receipt_of(take(), "brett.csv")) == [("tables_side_by_side", "F1")]


def test_more_columns_than_a_byte_can_number_become_rows(places: Places, take: Take) -> None:
    days = [date(2026, 1, 1) + timedelta(number) for number in range(200)]
    write(places.regions, layout=FORMS.replace("{bed_kind}", "{date}"))
    heads = [f"{what} {day}" for day in days for what in ("Disponibla", "Belagda")]
    write_text(places, ["Enhet", "Vårdplatstyp", *heads], ["KIR1", "Somatik", *(["10", "9"] * len(days))])
    rows = rows_of(take(), "brett.csv")
    assert rows["date"].to_list() == days


def test_a_struck_out_cell_refuses_the_row_that_is_made_of_it_and_no_other(places: Places, take: Take) -> None:
    write(places.regions, layout=FORMS)
    book, sheet = wide_book()
    sheet["C5"].font = Font(strike=True)
    book.save(places.inbox / "12_skane" / "brett.xlsx")
    receipt = receipt_of(take(), "brett.xlsx")
    assert rules_of(receipt) == [("struck_out", "C5")]
    assert (receipt["sheets"][0]["accepted_count"], receipt["sheets"][0]["refused_count"]) == (2 * UNITS - 1, 1)


def test_a_struck_out_unit_refuses_every_row_that_is_made_of_it(places: Places, take: Take) -> None:
    write(places.regions, layout=FORMS)
    book, sheet = wide_book()
    sheet["B5"].font = Font(strike=True)
    book.save(places.inbox / "12_skane" / "brett.xlsx")
    assert receipt_of(take(), "brett.xlsx")["sheets"][0]["refused_count"] == 2


def test_a_number_that_is_merged_over_rows_of_a_wide_table_is_nobodys(places: Places, take: Take) -> None:
    write(places.regions, layout=FORMS)
    book, sheet = wide_book()
    sheet.merge_cells("E2:E4")
    book.save(places.inbox / "12_skane" / "brett.xlsx")
    receipt = receipt_of(take(), "brett.xlsx")
    assert set(rules_of(receipt)) == {("merged_number", f"E{row}") for row in (2, 3, 4)}
    assert receipt["sheets"][0]["refused_count"] == 3


def test_a_number_that_is_merged_over_two_columns_of_ours_is_nobodys(places: Places, take: Take) -> None:
    write(places.regions, layout=FORMS)
    book, sheet = wide_book()
    sheet.merge_cells("D2:E2")
    book.save(places.inbox / "12_skane" / "brett.xlsx")
    receipt = receipt_of(take(), "brett.xlsx")
    assert {("merged_number", "D2"), ("merged_number", "E2")} <= set(rules_of(receipt))
    assert receipt["sheets"][0]["refused_count"] == 2


def test_comments_and_hidden_columns_of_a_wide_table_are_told(places: Places, take: Take) -> None:
    write(places.regions, layout=FORMS)
    book, sheet = wide_book()
    sheet["D3"].comment = Comment("ska vara 99", "Någon")
    sheet.column_dimensions["F"].hidden = True
    book.save(places.inbox / "12_skane" / "brett.xlsx")
    receipt = receipt_of(take(), "brett.xlsx")
    assert rules_of(receipt) == [("comments_not_read", "D3")]
    assert "dolda kolumner på bladet Platser lästes: F" in receipt["notes"]


def test_a_sum_in_a_wide_table_in_which_nothing_is_missing_is_told(places: Places, take: Take) -> None:
    write(places.regions, layout=FORMS)
    sums = [DAY, "Summa", "10", "9", "", ""]
    write_text(places, HEADS, [DAY, "KIR1", "10", "9", "5", "4"], sums, ["", "Totalt", "", "", "5", "4"])
    receipt = receipt_of(take(), "brett.csv")
    assert rules_of(receipt) == [("total_left_out", "B3")]
