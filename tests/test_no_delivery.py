"""A file in which nothing is recognised is told what it is most like, what that lacks, and what stands there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from delivering import Take, receipt_of
from openpyxl import Workbook

from sources.places import Places

ROW = ["2026-10-01", "U1", "Somatik", 22, 20, 15]


@pytest.fixture
def told(places: Places, take: Take) -> Any:
    """Delivers rows as a workbook and gives what is said of it."""

    def deliver(*rows: Sequence[object]) -> dict[str, Any]:
        book = Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(list(row))
        book.save(places.inbox / "12_skane" / "fil.xlsx")
        receipt = receipt_of(take(), "fil.xlsx")
        assert receipt["verdict"] == "returned"
        [finding] = receipt["findings"]
        assert finding["rule"] == "no_delivery"
        return dict(finding)

    return deliver


def test_shortened_headers_are_suggested_for_what_is_missing(told: Any) -> None:
    finding = told(["Dag", "HSA-ID", "Vpl.typ", "Fastst.", "Disp. vpl", "Belagda (antal)", "Överbel."], [*ROW, 0])
    assert "Närmast är Vårdplatser, med rubriker på rad 1." in finding["message"]
    for said in (
        "Vårdplatstyp (närmast är ”Vpl.typ” i cell C1)",
        "Disponibla (närmast är ”Disp. vpl” i cell E1)",
        "Belagda (närmast är ”Belagda (antal)” i cell F1)",
    ):
        assert said in finding["message"]
    assert (finding["sheet"], finding["source_row"], finding["cell"]) == ("Sheet", 1, "C1")


def test_a_missing_column_like_no_header_is_named_alone(told: Any) -> None:
    finding = told(["Mottagning", "Enhet", "Disponibla", "Färg"], ["a", "U1", 20, "röd"])
    assert "Datum, Vårdplatstyp och Belagda" in finding["message"]
    assert "Färg" not in finding["message"]


def test_the_kind_with_most_of_what_it_needs_is_nearest_and_days_as_headers_are_told(told: Any) -> None:
    finding = told(
        ["Enhet", "Vårdplatstyp", "Mått", "2026-10-01", "2026-10-02", "2026-10-03"], ["U", "S", "D", 1, 2, 3]
    )
    assert "Närmast är Vårdplatser" in finding["message"]
    assert "Rubrikerna från cell D1 är datum eller perioder" in finding["message"]
    assert "en rad per" in finding["how_to_mend"]


def test_the_header_is_looked_for_below_titles(told: Any) -> None:
    finding = told(["Rapport över vårdplatser"], [], ["Dag", "Avd", "Vpl.typ", "Disp. vpl", "Belagda (antal)"], ROW[:5])
    assert "Närmast är Vårdplatser, med rubriker på rad 3." in finding["message"]


def test_headers_like_nothing_have_no_nearest_kind(told: Any) -> None:
    finding = told(["Färg", "Form", "Storlek"], ["röd", "rund", 3])
    assert "Närmast" not in finding["message"]
    assert finding["cell"] is None


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_lines_that_are_each_wholly_quoted_are_told(places: Places, take: Take, delimiter: str) -> None:
    lines = [["Datum", "Enhet", "Vårdplatstyp", "Disponibla", "Belagda"], ["2026-10-01", "U1", "Somatik", "20", "15"]]
    text = "\r\n".join(f'"{delimiter.join(line)}"' for line in [lines[0], *[lines[1]] * 12])
    (places.inbox / "12_skane" / "fil.csv").write_text(text, encoding="utf-8")
    receipt = receipt_of(take(), "fil.csv")
    [finding] = receipt["findings"]
    assert (receipt["verdict"], finding["rule"], finding["cell"]) == ("returned", "no_delivery", "A1")
    assert "Varje rad står inom citattecken" in finding["message"]
    assert "citattecknen" in finding["how_to_mend"]
    assert "2026-10-01" not in json.dumps(finding, ensure_ascii=False)
