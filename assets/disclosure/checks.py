"""What must hold for the published tables. Rules only; the policy itself stands in `policy.py` and every published
table is held to it (`assets/rules.py`).
"""

from __future__ import annotations

from assets.rules import Rule

NO_UNIT_LEVEL = Rule(
    "only_regions_and_above_are_shown",
    "Rows are of a region, a health care region or the country.",
    "SELECT level FROM t WHERE level NOT IN ('region', 'healthcare_region', 'country') GROUP BY level",
)
