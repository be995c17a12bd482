"""Every contract, walked: what is declared is whole, and everything that is made from it follows."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from delivering import Take, receipt_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from sources.contracts import CONTRACTS, Column, Contract
from sources.contracts.schema import schema_of
from sources.descriptions import load_description
from sources.mapping import PARSERS
from sources.places import Places
from sources.reference_data import Reference
from sources.specification import TYPE_WORDS, describe, describe_all, describe_as_data
from sources.tables.headers import known_headers, match_headers
from sources.template import write_template
from sources.values import CATEGORIES, fold

KINDS = [pytest.param(contract, id=kind) for kind, contract in CONTRACTS.items()]
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("contract", KINDS)
def test_no_header_means_two_columns(contract: Contract) -> None:
    claims: dict[str, set[str]] = {}
    for column in contract.columns:
        for header in column.headers():
            claims.setdefault(fold(header), set()).add(column.name)
    assert {header: names for header, names in claims.items() if len(names) > 1} == {}


@pytest.mark.parametrize("contract", KINDS)
def test_every_rule_names_columns_and_tells_how_to_mend(contract: Contract) -> None:
    assert len({rule.id for rule in contract.rules}) == len(contract.rules)
    for rule in contract.rules:
        assert set(rule.columns) <= set(contract.by_name)
        assert set(rule.empties) <= set(contract.by_name)
        assert rule.message.endswith(".")
        assert rule.how_to_mend.endswith(".")
        assert not rule.title.endswith(".")


@pytest.mark.parametrize("contract", KINDS)
def test_every_column_is_described(contract: Contract) -> None:
    for column in contract.columns:
        assert column.title[0].isupper() or column.title[0].isdigit() or column.title.startswith("varav ")
        assert column.help.endswith(".")
        assert column.type in TYPE_WORDS
        assert column.type in {*PARSERS, "date", "week", "month", "count", "number", "text", "code"}
        assert set(column.value_aliases.values()) <= set(column.codes)
    assert set(contract.key or ()) <= set(contract.by_name)


@pytest.mark.parametrize("contract", KINDS)
def test_rules_hold_where_nothing_is_known_but_what_is_needed(contract: Contract) -> None:
    """A rule over missing optional values is a rule that holds; only the needed alternatives may be missed."""
    empty = pl.DataFrame(schema=contract.row_types)
    row = empty.clear(1)
    for rule in contract.rules:
        holds = row.select(rule.holds(TODAY).fill_null(value=True)).item()
        assert holds or rule.id in {"diagnosis_given", "something_planned"}


def _some_value(column: Column) -> st.SearchStrategy[object]:
    """Values that the column can have and cannot have, and none."""
    if column.type == "date":
        near = st.dates(date(2026, 1, 1), date(2026, 12, 31))
        return st.one_of(st.none(), near, st.sampled_from([date(1026, 1, 1), date(1990, 1, 1), date(9999, 12, 31)]))
    if column.type == "count":
        return st.one_of(st.none(), st.integers(-2, 20), st.just(10**7))
    if column.type == "number":
        return st.one_of(st.none(), st.integers(-2, 20).map(float), st.just(1e7))
    return st.sampled_from([None, *(column.codes or ("A", "B"))])


@pytest.mark.parametrize("contract", KINDS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_asking_at_once_and_in_full_give_the_same_answer(contract: Contract, data: st.DataObject) -> None:
    height = data.draw(st.integers(1, 4))
    rows = pl.DataFrame(
        {
            name: pl.Series(
                data.draw(st.lists(_some_value(column), min_size=height, max_size=height)), dtype=column.polars_type
            )
            for column in contract.columns
            for name in (column.name, column.high_name)
            if name
        }
    )

    broken = 0
    try:
        schema_of(contract.kind, TODAY).validate(rows, lazy=True)
    except SchemaErrors as errors:
        broken = pl.DataFrame(errors.failure_cases).filter(pl.col("check") != "not_nullable").height
    kept = rows.with_columns(pl.col(pl.String).cast(CATEGORIES))  # as the texts of long files are
    for asked in (rows, kept):
        assert asked.select(contract.holds(TODAY).all()).item() == (broken == 0)


@pytest.mark.parametrize("contract", KINDS)
def test_the_specification_names_every_column_and_rule(contract: Contract, reference: Reference) -> None:
    text = describe(contract, reference)
    assert all(column.title in text and f"`{column.name}`" in text for column in contract.columns)
    assert all(rule.title in text for rule in contract.rules)
    assert text in describe_all(reference)
    data = describe_as_data(contract, reference)
    assert [column["name"] for column in data["columns"]] == [column.name for column in contract.columns]


@pytest.mark.parametrize("contract", KINDS)
def test_the_template_has_heads_notes_lists_and_the_same_bytes_twice(
    contract: Contract, reference: Reference, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_template(contract, first, reference)
    write_template(contract, second, reference)
    assert first.read_bytes() == second.read_bytes()
    sheet = openpyxl.load_workbook(first)[contract.title[:31]]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [column.title for column in contract.columns]
    assert all(cell.comment is not None for cell in sheet[1])
    listed = {column.name for column in contract.columns if column.type in {"code", "region", "group"}}
    assert sum(rule.type == "list" for rule in sheet.data_validations.dataValidation) == len(listed)


def test_a_filled_template_is_accepted_and_a_blank_one_returned(
    places: Places, take: Take, reference: Reference
) -> None:
    contract = CONTRACTS["beds"]
    for name in ("tom.xlsx", "ifylld.xlsx"):
        write_template(contract, places.inbox / "12_skane" / name, reference)
    path = places.inbox / "12_skane" / "ifylld.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book[contract.title]
    at = {cell.value: cell.column for cell in sheet[1]}
    for title, value in {
        "Datum": date(2026, 11, 20),
        "Enhet": "A",
        "Vårdplatstyp": "Somatik",
        "Disponibla": 12,
        "Belagda": 11,
    }.items():
        sheet.cell(2, at[title], value)
    book.save(path)
    done = take()
    assert receipt_of(done, "ifylld.xlsx")["verdict"] == "accepted"
    blank = receipt_of(done, "tom.xlsx")
    assert (blank["verdict"], [f["rule"] for f in blank["findings"]]) == ("returned", ["empty_without_period"])


DECORATION = st.text(alphabet=" \t\n-_.:\u00ad\u00a0", max_size=3)


@given(st.sampled_from(list(CONTRACTS)), st.data())
def test_a_header_matches_whatever_its_case_blanks_and_punctuation(kind: str, data: st.DataObject) -> None:
    header, column = data.draw(st.sampled_from(sorted(known_headers(kind).items())))
    title = CONTRACTS[kind].by_name[column].title
    pieces = [data.draw(DECORATION) + (letter.upper() if data.draw(st.booleans()) else letter) for letter in title]
    description = load_description("99_ingen", None)
    match = match_headers(CONTRACTS[kind], {"A": "".join(pieces)}, description)
    assert match.letters == {column: "A"}
    assert header


@given(st.sampled_from(list(CONTRACTS)), st.text(alphabet=string.ascii_lowercase + "åäö", min_size=1, max_size=12))
def test_a_header_never_matches_by_likeness(kind: str, word: str) -> None:
    description = load_description("99_ingen", None)
    match = match_headers(CONTRACTS[kind], {"A": word}, description)
    assert bool(match.letters) == (fold(word) in known_headers(kind))
