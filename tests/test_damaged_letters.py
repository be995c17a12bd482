"""Letters that were lost on the way are told, cell by cell; where they name a unit, its rows do not count."""

from __future__ import annotations

import polars as pl
import pytest
from delivering import Take, receipt_of, rows_of
from openpyxl import Workbook

from sources.places import Places
from sources.values import parse_column

DAMAGED = [
    "V\ufffdrdcentral",
    "VÃ¥rdcentral",
    "VÃ rdcentral",
    "VÃ\u0083rdcentral",
    "CafÃ©",
    "V√•rdcentral",
    "V├Ñrdcentral",
    "V?rdcentral",
    "V\u008crdcentral",
    "Â½ plats",
]
WHOLE = [
    "Vårdcentral",
    "Café São Paulo",
    "Ãgata",
    "√2",
    "Träd ├──",
    "Är det så?",
    "Vad? Nu",
    "exempel.invalid/s?enhet=2",
    "½ plats, 5°",
    "A?",
]


def parsed(texts: list[str], column_type: str) -> list[tuple[object, object]]:
    found = parse_column(pl.Series("x", texts), column_type)
    return list(zip(found.values, found.rule, strict=True))


def test_damaged_letters_of_a_text_are_a_remark_and_of_an_identifier_a_fault() -> None:
    assert parsed(DAMAGED, "text") == [(text, "damaged_text") for text in DAMAGED]
    assert parsed(DAMAGED, "identifier") == [(None, "damaged_identifier")] * len(DAMAGED)


@pytest.mark.parametrize("column_type", ["text", "identifier"])
def test_whole_letters_are_left_alone(column_type: str) -> None:
    assert parsed(WHOLE, column_type) == [(text, None) for text in WHOLE]


def test_a_damaged_name_is_kept_with_a_remark_that_names_its_cell(take: Take, places: Places) -> None:
    text = "Enhet;Namn;Driftsform\nU1;V\ufffdrdcentral \ufffdsa;Privat\nU2;Lunden;Privat\n"
    (places.inbox / "13_halland" / "katalog.csv").write_text(text, encoding="utf-8")
    intake = take()
    receipt = receipt_of(intake, "katalog.csv")
    assert receipt["verdict"] == "accepted_with_remarks"
    [finding] = [one for one in receipt["findings"] if one["rule"] == "damaged_text"]
    assert (finding["severity"], finding["cell"], finding["column"]) == ("remark", "B2", "care_unit_name")
    assert "UTF-8" in finding["how_to_mend"]
    assert rows_of(intake, "katalog.csv").height == 2


def test_rows_of_a_unit_with_damaged_letters_are_refused(take: Take, places: Places) -> None:
    book = Workbook()
    book.active.append(["Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda"])
    for day in range(1, 21):
        unit = "VÃ¤rnamo" if day == 5 else "Värnamo"
        book.active.append([f"2026-10-{day:02d}", unit, "Somatik", 20, 15])
    book.save(places.inbox / "13_halland" / "platser.xlsx")
    receipt = receipt_of(take(), "platser.xlsx")
    [finding] = [one for one in receipt["findings"] if one["severity"] == "error"]
    assert (finding["rule"], finding["cell"]) == ("damaged_identifier", "B6")
    assert (receipt["verdict"], receipt["sheets"][0]["accepted_count"]) == ("accepted_with_remarks", 19)


def test_a_damaged_pseudonym_is_told_without_its_value(take: Take, places: Places) -> None:
    head = "Mätdatum;Enhet;Vårdtyp;Diagnosgrupp;Remissdatum;Beslutsdatum;Patientnyckel\n"
    row = "2026-10-31;U1;Operation/åtgärd;Grå starr;2026-08-01;2026-09-01;{}\n"
    text = head + row.format("hemlig\ufffd7") + row.format("1,23456E+11")
    (places.inbox / "13_halland" / "lista.csv").write_text(text, encoding="utf-8")
    receipt = receipt_of(take(), "lista.csv")
    told = {one["rule"] for one in receipt["findings"]}
    assert {"damaged_text", "number_mangled"} <= told
    assert "hemlig" not in str(receipt)
    assert "23456E" not in str(receipt)
