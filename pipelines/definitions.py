"""Everything that Dagster knows, as one explicit list. Nothing is found by looking in folders.

Here: putting it together. Not here: any asset (`assets/<subject>/assets.py`), job, schedule or sensor.
"""

from __future__ import annotations

import dagster as dg

from assets.agreements.assets import AGREEMENT_ASSETS
from assets.beds.assets import BEDS_ASSETS
from assets.cancer.assets import CANCER_ASSETS
from assets.capacity.assets import CAPACITY_ASSETS
from assets.deliveries.assets import DELIVERY_ASSETS, deliveries_asset
from assets.deliveries.checks import delivery_checks
from assets.disclosure.assets import DISCLOSURE_ASSETS
from assets.production.assets import PRODUCTION_ASSETS
from assets.publications.assets import publication_assets
from assets.transfers.assets import TRANSFERS_ASSETS
from assets.waiting.assets import WAITING_ASSETS
from pipelines.jobs import JOBS
from pipelines.partitions import FOLDERS, REGIONS, WEEKS, YEARS
from pipelines.resources import Host, home_resource
from pipelines.schedules import SCHEDULES
from pipelines.sensors import build_sensors
from pipelines.settings import Settings, load_settings


def build_defs(settings: Settings, host: Host | None = None) -> dg.Definitions:
    """All definitions over the home of the settings; `host` is what this process lends the runs in it."""
    return dg.Definitions(
        assets=[
            deliveries_asset(REGIONS),
            *DELIVERY_ASSETS,
            *WAITING_ASSETS,
            *CAPACITY_ASSETS,
            *BEDS_ASSETS,
            *CANCER_ASSETS,
            *TRANSFERS_ASSETS,
            *AGREEMENT_ASSETS,
            *PRODUCTION_ASSETS,
            *DISCLOSURE_ASSETS,
            *publication_assets(WEEKS, YEARS),
        ],
        asset_checks=[delivery_checks(FOLDERS)],
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=build_sensors(settings),
        resources={"home": home_resource(settings, host or Host())},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The code location `lagesbild`; the home comes from the environment (`LAGESBILD_HOME`)."""
    return build_defs(load_settings())
