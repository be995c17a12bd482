"""Tidy rows to a sheet as a region writes it: its headers, words, dates, order, title rows and totals.

Here: one sheet at a time, and the layout entry that describes it where looking for the header is not enough. Not here:
which sheets go into which file (`files.py`), bytes (`workbook.py`, `text_file.py`).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from pipelines.demo.beds import COUNTS
from pipelines.demo.formats import TITLE_LINES, RegionFormat
from pipelines.demo.wording import header_of, own_words, standard_words
from sources.contracts import CONTRACTS
from sources.reference_data import Reference

MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")
UPPER_LEVELS: Mapping[str, str] = {
    "care_unit_id": "Vårdgivare", "care_unit_name": "Vårdgivare", "ownership": "Vårdgivare",
    "diagnosis_code": "Diagnos", "procedure_code": "Diagnos", "diagnosis_group": "Diagnos",
    "slots_total_count": "Platser", "slots_free_count": "Platser", "slot_kind": "Platser",
    "patient_key": "Patient", "patient_region": "Patient", "home_region": "Patient", "case_id": "Patient",
    "latitude": "Läge", "longitude": "Läge", "region_code": "Läge", "municipality_code": "Läge",
    "established_count": "Vårdplatser", "available_count": "Vårdplatser", "bed_kind": "Vårdplatser",
    "occupied_count": "Patienter", "overcrowded_count": "Patienter", "displaced_count": "Patienter",
}  # fmt: skip
OTHER_LEVEL = "Uppgift"
TOTAL_WORD = "Samtliga enheter"


@dataclass(frozen=True)
class Sheet:
    """A sheet ready to write.

    `rows` has our column names; `headers` what the sheet calls them. `layout` is the sheet's entry in `layout.yaml`
    without its file pattern, None where the header is found by looking. `footer` holds rows under the table.
    """

    kind: str | None
    name: str
    rows: pl.DataFrame
    headers: Mapping[str, str]
    titles: tuple[str, ...] = ()
    upper: tuple[str, ...] = ()
    footer: tuple[tuple[str, ...], ...] = ()
    layout: Mapping[str, Any] | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def header_rows(self) -> tuple[tuple[str, ...], ...]:
        """The header's levels, the upper one only where it changes."""
        lower = tuple(self.headers[column] for column in self.rows.columns)
        if not self.upper:
            return (lower,)
        shown = tuple(
            text if index == 0 or text != self.upper[index - 1] else "" for index, text in enumerate(self.upper)
        )
        return shown, lower

    def full_header(self, column: str) -> str:
        """The header as a reader sees it: joined levels with a blank between."""
        if not self.upper:
            return self.headers[column]
        return f"{self.upper[self.rows.columns.index(column)]} {self.headers[column]}"


def make_sheet(
    kind: str,
    rows: pl.DataFrame,
    style: RegionFormat,
    reference: Reference,
    *,
    name: str,
    constants: Mapping[str, str] | None = None,
    extra_titles: Sequence[str] = (),
) -> Sheet:
    """A sheet of one kind in a region's style; `constants` are told by the description instead of a column."""
    kept = [column for column in _in_order(rows.columns, style) if column not in (constants or {})]
    kept = [column for column in kept if rows[column].null_count() < len(rows) or rows.is_empty()]
    words = {column: _words(kind, column, style, reference) for column in kept}
    table = _in_words(rows.select(kept), words)
    table = _in_style(table, kind, style)
    titles = (
        (*(line.format(title=CONTRACTS[kind].title) for line in TITLE_LINES), *extra_titles) if style.titles else ()
    )
    sheet = Sheet(
        kind=kind,
        name=name,
        rows=table,
        headers={column: header_of(style.region_code, kind, column, standard=style.standard_words) for column in kept},
        titles=titles,
        words={column: own for column in kept if (own := _own(column, style))},
    )
    return _with_layout(_with_totals(_with_levels(sheet, style), style), constants)


def bed_columns_sheet(rows: pl.DataFrame, style: RegionFormat, *, name: str) -> Sheet:
    """Beds with one row per hospital and day and the kinds of bed side by side; the layout turns columns into rows."""
    kinds = {kind: title for kind, title in CONTRACTS["beds"].by_name["bed_kind"].codes.items() if kind != "ecmo"}
    counts = [count for count in COUNTS if count in ("established_count", "available_count", "occupied_count")]
    wide = rows.pivot("bed_kind", index=["date", "care_unit_id"], values=counts, sort_columns=True)
    wide = wide.with_columns(pl.selectors.float().fill_null(0.0)).sort("date", "care_unit_id")
    names = {f"{count}_{kind}": f"{_title(count)} {title.lower()}" for kind, title in kinds.items() for count in counts}
    own = {column: header_of(style.region_code, "beds", column, standard=False) for column in ("date", "care_unit_id")}
    takes = [
        {"set": {"bed_kind": kind}, "take": {count: names[f"{count}_{kind}"] for count in counts}} for kind in kinds
    ]
    table = _in_style(wide.select("date", "care_unit_id", *names), "beds", style)
    return Sheet("beds", name, table, {**own, **names}, layout={"kind": "beds", "columns_to_rows": takes})


def _title(column: str) -> str:
    return CONTRACTS["beds"].by_name[column].title


def _in_order(columns: Sequence[str], style: RegionFormat) -> list[str]:
    if not style.own_order:
        return list(columns)
    return sorted(columns, key=lambda column: zlib.crc32(f"{style.region_code}/order/{column}".encode()))


def _own(column: str, style: RegionFormat) -> Mapping[str, str]:
    """The region's own words of a column; in lists of groups the same as for one group."""
    wanted = "diagnosis_group" if column == "diagnosis_groups" else column
    return own_words(style.region_code, wanted, standard=style.standard_words)


