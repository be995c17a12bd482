"""What stands between the columns: found over the whole file, or refused where two readings differ.

The delimiter divides the records regularly and leaves none of the other marks unexplained; a part of the file that
another mark divides is a refusal too. Not here: quotes and escapes (dialect, quoting).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from sources.reading.content import UnreadableFile
from sources.reading.quoting import Dialect, split_cells
from sources.reading.records import NO_DELIMITER, QUOTED, count_delimiters
from sources.reading.refusals import refuse

DELIMITERS = {";": "semikolon", ",": "komma", "\t": "tabb", "|": "lodstreck"}
RARE_DELIMITERS = {
    "^": "cirkumflex",
    "~": "tilde",
    "¤": "valutatecken",
    "§": "paragraftecken",
    "¦": "brutet lodstreck",
    "#": "nummertecken",
    "*": "asterisk",
    "!": "utropstecken",
    "&": "et-tecken",
    ":": "kolon",
    "=": "likhetstecken",
    " ": "blanksteg",
}
"""Only where every record has the same number of them, and none of the usual delimiters divides the file."""
WITHIN_CELLS = frozenset(" :=&!*")
"""Rare delimiters that are common within cells."""
LEAST_COVERAGE = 0.3
"""Below this share of the best candidate's lines a candidate is chance."""
CLEAR_LEAD = 1.5
MOST_BESIDE_COMPLETE = 0.9
SAMPLE_LINES = 2000
LEAST_RARE_RECORDS = 3
LEAST_ROWS_UNDER_HEADER = 2
SHOWN_HEADERS = 8
SHOWN_LETTERS = 30

_FRACTION = r"[+\-\u2212]?[\d\u00a0 ]*\d,\d+"
_DECIMAL = rf"(?:[^\w\s,;|]\s?)?{_FRACTION}(?:\s?[-\u2013]\s?{_FRACTION})?(?:\s?%|\s?[a-zåäöA-ZÅÄÖ]{{1,8}}\.?)?"
"""A number with a decimal comma: alone, in a range, or with a sign or a unit."""
_NUMBER = r"^[\s\d.,:;/%<>+\-\u2212\u2013]*\d[\s\d.,:;/%<>+\-\u2212\u2013]*$"


@dataclass(frozen=True)
class Candidate:
    """A delimiter and how it would divide the file: the usual number of columns and the share of lines with it."""

    delimiter: str
    column_count: int
    coverage: float


def find_delimiter(plain: pl.Series, records: pl.Series) -> str:
    """The delimiter that divides the records regularly and leaves none of the others unexplained.

    Args:
        plain: the records without their quoted parts and without blank ones.
        records: the same records as they stand.

    Returns:
        A delimiter, or `NO_DELIMITER` for a file of one column.

    Raises:
        UnreadableFile: two delimiters divide the file equally well, and differently.
    """
    candidates = [candidate for mark in DELIMITERS if (candidate := _candidate(mark, plain))]
    best = max((candidate.coverage for candidate in candidates), default=0.0)
    candidates = [candidate for candidate in candidates if candidate.coverage >= LEAST_COVERAGE * best]
    sample = plain.head(SAMPLE_LINES)
    explained = {
        (inner.delimiter, outer.delimiter): _explained(sample, inner.delimiter, outer.delimiter)
        for inner in candidates
        for outer in candidates
        if inner is not outer
    }
    left = [one for one in candidates if not any(_is_inside(one, other, explained) for other in candidates)]
    left.sort(key=lambda candidate: (candidate.coverage, candidate.column_count), reverse=True)
    rare = _rare_delimiter(plain, candidates)
    if not left or rare:
        return rare or NO_DELIMITER
    headed = [one for one in left if _divides_alone(one, left, plain[0])]
    if len(left) > 1 and not headed and not _leads(left[0], left[1]):
        raise refuse_readings([show_reading(one, plain, records) for one in left[:2]])
    return _unless_one_column((headed or left)[0], sample, records)


def _divides_alone(one: Candidate, candidates: Sequence[Candidate], first: str) -> bool:
    """Whether it divides the first record into its columns, and no other candidate stands there: a header row."""
    if one.coverage < 0.5 or one.column_count < 3 or first.count(one.delimiter) != one.column_count - 1:
        return False
    return not any(other.delimiter in first for other in candidates if other is not one)


