"""The content model of a report: what is said, once, for every renderer.

Here: frozen dataclasses for editions, sections, blocks, tables, cells and charts as data, and the laws they keep.
Not here: how anything looks (html, pdf, xlsx), how a number is spelled (swedish), what a report says (lagesbild,
transfers). A new report is a new composition of these parts and needs no new template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from reports.values import Cell, Interval, Link, Missing, Status, Suppressed, number_of

Role = Literal["need", "room", "plain"]
ColumnKind = Literal[
    "text", "count", "number", "share", "days", "date", "week", "status", "link", "trend", "dot", "balance", "bar"
]
DRAWN_FROM_OTHERS: frozenset[ColumnKind] = frozenset({"dot", "balance", "bar"})
PICTURES: frozenset[ColumnKind] = DRAWN_FROM_OTHERS | {"trend"}
NUMERIC: frozenset[ColumnKind] = frozenset({"count", "number", "share", "days"})


@dataclass(frozen=True)
class Edition:
    """The facts that identify one edition of a report; all of them come from the caller, none from a clock.

    `week` is ISO text (`2026-W47`), `edition_id` names the edition to readers (`2026-v47`), `data_version` and
    `software_version` say what it was made of, and `run_id` is a hash of what decides the content.
    `fixed_date` is the day on which the edition was fixed (None while it is preliminary).
    """

    week: str
    as_of_date: date
    edition_id: str
    version: int
    preliminary: bool
    data_version: str
    software_version: str
    run_id: str = ""
    diarienummer: str | None = None
    contact: str | None = None
    fixed_date: date | None = None
    correction_reason: str | None = None

    @property
    def document_date(self) -> date:
        """The date that documents carry inside: the day of fixing, else the as-of day."""
        return self.fixed_date or self.as_of_date


@dataclass(frozen=True)
class Span:
    """A stretch of text with a meaning: emphasis, one of the two colours' meanings, or a link."""

    text: str
    role: Literal["strong", "need", "room", "link"] = "strong"
    href: str = ""


