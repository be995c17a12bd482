"""Rows to counts: many rows are counted as few are, whatever stands in them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import reducing
from sources.values import AS_TEXTS, CATEGORIES

TEXTS = st.one_of(st.none(), st.sampled_from(["", "a", "b", "å", "Z", "a b", "\u0000"]))
ROWS = st.lists(
    st.tuples(TEXTS, TEXTS, st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 1, 1))), st.integers(-5, 10**6)),
    max_size=40,
)
SCHEMA = {"one": pl.String, "two": pl.String, "day": pl.Date, "days": pl.Int32}


@given(rows=ROWS)
@settings(deadline=None)
def test_many_rows_are_counted_as_few_are(rows: list[tuple[str | None, str | None, date | None, int]]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reducing, "MANY_ROWS", 10**9)
        few = reducing._counted(frame, "count")
        patch.setattr(reducing, "MANY_ROWS", 0)
        many = reducing._counted(frame, "count")
        patch.setattr(reducing, "LARGEST", 1)
        too_many_values = reducing._counted(frame, "count")
    assert few.equals(many)
    assert few.equals(too_many_values)
    assert few.schema == many.schema
    assert few["count"].sum() == len(rows)


@given(rows=ROWS)
@settings(deadline=None)
def test_categories_are_counted_as_the_texts_that_they_are(
    rows: list[tuple[str | None, str | None, date | None, int]],
) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    kept = (frame, frame.with_columns(pl.col("one", "two").cast(CATEGORIES)))
    counted = []
    for many_rows in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reducing, "MANY_ROWS", many_rows)
            counted += [reducing._counted(one, "count").with_columns(AS_TEXTS) for one in kept]
    assert all(one.equals(counted[0]) for one in counted[1:])
