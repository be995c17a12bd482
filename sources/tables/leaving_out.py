"""Rows under the header that are no data: totals, notes, the header once more, and what a region's layout names.

Each is listed with its reason and never added in. What holds for several rows is filled in first: a unit that stands in
a row that is left out still holds below it. Not here: rows with faults (`sources/accepting.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl

from sources.contracts import PERIOD_TYPES, Column
from sources.descriptions import Description, Layout
from sources.reading import TextSheet
from sources.reading.content import text_of
from sources.reference_data import load_reference
from sources.tables.beside import TITLE_REASON, find_beside
from sources.tables.filling import fill_down
from sources.tables.readings import Reading, is_filled
from sources.values import fold, parse_column

TOTAL_REASON = "summarad"
WORDLESS_REASON = "summarad utan rubrik: talen är summan av raderna ovanför"
PART_REASON = "varav-rad, ingår i en annan rad"
HIDDEN_REASON = "dold rad, utelämnas enligt regionens beskrivning"

_TOTAL = (
    r"^(?:(?:del|tot(?:al)?|region|slut)?summa(?:\b|[:.]).*"
    r"|totalt(?:[:,(].*| (?:sjukhus|region|län|land|rike|enhet|klinik|inrapport|för |i |på |alla|samtliga|antal).*)?"
    r"|total(?:en|:)?|tot[.:]?|s:a:?|[σ∑]"
    r"|(?:hela )?(?:riket|landet)(?: totalt)?|sverige(?: totalt)?|samtliga(?: .*)?|sammanlagt|summering(?:en)?"
    r"|alla(?: (?:regioner|enheter|sjukhus|kliniker|grupper|diagnosgrupper))?"
    r"|medel(?:värde|tal)?|genomsnitt(?:ligt)?|snitt|median(?:en|värde)?|grand total)$"
)
_TOTAL_LAST = r"[ ,(:]+(?:totalt|summa|sammanlagt)\)?$"
"""Sjukhuset totalt."""
BLANK = r"^\s+$"
_LIKE_TOTAL = r"(?i)total|\btot\b|summa|samtlig|\balla\b|\bhela\b|sammanlag"
"""A word of sums, which may be in a unit's name too: there the numbers tell."""
_REGION = r"^(?:hela )?(?:regionen|länet|landstinget)(?: totalt)?$"
STEMS = ["summa", "tot", "s:a", "sum", "σ", "∑", "riket", "landet", "sverige", "samtliga", "samman", "alla", "medel"]
STEMS += ["snitt", "median", "rav"]
"""One of these stands in every label of a sum or a part, which is quickly seen over a whole column."""
_PART = r"^(?:därav|varav)(?:\b|:).*$"
UNIT = "care_unit_id"
LEAST_SUMMED, NOISE = 2, 1e-6
"""A sum has so many rows above it at least, and is theirs but for what adding up leaves behind."""


@dataclass(frozen=True)
class LeftOut:
    """A row that was left out of the table, and why (Swedish).

    `letter` is the column whose word made it a sum. `is_whole`: a sum by its word, but nothing needed is missing in it.
    """

    source_row: int
    reason: str
    letter: str | None = None
    is_whole: bool = False


@dataclass(frozen=True)
class _Cause:
    """A reason to leave rows out, and the column that tells which."""

    holds: pl.Expr
    reason: str
    letter: str | None = None


def leave_out(
    sheet: TextSheet, body: pl.DataFrame, reading: Reading, layout: Layout, description: Description
) -> tuple[pl.DataFrame, tuple[LeftOut, ...]]:
    """The rows of the sheet's body that are data, texts filled down in them, and the others with their reasons."""
    if body.is_empty():
        return body, ()
    if sheet.columns_where(lambda text: text.str.contains(BLANK)):
        body = body.filter(pl.any_horizontal(is_filled(letter) for letter in body.columns[1:]))
    beside = find_beside(body, reading, _letters_to_fill(reading, layout))
    rows = body.filter(~pl.col("source_row").is_in(list(beside))) if beside else body
    titles = [row for row, reason in beside.items() if reason == TITLE_REASON]
    rows = fill_down(rows, _letters_to_fill(reading, layout), breaks=titles)
    told = [LeftOut(row, reason) for row, reason in beside.items()]
    causes = [
        *_by_layout(sheet, reading, layout),
        *_totals(sheet, rows, reading, description),
        *_wordless_sums(rows, reading),
        *_sums_by_numbers(sheet, rows, reading),
    ]
    if causes:
        which = pl.coalesce(pl.when(cause.holds).then(number) for number, cause in enumerate(causes))
        marked = rows.with_columns(which.alias("cause"))
        rows = marked.filter(pl.col("cause").is_null()).drop("cause")
        left = marked.filter(pl.col("cause").is_not_null())
        for row, number, is_whole in left.select("source_row", "cause", reading.is_whole.alias("whole")).rows():
            cause = causes[number]
            told.append(LeftOut(row, cause.reason, cause.letter, is_whole and cause.letter is not None))
    return rows, tuple(sorted(told, key=lambda one: one.source_row))


