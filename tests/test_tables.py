"""The table in a sheet as people lay it out: levels of headers, merged cells, totals, notes, doubts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from delivering import Take, receipt_of
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from sources.places import Places

HEADS = ["Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda"]
DAY = "2026-11-20"
Deliver = Callable[[Callable[[Worksheet], None]], dict[str, object]]
DeliverText = Callable[[str], dict[str, object]]


@pytest.fixture
def deliver(places: Places, take: Take) -> Deliver:
    """Delivers a workbook that the test fills, and gives the receipt."""

    def fill_and_take(fill: Callable[[Worksheet], None]) -> dict[str, object]:
        book = openpyxl.Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "Blad1"
        fill(sheet)
        book.save(places.inbox / "12_skane" / "platser.xlsx")
        return receipt_of(take(), "platser.xlsx")

    return fill_and_take


@pytest.fixture
def deliver_text(places: Places, take: Take) -> DeliverText:
    """Delivers a CSV file, and gives the receipt."""

    def write_and_take(text: str) -> dict[str, object]:
        (places.inbox / "12_skane" / "platser.csv").write_text(text, encoding="utf-8")
        return receipt_of(take(), "platser.csv")

    return write_and_take


def rows(*units: str) -> list[list[object]]:
    return [[DAY, unit, "Somatik", 10, 9] for unit in units]


def fill_rows(*lines: Sequence[object]) -> Callable[[Worksheet], None]:
    def fill(sheet: Worksheet) -> None:
        for line in lines:
            sheet.append(list(line))

    return fill


def sheet_of(receipt: dict[str, object]) -> dict[str, object]:
    (sheet,) = receipt["sheets"]  # type: ignore[misc]
    return dict(sheet)


def rules_of(receipt: dict[str, object]) -> list[str]:
    return [finding["rule"] for finding in receipt["findings"]]  # type: ignore[attr-defined]


def left_out(receipt: dict[str, object]) -> dict[int, str]:
    return {one["source_row"]: one["reason"] for one in sheet_of(receipt)["left_out_rows"]}  # type: ignore[attr-defined]


def test_a_header_that_is_merged_over_two_rows_is_understood(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Datum", "Enhet", "Vårdplatstyp", "Vårdplatser kl. 06", None])
        sheet.append([None, None, None, "Disponibla", "Belagda"])
        for line in rows("A1", "A2"):
            sheet.append(line)
        for merged in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
            sheet.merge_cells(merged)

    receipt = deliver(fill)
    assert (receipt["verdict"], sheet_of(receipt)["header_row"]) == ("accepted", 2)
    assert sheet_of(receipt)["accepted_count"] == 2


def test_levels_that_only_together_say_the_column_are_joined(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Datum", "Enhet", "Vårdplatstyp", "Antal", None, None])
        sheet.append([None, None, None, "disponibla", "belagda", "överbeläggningar"])
        for line in rows("A1"):
            sheet.append([*line, 1])
        for merged in ("A1:A2", "B1:B2", "C1:C2", "D1:F1"):
            sheet.merge_cells(merged)

    receipt = deliver(fill)
    assert (receipt["verdict"], sheet_of(receipt)["ignored_columns"]) == ("accepted", [])


def test_a_name_that_is_merged_over_its_rows_holds_for_each(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, [DAY, "A1", "Somatik", 10, 9], [None, None, "Psykiatri", 5, 4])(sheet)
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    receipt = deliver(fill)
    assert (receipt["verdict"], sheet_of(receipt)["accepted_count"]) == ("accepted", 2)


def test_a_number_that_is_merged_over_rows_is_nobodys(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows(*(f"A{number}" for number in range(30))))(sheet)
        sheet.merge_cells("D2:D3")

    receipt = deliver(fill)
    assert sheet_of(receipt)["refused_count"] == 2
    assert set(rules_of(receipt)) == {"merged_number"}


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Summa", "summarad"),
        ("Totalt inrapporterat", "summarad"),
        ("Summa Skåne:", "summarad"),
        ("Riket", "summarad"),
        ("Alla enheter", "summarad"),
        ("varav privat regi", "varav-rad, ingår i en annan rad"),
    ],
)
def test_totals_are_listed_and_never_added_in(deliver: Deliver, label: str, reason: str) -> None:
    receipt = deliver(fill_rows(HEADS, *rows("A1", "A2"), [DAY, label, "Somatik", 20, 18]))
    assert left_out(receipt) == {4: reason}
    assert sheet_of(receipt)["accepted_count"] == 2
    assert rules_of(receipt) == ["total_left_out"]


def test_a_unit_whose_name_only_begins_like_a_total_is_data(deliver: Deliver) -> None:
    receipt = deliver(fill_rows(HEADS, *rows("A1", "Totalvård AB", "Summercare", "Medelpads sjukhus")))
    assert (sheet_of(receipt)["accepted_count"], left_out(receipt)) == (4, {})


def test_notes_under_the_table_are_left_out_even_in_two_cells(deliver: Deliver) -> None:
    notes = [[], ["Källa:", "Vårdsystemet"], ["Utskriven 2026-11-20"], ["* Preliminärt"]]
    receipt = deliver(fill_rows(HEADS, *rows("A1"), *notes))
    assert receipt["verdict"] == "accepted"
    assert set(left_out(receipt).values()) == {"fotnot eller text under tabellen"}


def test_a_table_that_begins_anew_with_the_same_header_goes_on(deliver: Deliver) -> None:
    receipt = deliver(fill_rows(HEADS, *rows("A1"), [], ["Sjukhuset i norr"], HEADS, *rows("B1")))
    assert (receipt["verdict"], sheet_of(receipt)["accepted_count"]) == ("accepted", 2)
    assert left_out(receipt) == {4: "text mellan två tabeller", 5: "rubrikraden en gång till"}


def test_another_table_under_the_first_is_a_question(deliver: Deliver) -> None:
    other = ["Vecka", "Enhet", "Diagnosgrupp", "Vårdtyp", "Lediga platser"]
    receipt = deliver(fill_rows(HEADS, *rows("A1"), [], other, ["2026-W47", "A1", "Grå starr", "Operation", 3]))
    assert (receipt["verdict"], rules_of(receipt)[0]) == ("returned", "second_table")


def test_two_tables_side_by_side_are_a_question(deliver: Deliver) -> None:
    receipt = deliver(fill_rows([*HEADS, None, *HEADS], [*rows("A1")[0], None, *rows("B1")[0]]))
    assert (receipt["verdict"], rules_of(receipt)) == ("returned", ["tables_side_by_side"])


def test_hidden_rows_are_a_question(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows("A1", "A2", "A3"))(sheet)
        sheet.row_dimensions[3].hidden = True

    receipt = deliver(fill)
    assert (receipt["verdict"], rules_of(receipt)) == ("returned", ["rows_hidden"])


def test_hidden_rows_are_taken_where_the_region_says_so(deliver: Deliver, places: Places) -> None:
    layout = places.regions / "12_skane" / "layout.yaml"
    layout.parent.mkdir(parents=True)
    layout.write_text("layouts:\n  - kind: beds\n    hidden_rows: take\n", encoding="utf-8")

    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows("A1", "A2", "A3"))(sheet)
        sheet.row_dimensions[3].hidden = True

    assert sheet_of(deliver(fill))["accepted_count"] == 3


def test_rows_that_a_filter_hides_are_a_question(places: Places, take: Take) -> None:
    book = xlsxwriter.Workbook(str(places.inbox / "12_skane" / "platser.xlsx"))
    sheet = book.add_worksheet()
    for number, line in enumerate([HEADS, *rows("A1", "A2", "A3")]):
        sheet.write_row(number, 0, line)
    sheet.autofilter(0, 0, 3, 4)
    sheet.filter_column("B", "x == A1")
    sheet.set_row(2, options={"hidden": True})
    book.close()
    assert rules_of(receipt_of(take(), "platser.xlsx")) == ["rows_filtered_out"]


def test_a_row_that_is_struck_out_is_not_counted(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows(*(f"A{number}" for number in range(20))))(sheet)
        sheet["B3"].font = Font(strike=True)

    receipt = deliver(fill)
    assert (sheet_of(receipt)["accepted_count"], rules_of(receipt)) == (19, ["struck_out"])


def test_comments_are_not_read_and_that_is_said(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows("A1"))(sheet)
        sheet["D2"].comment = Comment("ska vara 12", "Någon")

    receipt = deliver(fill)
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["comments_not_read"])


def test_a_formula_without_a_value_is_said(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows(*(f"A{number}" for number in range(20))))(sheet)
        sheet["E2"] = "=D2-1"

    receipt = deliver(fill)
    assert (sheet_of(receipt)["refused_count"], rules_of(receipt)) == (1, ["formula_not_calculated"])


def test_a_row_of_a_text_file_that_is_longer_than_its_header_is_refused(deliver_text: DeliverText) -> None:
    lines = [f"{DAY};A{number};Somatik;10;9" for number in range(30)]
    lines[4] = f"{DAY};Avd; 5;Somatik;10;9"
    receipt = deliver_text("\n".join([";".join(HEADS), *lines, ""]))
    assert sheet_of(receipt)["accepted_count"] == 29
    assert "row_too_long" in rules_of(receipt)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (f"{DAY},A9,Somatik,10,5,9", "row_split_by_commas"),
        (f"{DAY},A9,Somatik,10,5,9,25", "row_split_by_commas"),
        (f"{DAY},A9,Somatik,10,9,,", None),
        (f"{DAY},Avd, 5,Somatik,10,9", "row_too_long"),
        (f"{DAY},A9,Somatik,avd,10,9", "row_too_long"),
        (f"{DAY},A9,Somatik,10,9,ring", "row_too_long"),
    ],
)
def test_decimal_commas_between_columns_that_commas_divide_are_named_as_the_cause(
    deliver_text: DeliverText, row: str, rule: str | None
) -> None:
    lines = [f"{DAY},A{number},Somatik,10,9" for number in range(10, 40)]
    receipt = deliver_text("\n".join([",".join(HEADS), *lines, row, ""]))
    assert ([rule] if rule else []) == [one for one in rules_of(receipt) if one.startswith("row_")]
    assert sheet_of(receipt)["accepted_count"] >= 30


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("row", "is_split"), [("20,5,15,", True), ("20,15,,", False), ("20,15,ring,", False)])
def test_a_decimal_comma_is_seen_where_the_cells_beyond_the_header_are_empty(
    deliver_text: DeliverText, row: str, count: int, is_split: bool
) -> None:
    """The note at the end is empty, so the row is no longer than the header but for its last comma."""
    lines = [f"{DAY},A{number},Somatik,10,9," for number in range(10, 40 if count == 1 else 10)]
    lines += [f"{DAY},B{number},Somatik,{row}" for number in range(count)]
    receipt = deliver_text("\n".join([",".join([*HEADS, "Kommentar"]), *lines, ""]))
    assert ("row_split_by_commas" in rules_of(receipt)) == is_split
    assert sheet_of(receipt)["refused_count"] == (count if is_split else 0)


def test_a_file_all_of_whose_numbers_have_decimal_commas_is_told_why(deliver_text: DeliverText) -> None:
    lines = [f"{DAY},A{number},Somatik,10,5,9,5" for number in range(30)]
    receipt = deliver_text("\n".join([",".join(HEADS), *lines, ""]))
    assert receipt["verdict"] == "returned"
    told = next(one for one in receipt["findings"] if one["rule"] == "row_split_by_commas")
    assert "decimalkommat" in told["message"]
    assert "semikolon" in told["how_to_mend"]


def test_a_column_that_is_ignored_on_purpose_is_no_cell_beyond_the_header(
    deliver_text: DeliverText, places: Places
) -> None:
    headers = places.regions / "12_skane" / "headers.csv"
    headers.parent.mkdir(parents=True)
    headers.write_text("kind,header,column,note\n,Anteckning,-,\n", encoding="utf-8")
    receipt = deliver_text(f"{';'.join(HEADS)};Anteckning\n{DAY};A1;Somatik;10;9;ring först\n")
    assert receipt["verdict"] == "accepted"


def test_empty_cells_after_the_last_header_are_nothing(deliver_text: DeliverText) -> None:
    receipt = deliver_text(f"{';'.join(HEADS)};;;\n{DAY};A1;Somatik;10;9;;;\n")
    assert receipt["verdict"] == "accepted"


def test_hidden_columns_are_read_and_that_is_said(deliver: Deliver, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows("A1"))(sheet)
        sheet.column_dimensions["D"].hidden = True

    receipt = deliver(fill)
    assert receipt["verdict"] == "accepted"
    assert "dolda kolumner på bladet Blad1 lästes: D" in receipt["notes"]  # type: ignore[operator]


# --- hidden sheets --------------------------------------------------------------------------------------------------


def hide_second(title: str, *lines: Sequence[object]) -> Callable[[Worksheet], None]:
    """Fills a hidden sheet beside the first, which is filled with something else."""

    def fill(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        other = sheet.parent.create_sheet(title)
        fill_rows(*lines)(other)
        other.sheet_state = "hidden"

    return fill


def test_a_hidden_delivery_beside_sheets_that_are_none_is_the_reason(deliver: Deliver) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(["Hej", "på", "dig"], ["a", "b", "c"])(sheet)
        hide_second("Platser", HEADS, *rows("A1"))(sheet)

    receipt = deliver(fill)
    (finding,) = receipt["findings"]  # type: ignore[misc]
    assert (receipt["verdict"], finding["rule"], finding["severity"]) == ("returned", "hidden_sheet", "error")


@pytest.mark.parametrize("heads", [HEADS, HEADS[:4]])
def test_a_hidden_sheet_is_never_judged(deliver: Deliver, heads: list[str]) -> None:
    def fill(sheet: Worksheet) -> None:
        fill_rows(HEADS, *rows("A1"))(sheet)
        hide_second("Gammalt", heads, rows("B1")[0][: len(heads)])(sheet)

    receipt = deliver(fill)
    assert (receipt["verdict"], rules_of(receipt)) == ("accepted_with_remarks", ["hidden_sheet"])
    assert sum(sheet["accepted_count"] for sheet in receipt["sheets"]) == 1  # type: ignore[attr-defined]
