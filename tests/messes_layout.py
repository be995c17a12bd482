"""Messes 45 to 61: how workbooks are laid out."""

from __future__ import annotations

from messes import HEADS, ROW, Files, Mess, book, csv, table
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import Cell, Sheet
from workbooks_binary import FORMATS

DAY = ROW[0]
SOUND: list[Cell] = [DAY, "A1", "Somatik", 10, 9]
MANY: list[list[Cell]] = [[DAY, f"A{number}", "Somatik", 10, 9] for number in range(20)]
WIDE = """layouts:
  - kind: beds
    constants: {bed_kind: somatic, date: "2026-11-20"}
    columns_to_rows:
      - set: {}
        take: {available_count: "Disponibla", occupied_count: "Belagda"}
"""
MONTHS = """layouts:
  - kind: free_capacity
    constants: {diagnosis_group: cataract, care_type: operation, accepts_from: nation, reported_date: "2026-11-20"}
    columns_to_rows:
      - take: {slots_free_count: "{week}"}
"""
KINDS_OF_BEDS = """layouts:
  - kind: beds
    columns_to_rows:
      - take: {available_count: "Disponibla {bed_kind}", occupied_count: "Belagda {bed_kind}"}
"""
WIDE_HEADS = ["Datum", "Enhet", "Disponibla Somatik", "Belagda Somatik", "Disponibla Psykiatri", "Belagda Psykiatri"]
WIDE_ROWS = [[DAY, f"A{number}", 10, 9, 5, 4] for number in range(20)]
FILL = """layouts:
  - kind: beds
    fill_down: [Datum, Enhet]
"""


def merge_heads(sheet: Worksheet) -> None:
    for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
        sheet.merge_cells(cells)


def merge_units(sheet: Worksheet) -> None:
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")


def merge_all_but_days(sheet: Worksheet) -> None:
    for letter in "ABCD":
        sheet.merge_cells(f"{letter}2:{letter}4")


def merge_numbers(sheet: Worksheet) -> None:
    sheet.merge_cells("E2:E3")


def strike_number(sheet: Worksheet) -> None:
    sheet["C3"].font = Font(strike=True)


def hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_second_sheet(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.worksheets[1].sheet_state = "veryHidden"


def format_far_down(sheet: Worksheet) -> None:
    for row in (5_000, 60_000):
        sheet.cell(row, 3).fill = PatternFill("solid", fgColor="FFFF00")


def strike(sheet: Worksheet) -> None:
    sheet["B3"].font = Font(strike=True)


def colour(sheet: Worksheet) -> None:
    sheet["D2"].fill = PatternFill("solid", fgColor="FFFF00")


def comment(sheet: Worksheet) -> None:
    sheet["D2"].comment = Comment("rätt värde är 12", "Någon")


def formula(sheet: Worksheet) -> None:
    sheet["E2"] = "=D2-1"


def other(form: str, *rows: list[Cell], **told: object) -> Files:
    """A workbook in another format than xlsx: the header, these rows, and what it says of them."""
    return {f"platser.{form}": FORMATS[form](Sheet([list(HEADS), *rows], **told))}  # type: ignore[arg-type]


LAYOUT = [
    Mess([45], "a sheet per hospital, called Blad1 and Jan (2)", "every sheet is read, each judged by itself",
         [book(("Blad1", [HEADS, SOUND]), ("Jan (2)", [HEADS, [DAY, "B1", "Somatik", 5, 4]]))], "accepted", accepted=2),
    Mess([46], "a sheet of instructions before the data", "passed over",
         [book(("Läs mig", [["Så fyller du i"], ["1. Öppna"]]), ("Data", [HEADS, SOUND]))], "accepted", accepted=1),
    Mess([47], "hidden and very hidden sheets", "not read, and told",
         [book(("Data", [HEADS, SOUND]), ("Gammalt", [HEADS, SOUND]), change=hide_second_sheet)],
         "accepted_with_remarks", ["hidden_sheet"], accepted=1),
    Mess([47], "a hidden delivery beside a sheet that is none", "returned: is it to be read?",
         [book(("Om", [["Hej", "på", "dig"]]), ("Data", [HEADS, SOUND]), change=hide_second_sheet)],
         "returned", ["hidden_sheet"]),
    Mess([47], "hidden rows", "a question: the sheet is returned",
         [book(table(SOUND, SOUND, SOUND), change=hide_row)], "returned", ["rows_hidden"]),
    Mess([47], "hidden rows in an old workbook (xls)", "a question: the sheet is returned",
         [other("xls", *MANY, hidden_rows=[3])], "returned", ["rows_hidden"]),
    Mess([47], "rows that a filter hides, in a LibreOffice workbook (ods)", "a question: the sheet is returned",
         [other("ods", *MANY, hidden_rows=[3], is_filtered=True)], "returned", ["rows_filtered_out"]),
    Mess([48], "a header of two levels with merged cells", "the levels are joined",
         [book(("Blad1", [["Datum", "Enhet", "Vårdplatstyp", "Vårdplatser", None],
                          [None, None, None, "Disponibla", "Belagda"], SOUND]), change=merge_heads)],
         "accepted", accepted=1),
    Mess([49], "a unit merged over its rows", "holds for each of them",
         [book(table(SOUND, [None, None, "Psykiatri", 5, 4]), change=merge_units)], "accepted",
         values={"care_unit_id": ["A1", "A1"]}),
    Mess([49], "rows with one cell of their own under merged ones", "data, never taken for notes",
         [book(("Blad1", [["Mätdatum", "Enhet", "Vårdtyp", "Diagnosgrupp", "Beslutsdatum"],
                          [DAY, "A1", "Operation", "Grå starr", "2026-08-01"],
                          *([None, None, None, None, day] for day in ("2026-08-02", "2026-08-03"))]),
               change=merge_all_but_days)], "accepted", accepted=3),
    Mess([49], "a number merged over rows, in a wide table", "refused: whose is it?",
         [book(("Blad1", [WIDE_HEADS, *WIDE_ROWS]), change=merge_numbers)], "accepted_with_remarks",
         ["merged_number"], accepted=38, layout=KINDS_OF_BEDS),
    Mess([49], "a unit merged over its rows in an old workbook (xls)", "holds for each of them",
         [other("xls", SOUND, [DAY, None, "Psykiatri", 5, 4], merges=["B2:B3"])], "accepted",
         values={"care_unit_id": ["A1", "A1"]}),
    Mess([49], "a unit in the first of its rows alone, not merged",
         "filled down where the region's description says so",
         [book(table(SOUND, [None, None, "Psykiatri", 5, 4]))], "accepted", values={"care_unit_id": ["A1", "A1"]},
         layout=FILL),
    Mess([50], "weeks as columns", "turned into rows where the region's description says so",
         [csv(["Enhet", "2026-W48", "2026-W49"], ["A1", "3", "4"])], "accepted",
         values={"week": ["2026-W48", "2026-W49"], "slots_free_count": [3, 4]}, layout=MONTHS),
    Mess([50], "one header twice in a wide table", "returned: all are named",
         [csv([*WIDE_HEADS, WIDE_HEADS[2]], [DAY, "A1", "10", "9", "5", "4", "77"])], "returned", ["header_twice"],
         layout=KINDS_OF_BEDS),
    Mess([51], "a formula that was saved without its value", "refused, never empty",
         [book(table(*MANY), change=formula)], "accepted_with_remarks", ["formula_not_calculated"], accepted=19),
    Mess([52, 53], "a sheet that is said to be far larger than it is", "only what is filled is read",
         [book(table(), change=format_far_down)], "accepted", accepted=1),
    Mess([54], "the same table again further down", "goes on after its header, titles between are left out",
         [book(("Blad1", [HEADS, SOUND, [], ["Sjukhus B"], HEADS, [DAY, "B1", "Somatik", 5, 4]]))],
         "accepted", accepted=2),
    Mess([54], "another table further down", "a question: the sheet is returned",
         [book(("Blad1", [HEADS, SOUND, [], ["Vecka", "Enhet", "Diagnosgrupp", "Vårdtyp", "Lediga platser"]]))],
         "returned", ["second_table"]),
    Mess([54], "two tables side by side", "a question: the sheet is returned",
         [book(("Blad1", [[*HEADS, None, *HEADS], [*SOUND, None, *SOUND]]))], "returned", ["tables_side_by_side"]),
    Mess([55], "a row that is struck out", "refused: does it count?",
         [book(table(*MANY), change=strike)], "accepted_with_remarks", ["struck_out"], accepted=19),
    Mess([55], "a number that is struck out in a wide table", "the row that is made of it is refused",
         [book(("Blad1", [WIDE_HEADS, *WIDE_ROWS]), change=strike_number)], "accepted_with_remarks", ["struck_out"],
         accepted=39, layout=KINDS_OF_BEDS),
    Mess([55], "a row that is struck out in a LibreOffice workbook (ods)", "refused: does it count?",
         [other("ods", *MANY, struck=["B3"])], "accepted_with_remarks", ["struck_out"], accepted=19),
    Mess([55], "a correction in a comment in a binary workbook (xlsb)", "read as the cell says, and told",
         [other("xlsb", SOUND, comments={"D2": "Någon"})], "accepted_with_remarks", ["comments_not_read"], accepted=1),
    Mess([55], "a correction in a comment", "read as the cell says, and told",
         [book(table(), change=comment)], "accepted_with_remarks", ["comments_not_read"], accepted=1),
    Mess([55], "a colour that means preliminary", "not read: a colour says nothing by itself",
         [book(table(), change=colour)], "accepted", accepted=1),
    Mess([56], "line breaks, soft hyphens and zero-width blanks in a header", "drop out",
         [book(("Blad1", [["Datum ", "En\u200bhet", "Vård-\nplatstyp", "Dispo\u00adnibla", "\tBelagda",
         "Över-\nbeläggningar"],
                          [*SOUND, 1]]))], "accepted", values={"overcrowded_count": [1.0]}),
    Mess([56], "_x000D_ in a header, as programs write a line break that they do not know", "drops out",
         [book(("Blad1", [["Datum", "Enhet", "Vårdplats-_x000D_\ntyp", "Disponibla", "Belagda"], SOUND]))],
         "accepted", accepted=1),
    Mess([57], "a header that is almost right", "suggested, never used",
         [csv([*HEADS, "Överbeläggnigar"], [*ROW, "1"])], "accepted_with_remarks", ["header_near"], accepted=1),
    Mess([57], "a needed header that is almost right", "returned, and the nearest header is named",
         [csv([*HEADS[:4], "Belagdaa"], ROW)], "returned", ["column_missing"]),
    Mess([58], "intervals of other limits in the headers", "ignored and listed: no kind of ours takes them yet",
         [csv([*HEADS, "0-29 dagar", "30-59 dagar"], [*ROW, "3", "4"])], "accepted", accepted=1),
    Mess([59], "columns in another order, one more and one less", "found by their headers",
         [csv(["Belagda", "Husnummer", "Enhet", "Datum", "Disponibla", "Vårdplatstyp"],
              ["9", "12", "A1", DAY, "10", "Somatik"])], "accepted", values={"occupied_count": [9.0]}),
    Mess([60], "last year's template with other headers", "returned, with what is missing",
         [csv(["Datum", "Enhet", "Typ", "Öppna platser", "Inneliggande"], ROW)], "returned"),
    Mess([61], "free text over a drop-down list", "refused, the list is shown",
         [book(table(*MANY, [DAY, "B1", "somatisk avd.", 10, 9]))],
         "accepted_with_remarks", ["unknown_code"], accepted=20),
]  # fmt: skip
