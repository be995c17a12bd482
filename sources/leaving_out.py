"""Rows under the header that are no data: totals, notes, the header once more, and what a region's layout names.

Each is listed with its reason and never added in. Not here: rows with faults (`sources/accepting.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sources.descriptions import Layout
from sources.headers import LEAST_MATCHES, HeaderMatch
from sources.reading import TextSheet
from sources.values import fold

LAST_ROWS = 60
"""So far up from the end of a sheet notes are looked for."""
TOTAL_REASON = "summarad"
PART_REASON = "varav-rad, ingår i en annan rad"
FOOTNOTE_REASON = "fotnot eller text under tabellen"
HEADER_REASON = "rubrikraden en gång till"
TITLE_REASON = "text mellan två tabeller"
HIDDEN_REASON = "dold rad, utelämnas enligt regionens beskrivning"

_TOTAL = (
    r"^(?:(?:del|tot(?:al)?|region|slut)?summa(?:\b|[:.]).*|totalt(?:\b|:).*|total(?:en|:)?"
    r"|(?:hela )?(?:riket|landet)(?: totalt)?|sverige(?: totalt)?|samtliga(?: .*)?"
    r"|alla(?: (?:regioner|enheter|sjukhus|kliniker|grupper|diagnosgrupper))?"
    r"|medel(?:värde|tal)?|genomsnitt(?:ligt)?|grand total)$"
)
STEMS = ["summa", "total", "riket", "landet", "sverige", "samtliga", "alla", "medel", "genomsnitt", "rav"]
"""One of these stands in every label of a sum or a part, which is quickly seen over a whole column."""
_PART = r"^(?:därav|varav)(?:\b|:).*$"
_NOTE = re.compile(
    r"^(?:\*+|[¹²³]|\d{1,2}\)|käll(?:a|or)\b|kommentar(?:er)?\b|anm(?:ärkning(?:ar)?)?\b[.:]?|not(?:er)?\b\s*\d*[.:]"
    r"|utskriv(?:en|et|ven)|utdrag|skapad|framtagen|rapport(?:en)? (?:skapad|uttagen|framtagen)"
    r"|uttag(?:en|et|sdatum)?\b"
    r"|senast uppdaterad|uppdaterad\b|data hämtad|hämtad\b|kontakt(?:person)?\b|end of (?:worksheet|report)|slut på\b"
    r"|definition(?:er)?\b|förklaring(?:ar)?\b|teckenförklaring)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LeftOut:
    """A row that was left out of the table, and why (Swedish). `is_whole`: nothing needed is missing in it."""

    source_row: int
    reason: str
    is_whole: bool = False


def leave_out(
    sheet: TextSheet, body: pl.DataFrame, match: HeaderMatch, headers: Mapping[str, str], layout: Layout
) -> tuple[pl.DataFrame, tuple[LeftOut, ...]]:
    """The rows of the sheet's body that are data, and the others with their reasons."""
    if body.is_empty():
        return body, ()
    needed = [match.letters[column.name] for column in match.contract.needed if column.name in match.letters]
    whole = pl.all_horizontal(pl.col(letter).str.strip_chars().fill_null("") != "" for letter in needed)
    reasons = _by_layout(headers, layout)
    reasons = _where(_trailing_notes(body, match, needed), FOOTNOTE_REASON, reasons)
    reasons = _totals(sheet, body, match, whole, reasons)
    repeated = _repeated_headers(body, headers)
    if repeated:
        reasons = _where(repeated, HEADER_REASON, reasons)
        reasons = _where(_titles_above(body, repeated), TITLE_REASON, reasons)
    if layout.hidden_rows == "leave_out":
        reasons = _where(sorted(sheet.facts.hidden_rows), HIDDEN_REASON, reasons)
    marked = body.with_columns(reasons.alias("reason"))
    left = marked.filter(pl.col("reason").is_not_null())
    if left.is_empty():
        return body, ()
    told = left.select("source_row", "reason", whole if needed else pl.lit(value=False))
    return (
        marked.filter(pl.col("reason").is_null()).drop("reason"),
        tuple(
            LeftOut(row, reason, full and reason in {TOTAL_REASON, PART_REASON}) for row, reason, full in told.rows()
        ),
    )


