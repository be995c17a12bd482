"""The tables about production plans as Dagster assets. Thin: declarations with their rules.

The steps before them (`facts.*`) are made together, in `assets/deliveries/assets.py`.
"""

from __future__ import annotations

from assets.assets import table_asset
from assets.production.tables import PRODUCTION_PLAN

OWNER = "team:analys"

PRODUCTION_ASSETS = [table_asset(PRODUCTION_PLAN, owner=OWNER)]
