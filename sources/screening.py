"""National identity numbers in a file, found before anything of it is kept.

Personal identity numbers and coordination numbers (day + 60) in all spellings, with a valid date and a right check
digit; test numbers count too. Reserve numbers of regions where their form is certain. Searched in every cell, also of
hidden sheets, and in sheet names, document properties, comments, definitions and the file's name.
A hit says where and by which rule, never the number. Organisation numbers (third digit at least 2, so no month),
HSA-ids, dates and telephone numbers with separators do not count.

A plain number of ten digits counts if its first six are a valid date and its check digit is right. About 0.7 % of
random ten-digit numbers are; nothing in such a number tells it from a real one, so the safe side is taken.

Not here: what happens to the file then (quarantine).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from sources.reading.content import SOURCE_ROW, TextSheet

MOST_HITS_PER_COLUMN = 100
"""A column of identity numbers is one fault. The first cells are enough to find it."""
SHORTEST = 10
CHUNK_ROWS = 5_000
COORDINATION_DAYS = 60

_DASH = r"[-+/\u2010-\u2015\u2212]"
_GAP = rf"[\s\u00a0\u00ad\u200b\u202f]{{0,2}}{_DASH}?[\s\u00a0\u00ad\u200b\u202f]{{0,2}}"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[678]\d|9[01])"
_CENTURY = r"(?:18|19|20)"
_CANDIDATE = (
    rf"(?:^|\D)(?:{_CENTURY})?\d\d{_MONTH_DAY}{_GAP}\d{{4}}(?:\D|$)"
    rf"|(?:^|\D){_CENTURY}\d\d[- ]\d\d[- ]\d\d[\s\u00a0]?{_DASH}?[\s\u00a0]?\d{{4}}(?:\D|$)"
    rf"|(?:^|\D){_CENTURY}\d\d{_MONTH_DAY}-?[A-Z][A-Z\d]\d\d(?:\W|_|$)"
    r"|(?:^|\D)99(?:19|20)\d{8}(?:\D|$)"
)
"""What Polars looks for in whole columns: every number that can count, and a few that cannot."""

_HSA_ID = re.compile(r"(?<![A-Za-z0-9])SE\d{10}-[A-Za-z0-9]{1,18}(?![A-Za-z0-9])")
_BEFORE = r"(?<!\d)(?<!\d[-.,])"
_AFTER = r"(?!\d)(?![-.,](?!0+(?!\d))\d)"
"""A number may end in `.0`: a column of numbers that an export wrote as decimals."""
_LONG = re.compile(rf"{_BEFORE}({_CENTURY}\d\d)(\d\d)(\d\d){_GAP}(\d{{4}}){_AFTER}")
_LONG_WITH_DASHES = re.compile(
    rf"{_BEFORE}({_CENTURY}\d\d)[- ](\d\d)[- ](\d\d)[\s\u00a0]?{_DASH}?[\s\u00a0]?(\d{{4}}){_AFTER}"
)
_SHORT = re.compile(rf"{_BEFORE}(\d\d)(\d\d)(\d\d){_GAP}(\d{{4}}){_AFTER}")
_SHORT_PLAIN = re.compile(r"\d{10}")
_RESERVE_WITH_LETTERS = re.compile(
    rf"(?<![A-Za-z0-9])({_CENTURY}\d\d)(\d\d)(\d\d)(?:-?[KMX]\d{{3}}|[A-Z]{{2}}\d\d)(?![A-Za-z0-9])"
)
_RESERVE_NUMBER = re.compile(rf"(?<![A-Za-z0-9])(?<!\d[-.,])99(?:19|20)\d{{8}}(?![A-Za-z0-9]){_AFTER}")

PERSONAL_NUMBER = "personal_identity_number"
COORDINATION_NUMBER = "coordination_number"
RESERVE_NUMBER = "reserve_number"
RULES = {
    PERSONAL_NUMBER: "Här finns ett personnummer. Personnummer får inte lämnas.",
    COORDINATION_NUMBER: "Här finns ett samordningsnummer. Samordningsnummer får inte lämnas.",
    RESERVE_NUMBER: "Här finns ett reservnummer för en person. Reservnummer får inte lämnas.",
}
HOW_TO_MEND = "Ta bort numret, eller ersätt det med en pseudonym som bara ni kan tyda, och lämna filen igen."
MASK = "●●●●"


@dataclass(frozen=True)
class IdentityHit:
    """Where a number stands: never the number.

    `place`: `cell`, `sheet_name`, `file_name`, or the name of the part of the file. `sheet`: the sheet's name, or its
    place in order (`blad 2`) if the name itself holds a number. `cell`: its address, such as `C14`. `rule`: a key of
    `RULES`.
    """

    place: str
    sheet: str | None
    cell: str | None
    rule: str


def find_identity_numbers(
    sheets: Sequence[TextSheet], metadata_texts: Iterable[tuple[str, str]], file_name: str
) -> list[IdentityHit]:
    """Every place that holds an identity number, at most `MOST_HITS_PER_COLUMN` for one column.

    Args:
        sheets: all sheets of a file, hidden ones too.
        metadata_texts: (place, text) of what is beside the cells.
        file_name: the name that the file came with.
    """
    hits = [IdentityHit("file_name", None, None, rule) for rule in _rules_broken(file_name)]
    for place, text in metadata_texts:
        hits.extend(IdentityHit(mask_identity_numbers(place), None, None, rule) for rule in _rules_broken(text))
    for number, sheet in enumerate(sheets, start=1):
        name_rules = _rules_broken(sheet.name)
        shown = f"blad {number}" if name_rules else sheet.name
        hits.extend(IdentityHit("sheet_name", shown, None, rule) for rule in name_rules)
        hits.extend(IdentityHit("cell", shown, cell, rule) for cell, rule in _cells_with_numbers(sheet))
    return list(dict.fromkeys(hits))


def mask_identity_numbers(text: str) -> str:
    """The text with every identity number put out of sight, for names that must be shown (a file's, a sheet's)."""
    for start, end, _ in sorted(_find_in_text(text), reverse=True):
        text = text[:start] + MASK + text[end:]
    return text


def _cells_with_numbers(sheet: TextSheet) -> Iterator[tuple[str, str]]:
    rows = sheet.cells[SOURCE_ROW]
    for letters in sheet.cells.columns:
        if letters == SOURCE_ROW:
            continue
        found = 0
        for row, text in _candidates(sheet.cells[letters], rows):
            broken = _rules_broken(text)
            yield from ((f"{letters}{row}", rule) for rule in broken)
            found += bool(broken)
            if found >= MOST_HITS_PER_COLUMN:
                break


def _candidates(column: pl.Series, rows: pl.Series) -> Iterator[tuple[int, str]]:
    """Cells that may hold a number, few at a time so that a full column costs no more than its first hits."""
    longest = column.str.len_bytes().max()
    if not isinstance(longest, int) or longest < SHORTEST:
        return
    possible = pl.DataFrame({"row": rows, "text": column}).filter(pl.col("text").str.contains(_CANDIDATE))
    for chunk in possible.iter_slices(CHUNK_ROWS):
        yield from chunk.iter_rows()


def _rules_broken(text: str) -> list[str]:
    return list(dict.fromkeys(rule for _, _, rule in _find_in_text(text)))


def _find_in_text(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, rule) of every number in the text; overlapping forms of one number are told once."""
    hsa_ids = [matched.span() for matched in _HSA_ID.finditer(text)]
    taken: list[tuple[int, int]] = []
    for start, end, rule in _numbers_in(text):
        inside_hsa = any(first <= start and end <= last for first, last in hsa_ids)
        if not inside_hsa and not any(start < last and first < end for first, last in taken):
            taken.append((start, end))
            yield start, end, rule


