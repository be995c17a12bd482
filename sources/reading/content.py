"""What a reader hands over: text tables with the sender's own row numbers, or a refusal with its reason.

Not here: how the bytes are read, and what the tables mean.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import polars as pl

from sources.values import CATEGORIES

SOURCE_ROW = "source_row"
MANY_ROWS, FIRST_ROWS = 10_000, 1_000
"""In a sheet of so many rows a column whose first texts are mostly the same is kept, and asked, as categories."""
UNCALCULATED = "#FORMEL"
"""What stands in a cell whose formula was saved without a value, as if it were one of Excel's own error texts."""


@dataclass(frozen=True)
class Limits:
    """How much one file may cost. Beyond it the file is refused; none of the limits is a judgement of its content.

    `file_bytes` is the size as delivered, `unpacked_bytes` the sum of what a container unpacks to, `cells` the
    largest rectangle of one sheet (rows x columns), `seconds` and `memory_bytes` what the child process may use.
    """

    seconds: float = 60.0
    memory_bytes: int = 3_000_000_000
    unpacked_bytes: int = 1_000_000_000
    cells: int = 40_000_000
    file_bytes: int = 300_000_000


DAY_ZERO_1900, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of a workbook's two date systems; the first for days after February 1900 (Excel believes in the 29th)."""
CellPlace = tuple[int, str]
"""A cell by its row and its column's letters."""


class Merge(NamedTuple):
    """Cells that are one: their value stands in the first."""

    first_row: int
    last_row: int
    first_column: str
    last_column: str


@dataclass(frozen=True)
class SheetFacts:
    """What a workbook tells of a sheet beside the values. Where the format does not tell it, there is nothing.

    `hidden_rows` and `hidden_columns` are not shown in the workbook; `is_filtered`: a filter is on. `struck` are cells
    whose text is struck out, `commented` cells with a note.
    `day_zero`: the day from which the workbook counts its days. Of a text file: `usual_width`, how many cells most rows
    have, `short_rows`, those that have fewer, and `long_rows`, those that have more.
    """

    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[str] = frozenset()
    is_filtered: bool = False
    struck: frozenset[CellPlace] = frozenset()
    commented: tuple[CellPlace, ...] = ()
    day_zero: date = DAY_ZERO_1900
    usual_width: int = 0
    short_rows: frozenset[int] = frozenset()
    long_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TextSheet:
    """One table of text cells.

    `name`: the sheet's name, which no other sheet of the file has; for CSV the file's name without its ending.
    `cells`: `source_row` (Int64, 1-based row in the sender's own file; for CSV the number of the record, blank ones
    counted) and one column of texts for each sheet column, named by its letters `A`, `B`, ...; an empty cell is null.
    Rows without any cell are left out; the others keep their numbers. The text is as it stood, not trimmed. Columns are
    String, but Categorical where many rows have few different texts: `text_of` gives the texts of either.
    `number_columns`: letters of the columns in which a point is known to be a decimal point, since every cell that
    looks like a number with a point is a number cell of the workbook. Always empty for CSV.
    `is_text`: read from a text file, whose cells have no places of their own but those that the delimiters give them;
    `delimiter`: which those are.
    `member`: the name of the file in an archive that the sheet comes from; `name_within`: what it is called there.
    """

    name: str
    cells: pl.DataFrame
    number_columns: frozenset[str]
    hidden: bool
    facts: SheetFacts = SheetFacts()
    is_text: bool = False
    delimiter: str | None = None
    member: str | None = None
    name_within: str | None = None

    @property
    def own_name(self) -> str:
        """The sheet's name in its own file, which is what descriptions and periods speak of."""
        return self.name_within or self.name

    @cached_property
    def _texts(self) -> tuple[pl.DataFrame, ...]:
        """Frames that hold every text of each column, of columns of categories only once."""
        columns = self.cells.drop(SOURCE_ROW)
        different = [one.unique().cast(pl.String).to_frame() for one in columns if one.dtype == CATEGORIES]
        others = columns.drop(one.columns[0] for one in different)
        return (pl.concat(different, how="horizontal_extend"), others) if different else (others,)

    def columns_where(self, says_so: Callable[[pl.Expr], pl.Expr], among: Collection[str] | None = None) -> list[str]:
        """The letters of the columns in which it is true of any text, in their order; null is neither."""
        found: dict[str, bool] = {}
        for frame in self._texts:
            letters = [letter for letter in frame.columns if among is None or letter in among]
            if letters:
                found |= frame.select(says_so(pl.col(letters)).any()).row(0, named=True)
        return [letter for letter in self.cells.columns if found.get(letter)]


