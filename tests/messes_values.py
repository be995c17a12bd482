"""Messes 21 to 44: numbers, dates and periods."""

from __future__ import annotations

from datetime import date

from messes import (
    CAPACITY,
    CAPACITY_ROW,
    HEADS,
    NAME,
    ROW,
    Files,
    Mess,
    beds,
    book,
    capacity,
    column,
    csv,
    lines,
    table,
    text,
)
from workbooks import Cell, Sheet
from workbooks_binary import FORMATS

FREE, OCCUPIED = "Disponibla", "Belagda"


def free_of_planned(*cells: tuple[str, str]) -> Files:
    """A CSV file of free capacity with these free and planned slots, a unit each."""
    rows = [
        [CAPACITY_ROW[0], f"A{number}", *CAPACITY_ROW[2:4], free, *CAPACITY_ROW[5:], planned]
        for number, (free, planned) in enumerate(cells)
    ]
    return csv([*CAPACITY, "Planerade platser"], *rows)


def serial(sheet: object) -> None:
    sheet["A2"] = 46346  # type: ignore[index]
    sheet["A2"].number_format = "General"  # type: ignore[index]


def shown_as(form: str, value: Cell, **told: object) -> Files:
    """A workbook in a format of its own: sound rows, and one with this value among the occupied beds."""
    rows: list[list[Cell]] = [[ROW[0], f"A{number}", "Somatik", 10, 9] for number in range(20)]
    sheet = Sheet([list(HEADS), *rows, [ROW[0], "B1", "Somatik", 10, value]], **told)  # type: ignore[arg-type]
    return {f"platser.{form}": FORMATS[form](sheet)}


