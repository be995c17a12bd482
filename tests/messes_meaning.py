"""Messes 62 to 82: rows and what they mean."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

from messes import HEADS, NAME, ROW, Mess, beds, capacity, csv, lines, waiting

DAY = ROW[0]
TEST_NUMBER = "191212121212"
TRANSFERS = ["Ärende-id", "Hemregion", "Diagnosgrupp", "Vårdtyp", "Erbjudandedatum", "Anledning"]
TRANSFER = ["c1", "Skåne", "Grå starr", "Operation", "2026-09-01", "Vårdgaranti"]


def bomb() -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 1_100_000_000)
    return stream.getvalue()


def entities() -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return stream.getvalue()


MEANING = [
    Mess([62], "Riket, Summa, varav privat among the rows", "left out and listed, never added in",
         [csv(HEADS, ROW, [DAY, "Riket", "Somatik", "20", "18"], [DAY, "varav privat", "Somatik", "5", "4"])],
         "accepted_with_remarks", ["total_left_out"], accepted=1),
    Mess([62], "Sjukhuset totalt, S:a, Region Halland, Hela regionen and Median beside units", "left out and listed",
         [csv(HEADS, ROW, *([DAY, label, "Somatik", "20", "18"] for label in (
             "Sjukhuset totalt", "S:a", "Region Halland", "Hela regionen", "Median")))],
         "accepted_with_remarks", ["total_left_out"], accepted=1),
    Mess([62], "words like sums in a column of the sender's own: Medel for a priority, Alla for a target group", "data",
         [csv(["Prioritet", *HEADS], ["Hög", *ROW], ["Medel", DAY, "A2", *ROW[2:]], ["Alla", DAY, "A3", *ROW[2:]])],
         "accepted", accepted=3),
    Mess([62], "units called Kalmar, S:a Sandby and Totalt Rygg AB", "units: a sum is told by the whole of its label",
         [csv(HEADS, *([DAY, unit, *ROW[2:]] for unit in ("Kalmar", "Västervik", "S:a Sandby", "Totalt Rygg AB")))],
         "accepted", accepted=4),
    Mess([62], "a last row of nothing but numbers, which are the sums of those above", "left out and listed",
         [csv(HEADS, *([DAY, unit, *ROW[2:]] for unit in ("A1", "A2", "A3")), ["", "", "", "30", "27"])],
         "accepted", accepted=3),
    Mess([62], "the same where they are not the sums", "refused, told once and not cell by cell",
         [csv(HEADS, *([DAY, f"A{number}", *ROW[2:]] for number in range(20)), ["", "", "", "30", "27"])],
         "accepted_with_remarks", ["row_incomplete"], accepted=20),
    Mess([62], "Hela sjukhuset and Totalt HSH whose numbers are the sums of the others, beside Totalt Rygg AB",
         "a sum is left out, a unit with a word of sums in its name is not",
         [csv(HEADS, *([DAY, unit, "Somatik", *numbers] for unit, *numbers in (
             ("A1", "10", "9"), ("A2", "12", "8"), ("Hela sjukhuset", "22", "17"), ("Totalt HSH", "22", "17"),
             ("Totalt Rygg AB", "5", "4"))))], "accepted_with_remarks", ["total_left_out"], accepted=3),
    Mess([62], "a last row of numbers with a dash, and one of nothing but zeros", "refused: they say nothing of a sum",
         [csv(HEADS, *([DAY, f"A{number}", "Somatik", "0", "0"] for number in range(20)), ["", "", "", "-", "0"])],
         "accepted_with_remarks", ["row_incomplete"], accepted=20),
    Mess([62], "Summa in the column of days", "left out and listed",
         [csv(HEADS, ROW, ["Summa", "", "", "10", "9"])], "accepted", accepted=1),
    Mess([62], "a region as the only unit", "counted: there is nothing that it could be the sum of",
         [csv(HEADS, [DAY, "Region Gotland", *ROW[2:]])], "accepted", accepted=1),
    Mess([62], "Totalt among the kinds of beds", "left out and listed",
         [csv(HEADS, ROW, [DAY, "A1", "Totalt", "10", "9"])], "accepted_with_remarks", ["total_left_out"], accepted=1),
    Mess([63], "a sum that is not the sum of its parts", "the sum is left out: only the parts are counted",
         [csv(HEADS, ROW, ["", "Summa", "", "99", "98"])], "accepted", accepted=1),
    Mess([64], "a region as name, code, letter and alias", "read",
         [csv(TRANSFERS, *([f"c{n}", name, *TRANSFER[2:]] for n, name in enumerate(
             ["Skåne", "12", "M", "Region Skåne", "Skåne län", "12 Region Skåne", "Region Skåne (M)"])))],
         "accepted", accepted=7),
    Mess([64], "a home region that is said to be unknown", "refused: only an empty cell means the own region",
         [csv(TRANSFERS, *([f"c{n}", name, *TRANSFER[2:]] for n, name in enumerate(["", *["Skåne"] * 20, "Okänd"])))],
         "accepted_with_remarks", ["region_unknown"], accepted=21),
    Mess([65], "one unit's id with small letters, another hyphen, an apostrophe or as =\"SE...\"", "read as one unit",
         [csv(["Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda"],
              *([f"2026-11-{day}", unit, *ROW[2:]] for day, unit in enumerate(
                  ["SE2321000016-1ABC", "se2321000016-1abc", "SE2321000016\u20111ABC", "'SE2321000016-1ABC",
                   '="SE2321000016-1ABC"'], start=11)))],
         "accepted", values={"care_unit_id": ["SE2321000016-1ABC"] * 5}),
    Mess([65], "a unit under another name than in the register", "taken, with a remark and a suggestion",
         [{"katalog.csv": lines(["Enhet", "Enhetens namn", "Driftsform"], ["SE1-AAA1", "Ett", "Offentlig"]).encode()},
          csv(HEADS, [DAY, "SE1-AAA2", *ROW[2:]])], "accepted_with_remarks", ["unknown_unit"], accepted=1),
    Mess([66], "a row that is there twice", "counted once, and told",
         [csv(HEADS, ROW, ROW)], "accepted_with_remarks", ["duplicate_row"], accepted=1),
    Mess([66], "two rows that contradict each other", "neither counts",
         [csv(HEADS, *([DAY, f"B{n}", *ROW[2:]] for n in range(20)), ROW, [*ROW[:3], "12", "9"])],
         "accepted_with_remarks", ["conflicting_rows"], accepted=20),
    Mess([67, 76], "a hospital's code in the column for regions", "refused",
         [waiting({}, rows=0) | {NAME: lines(
             ["Mätdatum", "Enhet", "Vårdtyp", "Diagnoskod", "Beslutsdatum", "Hemregion"],
             *([DAY, "A1", "Operation", "H25.1", "2026-06-01", "12"] for _ in range(20)),
             [DAY, "A1", "Operation", "H25.1", "2026-06-01", "51011"]).encode()}],
         "accepted_with_remarks", ["unknown_code"]),
    Mess([68], "waiting per eye or per patient", "counted per row; the patient's key tells repeated rows",
         [waiting({"Patientnyckel": "k1"}, {"Patientnyckel": "k1", "Diagnoskod": "H25.2"})], "accepted", accepted=2),
    Mess([69], "a share without its parts", "ignored and listed",
         [csv([*HEADS, "Beläggning %"], [*ROW, "90,0 %"])], "accepted", accepted=1),
    Mess([70], "means and medians among the rows", "left out: no median of medians",
         [csv(HEADS, ROW, ["", "Medelvärde", "", "9,5", "8,5"])], "accepted", accepted=1),
    Mess([71], "patient's own choice marked in some rows", "kept apart by its code, in all its spellings",
         [csv(["Mätdatum", "Enhet", "Vårdtyp", "Diagnoskod", "Beslutsdatum", "Avvikelse"],
              *([DAY, "A1", "Operation", "H25.1", "2026-06-01", mark] for mark in ("PvV", "", "MoV")))],
         "accepted", values={"deviation": ["patient_chosen", None, "medical"]}),
    Mess([72], "a wait below zero, or a day to come", "refused",
         [waiting({"Beslutsdatum": "2026-11-15"}, {"Mätdatum": "2027-01-31"}, rows=40)], "accepted_with_remarks",
         accepted=40),
    Mess([73], "more occupied than available", "legal", [beds({"Disponibla": "0", "Belagda": "4"}, rows=0)], "accepted",
         accepted=1),
    Mess([74], "free capacity in words", "refused: a number, and from when, are needed",
         [capacity({"Lediga platser": "ja, begränsat"}, {"Lediga platser": "2-3 per vecka"}, rows=40)],
         "accepted_with_remarks", ["not_a_number"], accepted=40),
    Mess([75], "a diagnosis in words", "read where it is a group's name or alias, refused otherwise",
         [capacity({"Diagnosgrupp": "Katarakt"}, {"Diagnosgrupp": "bröst och lunga"}, rows=20)],
         "accepted_with_remarks", ["unknown_code"], accepted=21),
    Mess([77], "the same file under another name", "counted once",
         [{"a.csv": beds()[NAME]}, {"a_slutlig_v2 (1).csv": beds()[NAME]}], "duplicate", ["duplicate_file"]),
    Mess([78], "one cell corrected afterwards", "replaces the units' rows of that period",
         [beds(rows=3), beds({"Enhet": "A1", "Belagda": "7"}, rows=0)],
         "accepted_with_remarks", ["units_left_in_force"]),
    Mess([79], "headers and no rows, with its day in the file's name", "nothing to report for that day",
         [{"platser 2026-11-20.csv": lines(HEADS).encode()}], "accepted", accepted=0),
    Mess([79], "headers and no rows, no day", "returned: which day?", [csv(HEADS)], "returned",
         ["empty_without_period"]),
    Mess([80], "test data of another region in production", "refused: the folder is the region",
         [csv(["Region", *HEADS], *(["12", DAY, f"A{n}", *ROW[2:]] for n in range(20)), ["Testregion", *ROW])],
         "accepted_with_remarks", ["wrong_region"], accepted=20),
    Mess([81], "an identity number in a comment column", "quarantined, the value is kept nowhere",
         [csv([*HEADS, "Kommentar"], [*ROW, f"ring {TEST_NUMBER}"])], "quarantined", ["personal_identity_number"]),
    Mess([82], "a cell that begins with =", "read as text; neutralised wherever it is written back",
         [csv(HEADS, [DAY, "=1+1", *ROW[2:]])], "accepted", values={"care_unit_id": ["=1+1"]}),
    Mess([82], "a workbook that unpacks to a gigabyte", "quarantined", [{"platser.xlsx": bomb()}], "quarantined",
         ["unpacks_too_large"]),
    Mess([82], "entities in a workbook", "quarantined", [{"platser.xlsx": entities()}], "quarantined",
         ["entity_declaration"]),
]  # fmt: skip
