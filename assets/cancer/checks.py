"""What must hold for the tables about cancer pathways. Rules only; they become asset checks in `assets/assets.py`."""

from __future__ import annotations

from assets.rules import Rule

GRAIN = "half_year, region_code, pathway, branch, treatment"
WITHIN_IS_A_PART = Rule(
    "no_more_are_within_the_limit_than_there_are_cases",
    "The cases within the limit are a part of all cases.",
    f"SELECT {GRAIN} FROM t WHERE within_limit_count > cases_count",
)
FEW_CASES_HAVE_NO_SHARE = Rule(
    "few_cases_have_no_share",
    "A share of fewer than five cases is not given.",
    f"SELECT {GRAIN} FROM t WHERE cases_count < 5 AND within_limit_share IS NOT NULL",
)
TREATMENTS_ARE_PARTS_OF_ALL = Rule(
    "treatments_are_parts_of_all",
    "The cases of the treatments are together at most those of all treatments: some have no treatment named.",
    "SELECT half_year, region_code, pathway, branch FROM t GROUP BY ALL "
    "HAVING coalesce(sum(cases_count) FILTER (treatment <> 'all'), 0) "
    "> coalesce(sum(cases_count) FILTER (treatment = 'all'), 0)",
)
EVERY_CASE_HAS_A_LIMIT = Rule(
    "every_case_has_a_limit",
    "There is a limit in the reference data for every pathway, branch and treatment that was reported.",
    "SELECT half_year, pathway, branch, treatment FROM t WHERE region_code = '00' AND within_limit_count IS NULL",
    severity="remark",
)
CANCER_RULES = (WITHIN_IS_A_PART, FEW_CASES_HAVE_NO_SHARE, TREATMENTS_ARE_PARTS_OF_ALL, EVERY_CASE_HAS_A_LIMIT)
