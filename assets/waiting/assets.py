"""The tables about waiting as Dagster assets. Thin: declarations with their rules."""

from __future__ import annotations

from assets.assets import table_asset
from assets.waiting.checks import WAITING_RULES
from assets.waiting.tables import WAITING_BY_DIAGNOSIS, WAITING_COVERAGE, WAITING_LIST, WAITING_STATES

OWNER = "team:analys"

WAITING_ASSETS = [
    table_asset(WAITING_LIST, owner=OWNER),
    table_asset(WAITING_STATES, owner=OWNER),
    table_asset(WAITING_COVERAGE, owner=OWNER),
    table_asset(WAITING_BY_DIAGNOSIS, *WAITING_RULES, owner=OWNER),
]
