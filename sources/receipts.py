"""The receipt as data: what `kvitto.json` holds, and the sentence that tells a file's verdict.

Here: the mapping, made from the facts of a delivery and its findings. Not here: how it looks (`reports/receipt.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sources.comparing import Compared
from sources.examination import Examination
from sources.findings import Finding, number_text
from sources.reference_data import Reference, region_name

FACTS = ("delivery_id", "region_code", "file_name", "sha256", "received_at", "verdict")
VERDICT_TITLES = {
    "accepted": "Godkänd",
    "accepted_with_remarks": "Godkänd med anmärkningar",
    "returned": "Returnerad",
    "quarantined": "I karantän",
    "duplicate": "Redan mottagen",
}
WHAT_TO_DO = {
    "accepted": "Du behöver inte göra något. Uppgifterna är med i lägesbilden.",
    "accepted_with_remarks": "De godkända raderna är med i lägesbilden redan nu. Rätta det som står nedan och lägg "
    "hela filen i samma mapp igen. Den ersätter då den här.",
    "returned": "Inget av det som returneras är med i lägesbilden. Rätta det som står nedan och lägg hela filen i "
    "samma mapp igen. Till dess gäller er förra leverans, om det finns en.",
    "quarantined": "Ta bort det som står nedan ur filen och lägg den i samma mapp igen.",
    "duplicate": "Du behöver inte göra något. Filen är redan med i lägesbilden.",
}
WITH_MARKED_WORKBOOK = {
    "accepted_with_remarks": "De godkända raderna är med i lägesbilden redan nu. Öppna {name}, där varje fel är "
    "färgat och förklarat. Rätta, spara och lägg den i samma mapp. Den ersätter då hela den här filen.",
    "returned": "Öppna {name}, där varje fel är färgat och förklarat. Rätta, spara och lägg den i samma mapp. Till "
    "dess gäller er förra leverans, om det finns en.",
}
WITH_MARKED_ROWS = {
    "accepted_with_remarks": "De godkända raderna är med i lägesbilden redan nu. Raderna med fel står i {name}, med "
    "radnumret i din fil. Rätta dem i din egen fil och lägg hela filen i samma mapp. Den ersätter då den här.",
    "returned": "Raderna med fel står i {name}, med radnumret i din fil. Rätta dem i din egen fil och lägg hela filen "
    "i samma mapp. Till dess gäller er förra leverans, om det finns en.",
}
NO_MARKED_WORKBOOK = "Arbetsboken med markerade celler gick inte att göra den här gången. Felen står nedan."
NOT_KEPT = "Innehållet har inte sparats."
KEPT_APART = "Filen sparas avskild i högst {days}."
NOTHING_TO_MEND = "De godkända raderna är med i lägesbilden. Läs anmärkningarna nedan; stämmer allt är du klar."


def summarise(verdict: str, sheets: Sequence[Mapping[str, Any]], findings: Sequence[Finding]) -> str:
    """One Swedish sentence with the verdict and the numbers in it."""
    accepted = sum(sheet["accepted_count"] for sheet in sheets)
    refused = sum(sheet["refused_count"] for sheet in sheets)
    if verdict == "accepted":
        return f"Godkänd: {_rows(accepted)} togs emot." if accepted else "Godkänd: filen har inget att rapportera."
    if verdict == "accepted_with_remarks":
        if refused:
            return f"Godkänd med anmärkningar: {number_text(refused)} av {_rows(accepted + refused)} behöver rättas."
        return f"Godkänd med anmärkningar: {_rows(accepted)} togs emot."
    if verdict == "duplicate":
        return "Redan mottagen: uppgifterna är med i lägesbilden sedan tidigare."
    first = next((finding for finding in findings if finding.severity == "error"), None)
    reason = first.title if first else "filen kunde inte tas emot"
    anyway = f" {_rows(accepted)} togs emot ändå." if accepted else ""
    return f"{VERDICT_TITLES[verdict]}: {reason[:1].lower()}{reason[1:]}.{anyway}"


def what_to_do(verdict: str, sheets: Sequence[Mapping[str, Any]], *, quarantine_days: int = 0) -> str:
    """What the sender does now, in a sentence or two, and what becomes of a file that is not taken."""
    if verdict == "quarantined":
        days = "1 dag" if quarantine_days == 1 else f"{number_text(quarantine_days)} dagar"
        return f"{WHAT_TO_DO[verdict]} {KEPT_APART.format(days=days) if quarantine_days else NOT_KEPT}"
    if verdict == "accepted_with_remarks" and not sum(sheet["refused_count"] for sheet in sheets):
        return NOTHING_TO_MEND
    return WHAT_TO_DO[verdict]


def compose_receipt(
    compared: Compared, examination: Examination, reference: Reference, *, quarantine_days: int = 0
) -> dict[str, Any]:
    """The receipt of a delivery that was examined and compared.

    `quarantine_days` is how long the bytes of a file in quarantine are kept; none at all where it is 0.
    """
    delivery, findings, sheets = compared.delivery, compared.findings, examination.sheet_notes
    told = Counter(finding.rule for finding in findings)
    return {
        **{name: getattr(delivery, name) for name in FACTS},
        "region_name": region_name(delivery.region_code, reference),
        "verdict_title": VERDICT_TITLES[delivery.verdict],
        "summary": summarise(delivery.verdict, sheets, findings),
        "what_to_do": what_to_do(delivery.verdict, sheets, quarantine_days=quarantine_days),
        "sheets": [dict(sheet) for sheet in sheets],
        "findings": [finding.as_data() for finding in findings],
        "counts": {rule: max(number, examination.counts.get(rule, 0)) for rule, number in sorted(told.items())},
        "notes": list(examination.notes),
        "changes": [change.as_data() for change in compared.changes],
        "marked_workbook": None,
        "corrections": [dict(one) for one in examination.corrections],
    }


def name_marked_workbook(receipt: Mapping[str, Any], name: str | None, *, is_whole: bool = True) -> dict[str, Any]:
    """The receipt with the name of the marked workbook beside it; None says that it could not be made."""
    verdict, told = str(receipt["verdict"]), str(receipt["what_to_do"])
    if name is None:
        told = f"{told.removesuffix(f' {NO_MARKED_WORKBOOK}')} {NO_MARKED_WORKBOOK}"
    elif told == WHAT_TO_DO[verdict]:
        told = (WITH_MARKED_WORKBOOK if is_whole else WITH_MARKED_ROWS)[verdict].format(name=name)
    return {**receipt, "what_to_do": told, "marked_workbook": name, "marked_whole": is_whole}


def _rows(count: int) -> str:
    return f"{number_text(count)} rad" if count == 1 else f"{number_text(count)} rader"
