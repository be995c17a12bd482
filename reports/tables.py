"""The tables that reports are composed from: their names, columns and types.

Here: reading a table so that it always has the columns a composition asks for, empty where nothing came.
Not here: computing anything; a figure that another report could need too belongs in a mart.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

Tables = Mapping[str, pl.DataFrame]

COUNT, SHARE, TEXT, DAY, FLAG = pl.Int64, pl.Float64, pl.String, pl.Date, pl.Boolean
COLUMNS: Mapping[str, Mapping[str, type[pl.DataType]]] = {
    "mart.waiting_by_diagnosis": {
        "week": TEXT,
        "region_code": TEXT,
        "diagnosis_group": TEXT,
        "care_type": TEXT,
        "oldest_snapshot_date": DAY,
        "newest_snapshot_date": DAY,
        "waiting_count": COUNT,
        "patient_chosen_count": COUNT,
        "medical_count": COUNT,
        "eligible_count": COUNT,
        "within_90_count": COUNT,
        "over_90_count": COUNT,
        "within_90_share": SHARE,
        "median_days": SHARE,
        "p90_days": SHARE,
        "estimated": FLAG,
        "regions_reporting_count": COUNT,
        "regions_expected_count": COUNT,
    },
    "mart.balance_by_diagnosis": {
        "week": TEXT,
        "region_code": TEXT,
        "diagnosis_group": TEXT,
        "care_type": TEXT,
        "over_90_count": COUNT,
        "slots_free_own_count": COUNT,
        "slots_free_healthcare_region_count": COUNT,
        "slots_free_nation_count": COUNT,
        "gap_count": COUNT,
        "gap_low_count": COUNT,
        "gap_high_count": COUNT,
        "slots_free_own_high_count": COUNT,
        "slots_free_nation_high_count": COUNT,
        "weeks_to_clear": SHARE,
        "slots_regions_count": COUNT,
    },
    "mart.beds": {
        "date": DAY,
        "level": TEXT,
        "region_code": TEXT,
        "bed_kind": TEXT,
        "available_count": SHARE,
        "occupied_count": SHARE,
        "overcrowded_count": SHARE,
        "displaced_count": SHARE,
        "occupancy_share": SHARE,
        "overcrowded_per_100": SHARE,
        "displaced_per_100": SHARE,
        "overcrowded_available_count": SHARE,
        "displaced_available_count": SHARE,
        "available_high_count": SHARE,
        "occupied_high_count": SHARE,
        "overcrowded_high_count": SHARE,
        "displaced_high_count": SHARE,
        "overcrowded_available_high_count": SHARE,
        "displaced_available_high_count": SHARE,
        "occupancy_low_share": SHARE,
        "occupancy_high_share": SHARE,
        "overcrowded_low_per_100": SHARE,
        "overcrowded_high_per_100": SHARE,
        "displaced_low_per_100": SHARE,
        "displaced_high_per_100": SHARE,
        "target_low_share": SHARE,
        "target_high_share": SHARE,
        "status": TEXT,
    },
    "mart.intensive_care": {
        "date": DAY,
        "region_code": TEXT,
        "intensive_care_available_count": SHARE,
        "intensive_care_occupied_count": SHARE,
        "intensive_care_free_count": SHARE,
        "ecmo_available_count": SHARE,
        "ecmo_occupied_count": SHARE,
        "ecmo_free_count": SHARE,
        "intensive_care_available_high_count": SHARE,
        "intensive_care_occupied_high_count": SHARE,
        "intensive_care_free_low_count": SHARE,
        "intensive_care_free_high_count": SHARE,
        "ecmo_available_high_count": SHARE,
        "ecmo_occupied_high_count": SHARE,
        "ecmo_free_low_count": SHARE,
        "ecmo_free_high_count": SHARE,
        "report_age_days": COUNT,
    },
    "mart.delivery_status": {
        "week": TEXT,
        "region_code": TEXT,
        "kind": TEXT,
        "expected_by": DAY,
        "received_at": TEXT,
        "status": TEXT,
        "accepted_count": COUNT,
        "refused_count": COUNT,
        "age_days": COUNT,
        "late": FLAG,
    },
    "mart.transfers_by_year": {
        "year": TEXT,
        "home_region": TEXT,
        "care_region": TEXT,
        "diagnosis_group": TEXT,
        "care_type": TEXT,
        "ownership": TEXT,
        "reason": TEXT,
        "agreement_kind": TEXT,
        "offered_count": COUNT,
        "accepted_count": COUNT,
        "treated_count": COUNT,
    },
    "reference.regions": {
        "region_code": TEXT,
        "letter": TEXT,
        "short_name": TEXT,
        "tile_column": COUNT,
        "tile_row": COUNT,
    },
    "reference.diagnosis_groups": {"diagnosis_group": TEXT, "title": TEXT, "sort_order": COUNT},
    "reference.indicators": {
        "indicator_id": TEXT,
        "version": TEXT,
        "title": TEXT,
        "population": TEXT,
        "exclusions": TEXT,
        "formula": TEXT,
        "unit": TEXT,
        "legal_source": TEXT,
    },
    "reference.greatest_ages": {"kind": TEXT, "greatest_age_days": COUNT},
}
REFERENCE_DATES: Mapping[str, type[pl.DataType]] = {
    "valid_from": DAY,
    "valid_to": DAY,
    "source": TEXT,
    "verified": FLAG,
}


def columns_of(name: str) -> dict[str, type[pl.DataType]]:
    """The columns of a table and their types; reference tables have their dates, source and verification as well."""
    return {**COLUMNS[name], **(REFERENCE_DATES if name.startswith("reference.") else {})}


def read(tables: Tables, name: str) -> pl.DataFrame:
    """A table with all its columns in their types; what did not come is null, a table that did not come is empty."""
    columns = columns_of(name)
    frame = tables.get(name)
    if frame is None:
        return pl.DataFrame(schema=columns)
    return frame.select(
        pl.col(column).cast(kind, strict=False) if column in frame.columns else pl.lit(None, kind).alias(column)
        for column, kind in columns.items()
    )
