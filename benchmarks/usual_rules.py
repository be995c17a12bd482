"""The contract of waiting lists as one writes it for Pandera on pandas, and the words that its columns accept.

The rules are those of `sources/contracts/waiting_list.py`; that module's titles and code lists are used, so that the
two cannot drift apart. Not here: reading and archiving (`benchmarks/usual.py`).
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from sources.contracts import CONTRACTS
from sources.reference_data import Reference

CONTRACT = CONTRACTS["waiting_list"]
COLUMNS = {column.title: column.name for column in CONTRACT.columns}
DATES = tuple(column.name for column in CONTRACT.columns if column.type == "date")
CODE_WORDS = {
    column.name: {word.casefold(): code for code, word in column.codes.items()}
    for column in CONTRACT.columns
    if column.type == "code"
}
LONGEST_PLAUSIBLE_DAYS = 3650


def group_words(reference: Reference) -> dict[str, str]:
    """Title to id."""
    frame = reference.frame("diagnosis_groups")
    return {title.casefold(): group for title, group in zip(frame["title"], frame["diagnosis_group"], strict=True)}


def region_words(reference: Reference) -> dict[str, str]:
    """Code to code."""
    return {code: code for code in reference.frame("regions")["region_code"]}


def _start(rows: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    return rows["decision_date"].where(rows["care_type"] == "operation", rows["referral_date"])


def _schema(today: date, region_code: str) -> pa.DataFrameSchema:
    day = pd.Timestamp(today)
    return pa.DataFrameSchema(
        {
            "sender_region_code": pa.Column(str, pa.Check.eq(region_code)),
            "snapshot_date": pa.Column("datetime64[ns]", pa.Check.le(day, name="snapshot_not_in_future")),
            "care_unit_id": pa.Column(str),
            "care_type": pa.Column(str, pa.Check.isin(list(CODE_WORDS["care_type"].values()))),
            "diagnosis_code": pa.Column(object, pa.Check.str_matches(r"^[A-Z]\d{2}[0-9A-Z]{0,4}$"), nullable=True),
            "procedure_code": pa.Column(
                object, pa.Check.str_matches(r"^(?=.*\d)[A-Z]{2,3}[0-9A-Z]{2,3}$"), nullable=True
            ),
            "diagnosis_group": pa.Column(object, nullable=True),
            "referral_date": pa.Column("datetime64[ns]", nullable=True),
            "decision_date": pa.Column("datetime64[ns]", nullable=True),
            "booked_date": pa.Column("datetime64[ns]", nullable=True),
            "deviation": pa.Column(object, nullable=True),
            "patient_region": pa.Column(str),
            "patient_key": pa.Column(object, nullable=True),
        },
        checks=[
            pa.Check(
                lambda rows: rows[["diagnosis_code", "procedure_code", "diagnosis_group"]].notna().any(axis=1),
                name="diagnosis_given",
            ),
            pa.Check(lambda rows: _start(rows).notna(), name="start_date_given"),
            pa.Check(lambda rows: ~(rows["snapshot_date"] < _start(rows)), name="start_not_after_snapshot"),
            pa.Check(
                lambda rows: ~((rows["snapshot_date"] - _start(rows)).dt.days > LONGEST_PLAUSIBLE_DAYS),
                name="wait_plausible",
            ),
        ],
    )


def validate(rows: pd.DataFrame, *, today: date, region_code: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that hold the contract and those that do not."""
    try:
        _schema(today, region_code).validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        refused = cases.loc[cases["check"] != "wait_plausible", "index"].dropna().unique()
        return rows.drop(index=refused), rows.loc[refused]
    return rows, rows.iloc[:0]
