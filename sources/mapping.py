"""Text tables to typed rows of a contract, with every cell that could not be read.

Here: filling columns from cells, constants, title rows and defaults; applying a region's own words; parsing.
Not here: whether the values make sense together (`sources/accepting.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from sources.contracts import SENDER_IS_MEANT, Column, Contract
from sources.descriptions import Description
from sources.findings import RULES, Finding
from sources.periods_in_titles import find_period
from sources.reference_data import Reference
from sources.tables import Table
from sources.values import CATEGORIES, fold_series, once_each, parse_column
from sources.vocabulary import words_for

AGENCY = "00"
PARSERS = {
    "region": "code",
    "group": "code",
    "groups": "code_list",
    "icd": "diagnosis_code",
    "kva": "procedure_code",
    "unit": "identifier",
}
FAULT_COLUMNS = {"row": pl.UInt32, "column": pl.String, "rule": pl.String, "value": pl.String}
DERIVED_NOTE = "{title}{sheet} är {values}, läst ur {place}"
NOTHING_WRONG = pl.DataFrame(schema={"row": pl.UInt32, "rule": pl.String, "value": pl.String})
LEAST_LACKING = 2
SENDER_COLUMNS = {"patient_region", "region_code", "buyer_region"}
"""Columns whose empty cells mean the sender's own region."""
ONE_FORM = {"municipality_code": (r"^(\d{3})$", "0$1"), "organisation_number": (r"^(?:16)?(\d{6})-(\d{4})$", "$1$2")}
"""Columns of numbers that people write in two ways, the way that is not ours, and ours: Excel drops a zero at first."""
EMPTY_IS_OWN = SENDER_COLUMNS | {"home_region"}
"""The same, and the home region where the home region reports: a written "okänd" means another thing there."""


@dataclass(frozen=True)
class Reader:
    """What is needed to understand a sender's cells; `received` is the day that they are judged by."""

    region_code: str
    description: Description
    reference: Reference
    received: date


@dataclass(frozen=True)
class Mapped:
    """A table with typed columns, and what was wrong with its cells.

    `rows` has `source_row`, `maker` and all columns of the contract's `row_types`; texts are String or Categorical.
    `faults` has a line per cell that could not be read: `row` (index in `rows`), `column`, `rule`, `value` as it stood.
    """

    table: Table
    rows: pl.DataFrame
    faults: pl.DataFrame


@dataclass(frozen=True)
class ReadColumn:
    """Typed values, the most that withheld counts can be, and what is to be told of them (`row`, `rule`, `value`)."""

    values: pl.Series
    high: pl.Series | None = None
    wrong: pl.DataFrame = field(default_factory=NOTHING_WRONG.clone)