Prose = str | tuple[str | Span, ...]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `key` is the ASCII name in data files. `unit` stands in the head. Pictures of other columns (`dot`, `balance`,
    `bar`) name those in `drawn_from` and hold no cells of their own, so that they cannot disagree with them:
    dot = (share,), balance = (need, room), bar = (count,). `reference` is the mark on a dot's axis (a share).
    """

    key: str
    title: str
    kind: ColumnKind = "text"
    unit: str = ""
    role: Role = "plain"
    decimals: int = 0
    drawn_from: tuple[str, ...] = ()
    reference: float | None = None


@dataclass(frozen=True)
class Row:
    """Cells by column key. With `missing` the row has its first cell alone and the reason in place of the rest."""

    cells: Mapping[str, Cell]
    is_total: bool = False
    missing: Missing | None = None


@dataclass(frozen=True)
class Table:
    """A table with its caption and notes; the first column heads the rows.

    `name` (ASCII) is the name of its data file and sheet. `is_behind` tables stand behind something else: one click
    away on the screen, in the appendix of the PDF. `compact` tables are matrices with many narrow columns.
    Raises ValueError where a row lacks a cell or a picture names an unknown column.
    """

    kind: ClassVar[str] = "table"
    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    is_behind: bool = False
    compact: bool = False
    empty_text: str = "Inga uppgifter att visa."

    def __post_init__(self) -> None:
        keys = {column.key for column in self.columns}
        for column in self.columns:
            if not keys.issuperset(column.drawn_from):
                raise ValueError(f"table {self.name}: column {column.key} is drawn from unknown columns")
        needed = {column.key for column in self.data_columns}
        for row in self.rows:
            held = {self.columns[0].key} if row.missing else needed
            if not held <= row.cells.keys():
                raise ValueError(f"table {self.name}: a row lacks {sorted(held - row.cells.keys())}")

    @property
    def data_columns(self) -> tuple[Column, ...]:
        """The columns that hold cells of their own."""
        return tuple(column for column in self.columns if column.kind not in DRAWN_FROM_OTHERS)

    @property
    def file_columns(self) -> tuple[Column, ...]:
        """The columns that go into data files and sheets: all but the pictures."""
        return tuple(column for column in self.columns if column.kind not in PICTURES)

    def largest(self, key: str) -> float:
        """The largest number in a column, 0 where there is none."""
        values = (number_of(row.cells.get(key)) for row in self.rows)
        return max((value for value in values if value is not None), default=0.0)


@dataclass(frozen=True)
class Tile:
    """One region on a tile map: its place, its letter, how many need care and how much room there is."""

    letter: str
    name: str
    column: int
    row: int
    need: int | Missing | Suppressed
    room: int | Interval | Missing | Suppressed


@dataclass(frozen=True)
class TileMap:
    """The country as equal tiles placed like the regions."""

    chart_kind: ClassVar[str] = "tile_map"
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length, and the text that stands at its end."""

    label: str
    value: float
    text: str
    role: Role = "plain"


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars with a zero base and direct labels."""

    chart_kind: ClassVar[str] = "bars"
    bars: tuple[Bar, ...]


Chart = TileMap | BarChart


@dataclass(frozen=True)
class Figure:
    """A chart with a title, the finding in words (its text alternative) and the table behind it."""

    kind: ClassVar[str] = "figure"
    name: str
    title: str
    finding: str
    chart: Chart
    table: Table


@dataclass(frozen=True)
class FigureGroup:
    """Small multiples: figures of one kind and one scale side by side."""

    kind: ClassVar[str] = "figures"
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    kind: ClassVar[str] = "paragraph"
    text: Prose


@dataclass(frozen=True)
class Note:
    """A remark in small type: a caveat, a source, a key to symbols."""

    kind: ClassVar[str] = "note"
    text: Prose


@dataclass(frozen=True)
class KeyFigure:
    """A number and the sentence it begins; `change` compares it with the edition before."""

    key: str
    value: Cell
    value_kind: ColumnKind
    text: str
    change: str = ""
    role: Role = "plain"

    @property
    def remark(self) -> str:
        """What stands under the sentence: the change, or why the figure is missing."""
        return self.value.reason if isinstance(self.value, Missing) else self.change


@dataclass(frozen=True)
class KeyFigures:
    """Three to five key figures in a row."""

    kind: ClassVar[str] = "key_figures"
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Facts:
    """Terms and what they are, as a list of pairs."""

    kind: ClassVar[str] = "facts"
    pairs: tuple[tuple[str, Prose], ...]


@dataclass(frozen=True)
class ItemList:
    """A list of sentences or links."""

    kind: ClassVar[str] = "list"
    items: tuple[Prose, ...]


@dataclass(frozen=True)
class StatusKey:
    """The key to the symbols of a matrix."""

    kind: ClassVar[str] = "status_key"
    statuses: tuple[Status, ...]


Block = Paragraph | Note | KeyFigures | Table | Figure | FigureGroup | Facts | ItemList | StatusKey


@dataclass(frozen=True)
class Section:
    """A part of a report. `heading` may state the finding; `topic` names the subject for the list of contents."""

    name: str
    topic: str
    heading: str
    blocks: tuple[Block, ...]
    lead: Prose = ""


@dataclass(frozen=True)
class Absence:
    """A region that is not in the figures, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Coverage:
    """How many of the expected regions are in the figures, and which are not."""

    expected_count: int
    missing: tuple[Absence, ...]

    @property
    def reporting_count(self) -> int:
        """Regions that are in the figures."""
        return self.expected_count - len(self.missing)


@dataclass(frozen=True)
class Report:
    """A whole report.

    `name` is the name of its files, `facts` the lines beside the title, `footer` its last line, `files` links to the
    same figures in other formats beside the page.
    """

    name: str
    title: str
    subtitle: str
    description: str
    document_date: date
    sections: tuple[Section, ...]
    facts: tuple[str, ...] = ()
    banner: str = ""
    coverage: Coverage | None = None
    edition: Edition | None = None
    footer: str = ""
    files: tuple[Link, ...] = ()

    def tables(self) -> Iterator[Table]:
        """Every table in reading order, those behind figures included."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block
                elif isinstance(block, Figure):
                    yield block.table
                elif isinstance(block, FigureGroup):
                    yield from (figure.table for figure in block.figures)
