"""The tables about capacity as Dagster assets. Thin: declarations with their rules.

The steps before them (`facts.*`) are made together, in `assets/deliveries/assets.py`.
"""

from __future__ import annotations

from assets.assets import table_asset
from assets.capacity.checks import BOUNDS_HOLD_THE_COUNT, COUNTS_ARE_NOT_NEGATIVE, GAP_IS_NEED_LESS_ROOM, WIDER_IS_FEWER
from assets.capacity.tables import BALANCE_BY_DIAGNOSIS, CAPACITY_BY_DIAGNOSIS, FREE_CAPACITY

OWNER = "team:analys"

CAPACITY_ASSETS = [
    table_asset(FREE_CAPACITY, owner=OWNER),
    table_asset(CAPACITY_BY_DIAGNOSIS, WIDER_IS_FEWER, COUNTS_ARE_NOT_NEGATIVE, BOUNDS_HOLD_THE_COUNT, owner=OWNER),
    table_asset(BALANCE_BY_DIAGNOSIS, GAP_IS_NEED_LESS_ROOM, owner=OWNER),
]
