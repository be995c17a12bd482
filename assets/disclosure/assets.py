"""The published tables as Dagster assets. Thin: declarations with their rules."""

from __future__ import annotations

from assets.assets import table_asset
from assets.disclosure.checks import NO_UNIT_LEVEL
from assets.disclosure.tables import PUBLISHED_BEDS, PUBLISHED_CAPACITY_BY_DIAGNOSIS

OWNER = "team:publicering"

DISCLOSURE_ASSETS = [
    table_asset(PUBLISHED_BEDS, NO_UNIT_LEVEL, owner=OWNER),
    table_asset(PUBLISHED_CAPACITY_BY_DIAGNOSIS, owner=OWNER),
]