def _letters_to_fill(reading: Reading, layout: Layout) -> list[str]:
    """Columns whose text the layout says holds until the next one."""
    wanted = {fold(header) for header in layout.fill_down}
    return [letter for letter, header in reading.header.headers.items() if fold(header) in wanted]


# --- rows of the table that are not counted -------------------------------------------------------------------------


def _by_layout(sheet: TextSheet, reading: Reading, layout: Layout) -> Iterator[_Cause]:
    """What the region's description names comes first: it is known, not found."""
    for one in layout.leave_out:
        for letter, header in reading.header.headers.items():
            if fold(header) == fold(one.header):
                text = text_of(letter).str.normalize("NFC").str.strip_chars().str.to_lowercase()
                yield _Cause(text.str.contains(one.expression), one.reason)
    if layout.hidden_rows == "leave_out" and sheet.facts.hidden_rows:
        yield _Cause(pl.col("source_row").is_in(sorted(sheet.facts.hidden_rows)), HIDDEN_REASON)


def _totals(sheet: TextSheet, rows: pl.DataFrame, reading: Reading, description: Description) -> Iterator[_Cause]:
    """A label that means a sum.

    In a register, where names are free, in a column that is none of ours, and where a row is a patient, a row in which
    nothing is missing is data, whatever its label.
    """
    named = _label_letters(reading, rows.columns[1])
    stems = [*STEMS, *_region_names()]
    possible = sheet.columns_where(lambda text: text.str.contains_any(stems, ascii_case_insensitive=True), among=named)
    for letter in (one for one in named if one in possible):
        labels = rows.select(_label(letter).alias("label"))["label"].drop_nulls().unique(maintain_order=True)
        totals, parts = _sums_among(labels, letter, reading, description)
        for found, reason in ((totals, TOTAL_REASON), (parts, PART_REASON)):
            if found:
                says_so = _label(letter).is_in(found)
                is_free = reading.contract.is_register or reading.contract.is_by_patient or letter not in reading.uses
                yield _Cause(says_so & ~reading.is_whole if is_free else says_so, reason, letter)


def _wordless_sums(rows: pl.DataFrame, reading: Reading) -> Iterator[_Cause]:
    """The last row, where it has nothing but numbers, and each of them is the sum of those above it."""
    others = [letter for letter in rows.columns[1:] if letter not in reading.numbers]
    if rows.height <= LEAST_SUMMED or set(reading.uses) <= set(reading.numbers):
        return
    last = rows.row(-1, named=True)
    letters = [letter for letter in reading.numbers if (last[letter] or "").strip()]
    if not letters or any((last[letter] or "").strip() for letter in others):
        return
    sums = []
    for letter in letters:
        parsed = parse_column(rows[letter], "number")
        above, stated = parsed.values.head(-1), parsed.values[-1]
        if parsed.rule.is_not_null().any() or stated is None or abs(float(above.sum()) - float(stated)) > NOISE:
            return
        sums.append(float(stated))
    if not any(sums):
        return
    yield _Cause(pl.col("source_row") == last["source_row"], WORDLESS_REASON)