VALUES = [
    Mess([21], "every kind of blank between thousands", "read",
         [column(FREE, "1 234", "1\u00a0234", "1\u202f234")], "accepted", values={"available_count": [1234.0] * 3}),
    Mess([22], "1.234,5 tells what 1.234 means", "decided by the column",
         [column(FREE, "1.234,5", "1.234")], "accepted", values={"available_count": [1234.5, 1234.0]}),
    Mess([22], "1.234 alone", "refused: it can be read in two ways",
         [beds({FREE: "1.234"}, rows=20)], "accepted_with_remarks", ["ambiguous_number"], accepted=20),
    Mess([22], "both signs in one column", "what is certain is read, the rest is refused",
         [beds({FREE: "1.234,5"}, {FREE: "1,234.5"}, {FREE: "1.234"}, rows=30)],
         "accepted_with_remarks", ["ambiguous_number"], accepted=32),
    Mess([23], "minus as U+2212, (12) and 12-", "refused: there are no negative beds",
         [beds({FREE: "\u22125"}, {FREE: "(12)"}, {FREE: "12-"}, rows=40)],
         "accepted_with_remarks", ["negative_number"], accepted=40),
    Mess([24], "a percentage where a number belongs", "refused, never guessed",
         [beds({FREE: "12,5 %"}, rows=20)], "accepted_with_remarks", ["percent_value"], accepted=20),
    Mess([24], "0.85 in a workbook that shows it as 85 %", "refused as it is shown, never read as 0.85",
         [shown_as("xlsx", 0.85, percent=["E22"])], "accepted_with_remarks", ["percent_value"], accepted=20),
    Mess([24], "the same in an old workbook (xls)", "refused as it is shown",
         [shown_as("xls", 0.85, percent=["E22"])], "accepted_with_remarks", ["percent_value"], accepted=20),
    Mess([25], "<5, 1-4, X and * for what is suppressed", "kept as the interval that it stands for, and told",
         [column(FREE, "<5", "1–4", "X", "*", "12")], "accepted_with_remarks", ["suppressed_value"], accepted=5,
         values={"available_count": [1.0, 1.0, 1.0, 1.0, 12.0], "available_high_count": [4.0, 4.0, None, None, 12.0]}),
    Mess([25], "withheld free slots beside the planned ones", "at most as many as are planned",
         [free_of_planned(("X", "6"), ("X", ".."), ("1-4", "2"))],
         "accepted_with_remarks", ["suppressed_value"],
         values={"slots_free_count": [1, 1, 1], "slots_free_high_count": [6, None, 2]}),
    Mess([26], ".. and Uppgift saknas", "missing; in a needed column the row is refused",
         [beds({FREE: ".."}, {FREE: "Uppgift saknas"}, rows=40)],
         "accepted_with_remarks", ["missing_value"], accepted=40),
    Mess([26], "a dash in a column without written zeros", "exactly zero, as in Swedish statistics, and told",
         [column(OCCUPIED, "–", "3")],
         "accepted_with_remarks", ["dash_as_zero"], values={"occupied_count": [0.0, 3.0]}),
    Mess([26], "a dash in a column with written zeros", "refused: it can mean two things",
         [beds({OCCUPIED: "-"}, {OCCUPIED: "0"}, rows=20)], "accepted_with_remarks", ["ambiguous_dash"], accepted=21),
    Mess([26], "a point", "not applicable; in a needed column the row is refused",
         [beds({FREE: "."}, rows=20)], "accepted_with_remarks", ["not_applicable"], accepted=20),
    Mess([27], "Swedish error texts of Excel", "refused as a formula's error, #SAKNAS! as missing",
         [beds({FREE: "#VÄRDEFEL!"}, {FREE: "#DIVISION/0!"}, {FREE: "#SAKNAS!"}, rows=40)],
         "accepted_with_remarks", ["formula_error", "missing_value"], accepted=40),
    Mess([27], "#DIV/0! in a LibreOffice workbook (ods)", "refused as a formula's error",
         [shown_as("ods", "#DIV/0!")], "accepted_with_remarks", ["formula_error"], accepted=20),
    Mess([28], "footnote marks", "the number without its mark, and told",
         [column(FREE, "12*", "12¹", "12 1)")], "accepted_with_remarks", ["footnote_mark"],
         values={"available_count": [12.0] * 3}),
    Mess([29], "ca 10, 10-15, >90, tio", "refused: no number is made up",
         [beds({FREE: "ca 10"}, {FREE: "10-15"}, {FREE: ">90"}, {FREE: "tio"}, rows=60)],
         "accepted_with_remarks", ["not_a_number"], accepted=60),
    Mess([30], "a number stored as text", "read",
         [book(table((ROW[0], "A1", "Somatik", "10", "9")))], "accepted", values={"available_count": [10.0]}),
    Mess([30], "a leading apostrophe", "read", [column(FREE, "'12")], "accepted", values={"available_count": [12.0]}),
    Mess([31], "what adding up leaves behind", "read as the whole number",
         [capacity({"Lediga platser": "12.000000001"})], "accepted", values={"slots_free_count": [12]}),
    Mess([31], "half a patient", "refused in a count, read among beds, which may be averages",
         [capacity({"Lediga platser": "0,5"}, rows=20)], "accepted_with_remarks", ["not_whole"], accepted=20),
    Mess([32], "X, Ja and SANT where a code belongs", "refused, the codes are shown",
         [beds({"Vårdplatstyp": "SANT"}, rows=20)], "accepted_with_remarks", ["unknown_code"], accepted=20),
    Mess([32], "TRUE where a number belongs, in a LibreOffice workbook (ods)", "refused: a truth is no number",
         [shown_as("ods", True)], "accepted_with_remarks", ["not_a_number"], accepted=20),
    Mess([33], "a lost leading zero in a region's code", "read",
         [csv(["Mätdatum", "Enhet", "Vårdtyp", "Diagnoskod", "Beslutsdatum", "Hemregion"],
              ["2026-10-31", "A1", "Operation", "H25.1", "2026-06-01", "1"])],
         "accepted", values={"patient_region": ["01"]}),
    Mess([34], "a code that became 2,321E+09", "refused: the code is lost",
         [beds({"Enhet": "2,321E+09"}, rows=20)], "accepted_with_remarks", ["number_mangled"], accepted=20),
    Mess([35], "dates as 2026-11-20, 20261120, 20/11-26, 20 nov 2026, 20.11.2026 and with times", "read",
         [column("Datum", "2026-11-20", "20261120", "20/11-26", "20 nov 2026", "20.11.2026", "2026-11-20 00:00:00",
                 "2026-11-20T00:00Z")], "accepted", accepted=7),
    Mess([35], "a moment in UTC", "the day in Sweden at that moment",
         [column("Datum", "2026-06-02T22:00:00Z", "2026-01-02T22:30:00+00:00")], "accepted",
         values={"date": [date(2026, 6, 3), date(2026, 1, 2)]}),
    Mess([35], "5/2 2026, lör 3 januari 2026 and Feb 5, 2026", "read",
         [column("Datum", "5/2 2026", "lör 3 januari 2026", "Feb 5, 2026", "2026\u201102\u201105")], "accepted",
         accepted=4),
    Mess([35], "260205", "read with the year first, as the day would else be far from that of receipt",
         [column("Datum", "260205", "261120")], "accepted", values={"date": [date(2026, 2, 5), date(2026, 11, 20)]}),
    Mess([35], "261116, 261120, 261122", "read with the year first: only that puts them within a year of receipt",
         [column("Datum", "261116", "261120", "261122")], "accepted",
         values={"date": [date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 22)]}),
    Mess([35], "Fredag 20/11 2026 and 2026-11-20 kl 06.00", "read",
         [column("Datum", "Fredag 20/11 2026", "2026-11-20 kl 06.00")], "accepted", accepted=2),
    Mess([37], "v50-26 to v53-26 and v01-27", "the year beside one that the column has shown is a year too",
         [capacity(*({"Vecka": week} for week in ("v50-26", "v53-26", "v01-27")))], "accepted",
         values={"week": ["2026-W50", "2026-W53", "2027-W01"]}),
    Mess([35], "240226", "refused where neither the column nor the day of receipt tells which part is the year",
         [beds({"Datum": "240226"}, rows=20)], "accepted_with_remarks", ["ambiguous_year"], accepted=20),
    Mess([37], "2647", "week 47 of 2026, where the other order would be far from the day of receipt",
         [capacity({"Vecka": "2647"}, {"Vecka": "2648"})],
         "accepted", values={"week": ["2026-W47", "2026-W48"]}),
    Mess([36], "an unformatted date in a workbook", "read by the workbook's date system",
         [book(table(), change=serial)], "accepted", accepted=1),
    Mess([36], "a day number in a text file", "refused: its date system is not known",
         [beds({"Datum": "46346"}, rows=20)], "accepted_with_remarks", ["excel_day_number"], accepted=20),
    Mess([37], "weeks as 2026-W48, 2026v48, v.48 2026 and W48-26", "read",
         [capacity({"Vecka": "2026-W48"}, {"Vecka": "2026v48"}, {"Vecka": "v.48 2026"}, {"Vecka": "W48-26"})],
         "accepted", values={"week": ["2026-W48"] * 4}),
    Mess([37], "a week without its year", "refused: the year in a title may be the day of the export",
         [text("Uttag 2026-12-10;;;;;;\n" + capacity({"Vecka": "v 1"}, rows=20)[NAME].decode())],
         "accepted_with_remarks", ["week_without_year"], accepted=20),
    Mess([37], "week 53 of a year that has 52", "refused",
         [capacity({"Vecka": "2025-W53"}, rows=20)], "accepted_with_remarks", ["impossible_week"], accepted=20),
    Mess([38], "a quarter, a tertial or a month where a day belongs", "refused, and told what it is",
         [beds({"Datum": "Q3 2026"}, {"Datum": "2026T2"}, {"Datum": "nov 2026"}, rows=40)],
         "accepted_with_remarks", ["period_not_day"], accepted=40),
    Mess([38], "a quarter where a week belongs", "refused, and told what it is",
         [capacity({"Vecka": "2026K3"}, rows=20)], "accepted_with_remarks", ["period_not_week"], accepted=20),
    Mess([37], "vecka 47-48, and v10-26 beside v47-26", "a span is a question; the column tells what 26 is",
         [capacity({"Vecka": "vecka 47-48"}, {"Vecka": "v50-26"}, {"Vecka": "v10-26"}, rows=20)],
         "accepted_with_remarks", ["ambiguous_week"], accepted=22),
    Mess([37], "a week of another decade", "refused: a slip in the year",
         [capacity({"Vecka": "2036-W48"}, rows=20)], "accepted_with_remarks", ["week_near_report"], accepted=20),
    Mess([37], "a day where a week belongs", "the week that it lies in",
         [capacity({"Vecka": "2026-12-31"})], "accepted", values={"week": ["2026-W53"]}),
    Mess([39], "1-5 that Excel turned into 01-maj", "refused: a date is no number",
         [beds({FREE: "01-maj"}, rows=20)], "accepted_with_remarks", ["date_value"], accepted=20),
    Mess([40], "02/05/2026 alone", "refused: day or month first is not known",
         [beds({"Datum": "02/05/2026"}, rows=20)], "accepted_with_remarks", ["ambiguous_date"], accepted=20),
    Mess([40], "02/05/2026 beside 05/22/2026", "the column decides: month first",
         [column("Datum", "02/05/2026", "05/22/2026")], "accepted", accepted=2),
    Mess([41], "2026-02-30 and 1900-01-00", "refused: not in the calendar",
         [beds({"Datum": "2026-02-30"}, {"Datum": "1900-01-00"}, rows=40)],
         "accepted_with_remarks", ["impossible_date"], accepted=40),
    Mess([41], "9999-12-31 for an open end", "emptied with a remark",
         [csv(["Enhet", "Enhetens namn", "Driftsform", "Giltig till"], ["A1", "Ett", "Offentlig", "9999-12-31"])],
         "accepted_with_remarks", ["out_of_range"], accepted=1),
    Mess([42], "a revision of an old period", "replaces that period's rows of its units",
         [beds({"Datum": "2026-01-31"}, rows=0), beds({"Datum": "2026-01-31", FREE: "12"}, rows=0)], "accepted",
         values={"available_count": [12.0]}),
    Mess([43], "year-to-date beside the month", "the unknown header is ignored and listed, never added",
         [csv([*HEADS, "Ack. belagda"], [*ROW, "2900"])], "accepted", values={"occupied_count": [9.0]}),
    Mess([44], "no date column, only a title row", "read from the title row, and told",
         [text("Vårdplatser per 2026-11-20;;;\n" + lines(HEADS[1:], ROW[1:]))], "accepted", note="läst ur"),
    Mess([44], "no date anywhere", "returned: the date is missing",
         [csv(HEADS[1:], ROW[1:])], "returned", ["column_missing"]),
]  # fmt: skip