def _numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    for form in (_LONG, _LONG_WITH_DASHES):
        for matched in form.finditer(text):
            if rule := _judge(*matched.groups()):
                yield *matched.span(), rule
    for matched in _SHORT.finditer(text):
        plain = _SHORT_PLAIN.fullmatch(matched[0]) is not None
        if plain and _touches_letter(text, *matched.span()):
            continue
        year, month, day, last = matched.groups()
        if rule := _judge(f"19{year}", month, day, last) or _judge(f"20{year}", month, day, last):
            yield *matched.span(), rule
    for matched in _RESERVE_WITH_LETTERS.finditer(text):
        if _is_date(*matched.groups()):
            yield *matched.span(), RESERVE_NUMBER
    for matched in _RESERVE_NUMBER.finditer(text):
        yield *matched.span(), RESERVE_NUMBER


def _touches_letter(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start].isalpha() or text[end : end + 1].isalpha()


def _judge(year: str, month: str, day: str, last: str) -> str | None:
    """The rule that a number of this date and these last four digits breaks, or null if it is none."""
    if not _check_digit_is_right(year[2:] + month + day + last):
        return None
    if _is_date(year, month, day):
        return PERSONAL_NUMBER
    born = int(day) - COORDINATION_DAYS
    return COORDINATION_NUMBER if born > 0 and _is_date(year, month, str(born)) else None


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _check_digit_is_right(ten_digits: str) -> bool:
    """Luhn over all ten digits, first one doubled (Skatteverket, SKV 704)."""
    total = 0
    for place, digit in enumerate(ten_digits):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