def _where(rows: list[int], reason: str, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(pl.col("source_row").is_in(rows)).then(pl.lit(reason)).otherwise(otherwise) if rows else otherwise


def _by_layout(headers: Mapping[str, str], layout: Layout) -> pl.Expr:
    reasons = pl.lit(None, pl.String)
    by_header = {fold(header): letter for letter, header in headers.items()}
    for one in layout.leave_out:
        letter = by_header.get(fold(one.header))
        if letter is not None:
            says_so = pl.col(letter).str.strip_chars().str.to_lowercase().str.contains(one.expression)
            says_so = says_so.fill_null(value=False)
            reasons = pl.when(says_so).then(pl.lit(one.reason)).otherwise(reasons)
    return reasons


def _totals(sheet: TextSheet, body: pl.DataFrame, match: HeaderMatch, whole: pl.Expr, reasons: pl.Expr) -> pl.Expr:
    """A label that means a sum. In a register, where names are free, a row in which nothing is missing is data."""
    named = _label_letters(match, body)
    possible = sheet.columns_where(lambda text: text.str.contains_any(STEMS, ascii_case_insensitive=True), among=named)
    for letter in (one for one in named if one in possible):
        labels = body.select(_label(letter).alias("label"))["label"]
        for pattern, reason in ((_TOTAL, TOTAL_REASON), (_PART, PART_REASON)):
            if not labels.str.contains(pattern).any():
                continue
            says_so = _label(letter).str.contains(pattern).fill_null(value=False)
            if match.contract.is_register:
                says_so &= ~whole
            reasons = pl.when(says_so).then(pl.lit(reason)).otherwise(reasons)
    return reasons


def _label(letter: str) -> pl.Expr:
    return pl.col(letter).str.strip_chars().str.strip_chars(":|* ").str.to_lowercase()


def _label_letters(match: HeaderMatch, body: pl.DataFrame) -> list[str]:
    """Where a total is named: in the sheet's first column, unless that holds codes or names, or in one of units,
    regions or groups.
    """
    columns = {letter: match.contract.by_name[name] for name, letter in match.letters.items()}
    first = [
        letter
        for letter in body.columns[1:2]
        if letter not in columns
        or columns[letter].type not in {"code", "text"}
        or columns[letter].name == "care_unit_id"
    ]
    labels = [
        at for at, column in columns.items() if column.name == "care_unit_id" or column.type in {"region", "group"}
    ]
    return list(dict.fromkeys([*first, *labels]))


def _trailing_notes(body: pl.DataFrame, match: HeaderMatch, needed: list[str]) -> list[int]:
    """Source rows at the end that are notes: a single cell where the table has several, or the words of a note."""
    if match.matched_count < LEAST_MATCHES + 1:
        return []
    places = [body.columns.index(letter) for letter in needed]
    notes: list[int] = []
    for row in reversed(body.tail(LAST_ROWS).rows()):
        filled = [cell for cell in row[1:] if cell and cell.strip()]
        lacks = any(not (row[place] or "").strip() for place in places)
        if len(filled) > 1 and not (lacks and _NOTE.match(filled[0].strip())):
            break
        notes.append(row[0])
    return notes


def _repeated_headers(body: pl.DataFrame, headers: Mapping[str, str]) -> list[int]:
    """Rows that say the header again, as page breaks and tables under one another do."""
    letters = [letter for letter in headers if letter in body.columns]
    if not letters or not bool((body[letters[0]] == headers[letters[0]]).any()):
        return []
    same = pl.all_horizontal((pl.col(letter) == headers[letter]).fill_null(value=False) for letter in letters)
    return list(body.filter(same)["source_row"].to_list())


def _titles_above(body: pl.DataFrame, repeated: list[int]) -> list[int]:
    """The rows of a single cell that stand right above a repeated header: the next table's title."""
    rows = body.rows()
    titles: list[int] = []
    for number, row in enumerate(rows):
        if row[0] not in repeated:
            continue
        for above in reversed(rows[:number]):
            if sum(bool(cell and cell.strip()) for cell in above[1:]) != 1:
                break
            titles.append(above[0])
    return titles
