"""The jobs: what is run together. Which assets there are is told by `pipelines/definitions.py`."""

from __future__ import annotations

import dagster as dg

from assets.assets import DELIVERIES
from assets.publications.assets import LAGESBILD, OPEN_DATA_KEY, PATIENTFLYTTAR, WAREHOUSE
from assets.tables import TABLES

SUBJECTS = tuple(dict.fromkeys(table.group for table in TABLES))

TABLE_SELECTION = dg.AssetSelection.groups(*SUBJECTS) - dg.AssetSelection.assets(DELIVERIES)
REFRESH_SELECTION = TABLE_SELECTION | dg.AssetSelection.assets(WAREHOUSE)

INGEST = dg.define_asset_job(
    "ingest",
    selection=dg.AssetSelection.assets(DELIVERIES).without_checks(),  # the run itself tells of each region
    description="Takes in what waits in the inbox of a region, or of all, and writes receipts.",
)
REFRESH = dg.define_asset_job(
    "refresh",
    selection=REFRESH_SELECTION,
    description="Rebuilds the warehouse from the archive; a table that would come out the same is left alone.",
)
LAGESBILD_JOB = dg.define_asset_job(
    "lagesbild",
    selection=REFRESH_SELECTION | dg.AssetSelection.assets(LAGESBILD, OPEN_DATA_KEY),
    description="Rebuilds the warehouse and publishes the lägesbild of a week, the open data and the front pages.",
)
PATIENTFLYTTAR_JOB = dg.define_asset_job(
    "patientflyttar",
    selection=dg.AssetSelection.assets(PATIENTFLYTTAR),
    description="Publishes the statistics of a year on care at another provider, from the warehouse as it is.",
)
JOBS = [INGEST, REFRESH, LAGESBILD_JOB, PATIENTFLYTTAR_JOB]