def _sums_by_numbers(sheet: TextSheet, rows: pl.DataFrame, reading: Reading) -> Iterator[_Cause]:
    """Rows whose unit has a word of sums in it (`Hela sjukhuset`, `Totalt HSH`), and whose numbers are the sums of the
    other rows that are like them but for the unit.
    """
    units = [letter for letter, uses in reading.uses.items() if any(name == UNIT for _, name in uses)]
    if reading.contract.is_register or len(units) != 1 or not reading.numbers:
        return
    if not sheet.columns_where(lambda text: text.str.contains(_LIKE_TOTAL), among=units):
        return
    letters = list(reading.numbers)
    keys = [letter for letter in reading.uses if letter not in (*units, *letters)]
    frame = rows.select(
        "source_row",
        pl.concat_str(pl.lit(""), *(text_of(key).fill_null("") + "\x1f" for key in keys)).alias("key"),
        _label(units[0]).str.contains(_LIKE_TOTAL).fill_null(value=False).alias("maybe"),
        *(parse_column(rows[letter], "number").values.alias(letter) for letter in letters),
    )
    others = frame.filter(~pl.col("maybe")).group_by("key").agg(pl.len().alias("summed"), pl.col(letters).sum())
    beside = frame.filter("maybe").join(others, on="key", suffix=" sum")
    is_sum = pl.all_horizontal(
        ((pl.col(letter) - pl.col(f"{letter} sum")).abs() <= NOISE).fill_null(value=True) for letter in letters
    )
    says_much = pl.any_horizontal(pl.col(letter).fill_null(0) > 0 for letter in letters)
    found = beside.filter(is_sum & says_much & (pl.col("summed") >= LEAST_SUMMED))["source_row"].to_list()
    if found:
        yield _Cause(pl.col("source_row").is_in(found), TOTAL_REASON, units[0])


def _sums_among(
    labels: pl.Series, letter: str, reading: Reading, description: Description
) -> tuple[list[str], list[str]]:
    """The labels that mean a sum, and those that mean a part of one; a word that the column can have is neither.

    Where a row is a patient, only what cannot be a unit's name is a sum. A region's name among units is one where there
    are others beside it: the agency's own files may have regions for units.
    """
    column = _column_of(letter, reading) if letter in reading.uses else None
    known = {*description.codes_for(column.name)} if column else set()
    if column is not None and column.type == "code":
        known |= {fold(word) for word in (*column.codes, *column.codes.values(), *column.value_aliases)}
    free = labels.filter(pl.Series([fold(label) not in known for label in labels], dtype=pl.Boolean))
    is_total = free.str.contains(_TOTAL)
    if not reading.contract.is_by_patient:
        is_total |= free.str.contains(_TOTAL_LAST)
        if column is not None and column.name == UNIT:
            is_region = free.str.contains(_REGION) | free.is_in(_region_names())
            is_total |= is_region if bool((~is_region & ~is_total).any()) else False
    return free.filter(is_total).to_list(), free.filter(free.str.contains(_PART) & ~is_total).to_list()


@cache
def _region_names() -> list[str]:
    """The names that only a region has, in small letters: a town may have the short one, and its hospital too."""
    frame = load_reference(None).frame("regions").select("region_name", "aliases")
    every = {name for row in frame.rows() for cell in row for name in (cell or "").lower().split("|")}
    return sorted(name for name in every if name.startswith("region ") or name.endswith((" län", " landsting")))


def _label(letter: str) -> pl.Expr:
    return text_of(letter).str.strip_chars().str.strip_chars(":|* ").str.to_lowercase()


def _label_letters(reading: Reading, first: str) -> list[str]:
    """Where a total is named: in the sheet's first column, unless that holds codes or names, or in one of units,
    regions or groups, or of codes that rows are told apart by. Where a row is one patient these are the patient's.
    """
    columns = {letter: _column_of(letter, reading) for letter in reading.uses}
    labels = {"region", "group"} if not reading.contract.is_by_patient else set()
    free = {"code", "region", "group"} - labels
    if not (reading.contract.is_by_patient or reading.contract.is_register):
        free.add("text")
    key = (reading.contract.key or ()) if not reading.contract.is_by_patient else ()
    named = [
        at
        for at, column in columns.items()
        if column.name == UNIT or column.type in labels | PERIOD_TYPES or (column.type == "code" and column.name in key)
    ]
    return list(dict.fromkeys([*([] if first in columns and columns[first].type in free else [first]), *named]))


def _column_of(letter: str, reading: Reading) -> Column:
    return reading.contract.by_name[reading.uses[letter][0][1]]
