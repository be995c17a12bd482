"""The tables about transfers as Dagster assets. Thin: declarations with their rules.

The steps before them (`facts.*`) are made together, in `assets/deliveries/assets.py`.
"""

from __future__ import annotations

from assets.assets import table_asset
from assets.transfers.checks import ACCEPTED_WERE_OFFERED, NO_EMERGENCIES
from assets.transfers.tables import PATIENT_TRANSFERS, TRANSFERS_BY_YEAR

OWNER = "team:analys"

TRANSFERS_ASSETS = [
    table_asset(PATIENT_TRANSFERS, owner=OWNER),
    table_asset(TRANSFERS_BY_YEAR, ACCEPTED_WERE_OFFERED, NO_EMERGENCIES, owner=OWNER),
]