@dataclass(frozen=True)
class FileContent:
    """All sheets of one file in their order.

    `notes`: Swedish, how the file was read (encoding, delimiter). `metadata_texts`: (place, text) of what is in the
    file beside the cells: document properties, comments, defined names, headers and footers; only for screening.
    `unread`: the files of an archive that gave no sheets.
    """

    sheets: tuple[TextSheet, ...]
    notes: tuple[str, ...]
    metadata_texts: tuple[tuple[str, str], ...]
    unread: tuple["UnreadMember", ...] = ()


class Place(NamedTuple):
    """A cell that a refusal is about, or a sheet."""

    sheet: str
    cell: str | None


class UnreadableFile(Exception):  # noqa: N818 - the name says what it is to the sender, not that it is an error
    """The file was not read. The texts are Swedish, meant for the sender, and never hold a value from a cell.

    `rule`: the reason's id. `quarantine`: the bytes may do harm or hide something and must not be kept. `places`: the
    cells that it is about, where it is about cells.
    """

    def __init__(
        self, rule: str, message: str, how_to_mend: str, *, quarantine: bool, places: Sequence[Place] = ()
    ) -> None:
        super().__init__(rule, message, how_to_mend, quarantine)
        self.rule = rule
        self.message = message
        self.how_to_mend = how_to_mend
        self.quarantine = quarantine
        self.places = tuple(places)

    def __reduce__(self) -> tuple[object, ...]:
        """Cross from a child process to its parent with all fields."""
        return _rebuild, (self.rule, self.message, self.how_to_mend, self.quarantine, self.places)


class UnreadMember(NamedTuple):
    """A file of an archive that could not be read: its name there, why, and whether all of its bytes were searched."""

    name: str
    refusal: UnreadableFile
    is_screened: bool


def _rebuild(rule: str, message: str, how_to_mend: str, quarantine: bool, places: tuple[Place, ...]) -> UnreadableFile:
    return UnreadableFile(rule, message, how_to_mend, quarantine=quarantine, places=places)


def column_letters(index: int) -> str:
    """The letters of a sheet column by its 0-based place: 0 is `A`, 26 is `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def letters_to_index(letters: str) -> int:
    """The 0-based place of a sheet column by its letters: `A` is 0, `AA` is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def text_of(letter: str) -> pl.Expr:
    """The texts of a column of `TextSheet.cells`, and of what is made of it, as String whichever way they are kept."""
    return pl.col(letter).cast(pl.String)


def repeats(texts: pl.Series) -> bool:
    """Whether the first texts of a long column are mostly the same."""
    return texts.head(FIRST_ROWS).n_unique() * 2 < FIRST_ROWS


def _as_categories(texts: pl.Series) -> pl.Series:
    """The column with each different text kept once, where it is long and repeats its texts."""
    is_long = texts.dtype == pl.String and len(texts) >= MANY_ROWS
    return texts.cast(CATEGORIES) if is_long and repeats(texts) else texts


def without_empty_rows(columns: list[pl.Series], source_row: pl.Series, first_column: int = 0) -> pl.DataFrame:
    """The `cells` of a `TextSheet`: columns named by their letters, empty text as null, empty rows left out.

    Columns after the last one that holds anything are dropped; those before and between stay, so that the letters
    are the sender's own.
    """
    named = {column_letters(first_column + place): _as_categories(column) for place, column in enumerate(columns)}
    while named and named[last := next(reversed(named))].null_count() == len(source_row):
        del named[last]
    leading = {
        column_letters(place): pl.Series([None], dtype=pl.String).new_from_index(0, len(source_row))
        for place in range(first_column if named else 0)
    }
    frame = pl.DataFrame({SOURCE_ROW: source_row.cast(pl.Int64), **leading, **named})
    if not named:
        return frame.clear()
    filled = frame.select(pl.any_horizontal(pl.col(letters).is_not_null() for letters in named)).to_series()
    return frame if bool(filled.all()) else frame.filter(filled)
