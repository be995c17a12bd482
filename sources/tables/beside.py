"""Rows under the header that are none of the table's: the header once more, its units, titles between tables, notes.

Each with its reason (Swedish); nothing in them holds for other rows. Not here: sums, which stand in the table
(`leaving_out.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from sources.contracts import PERIOD_TYPES
from sources.tables.filling import fill_down
from sources.tables.headers import LEAST_MATCHES
from sources.tables.readings import Reading, is_filled
from sources.values.dates import parse_plain_date
from sources.values.periods import is_period

LEAST_LETTERS = 5
LAST_ROWS = 60
"""So far up from the end of a sheet notes are looked for."""
FOOTNOTE_REASON = "fotnot eller text under tabellen"
HEADER_REASON = "rubrikraden en gång till"
TITLE_REASON = "text mellan två tabeller"
UNDER_HEADER_REASON = "rad med enheter eller streck under rubrikerna"

_NOTE = re.compile(
    r"^(?:\*+|[¹²³]|\d{1,2}\)|käll(?:a|or)\b|kommentar(?:er)?\b|anm(?:ärkning(?:ar)?)?\b[.:]?|not(?:er)?\b\s*\d*[.:]"
    r"|utskriv(?:en|et|ven)|utdrag|skapad|framtagen|rapport(?:en)? (?:skapad|uttagen|framtagen)"
    r"|uttag(?:en|et|sdatum)?\b"
    r"|senast uppdaterad|uppdaterad\b|data hämtad|hämtad\b|kontakt(?:person)?\b|end of (?:worksheet|report)|slut på\b"
    r"|definition(?:er)?\b|förklaring(?:ar)?\b|teckenförklaring"
    r"|(?:sida|sid\.|s\.) ?\d+\b|antal(?: \w+)?: ?\d+$|\d+ ?\(\d+\)$)",
    re.IGNORECASE,
)
_MOMENT = r"^\d{4}-\d\d-\d\d[ T]+\d{1,2}[:.]\d\d(?:[:.]\d\d)?$"
_RULED = re.compile(r"[-=_*\u2013\u2014\s]{3,}")
_UNIT_WORDS = re.compile(
    r"[(\[]?(?:st\.?|stycken|antal|tal|heltal|siffra|n|%|procent|andel|dagar|dygn|veckor|vecka|månad|datum|dag|text|kod"
    r"|namn|enhet|id|platser|vårdplatser|patienter|personer|besök|timmar|fritext|ja/nej"
    r"|[åy]{2,4}[-/]?(?:m{1,2}[-/]?d{1,2}|w?v{1,2}|mm))[)\]]?",
    re.IGNORECASE,
)


def says_note(text: str) -> bool:
    """Whether a text begins with the words of a note."""
    return _NOTE.match(text.strip()) is not None


def find_beside(body: pl.DataFrame, reading: Reading, filled_down: Sequence[str]) -> dict[int, str]:
    """The rows that are none of the table's, each with its reason; `filled_down` are columns whose texts hold on."""
    repeated = _repeated_headers(body, reading.header.headers)
    continued = _continued(body, repeated, reading, filled_down)
    return {
        **dict.fromkeys(_under_the_header(body, reading), UNDER_HEADER_REASON),
        **dict.fromkeys(_notes_within(body, reading, filled_down), FOOTNOTE_REASON),
        **dict.fromkeys(_trailing_notes(body, reading, continued), FOOTNOTE_REASON),
        **dict.fromkeys(repeated, HEADER_REASON),
        **dict.fromkeys(_titles_above(body, repeated, continued), TITLE_REASON),
    }


def _under_the_header(body: pl.DataFrame, reading: Reading) -> list[int]:
    """The row right under the header, if it is ruled with signs, or names what each column is counted in."""
    row = body.row(0)
    filled = [cell.strip() for cell in row[1:] if cell and cell.strip()]
    if row[0] != reading.header.rows[-1] + 1 or not filled:
        return []
    is_ruled = all(_RULED.fullmatch(cell) for cell in filled)
    says_units = len(filled) >= LEAST_MATCHES and all(_UNIT_WORDS.fullmatch(cell) for cell in filled)
    return [row[0]] if is_ruled or says_units else []


def _notes_within(body: pl.DataFrame, reading: Reading, filled_down: Sequence[str]) -> list[int]:
    """Rows anywhere whose only cell begins with the words of a note, or is a heading where only days can stand.

    Not in the columns whose texts hold for the rows below, nor in those of numbers.
    """
    if sum(column.null_count() == 0 for column in body) > 2:  # the row's number and the note's column may be full
        return []
    cells = pl.concat_str(pl.exclude("source_row").cast(pl.String), ignore_nulls=True)
    is_single = pl.sum_horizontal(pl.exclude("source_row").is_not_null()) == 1
    is_free = pl.all_horizontal(
        pl.lit(value=True), *(pl.col(letter).is_null() for letter in (*filled_down, *reading.numbers))
    )
    in_days = pl.any_horizontal(
        pl.lit(value=False), *(pl.col(letter).is_not_null() for letter in reading.of_types(PERIOD_TYPES))
    )
    found = body.lazy().filter(is_single & is_free).select("source_row", cells.alias("text"), in_days.alias("days"))
    return [row for row, text, days in found.collect().rows() if says_note(text) or (days and _is_heading(text))]


