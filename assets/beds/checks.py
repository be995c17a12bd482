"""What must hold for the tables about beds. Rules only; they become asset checks in `assets/assets.py`."""

from __future__ import annotations

from assets.rules import Rule

OCCUPANCY_IS_SUM_OVER_SUM = Rule(
    "occupancy_is_occupied_over_available",
    "The occupancy is the occupied beds over the available ones; it may exceed 1.",
    "SELECT date, level, region_code, bed_kind FROM t "
    "WHERE abs(occupancy_share * available_count - occupied_count) > 0.000001 * greatest(available_count, 1)",
)
ECMO_IS_WITHIN_INTENSIVE_CARE = Rule(
    "ecmo_beds_are_among_intensive_care_beds",
    "ECMO is given as of which intensive care, so it has no more available beds.",
    "SELECT date, region_code FROM t WHERE level = 'region' GROUP BY ALL "
    "HAVING max(available_count) FILTER (bed_kind = 'ecmo') "
    "> max(available_high_count) FILTER (bed_kind = 'intensive_care')",
    severity="remark",
)
STATUS_FOLLOWS_TARGETS = Rule(
    "status_follows_the_targets",
    "The status is below, within or above as the bounds of the occupancy stand to the target in force.",
    "SELECT date, level, region_code, bed_kind FROM t "
    "WHERE (status = 'below') <> (occupancy_high_share < target_low_share) "
    "OR (status = 'above') <> (occupancy_low_share > target_high_share)",
)
BOUNDS_HOLD_THE_FIGURE = Rule(
    "low_is_at_most_high",
    "No figure is above the most that it can be.",
    "SELECT date, level, region_code, bed_kind FROM t WHERE available_count > available_high_count "
    "OR occupied_count > occupied_high_count OR occupancy_low_share > occupancy_high_share "
    "OR overcrowded_low_per_100 > overcrowded_high_per_100 OR displaced_low_per_100 > displaced_high_per_100",
)
FREE_IS_AVAILABLE_LESS_OCCUPIED = Rule(
    "free_is_available_less_occupied",
    "Free intensive care beds are the available less the occupied.",
    "SELECT date, region_code FROM t "
    "WHERE intensive_care_free_count <> intensive_care_available_count - intensive_care_occupied_count",
)
