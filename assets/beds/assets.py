"""The tables about beds as Dagster assets. Thin: declarations with their rules."""

from __future__ import annotations

from assets.assets import table_asset
from assets.beds.checks import (
    BOUNDS_HOLD_THE_FIGURE,
    ECMO_IS_WITHIN_INTENSIVE_CARE,
    FREE_IS_AVAILABLE_LESS_OCCUPIED,
    OCCUPANCY_IS_SUM_OVER_SUM,
    STATUS_FOLLOWS_TARGETS,
)
from assets.beds.tables import BEDS, INTENSIVE_CARE, TIDY_BEDS

OWNER = "team:analys"

BEDS_ASSETS = [
    table_asset(TIDY_BEDS, owner=OWNER),
    table_asset(
        BEDS,
        OCCUPANCY_IS_SUM_OVER_SUM,
        ECMO_IS_WITHIN_INTENSIVE_CARE,
        STATUS_FOLLOWS_TARGETS,
        BOUNDS_HOLD_THE_FIGURE,
        owner=OWNER,
    ),
    table_asset(INTENSIVE_CARE, FREE_IS_AVAILABLE_LESS_OCCUPIED, owner=OWNER),
]