def _is_heading(text: str) -> bool:
    """Whether a text has words, and can be no day, week or month that was written in another way."""
    letters = sum(sign.isalpha() for sign in text)
    return letters >= LEAST_LETTERS and parse_plain_date(text) is None and not is_period(text)


def _continued(
    body: pl.DataFrame, repeated: Collection[int], reading: Reading, letters: Sequence[str]
) -> frozenset[int]:
    """Rows that are whole by what is filled down into them, and have none of those texts themselves."""
    if not letters:
        return frozenset()
    rows = body.filter(~pl.col("source_row").is_in(repeated))
    has_own = pl.any_horizontal(is_filled(letter) for letter in letters)
    sent = rows.select((reading.is_whole | has_own).alias("by_itself")).to_series()
    return frozenset(fill_down(rows, letters).filter(~sent & reading.is_whole)["source_row"])


def _trailing_notes(body: pl.DataFrame, reading: Reading, continued: Collection[int]) -> list[int]:
    """Source rows at the end that are notes: a single cell where the table has several, or the words of a note.

    Where there are several cells and one of them is a number of ours, the row is no note, whatever its first word is.
    """
    if reading.match.matched_count < LEAST_MATCHES + 1:
        return []
    last = body.tail(LAST_ROWS)
    ending = [cell.strip() for cell in last.row(-1)[1:] if cell and cell.strip()]
    if len(ending) > 1 and not says_note(ending[0]):
        return []
    whole = last.select(reading.is_whole.alias("whole")).to_series()
    numbers = [body.columns.index(letter) for letter in reading.numbers]
    notes: list[int] = []
    for row, is_whole in zip(reversed(last.rows()), reversed(whole.to_list()), strict=True):
        filled = [cell.strip() for cell in row[1:] if cell and cell.strip()]
        counts = any((row[at] or "").strip() for at in numbers)
        says_so = bool(filled) and not is_whole and not counts and says_note(filled[0])
        says_so |= len(filled) == 1 and not is_whole and row[0] not in continued and _is_moment(row, body)
        if not says_so and (len(filled) > 1 or row[0] in continued or _is_broken_off(row, body, reading)):
            break
        notes.append(row[0])
    return notes


def _is_broken_off(row: tuple[Any, ...], body: pl.DataFrame, reading: Reading) -> bool:
    """Whether a row with a single cell goes on the table and lost the rest: no text, or one like its column's others.

    What stands further in than the first column is no text under the table either.
    """
    place, text = next(((at, cell) for at, cell in enumerate(row) if at and cell and cell.strip()), (0, ""))
    follows = bool((body["source_row"] == row[0] - 1).any())
    is_value = not any(sign.isalpha() for sign in text) or (" " not in text.strip() and any(map(str.isdigit, text)))
    column = body.to_series(place)
    is_like = bool((_shapes(column) == _shapes(pl.Series([text])).item()).sum() > 1)
    is_within = body.columns[place] in reading.uses and any(at in reading.uses for at in body.columns[1:place])
    return bool(text) and follows and (is_value or is_like or is_within)


def _shapes(texts: pl.Series) -> pl.Series:
    """The texts with every run of digits as one: `Avd 31` and `Avd 4` are alike."""
    return texts.cast(pl.String).str.replace_all(r"\d+", "0")


def _is_moment(row: tuple[Any, ...], body: pl.DataFrame) -> bool:
    """Whether a row's single cell is a moment that something was printed: no other cell of its column has a time."""
    place = next(at for at, cell in enumerate(row) if at and cell and cell.strip())
    is_moment = body.to_series(place).cast(pl.String).str.strip_chars().str.contains(_MOMENT)
    return re.match(_MOMENT, row[place].strip()) is not None and is_moment.sum() == 1


def _repeated_headers(body: pl.DataFrame, headers: Mapping[str, str]) -> list[int]:
    """Rows that say the header again, as page breaks and tables under one another do."""
    letters = [letter for letter in headers if letter in body.columns]
    if not letters or not bool(body.select((pl.col(letters[0]) == headers[letters[0]]).any()).item()):
        return []
    same = pl.all_horizontal((pl.col(letter) == headers[letter]).fill_null(value=False) for letter in letters)
    return list(body.filter(same)["source_row"].to_list())


def _titles_above(body: pl.DataFrame, repeated: Collection[int], continued: Collection[int]) -> list[int]:
    """The rows of a single cell that stand right above a repeated header, the next table's title; one beside it may be
    the page's number.
    """
    if not repeated:
        return []
    rows = body.rows()
    titles: list[int] = []
    for number, row in enumerate(rows):
        if row[0] not in repeated:
            continue
        for above in reversed(rows[:number]):
            filled = [cell for cell in above[1:] if cell and cell.strip()]
            beside = filled[1:]
            if not filled or len(beside) > 1 or not all(map(says_note, beside)) or above[0] in continued:
                break
            titles.append(above[0])
    return titles
