"""The delivery specification that regions get, made from the contracts: as Markdown and as data.

Not here: the blank workbook (`sources/template.py`). Nothing about a column is written anywhere but in its contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sources.contracts import CONTRACTS, Column, Contract
from sources.descriptions import Description
from sources.findings import listed
from sources.reference_data import Reference
from sources.vocabulary import titles_for

TYPE_WORDS: Mapping[str, str] = {
    "date": "datum, ÅÅÅÅ-MM-DD",
    "week": "vecka, ÅÅÅÅ-Wvv",
    "month": "månad, ÅÅÅÅ-MM",
    "count": "heltal, noll eller mer",
    "number": "tal, decimalkomma",
    "text": "text",
    "unit": "HSA-id eller egen kod",
    "code": "ett värde ur listan",
    "region": "region: namn, länskod eller länsbokstav",
    "group": "diagnosgrupp",
    "groups": "diagnosgrupper, åtskilda med komma eller semikolon",
    "icd": "kod enligt ICD-10-SE",
    "kva": "kod enligt KVÅ",
}

SMALL_COUNTS = (
    "Ett antal som är dolt för att det är litet skrivs <5, 1–4 eller X. Det räknas som ett intervall, aldrig som noll. "
    "Lämna hellre det verkliga antalet: antal som rör personer skyddas här innan något publiceras."
)


def describe(contract: Contract, reference: Reference, description: Description | None = None) -> str:
    """The specification of one kind, as Markdown in Swedish."""
    lines = [f"# {contract.title} (`{contract.kind}`)", "", contract.description, "", *_table(contract, reference)]
    lines += ["", "## Rubriker som tas emot", ""]
    lines += [f"- **{column.title}**: {_headers(column, contract, description)}" for column in contract.columns]
    lines += ["", "## Regler", ""]
    lines += [f"- {sentence}" for sentence in _rules(contract)]
    return "\n".join(lines) + "\n"


def describe_all(reference: Reference, description: Description | None = None) -> str:
    """The whole specification: every kind, one after the other."""
    return "\n".join(describe(contract, reference, description) for contract in CONTRACTS.values())


def describe_as_data(contract: Contract, reference: Reference) -> dict[str, Any]:
    """The same as a mapping, for other programs."""
    return {
        "kind": contract.kind,
        "title": contract.title,
        "description": contract.description,
        "period": contract.period,
        "register": contract.is_register,
        "key": list(contract.key or ()),
        "columns": [
            {
                "name": column.name,
                "title": column.title,
                "type": column.type,
                "needed": column.needed,
                "aliases": list(column.aliases),
                "values": dict(titles_for(column, reference)),
                "help": column.help,
                "example": column.example,
            }
            for column in contract.columns
        ],
        "rules": [{"id": rule.id, "severity": rule.severity, "title": rule.title} for rule in contract.rules],
    }


def _table(contract: Contract, reference: Reference) -> Iterator[str]:
    yield "| Kolumn | Namn | Måste finnas | Form | Så fyller du i | Värden |"
    yield "|---|---|---|---|---|---|"
    for column in contract.columns:
        values = ", ".join(titles_for(column, reference).values()) if column.type != "region" else ""
        needed = "ja" if column.needed else "nej"
        form = TYPE_WORDS[column.type]
        yield f"| {column.title} | `{column.name}` | {needed} | {form} | {column.help} | {values} |"


def _headers(column: Column, contract: Contract, description: Description | None) -> str:
    own = [
        line.header
        for line in (description.header_lines if description else ())
        if line.column == column.name and line.kind in {"", contract.kind}
    ]
    return ", ".join([*column.headers(), *(f"{header} (regionens egen)" for header in own)])


def _rules(contract: Contract) -> Iterator[str]:
    if contract.is_register:
        yield "En leverans är hela registret och ersätter den förra."
    elif contract.period:
        title = contract.by_name[contract.period].title.lower()
        same = f"samma månad, räknat efter {title}" if contract.is_by_month else f"samma {title}"
        yield f"En leverans ersätter det som ni lämnat tidigare för samma enheter och {same}."
    if contract.key:
        titles = listed(contract.by_name[name].title for name in contract.key)
        yield f"Två rader får inte ha samma {titles} men olika uppgifter."
    if any(column.high_name for column in contract.columns):
        yield SMALL_COUNTS
    for rule in contract.rules:
        mark = "Raden tas inte emot" if rule.severity == "error" else "Raden tas emot med anmärkning"
        yield f"{rule.title}. {mark}. {rule.how_to_mend}"
