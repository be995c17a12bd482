"""The tables about cancer pathways as Dagster assets. Thin: declarations with their rules.

The steps before them (`facts.*`) are made together, in `assets/deliveries/assets.py`.
"""

from __future__ import annotations

from assets.assets import table_asset
from assets.cancer.checks import CANCER_RULES
from assets.cancer.tables import CANCER_LEAD_TIMES, CANCER_PATHWAYS

OWNER = "team:analys"

CANCER_ASSETS = [
    table_asset(CANCER_PATHWAYS, owner=OWNER),
    table_asset(CANCER_LEAD_TIMES, *CANCER_RULES, owner=OWNER),
]