def _words(kind: str, column: str, style: RegionFormat, reference: Reference) -> Mapping[str, str]:
    """Id to the word that the region writes."""
    declared = CONTRACTS[kind].by_name[column]
    if declared.type == "region":
        return _region_words(style, reference)
    return _own(column, style) or standard_words(kind, column, reference)


def _region_words(style: RegionFormat, reference: Reference) -> Mapping[str, str]:
    regions = reference.frame("regions")
    column = {"name": "region_name", "letter": "letter"}.get(style.regions, "region_code")
    words = dict(zip(regions["region_code"], regions[column], strict=True))
    return {code: word.lstrip("0") for code, word in words.items()} if style.regions == "number" else words


def _in_words(rows: pl.DataFrame, words: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """Ids to words; several groups in one cell are written with a semicolon between."""
    told = [
        pl.col(column).replace_strict(list(own), list(own.values()), default=pl.col(column), return_dtype=pl.String)
        for column, own in words.items()
        if own and column != "diagnosis_groups"
    ]
    if "diagnosis_groups" in words:
        own = words["diagnosis_groups"]
        one = pl.element().replace_strict(list(own), list(own.values()), return_dtype=pl.String)
        told.append(pl.col("diagnosis_groups").str.split(",").list.eval(one).list.join("; "))
    return rows.with_columns(told)


def _in_style(rows: pl.DataFrame, kind: str, style: RegionFormat) -> pl.DataFrame:
    """Dates, weeks, codes and numbers as the region writes them; in text files everything becomes text."""
    shown = []
    for column, dtype in rows.schema.items():
        declared = CONTRACTS[kind].by_name.get(column)
        if dtype == pl.Date and style.dates != "cell":
            shown.append(_date_text(pl.col(column), style.dates))
        elif declared is not None and declared.type == "week":
            shown.append(_week_text(pl.col(column), style.weeks))
        elif declared is not None and declared.type == "icd" and style.dotted_codes:
            shown.append(pl.col(column).str.replace(r"^(.{3})(.+)$", "${1}.${2}"))
        elif dtype.is_float() and style.container == "csv":
            shown.append(_number_text(pl.col(column), decimal_comma=style.decimal_comma))
    return rows.with_columns(shown)


def _date_text(day: pl.Expr, style: str) -> pl.Expr:
    if style == "worded":
        month = day.dt.month().replace_strict(list(range(1, 13)), MONTHS, return_dtype=pl.String)
        return day.dt.day().cast(pl.String) + " " + month + " " + day.dt.year().cast(pl.String)
    forms = {"iso": "%Y-%m-%d", "compact": "%Y%m%d", "dotted": "%d.%m.%Y", "with_time": "%Y-%m-%d 00:00:00"}
    return day.dt.to_string(forms[style])


def _week_text(week: pl.Expr, style: str) -> pl.Expr:
    if style == "iso":
        return week
    year, number = week.str.slice(0, 4), week.str.slice(6, 2).str.strip_chars_start("0")
    forms = {
        "v_year": ("v. ", number, " ", year),
        "year_v": (year, "v", week.str.slice(6, 2)),
        "worded": ("vecka ", number, " ", year),
    }
    return pl.concat_str([part if isinstance(part, pl.Expr) else pl.lit(part) for part in forms[style]]).alias("week")


def _number_text(number: pl.Expr, *, decimal_comma: bool) -> pl.Expr:
    """Whole numbers without decimals, the others with the region's sign."""
    whole = (
        pl.when(number == number.floor()).then(number.cast(pl.Int64).cast(pl.String)).otherwise(number.cast(pl.String))
    )
    return whole.str.replace(".", ",", literal=True) if decimal_comma else whole


def _with_levels(sheet: Sheet, style: RegionFormat) -> Sheet:
    """An upper header level over groups of columns, and the layout that joins the two."""
    if not style.two_levels:
        return sheet
    levels = {column: UPPER_LEVELS.get(column, OTHER_LEVEL) for column in sheet.rows.columns}
    order = sorted(sheet.rows.columns, key=lambda column: list(dict.fromkeys(levels.values())).index(levels[column]))
    first = len(sheet.titles) + 1
    return replace(
        sheet,
        rows=sheet.rows.select(order),
        upper=tuple(levels[column] for column in order),
        layout={"kind": sheet.kind, "header_rows": [first, first + 1]},
    )


def _with_totals(sheet: Sheet, style: RegionFormat) -> Sheet:
    """A row of sums and a note under the bed table, and the entry that leaves the sums out."""
    if not style.totals or sheet.kind != "beds":
        return sheet
    sums = {column: _number(sheet.rows[column]) for column in COUNTS if column in sheet.rows.columns}
    row = tuple(TOTAL_WORD if column == "care_unit_id" else sums.get(column, "") for column in sheet.rows.columns)
    left = {"column": sheet.full_header("care_unit_id"), "value": TOTAL_WORD, "reason": "Summan över enheterna"}
    note = ("Källa: påhittat uttag för demonstration",)
    return replace(sheet, footer=(row, note), layout={**(sheet.layout or {"kind": "beds"}), "leave_out": [left]})


def _number(values: pl.Series) -> str:
    return str(round(values.cast(pl.String).str.replace(",", ".", literal=True).cast(pl.Float64).sum()))


def _with_layout(sheet: Sheet, constants: Mapping[str, str] | None) -> Sheet:
    if not constants:
        return sheet
    return replace(sheet, layout={"kind": sheet.kind, **(sheet.layout or {}), "constants": dict(constants)})
