"""The receipt as a page: the verdict with its numbers, each rule once, no value of a file in quarantine."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reports.receipt import EXAMPLES, about_line, headline, moment_text, render_receipt
from sources.receipts import VERDICT_TITLES, what_to_do

NEIGHBOURS = {
    "columns": [["D", "Beslutsdatum"], ["E", "Vårddatum"]],
    "rows": [
        [211, ["2026-08-14", "2026-10-02"], False],
        [212, ["2026-11-03", "2026-10-06"], True],
        [213, ["2026-07-30", None], False],
    ],
}


def finding(rule: str, cell: str, value: str | None, message: str, **more: Any) -> dict[str, Any]:
    row = int(re.sub(r"\D", "", cell))
    return {
        "severity": "error",
        "rule": rule,
        "sheet": "Okt 2026",
        "cell": cell,
        "source_row": row,
        "column": "Beslutsdatum",
        "value": value,
        "message": message,
        "how_to_mend": "Kontrollera beslutsdatum i ditt system.",
        **more,
    }


def told_of(verdict: str) -> dict[str, str]:
    """A verdict as a receipt holds it, with its title and what the sender does now."""
    return {"verdict": verdict, "verdict_title": VERDICT_TITLES[verdict], "what_to_do": what_to_do(verdict, [])}


RECEIPT: dict[str, Any] = {
    "delivery_id": "20261122T071400-7c1e04ab",
    "region_code": "12",
    "region_name": "Region Skåne",
    "file_name": "väntelista_okt.xlsx",
    "sha256": "7c1e04ab" * 8,
    "received_at": "2026-11-22T07:14:00+00:00",
    **told_of("accepted_with_remarks"),
    "summary": "4 192 av 4 210 rader är med i lägesbilden.",
    "sheets": [
        {
            "sheet": "Okt 2026",
            "kind": "waiting_list",
            "header_row": 5,
            "accepted_count": 4192,
            "refused_count": 18,
            "ignored_columns": ["Kommentar"],
            "left_out_rows": [{"source_row": 4216, "reason": "summarad"}, {"source_row": 4217, "reason": "summarad"}],
        },
        {
            "sheet": "Läs mig",
            "kind": None,
            "header_row": None,
            "accepted_count": 0,
            "refused_count": 0,
            "ignored_columns": [],
            "left_out_rows": [],
        },
    ],
    "findings": [
        finding(
            "decision_after_snapshot", "D212", "2026-11-03", "Beslutet är fattat efter mätdatum.", neighbours=NEIGHBOURS
        ),
        *(
            finding("decision_after_snapshot", f"D{340 + n}", "2026-11-04", "Beslutet är fattat efter mätdatum.")
            for n in range(24)
        ),
        finding(
            "unknown_group",
            "C49",
            "Katarkt",
            "”Katarkt” är ingen diagnosgrupp.",
            how_to_mend="Välj ur listan. Närmast är Grå starr.",
        ),
        finding("unknown_unit", "B12", "SE999", "Enheten finns inte i vårdgivarkatalogen.", severity="remark"),
    ],
    "counts": {"decision_after_snapshot": 31},
    "notes": ["Excelarbetsbok med två blad."],
}
QUARANTINED: dict[str, Any] = {
    **RECEIPT,
    **told_of("quarantined"),
    "summary": "Filen innehåller personnummer och har inte sparats.",
    "sheets": [],
    "counts": {},
    "findings": [
        finding(
            "identity_number",
            "H14",
            "19121212-1212",
            "Cellen innehåller ett personnummer.",
            neighbours={"columns": [["H", "Anteckning"]], "rows": [[14, ["19121212-1212"], True]]},
        ),
    ],
}


def test_the_verdict_is_a_sentence_with_its_numbers() -> None:
    assert headline(RECEIPT) == "Godkänd med anmärkningar: 18 av 4\u00a0210\u00a0rader behöver rättas"
    assert headline(QUARANTINED) == "I karantän: filen har inte tagits emot"
    accepted = {**RECEIPT, **told_of("accepted"), "sheets": [{"accepted_count": 3, "refused_count": 0, "kind": "beds"}]}
    assert headline(accepted) == "Godkänd: alla 3\u00a0rader är med"


def test_the_sender_reads_swedish_time() -> None:
    assert (
        about_line(RECEIPT)
        == "Kvitto till Region Skåne · mottaget 22\u00a0november 2026 kl.\u00a008.14 · leverans 7c1e04ab"
    )
    assert moment_text("2026-07-01T10:00:00+00:00").endswith("kl.\u00a012.00")


def test_each_rule_stands_once_with_its_total_and_at_most_twenty_examples() -> None:
    page = render_receipt(RECEIPT)
    assert page.count("<h3>Beslutet är fattat efter mätdatum, 31\u00a0fall</h3>") == 1
    assert page.count("2026-11-04") == 1
    assert len(re.findall(r"\bD3[4-6]\d\b", page)) == EXAMPLES - 1
    assert "De första 20 av 31 visas" in page
    assert page.index("Beslutet är fattat") < page.index("Katarkt")


def test_the_faulty_cell_is_marked_among_its_neighbours() -> None:
    page = render_receipt(RECEIPT)
    assert '<td class="bad">2026-11-03<span class="hidden"> (fel)</span></td><td>2026-10-06</td>' in page
    assert "D&ensp;Beslutsdatum" in page


def test_questions_stand_apart_from_errors() -> None:
    page = render_receipt(RECEIPT)
    assert page.index("Att rätta</h2>") < page.index("Stämmer det här?</h2>") < page.index("Enheten finns inte")


def test_it_ends_with_how_the_file_was_read() -> None:
    page = render_receipt(RECEIPT)
    assert page.rindex("<h2>") == page.index("<h2>Så läste vi filen</h2>")
    assert "rad 4216, 4217 (summarad); kolumnen ”Kommentar”" in page


def test_no_value_of_a_file_in_quarantine_is_shown() -> None:
    page = render_receipt(QUARANTINED)
    assert "19121212" not in page
    assert "H14" in page
    assert "Cellen innehåller ett personnummer" in page


@pytest.mark.parametrize("verdict", ["accepted", "accepted_with_remarks", "returned", "quarantined", "duplicate"])
def test_every_verdict_can_be_shown_with_the_required_keys_alone(verdict: str) -> None:
    bare = {
        "delivery_id": "20261122T071400-7c1e04ab-2",
        "region_code": "12",
        "file_name": "fil.csv",
        "sha256": "ab",
        "received_at": "2026-11-22T08:14:00+01:00",
        **told_of(verdict),
        "summary": "En mening.",
        "sheets": [
            {
                "sheet": "fil",
                "kind": None,
                "header_row": None,
                "accepted_count": 0,
                "refused_count": 0,
                "ignored_columns": [],
                "left_out_rows": [],
            }
        ],
        "findings": [
            {
                "severity": "error",
                "rule": "no_kind",
                "sheet": "fil",
                "cell": None,
                "source_row": None,
                "column": None,
                "value": None,
                "message": "Rubrikerna känns inte igen.",
                "how_to_mend": "Använd mallen.",
            }
        ],
    }
    page = render_receipt(bare)
    assert page.count("<h1>") == 1
    assert "Rubrikerna känns inte igen" in page
    assert "leverans 7c1e04ab-2" in page


def test_the_first_sentence_leads_to_the_marked_workbook() -> None:
    name = "väntelista okt_markerad.xlsx"
    page = render_receipt({**RECEIPT, "marked_workbook": name, "what_to_do": f"Öppna {name}, där felen är färgade."})
    assert f'Öppna <a href="v%C3%A4ntelista%20okt_markerad.xlsx">{name}</a>, där felen är färgade.' in page
    remarks_only = render_receipt({**RECEIPT, "marked_workbook": name, "what_to_do": "Läs anmärkningarna."})
    assert f'<a href="v%C3%A4ntelista%20okt_markerad.xlsx">{name}</a>.' in remarks_only
    assert "_markerad" not in render_receipt(RECEIPT)


def test_changes_stand_with_their_periods_and_the_large_ones_marked() -> None:
    change = {
        "kind": "waiting_list",
        "kind_title": "Väntelista",
        "counted": "väntande",
        "period_before": "2026-09-30",
        "period_now": "2026-10-31",
        "units_count": 2,
        "groups": [
            {"group": "Framfall", "before": 96, "now": 41, "difference": -55, "is_large": True},
            {"group": "Höftprotes", "before": 0, "now": 2, "difference": 2, "is_large": False},
            {"group": "Grå starr", "before": 7, "now": 7, "difference": 0, "is_large": False},
        ],
        "units_appeared": ["U3"],
        "units_disappeared": [],
    }
    page = render_receipt({**RECEIPT, "changes": [change]})
    assert '<td class="n">96</td><td class="n">41</td><td class="n need">−55 (−57\u00a0%)' in page
    assert '<td class="n">0</td><td class="n">2</td><td class="n">+2</td>' in page
    assert "30\u00a0september 2026" in page
    for sentence in ("En grupp är oförändrad.", "de 2 enheter som har uppgifter båda gångerna", "Nya sedan sist: U3."):
        assert sentence in page
    assert "Med förra gången" not in page
    assert "Ändringar sedan" not in render_receipt(RECEIPT)


def test_what_is_wrong_with_the_whole_sheet_stands_first() -> None:
    whole = {**finding("too_many", "A1", None, "Inget av bladet är med.", title="För många fel"), "cell": None}
    whole["source_row"] = None
    page = render_receipt({**RECEIPT, **told_of("returned"), "findings": [*RECEIPT["findings"], whole]})
    assert page.index("För många fel") < page.index("Beslutet är fattat")


def test_what_a_sender_wrote_is_never_markup() -> None:
    hostile = {**RECEIPT, "file_name": "<script>alert(1)</script>.xlsx"}
    assert "<script" not in render_receipt(hostile)


def test_equal_receipts_give_equal_text() -> None:
    assert render_receipt(RECEIPT) == render_receipt(RECEIPT)
