"""The tables about agreements as Dagster assets. Thin: declarations with their rules.

The steps before them (`facts.*`) are made together, in `assets/deliveries/assets.py`.
"""

from __future__ import annotations

from assets.agreements.tables import AGREEMENTS
from assets.assets import table_asset

OWNER = "team:analys"

AGREEMENT_ASSETS = [table_asset(AGREEMENTS, owner=OWNER)]