@dataclass(frozen=True)
class Constants:
    """Columns that have one value in the whole table, and the needed columns that nothing gives.

    `findings` are periods that cannot be told, `notes` (Swedish) say what was read where.
    """

    values: Mapping[str, str]
    missing: tuple[Column, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def find_constants(table: Table, reader: Reader, *, file_name: str) -> Constants:
    """The layout's constants, and what a missing period or home region can be derived from."""
    values, missing, findings, notes = dict(table.constants), [], [], []
    for column in table.match.missing:
        if column.name in SENDER_IS_MEANT and reader.region_code != AGENCY:
            continue
        if not table.contract.may_stand_beside(column):
            missing.append(column)
            continue
        sheet = table.sheet.own_name if table.sheet.own_name != Path(file_name).stem else ""
        found = find_period(
            column.type,
            titles=table.titles,
            sheet=sheet,
            file_name=file_name,
            labels=column.headers(),
            received=reader.received,
        )
        told = {"title": column.title, "place": found.place, "values": ", ".join(found.values)}
        place = {"sheet": table.sheet.name, "column": column.name}
        if found.only is not None:
            values[column.name] = found.only
            notes.append(DERIVED_NOTE.format(sheet=f" på bladet {sheet}" if sheet else "", **told))
        elif found.values:
            findings.append(RULES["period_unclear"].finding("period_unclear", told, place=place))
        else:
            missing.append(column)
    return Constants(values, tuple(missing), tuple(findings), tuple(notes))


def map_table(table: Table, reader: Reader, constants: Mapping[str, str]) -> Mapped:
    """Reads every column of the contract from the table."""
    typed: list[pl.Series] = []
    faults = [pl.DataFrame(schema=FAULT_COLUMNS)]
    for column in table.contract.columns:
        if column.name in table.texts.columns or column.name in constants:
            read = _read_column(column, _texts_of(column, table, constants), table, reader)
        else:
            read = ReadColumn(_empty(column.polars_type, table.texts.height))
        typed.append(_filled(column, read, reader).alias(column.name))
        if column.high_name:
            high = read.values if read.high is None else read.high
            typed.append(high.cast(column.polars_type).alias(column.high_name))
        if read.wrong.height:
            faults.append(read.wrong.with_columns(pl.lit(column.name).alias("column")).select(list(FAULT_COLUMNS)))
    rows = table.texts.select("source_row", "maker").with_columns(typed)
    if any("suppressed_value" in found["rule"] for found in faults):
        rows = rows.with_columns(_parts_within(table.contract))
    faults.append(_doubtful(rows, table))
    if "home_region" in rows.columns and reader.region_code != AGENCY:
        rows = rows.with_columns(_home_region(rows, faults, reader))
    return Mapped(table, *_of_the_sender(rows, pl.concat(faults), table, reader))


def _parts_within(contract: Contract) -> Iterator[pl.Expr]:
    """A withheld part is at most what its whole can be, so that one `X` does not leave a whole country unbounded."""
    for part, whole in contract.parts.items():
        high = str(contract.by_name[part].high_name)
        most = pl.col(str(contract.by_name[whole].high_name))
        is_withheld = pl.col(part).is_not_null() & ~pl.col(part).eq_missing(pl.col(high)) & (most >= pl.col(part))
        yield pl.when(is_withheld).then(pl.min_horizontal(high, most)).otherwise(high).alias(high)


def _doubtful(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The faults of rows that cannot be used, whatever their cells say."""
    if not table.doubts.row_faults:
        return pl.DataFrame(schema=FAULT_COLUMNS)
    schema = pl.Schema({"source_row": pl.Int64(), "of": pl.Int32(), "column": pl.String(), "rule": pl.String()})
    doubts = pl.DataFrame(table.doubts.row_faults, orient="row", schema=schema)
    found = (
        rows.select("source_row", "maker")
        .with_row_index("row")
        .join(doubts, on="source_row", maintain_order="left")
        .filter(pl.col("of").is_null() | (pl.col("of") == pl.col("maker")))
    )
    return found.with_columns(pl.lit(None, pl.String).alias("value")).select(list(FAULT_COLUMNS))


def _home_region(rows: pl.DataFrame, faults: Sequence[pl.DataFrame], reader: Reader) -> pl.Expr:
    """An empty home region means the sender's, where the home region reports; a care region must say whose it was."""
    unread = pl.concat(faults).filter(pl.col("column") == "home_region")["row"].to_list()
    own = (pl.col("reporter_role") == "home_region") & ~pl.int_range(rows.height).is_in(unread)
    return (
        pl.when(pl.col("home_region").is_null() & own)
        .then(pl.lit(reader.region_code))
        .otherwise("home_region")
        .alias("home_region")
    )


def _of_the_sender(
    rows: pl.DataFrame, faults: pl.DataFrame, table: Table, reader: Reader
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sender is the folder: a row that names another region, or none that exists, is wrong."""
    if faults.height:
        is_sender = pl.col("column") == "sender_region_code"
        faults = faults.with_columns(pl.when(is_sender).then(pl.lit("wrong_region")).otherwise("rule").alias("rule"))
    other = rows.select((pl.col("sender_region_code") != reader.region_code).arg_true()).to_series()
    if len(other):
        wrong = pl.DataFrame({"row": other}).select(
            pl.col("row").cast(pl.UInt32),
            pl.lit("sender_region_code").alias("column"),
            pl.lit("wrong_region").alias("rule"),
            table.texts["sender_region_code"].gather(other).cast(pl.String).alias("value"),
        )
        faults = pl.concat([faults, wrong])
    return rows.with_columns(pl.lit(reader.region_code).alias("sender_region_code")), faults


def _texts_of(column: Column, table: Table, constants: Mapping[str, str]) -> pl.Series:
    if column.name in table.texts.columns:
        return table.texts[column.name]
    return pl.Series(column.name, [constants[column.name]], dtype=CATEGORIES).new_from_index(0, table.texts.height)


def _empty(dtype: pl.DataType, length: int) -> pl.Series:
    return pl.Series([None], dtype=dtype).new_from_index(0, length)


def _read_column(column: Column, texts: pl.Series, table: Table, reader: Reader) -> ReadColumn:
    coded = column.type in {"code", "region", "group", "groups"}
    words = words_for(column, reader.reference, reader.description) if coded else None
    if words is not None and column.name == "sender_region_code" and reader.region_code == AGENCY:
        words = {**words, AGENCY: AGENCY, "riket": AGENCY}
    spoken = texts if coded else _in_our_words(column, texts, reader.description)
    letters = {own[column.name] for own in table.letters if column.name in own}
    parsed = parse_column(
        spoken,
        _parser_of(column),
        decimal=table.decimal.get(column.name) or ("." if letters <= table.sheet.number_columns else None),
        codes=words,
        day_zero=None if table.sheet.is_text else table.sheet.facts.day_zero,
        received=reader.received,
        suppressible=column.high_name is not None,
        unknown="region_unknown" if column.name in EMPTY_IS_OWN else None,
    )
    values = parsed.values
    if column.name in ONE_FORM:
        values = values.cast(pl.String).str.replace(*ONE_FORM[column.name])
    if parsed.rule.null_count() == len(parsed.rule):
        return ReadColumn(values, parsed.high)
    told = parsed.rule.is_not_null()
    wrong = pl.DataFrame({"row": told.arg_true(), "rule": parsed.rule.filter(told)}).cast(
        {"row": pl.UInt32, "rule": pl.String}
    )
    cells = texts.gather(wrong["row"]).cast(pl.String).alias("value")
    return ReadColumn(values, parsed.high, wrong.with_columns(cells))


def _parser_of(column: Column) -> str:
    if column.type == "number":
        return "amount" if column.low == 0 else "number"
    return PARSERS.get(column.type, column.type)


def _in_our_words(column: Column, texts: pl.Series, description: Description) -> pl.Series:
    """A free column with the region's own words replaced; most regions have none."""
    own = description.codes_for(column.name)
    if not own:
        return texts

    def replace(texts: pl.Series) -> pl.Series:
        folded = fold_series(texts)
        replaced = folded.replace_strict(list(own), list(own.values()), default=None, return_dtype=pl.String)
        return texts.zip_with(~folded.is_in(list(own)).fill_null(value=False), replaced).replace("", None)

    return once_each(texts, replace)


def _filled(column: Column, read: ReadColumn, reader: Reader) -> pl.Series:
    """Empty cells with what emptiness means; a cell that could not be read stays empty."""
    filling, values, wrong = column.default, read.values, read.wrong
    if column.name in SENDER_COLUMNS and reader.region_code != AGENCY:
        filling = reader.region_code
    if filling is None:
        return values if values.dtype == CATEGORIES else values.cast(column.polars_type)
    if wrong.is_empty():
        return values.fill_null(filling)
    faulty = pl.Series([False]).new_from_index(0, len(values)).scatter(wrong["row"], True)
    return values.fill_null(filling).zip_with(~faulty, _empty(values.dtype, len(values)))


def needed_but_empty(contract: Contract, rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """A fault per needed cell that is empty and was not unreadable to begin with.

    A row that lacks most of what is needed is told once: it is hardly one that was meant to be counted.
    """
    empty = [
        pl.DataFrame({"row": rows[column.name].is_null().arg_true()}).select(
            pl.col("row").cast(pl.UInt32),
            pl.lit(column.name).alias("column"),
            pl.lit("missing_value").alias("rule"),
            pl.lit(None, pl.String).alias("value"),
        )
        for column in contract.needed
        if rows[column.name].null_count()
    ]
    if not empty:
        return faults.clear()
    found = pl.concat(empty).join(faults, on=["row", "column"], how="anti")
    is_most = pl.len().over("row") >= max(LEAST_LACKING, len(contract.needed) / 2)
    return found.with_columns(rule=pl.when(is_most).then(pl.lit("row_incomplete")).otherwise("rule"))