def _leads(first: Candidate, second: Candidate) -> bool:
    """Whether the first candidate divides clearly more records, or all into several columns and the second does not."""
    if first.coverage == 1.0 and first.column_count > 2 and second.coverage < MOST_BESIDE_COMPLETE:
        return True
    return first.coverage >= CLEAR_LEAD * second.coverage


def _candidate(mark: str, plain: pl.Series) -> Candidate | None:
    tally = count_delimiters(plain, mark)
    divided = {count: lines for count, lines in tally.items() if count > 0}
    if not divided:
        return None
    usual = max(divided, key=lambda count: (divided[count], count))
    return Candidate(mark, usual + 1, divided[usual] / tally.total())


def _rare_delimiter(plain: pl.Series, usual: Sequence[Candidate]) -> str | None:
    """The rare mark that every record has equally often, within whose cells the usual ones are prose or decimals."""
    if len(plain) < LEAST_RARE_RECORDS or any(one.coverage == 1.0 and one.column_count > 2 for one in usual):
        return None
    candidates = [_candidate(mark, plain) for mark in RARE_DELIMITERS if mark in plain[0]]
    regular = [candidate for candidate in candidates if candidate and _is_regular(candidate, plain[0])]
    best = max(regular, key=lambda candidate: candidate.column_count, default=None)
    sample = plain.head(SAMPLE_LINES)
    if not best:
        return None
    complete = best.column_count > 3 and best.delimiter not in WITHIN_CELLS
    if complete and all(one.coverage < MOST_BESIDE_COMPLETE for one in usual):
        return best.delimiter
    return best.delimiter if all(_explained(sample, one.delimiter, best.delimiter) for one in usual) else None


def _is_regular(candidate: Candidate, first: str) -> bool:
    """Whether every record has it equally often, and it is not that of times or words: the first record is names."""
    if candidate.coverage < 1.0 or (candidate.delimiter == " " and candidate.column_count < 4):
        return False
    cells = first.split(candidate.delimiter)
    return candidate.delimiter not in WITHIN_CELLS or all(cell and not re.match(_NUMBER, cell) for cell in cells)


def _is_inside(one: Candidate, other: Candidate, explained: Mapping[tuple[str, str], bool]) -> bool:
    """Whether `one` only stands within cells that `other` makes (decimal commas, prose), and not the reverse."""
    if one is other:
        return False
    inside = explained[one.delimiter, other.delimiter]
    return inside and not explained[other.delimiter, one.delimiter]


def _explained(sample: pl.Series, inner: str, outer: str) -> bool:
    """Whether every cell made by `outer` in which `inner` stands is a decimal number or running text."""
    holding = _cells_with(sample, inner, outer)
    prose = ~holding.str.contains(re.escape(inner) + rf"(?:\S|$)|{QUOTED}\s*{re.escape(inner)}\s*{QUOTED}")
    decimal = holding.str.contains(f"^{_DECIMAL}$") & (inner == ",")
    return bool((prose | decimal).all())


def _cells_with(sample: pl.Series, inner: str, outer: str) -> pl.Series:
    cells = sample.str.split(outer).explode(empty_as_null=True).drop_nulls().str.strip_chars()
    return cells.filter(cells.str.contains(inner, literal=True))


def _unless_one_column(candidate: Candidate, sample: pl.Series, records: pl.Series) -> str:
    """The candidate, unless its marks are decimal commas or running text in a file of a single column."""
    if not _explained(sample, candidate.delimiter, NO_DELIMITER):
        return candidate.delimiter
    if candidate.coverage < 0.5:
        return NO_DELIMITER
    if candidate.delimiter != "," or candidate.column_count > 2:
        return candidate.delimiter
    numbers = _cells_with(sample, ",", NO_DELIMITER).str.contains(f"^{_DECIMAL}$")
    if candidate.coverage < 1.0 and bool(numbers.all()):
        return NO_DELIMITER
    rows = _rows_of(candidate, sample, records)
    if candidate.coverage == 1.0 and not bool(numbers.any()) and _is_header(rows[0], rows[1:]):
        return candidate.delimiter
    divided = show_reading(candidate, sample, records)
    whole = show_reading(Candidate(NO_DELIMITER, 1, 1.0), sample, records)
    raise refuse_readings([divided, whole])


