"""The tables about waiting as Dagster assets. Thin: declarations with their rules.

The steps before them (`facts.*`) are made together, in `assets/deliveries/assets.py`.
"""

from __future__ import annotations

from assets.assets import table_asset
from assets.waiting.checks import PERFORMED_RULES, WAITING_RULES
from assets.waiting.tables import (
    PERFORMED_BY_DIAGNOSIS,
    PERFORMED_CARE,
    WAITING_BY_DIAGNOSIS,
    WAITING_LIST,
    WAITING_SUMMARY,
)

OWNER = "team:analys"

WAITING_ASSETS = [
    table_asset(WAITING_LIST, owner=OWNER),
    table_asset(WAITING_SUMMARY, owner=OWNER),
    table_asset(PERFORMED_CARE, owner=OWNER),
    table_asset(WAITING_BY_DIAGNOSIS, *WAITING_RULES, owner=OWNER),
    table_asset(PERFORMED_BY_DIAGNOSIS, *PERFORMED_RULES, owner=OWNER),
]
