"""What must hold for the tables about capacity. Rules only; they become asset checks in `assets/assets.py`."""

from __future__ import annotations

from assets.rules import Rule

WIDER_IS_FEWER = Rule(
    "slots_open_wider_are_among_those_open_nearer",
    "Slots open to the nation are among those open to the health care region, and these among all free ones.",
    "SELECT slot_week, region_code, diagnosis_group, care_type FROM t "
    "WHERE slots_free_nation_count > slots_free_healthcare_region_count "
    "OR slots_free_healthcare_region_count > slots_free_count",
)
BOUNDS_HOLD_THE_COUNT = Rule(
    "no_count_is_above_the_most_that_it_can_be",
    "No count of slots is above its upper bound, and slots open wider are at most those open nearer there too.",
    "SELECT slot_week, region_code, diagnosis_group, care_type FROM t WHERE slots_total_count > slots_total_high_count "
    "OR slots_free_count > slots_free_high_count "
    "OR slots_free_nation_high_count > slots_free_healthcare_region_high_count "
    "OR slots_free_healthcare_region_high_count > slots_free_high_count",
)
COUNTS_ARE_NOT_NEGATIVE = Rule(
    "no_count_is_below_zero",
    "No count of slots or units is below zero.",
    "SELECT slot_week, region_code, diagnosis_group, care_type FROM t WHERE least(slots_total_count, slots_free_count, "
    "slots_free_healthcare_region_count, slots_free_nation_count, units_reporting_count, stale_units_count) < 0",
)
GAP_IS_NEED_LESS_ROOM = Rule(
    "gap_is_need_less_own_room",
    "The gap is those over the limit less the region's own free slots, where both are known.",
    "SELECT week, region_code, diagnosis_group, care_type FROM t "
    "WHERE gap_count <> over_90_count - slots_free_own_count",
)
