"""All tables, in an order in which each comes after what it reads.

Here: the list. Not here: their declarations (`assets/<subject>/tables.py`) and how one is built (`assets/building.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from assets.agreements.tables import AGREEMENTS
from assets.beds.tables import BEDS, INTENSIVE_CARE, TIDY_BEDS
from assets.building import Table
from assets.cancer.tables import CANCER_LEAD_TIMES, CANCER_PATHWAYS
from assets.capacity.tables import BALANCE_BY_DIAGNOSIS, CAPACITY_BY_DIAGNOSIS, CAPACITY_REPORTS, FREE_CAPACITY
from assets.deliveries.tables import (
    BEDS_IN_FORCE,
    CANCER_PATHWAYS_IN_FORCE,
    CARE_UNITS,
    CODE_GROUPS,
    DELIVERY_STATUS,
    FREE_CAPACITY_IN_FORCE,
    PATIENT_TRANSFERS_IN_FORCE,
    PERFORMED_CARE_IN_FORCE,
    PICTURE,
    PRODUCTION_PLAN_IN_FORCE,
    UNIT_HOMES,
    WAITING_LIST_IN_FORCE,
    WAITING_SUMMARY_IN_FORCE,
    WEEKS,
)
from assets.disclosure.tables import PUBLISHED_BEDS, PUBLISHED_CAPACITY_BY_DIAGNOSIS
from assets.production.tables import PRODUCTION_PLAN
from assets.transfers.tables import PATIENT_TRANSFERS, TRANSFER_CASES, TRANSFERS_BY_YEAR
from assets.waiting.tables import (
    PERFORMED_BY_DIAGNOSIS,
    PERFORMED_CARE,
    WAITING_BY_DIAGNOSIS,
    WAITING_COVERAGE,
    WAITING_LIST,
    WAITING_STATES,
    WAITING_SUMMARY,
)

TABLES: tuple[Table, ...] = (
    CARE_UNITS,
    UNIT_HOMES,
    WAITING_LIST_IN_FORCE,
    WAITING_SUMMARY_IN_FORCE,
    PERFORMED_CARE_IN_FORCE,
    FREE_CAPACITY_IN_FORCE,
    BEDS_IN_FORCE,
    CANCER_PATHWAYS_IN_FORCE,
    PRODUCTION_PLAN_IN_FORCE,
    PATIENT_TRANSFERS_IN_FORCE,
    CODE_GROUPS,
    CAPACITY_REPORTS,
    WEEKS,
    WAITING_STATES,
    WAITING_COVERAGE,
    TRANSFER_CASES,
    WAITING_LIST,
    WAITING_SUMMARY,
    PERFORMED_CARE,
    FREE_CAPACITY,
    TIDY_BEDS,
    CANCER_PATHWAYS,
    PATIENT_TRANSFERS,
    AGREEMENTS,
    PRODUCTION_PLAN,
    WAITING_BY_DIAGNOSIS,
    PERFORMED_BY_DIAGNOSIS,
    CAPACITY_BY_DIAGNOSIS,
    BALANCE_BY_DIAGNOSIS,
    BEDS,
    INTENSIVE_CARE,
    CANCER_LEAD_TIMES,
    TRANSFERS_BY_YEAR,
    DELIVERY_STATUS,
    PICTURE,
    PUBLISHED_BEDS,
    PUBLISHED_CAPACITY_BY_DIAGNOSIS,
)
TABLE_BY_KEY: Mapping[str, Table] = {table.key: table for table in TABLES}
WAREHOUSE_SCHEMAS = ("tidy", "mart", "published")
"""The layers that others read; `facts` are steps on the way and stay beside the warehouse."""
