"""What must hold for the tables about waiting. Rules only; they become asset checks in `assets/assets.py`."""

from __future__ import annotations

from assets.rules import Rule

WITHIN_AND_OVER_MAKE_UP_ELIGIBLE = Rule(
    "within_and_over_make_up_the_eligible",
    "Those within the limit and those over it are together all who are eligible.",
    "SELECT week, region_code, diagnosis_group, care_type FROM t "
    "WHERE within_90_count + over_90_count <> eligible_count",
)
ELIGIBLE_LEAVE_OUT_PATIENT_CHOSEN = Rule(
    "eligible_are_the_waiting_less_patient_chosen",
    "The eligible are all who wait, less those who chose to wait.",
    "SELECT week, region_code, diagnosis_group, care_type FROM t "
    "WHERE eligible_count <> waiting_count - patient_chosen_count",
)
COUNTRY_IS_THE_SUM = Rule(
    "country_is_the_sum_of_the_regions",
    "The country's waiting are the sum of the week's regions.",
    "SELECT week, diagnosis_group, care_type FROM t GROUP BY ALL "
    "HAVING coalesce(sum(waiting_count) FILTER (region_code = '00'), 0) "
    "<> coalesce(sum(waiting_count) FILTER (region_code <> '00'), 0)",
)
COVERAGE_IS_POSSIBLE = Rule(
    "no_more_regions_report_than_exist",
    "No row has more regions in it than there are.",
    "SELECT week, region_code, diagnosis_group, care_type FROM t "
    "WHERE regions_reporting_count > regions_expected_count",
)
WITHIN_IS_A_PART_OF_ELIGIBLE = Rule(
    "within_are_a_part_of_the_eligible_and_they_of_the_performed",
    "Those within the limit are a part of the eligible, who are a part of all who got care.",
    "SELECT month, region_code, diagnosis_group, care_type FROM t "
    "WHERE within_90_count > eligible_count OR eligible_count > performed_count",
)
PATIENTS_HAD_AN_EVENT = Rule(
    "every_patient_had_an_event",
    "There are at most as many patients as events, and at least one.",
    "SELECT month, region_code, diagnosis_group, care_type FROM t "
    "WHERE patients_count > performed_count OR patients_count < 1",
)
PERFORMED_RULES = (WITHIN_IS_A_PART_OF_ELIGIBLE, PATIENTS_HAD_AN_EVENT)
WAITING_RULES = (
    WITHIN_AND_OVER_MAKE_UP_ELIGIBLE,
    ELIGIBLE_LEAVE_OUT_PATIENT_CHOSEN,
    COUNTRY_IS_THE_SUM,
    COVERAGE_IS_POSSIBLE,
)
