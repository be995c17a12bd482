"""How the assets are partitioned: deliveries by region, the lägesbild by week, the yearly statistics by year.

A region's key is its folder (`12_skane`): the code decides, the name is for people. A week's key is its Monday's date,
since Dagster's keys cannot hold ISO week numbers. The period that runs now is a partition too.
"""

from __future__ import annotations

import dagster as dg

from sources.inbox import folders_by_code
from sources.reference_data import load_reference

SWEDISH_TIME_NAME = "Europe/Stockholm"
FOLDERS = folders_by_code(load_reference(None))
"""Region code to folder, the agency's `00` included."""

REGIONS = dg.StaticPartitionsDefinition(sorted(FOLDERS.values()))
WEEKS = dg.WeeklyPartitionsDefinition(start_date="2024-01-01", day_offset=1, timezone=SWEDISH_TIME_NAME, end_offset=1)
YEARS = dg.TimeWindowPartitionsDefinition(
    start="2020", fmt="%Y", cron_schedule="0 0 1 1 *", timezone=SWEDISH_TIME_NAME, end_offset=1
)
