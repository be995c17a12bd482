"""What must hold for the tables about transfers. Rules only; they become asset checks in `assets/assets.py`."""

from __future__ import annotations

from assets.rules import Rule

ACCEPTED_WERE_OFFERED = Rule(
    "accepted_and_treated_were_offered",
    "No row has more accepted or treated cases than offered ones.",
    "SELECT year, home_region, care_region, diagnosis_group FROM t WHERE greatest(accepted_count, treated_count) "
    "> offered_count",
)
NO_EMERGENCIES = Rule(
    "emergencies_are_not_counted",
    "Emergency and highly specialised care is no transfer.",
    "SELECT year, reason FROM t WHERE reason IN ('emergency', 'highly_specialised')",
)