def refuse_changing_delimiters(plain: pl.Series, delimiter: str, tally: Counter[int]) -> None:
    """Rows that were copied from another export keep its delimiter and would be read as a single cell.

    Args:
        plain: the records without their quoted parts and without blank ones.
        delimiter: what divides most records.
        tally: how many records have how many of it.

    Raises:
        UnreadableFile: records without the delimiter are divided by another one as table rows are.
    """
    usual = usual_count(tally)
    if not usual or not tally[0]:
        return
    undivided = ~plain.str.contains(delimiter, literal=True)
    first_row = int((~undivided).arg_true()[0])
    places = undivided.arg_true()
    for other in (mark for mark in DELIMITERS if mark != delimiter):
        rows = plain.gather(places)
        counts = rows.str.count_matches(other, literal=True)
        prose = ~rows.str.contains(re.escape(other) + r"(?:\S|$)")
        decimal = rows.str.contains(f"^{_DECIMAL}$") & (other == ",")
        as_rows = (counts > 0) & ~prose & ~decimal
        alike = as_rows & ((counts == usual) | _is_in_block(places, counts, as_rows))
        if usual == 1:
            alike &= _is_in_block(places, counts, as_rows) | (places > first_row)
        if bool(alike.any()):
            record = int(places.filter(alike)[0]) + 1
            raise refuse("changing_delimiter", first=name_of(delimiter), second=name_of(other), record=record)


def usual_count(tally: Counter[int]) -> int:
    """How many delimiters most records have; of two that are as common, the greater."""
    return max(tally, key=lambda count: (tally[count], count), default=0)


def _is_in_block(places: pl.Series, counts: pl.Series, as_rows: pl.Series) -> pl.Series:
    """Whether the record before or after is undivided too and has as many of the other mark."""
    following = (places.diff() == 1) & (counts.diff() == 0) & as_rows & as_rows.shift(1)
    before = following.fill_null(value=False)
    after = following.shift(-1).fill_null(value=False)
    return before | after


def name_of(delimiter: str) -> str:
    """The Swedish name of a delimiter: `semikolon`, `”::”`."""
    first = delimiter[0]
    title = DELIMITERS.get(first) or RARE_DELIMITERS.get(first)
    if title is None or len(delimiter) > 2:
        return f"”{delimiter}”"
    if len(delimiter) == 1:
        return title
    return f"{title} och blanksteg" if delimiter[1] == " " else f"dubbla {title}"


def show_reading(candidate: Candidate, plain: pl.Series, records: pl.Series) -> str:
    """A reading in Swedish: the number of columns and the header row, where there certainly is one."""
    count = candidate.column_count
    if candidate.delimiter == NO_DELIMITER:
        shown = "med komma som decimaltecken eller i löpande text blir det en kolumn"
    else:
        shown = f"med {name_of(candidate.delimiter)} mellan kolumnerna blir det {count} kolumner"
    rows = _rows_of(candidate, plain, records)
    if not rows or not _is_header(rows[0], rows[1:]):
        return shown
    headers = [_cut(header) for header in rows[0][:SHOWN_HEADERS]]
    more = ", …" if len(rows[0]) > SHOWN_HEADERS else ""
    return f"{shown}: {', '.join(headers)}{more}"


def _rows_of(candidate: Candidate, plain: pl.Series, records: pl.Series) -> list[list[str]]:
    """The first records that have the candidate's number of columns, as cells."""
    counts = plain.str.count_matches(candidate.delimiter, literal=True)
    places = (counts == candidate.column_count - 1).arg_true().head(50)
    text = "\n".join(records.gather(places).to_list())
    return split_cells(text, Dialect(candidate.delimiter)).rows


def _is_header(row: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the row holds names only, and stands over a column of numbers or dates.

    Without such a column it might be a person's row, which must not be shown.
    """
    rows = [other for other in rows if any(other)]
    if not all(row) or len(rows) < LEAST_ROWS_UNDER_HEADER or len(set(row)) < len(row):
        return False
    if any(re.search(r"\d{4}", cell) or re.match(_NUMBER, cell) for cell in row):
        return False
    columns = zip(*rows, strict=False)
    return any(any(cells) and all(re.match(_NUMBER, cell) for cell in cells if cell) for cells in columns)


def _cut(header: str) -> str:
    header = " ".join(header.split())
    return f"”{header}”" if len(header) <= SHOWN_LETTERS else f"”{header[:SHOWN_LETTERS].rstrip()}…”"


def refuse_readings(readings: Sequence[str]) -> UnreadableFile:
    """The refusal of a file that can be read in two ways, with both shown."""
    first, second = (reading[0].upper() + reading[1:] for reading in readings)
    return refuse("ambiguous_delimiter", first=first, second=second)
