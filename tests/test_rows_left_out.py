"""Which rows under a header are data: what holds for several rows is settled before any row is left out."""

from __future__ import annotations

from collections.abc import Sequence

import openpyxl
import polars as pl
import pytest
from delivering import Take, receipt_of, rows_of
from describing import write
from hypothesis import given
from hypothesis import strategies as st

from sources.descriptions import Description, Layout
from sources.places import Places
from sources.reading import TextSheet
from sources.reading.content import Merge, SheetFacts
from sources.tables import Table, find_table

WAITING = ["Mätdatum", "Enhet", "Vårdtyp", "Diagnosgrupp", "Beslutsdatum"]
FIRST = ["2026-10-31", "KIR1", "Operation", "Höftprotes", "2026-08-01"]
DAYS = [f"2026-08-0{number}" for number in range(2, 7)]
BEDS = ["Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda"]
DAY = "2026-11-20"
FILL = "layouts:\n  - kind: beds\n    fill_down: [Datum, Enhet]\n"
TRANSFERS = ["Ärende-id", "Hemregion", "Diagnosgrupp", "Vårdtyp", "Erbjudandedatum", "Anledning", "Vårdregion"]


def write_book(
    places: Places, rows: Sequence[Sequence[object]], *, merged: Sequence[str] = (), hidden: Sequence[int] = ()
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    book.save(places.inbox / "12_skane" / "lista.xlsx")


def write_text(places: Places, *rows: Sequence[str]) -> None:
    text = "\n".join(";".join(row) for row in rows)
    (places.inbox / "12_skane" / "lista.csv").write_text(f"{text}\n", encoding="utf-8")


def left_out(receipt: dict[str, object]) -> dict[int, str]:
    (sheet,) = receipt["sheets"]  # type: ignore[misc]
    return {one["source_row"]: one["reason"] for one in sheet["left_out_rows"]}  # type: ignore[index]


def rules_of(receipt: dict[str, object]) -> list[str]:
    return [finding["rule"] for finding in receipt["findings"]]  # type: ignore[attr-defined]


def places_and_counts(rows: pl.DataFrame) -> list[tuple[str, str, float]]:
    return rows.select("care_unit_id", "bed_kind", "available_count").rows()


# --- cells that hold for several rows -------------------------------------------------------------------------------


def test_rows_with_one_cell_of_their_own_under_merged_cells_are_data(places: Places, take: Take) -> None:
    rows = [WAITING, FIRST, *([None, None, None, None, day] for day in DAYS)]
    write_book(places, rows, merged=[f"{letter}2:{letter}7" for letter in "ABCD"])
    intake = take()
    receipt = receipt_of(intake, "lista.xlsx")
    assert (receipt["verdict"], left_out(receipt)) == ("accepted", {})
    assert rows_of(intake, "lista.xlsx")["care_unit_id"].to_list() == ["KIR1"] * 6


def test_rows_with_one_cell_of_their_own_that_are_filled_down_are_data(places: Places, take: Take) -> None:
    write(places.regions, layout=f"layouts:\n  - kind: waiting_list\n    fill_down: [{', '.join(WAITING[:4])}]\n")
    write_text(places, WAITING, FIRST, *(["", "", "", "", day] for day in DAYS), ["Gäller hela länet", "", "", "", ""])
    receipt = receipt_of(take(), "lista.csv")
    assert (receipt["verdict"], receipt["sheets"][0]["accepted_count"]) == ("accepted", 6)
    assert left_out(receipt) == {8: "fotnot eller text under tabellen"}


def test_rows_above_a_repeated_header_with_one_cell_of_their_own_are_data(places: Places, take: Take) -> None:
    rows = [WAITING, FIRST, *([None, None, None, None, day] for day in DAYS[:2]), WAITING, [*FIRST[:4], "2026-09-01"]]
    write_book(places, rows, merged=[f"{letter}2:{letter}4" for letter in "ABCD"])
    receipt = receipt_of(take(), "lista.xlsx")
    assert (receipt["sheets"][0]["accepted_count"], left_out(receipt)) == (4, {5: "rubrikraden en gång till"})


def test_a_sum_that_is_merged_over_rows_is_the_sum_of_each(places: Places, take: Take) -> None:
    rows = [BEDS, [DAY, "A1", "Somatik", 10, 9], [DAY, "Summa", "Somatik", 10, 9], [DAY, None, "Psykiatri", 5, 4]]
    write_book(places, rows, merged=["B3:B4"])
    receipt = receipt_of(take(), "lista.xlsx")
    assert left_out(receipt) == {3: "summarad", 4: "summarad"}
    assert receipt["sheets"][0]["refused_count"] == 0


def test_a_sum_that_is_filled_down_is_the_sum_of_each(places: Places, take: Take) -> None:
    write(places.regions, layout=FILL)
    write_text(
        places, BEDS, [DAY, "A1", "Somatik", "10", "9"], ["", "", "Psykiatri", "5", "4"],
        ["", "Summa", "Somatik", "10", "9"], ["", "", "Psykiatri", "5", "4"],
    )  # fmt: skip
    receipt = receipt_of(take(), "lista.csv")
    assert left_out(receipt) == {4: "summarad", 5: "summarad"}


def test_a_text_in_a_row_that_is_left_out_holds_for_the_rows_below_it(places: Places, take: Take) -> None:
    layout = f"{FILL}    leave_out: [{{column: Vårdplatstyp, value: Alla slag, reason: enhetens summa}}]\n"
    write(places.regions, layout=layout)
    write_text(
        places, BEDS, [DAY, "A1", "Somatik", "10", "9"],
        [DAY, "B1", "Alla slag", "8", "7"], ["", "", "Somatik", "6", "5"], ["", "", "Psykiatri", "2", "2"],
    )  # fmt: skip
    intake = take()
    assert left_out(receipt_of(intake, "lista.csv")) == {3: "enhetens summa"}
    assert rows_of(intake, "lista.csv")["care_unit_id"].to_list() == ["A1", "B1", "B1"]


def test_a_unit_that_is_merged_from_a_hidden_row_holds_for_the_rows_below_it(places: Places, take: Take) -> None:
    write(places.regions, layout="layouts:\n  - kind: beds\n    hidden_rows: leave_out\n")
    rows = [BEDS, [DAY, "A1", "Somatik", 1, 1], [None, None, "Psykiatri", 2, 2], [None, None, "IVA", 3, 3]]
    write_book(places, rows, merged=["A2:A4", "B2:B4"], hidden=[2])
    intake = take()
    assert receipt_of(intake, "lista.xlsx")["sheets"][0]["refused_count"] == 0
    assert rows_of(intake, "lista.xlsx")["care_unit_id"].to_list() == ["A1", "A1"]


def test_a_text_is_not_filled_down_past_the_title_of_the_next_table(places: Places, take: Take) -> None:
    write(places.regions, layout="layouts:\n  - kind: beds\n    fill_down: [Enhet]\n")
    write_text(
        places, BEDS, *([DAY, f"A{number}", "Somatik", "10", "9"] for number in range(20)),
        ["Sjukhus B", "", "", "", ""], BEDS, [DAY, "", "Somatik", "5", "4"], [DAY, "B2", "Somatik", "5", "4"],
    )  # fmt: skip
    receipt = receipt_of(take(), "lista.csv")
    assert (rules_of(receipt), receipt["findings"][0]["source_row"]) == (["missing_value"], 24)


def test_a_unit_that_looks_like_a_note_is_filled_down(places: Places, take: Take) -> None:
    write(places.regions, layout="layouts:\n  - kind: beds\n    fill_down: [Enhet]\n")
    rows = [[DAY, f"A{number}", "Somatik", "10", "9"] for number in range(30)]
    rows += [["", "*Kirurgi", "", "", ""], [DAY, "", "Somatik", "5", "4"]]
    rows += [["", "1) Medicin", "", "", ""], [DAY, "", "Psykiatri", "5", "4"]]
    write_text(places, BEDS, *rows)
    intake = take()
    assert rows_of(intake, "lista.csv")["care_unit_id"].to_list()[30:] == ["*Kirurgi", "1) Medicin"]


def test_a_moment_in_a_row_that_is_whole_by_what_is_filled_down_is_data(places: Places, take: Take) -> None:
    write(places.regions, layout=f"layouts:\n  - kind: waiting_list\n    fill_down: [{', '.join(WAITING[:4])}]\n")
    write_text(places, WAITING, FIRST, ["", "", "", "", DAYS[0]], ["", "", "", "", f"{DAYS[1]} 08:30"])
    assert receipt_of(take(), "lista.csv")["sheets"][0]["accepted_count"] == 3


@pytest.mark.parametrize("cell", ["***", "12 (3)"])
def test_a_number_with_marks_alone_in_its_row_is_no_note(places: Places, take: Take, cell: str) -> None:
    rows = [[DAY, f"A{number}", "Somatik", "10", "9"] for number in range(30)]
    write_text(places, BEDS, *rows, ["", "", "", cell, ""], [DAY, "B1", "Somatik", "10", "9"])
    receipt = receipt_of(take(), "lista.csv")
    assert (receipt["sheets"][0]["refused_count"], left_out(receipt)) == (1, {})


def test_a_text_is_filled_down_past_a_header_that_a_page_break_repeats(places: Places, take: Take) -> None:
    write(places.regions, layout=FILL)
    write_text(places, BEDS, [DAY, "A1", "Somatik", "10", "9"], BEDS, ["", "", "Psykiatri", "5", "4"])
    intake = take()
    assert places_and_counts(rows_of(intake, "lista.csv")) == [("A1", "somatic", 10), ("A1", "psychiatric", 5)]


def test_a_last_row_that_begins_as_a_note_does_but_holds_a_number_is_judged(places: Places, take: Take) -> None:
    rows = [[f"A{number}", DAY, "Somatik", "10", "9"] for number in range(20)]
    contact = ["Kontakt psykiatri", DAY, "Psykiatri", "", "9"]
    write_text(places, ["Enhet", "Datum", *BEDS[2:]], *rows, contact, ["Källa: systemet", "", "", "", ""])
    receipt = receipt_of(take(), "lista.csv")
    assert (rules_of(receipt), left_out(receipt)) == (["missing_value"], {23: "fotnot eller text under tabellen"})


Row = list[str | None]
UNITS = st.sampled_from(["A1", "B1", "Summa", "Riket", "varav privat", "Kontakt psykiatri"])
KINDS = st.sampled_from(["Somatik", "Psykiatri", "Totalt", None])
GROUPS = st.lists(st.tuples(UNITS, st.lists(KINDS, min_size=1, max_size=4), st.booleans()), min_size=1, max_size=5)
NOTES: list[Row] = [["Källa: systemet"], ["* Preliminärt", "uppgifter"], ["Gäller hela länet"]]


def sheet_of(rows: Sequence[Row], *, merges: Sequence[Merge] = ()) -> TextSheet:
    cells = pl.DataFrame(
        [[number, *row, *[None] * (len(BEDS) - len(row))] for number, row in enumerate(rows, start=1)],
        schema={"source_row": pl.Int64, **dict.fromkeys("ABCDE", pl.String)},
        orient="row",
    )
    return TextSheet("Blad1", cells, frozenset(), hidden=False, facts=SheetFacts(merges=tuple(merges)))


def read_as_beds(sheet: TextSheet, layout: Layout) -> Table:
    found = find_table(sheet, Description(layouts=(layout,)), file_name="lista.xlsx")
    assert isinstance(found, Table)
    return found


@given(GROUPS, st.sampled_from([[], NOTES[:1], NOTES]), st.booleans())
def test_words_that_are_merged_or_filled_down_are_read_as_if_they_were_written_out(
    groups: list[tuple[str, list[str | None], bool]], notes: list[Row], has_counts: bool
) -> None:
    written: list[Row] = [[*BEDS]]
    short: list[Row] = [[*BEDS]]
    merges = []
    for unit, kinds, page_break in groups:
        first = len(written) + 1
        for number, kind in enumerate(kinds):
            counts: Row = [kind, "5" if has_counts or kind is None else None, "4"]
            written.append([DAY, unit, *counts])
            short.append([DAY, unit, *counts] if number == 0 else [None, None, *counts])
        merges += [Merge(first, len(written), letter, letter) for letter in "AB"]
        if page_break:
            written.append([*BEDS])
            short.append([*BEDS])
    plain = read_as_beds(sheet_of([*written, *notes]), Layout(kind="beds"))
    merged = read_as_beds(sheet_of([*short, *notes], merges=merges), Layout(kind="beds"))
    filled = read_as_beds(sheet_of([*short, *notes]), Layout(kind="beds", fill_down=("Datum", "Enhet")))
    for one in (merged, filled):
        assert one.texts.equals(plain.texts)
        assert one.left_out == plain.left_out
    rows = {row.source_row for row in plain.left_out} | set(plain.texts["source_row"])
    assert rows == set(range(2, len(written) + len(notes) + 1))


# --- sums -----------------------------------------------------------------------------------------------------------


def test_a_region_or_group_of_a_patient_is_no_sum(places: Places, take: Take) -> None:
    rows = [[f"c{n}", "Skåne", "Höftprotes", "Operation", "2026-10-01", "Akut", "Halland"] for n in range(20)]
    abroad, all_groups = [*rows[0][:6], "Sverige"], ["c99", "Skåne", "Alla diagnosgrupper", *rows[0][3:]]
    write_text(places, TRANSFERS, *rows, abroad, all_groups)
    receipt = receipt_of(take(), "lista.csv")
    assert left_out(receipt) == {}
    assert {"total_left_out"}.isdisjoint(rules_of(receipt))


def test_a_sum_in_a_list_of_patients_is_left_out(places: Places, take: Take) -> None:
    write_text(places, WAITING, FIRST, ["2026-10-31", "Totalt", "", "", "1"])
    assert left_out(receipt_of(take(), "lista.csv")) == {3: "summarad"}


def test_the_column_that_made_a_whole_row_a_sum_is_named(places: Places, take: Take) -> None:
    heads = ["Vecka", "Enhet", "Diagnosområde", "Vårdtyp", "Lediga platser", "Tar emot från", "Rapportdatum"]
    row = ["2026-W47", "KIR1", "Höftprotes", "Operation", "3", "Hela landet", "2026-11-20"]
    write(places.regions, headers="kind,header,column\n,Diagnosområde,diagnosis_group\n")
    write_text(places, heads, row, [row[0], "KIR2", "Alla diagnosgrupper", *row[3:]])
    (finding,) = receipt_of(take(), "lista.csv")["findings"]
    assert (finding["rule"], finding["cell"], finding["column"]) == ("total_left_out", "C3", "diagnosis_group")
    assert finding["message"] == (
        "Rad 3 har ett ord som betyder summa i kolumnen ”Diagnosområde” och räknas därför inte."
    )


def test_a_sum_that_the_description_leaves_out_is_no_question(places: Places, take: Take) -> None:
    write(
        places.regions,
        layout='layouts:\n  - kind: beds\n    leave_out: [{column: Enhet, value: "Summa*", reason: länets summa}]\n',
    )
    write_text(places, BEDS, [DAY, "A1", "Somatik", "10", "9"], [DAY, "Summa länet", "Somatik", "10", "9"])
    receipt = receipt_of(take(), "lista.csv")
    assert (receipt["verdict"], left_out(receipt)) == ("accepted", {3: "länets summa"})


def test_what_is_left_out_is_looked_for_under_every_column_of_that_header(places: Places, take: Take) -> None:
    write(
        places.regions,
        layout="layouts:\n  - kind: beds\n    leave_out: [{column: Not, value: länet, reason: länets summa}]\n",
    )
    write_text(
        places, ["Not", *BEDS, "Not"], ["", DAY, "A1", "Somatik", "10", "9", ""],
        ["länet", DAY, "A2", "Somatik", "10", "9", ""], ["", DAY, "A3", "Somatik", "10", "9", "Länet"],
    )  # fmt: skip
    assert left_out(receipt_of(take(), "lista.csv")) == {3: "länets summa", 4: "länets summa"}


# --- nothing left ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "hidden", "told"),
    [
        ([[DAY, "Summa", "Somatik", 1, 1], [DAY, "Riket", "Somatik", 1, 1]], [], "summarad (rad 2–3)"),
        ([[DAY, "A1", "Somatik", 1, 1]], [2], "dold rad, utelämnas enligt regionens beskrivning (rad 2)"),
        (
            [[DAY, "Summa", "Somatik", 1, 1], ["Källa: systemet"]],
            [],
            "summarad (rad 2) och fotnot eller text under tabellen (rad 3)",
        ),
    ],
)
def test_a_table_of_which_nothing_is_left_says_why(
    places: Places, take: Take, rows: list[list[object]], hidden: list[int], told: str
) -> None:
    write(places.regions, layout="layouts:\n  - kind: beds\n    hidden_rows: leave_out\n")
    write_book(places, [BEDS, *rows], hidden=hidden)
    receipt = receipt_of(take(), "lista.xlsx")
    assert (receipt["verdict"], rules_of(receipt)) == ("returned", ["only_totals"])
    finding = receipt["findings"][0]
    assert finding["message"] == f"Alla rader under rubrikerna är utelämnade: {told}. Inget av bladet är med."
    assert ("summan" in finding["how_to_mend"]) is ("summarad" in told)
    assert ("dolda" in finding["how_to_mend"]) is ("dold" in told)
