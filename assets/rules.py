"""Rules about tables: a sentence that is true when it holds, and the query that finds what breaks it.

Here: the rule, asking a part for what breaks it, and the rules that every table has. Not here: the rules of one table
(`assets/<subject>/checks.py`), how they are shown in Dagster (`assets/checks.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb
import polars as pl

from assets.building import PictureInputs, Table, quote_path
from assets.disclosure.policy import find_policy_breaks

SHOWN = 5


@dataclass(frozen=True)
class Rule:
    """A rule about one table.

    `name` is a sentence that is true when the rule holds, as an identifier. `broken` is a SQL query over the view
    `t` for the rows that break it; it selects keys (week, region, group), never a value about a person. A `remark` is
    worth looking at and stops nothing.
    """

    name: str
    description: str
    broken: str
    severity: Literal["error", "remark"] = "error"


@dataclass(frozen=True)
class Verdict:
    """Whether a rule holds: how many rows break it, and the first of them by their keys."""

    rule: Rule
    broken_count: int
    examples: tuple[Mapping[str, object], ...]

    @property
    def holds(self) -> bool:
        """No row breaks it."""
        return self.broken_count == 0


def rules_of(table: Table, own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules of a table: its grain is unique, what is published counts no persons, and its own."""
    return (grain_rule(table), *([POLICY_RULE] if table.schema == "published" else []), *own)


def grain_rule(table: Table) -> Rule:
    """Each combination of the grain's columns stands once. The examples are counts, since keys may be pseudonyms."""
    columns = ", ".join(table.grain)
    return Rule(
        "grain_is_unique",
        f"Each combination of {columns} stands in one row.",
        f"SELECT count(*) AS rows_count FROM t GROUP BY {columns} HAVING count(*) > 1",
    )


POLICY_RULE = Rule(
    "no_column_counts_persons",
    "Every column is listed as one that counts no persons, and there is no row or column of a single unit.",
    "",
)


def judge(table: Table, rules: Sequence[Rule], inputs: PictureInputs) -> tuple[Verdict, ...]:
    """Asks the built part of a table for what breaks each rule."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW t AS SELECT * FROM read_parquet({quote_path(inputs.part(table.key))})")
        return tuple(
            _judge_policy(table, inputs) if rule is POLICY_RULE else _judge(rule, connection) for rule in rules
        )


def _judge(rule: Rule, connection: duckdb.DuckDBPyConnection) -> Verdict:
    broken = connection.sql(rule.broken).pl()
    return Verdict(rule, broken.height, tuple(broken.head(SHOWN).iter_rows(named=True)))


def _judge_policy(table: Table, inputs: PictureInputs) -> Verdict:
    frame = pl.read_parquet(inputs.part(table.key), glob=False)
    breaks = find_policy_breaks({table.key: frame}, inputs.reference, inputs.as_of)
    return Verdict(POLICY_RULE, len(breaks), tuple({"break": text} for text in breaks[:SHOWN]))
