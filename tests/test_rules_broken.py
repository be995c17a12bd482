"""Every rule of every kind has a row that breaks it and no other; its receipt says so, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from delivering import Take, receipt_of

from sources.contracts import CONTRACTS
from sources.contracts.waiting_summary import INTERVAL_COUNTS
from sources.places import Places

GOOD_ROWS = 30
GOOD: Mapping[str, Mapping[str, str]] = {
    "waiting_list": {
        "snapshot_date": "2026-10-31", "care_unit_id": "A", "care_type": "Operation/åtgärd",
        "diagnosis_code": "H25.1", "decision_date": "2026-08-01",
    },
    "waiting_summary": {
        "snapshot_date": "2026-10-31", "care_unit_id": "A", "care_type": "Operation/åtgärd",
        "diagnosis_group": "Grå starr", "waiting_count": "48",
        **dict(zip(INTERVAL_COUNTS, ("15", "11", "8", "6", "5", "2", "1"), strict=True)),
        "over_90_count": "14", "patient_chosen_count": "3", "medical_count": "1", "over_90_patient_chosen_count": "2",
        "median_days": "52",
    },
    "performed_care": {
        "care_unit_id": "A", "care_type": "Operation/åtgärd", "diagnosis_code": "H25.1",
        "decision_date": "2026-07-01", "performed_date": "2026-10-10", "planned": "Ja",
        "age_group": "40-44",
    },
    "free_capacity": {
        "week": "2026-W48", "care_unit_id": "A", "diagnosis_group": "Grå starr", "care_type": "Operation/åtgärd",
        "slots_total_count": "10", "slots_free_count": "4", "accepts_from": "Hela landet",
        "reported_date": "2026-11-20", "valid_until": "2026-12-31",
    },
    "beds": {
        "date": "2026-11-20", "care_unit_id": "A", "bed_kind": "Somatik", "available_count": "12",
        "occupied_count": "10", "overcrowded_count": "1", "displaced_count": "1",
    },
    "cancer_pathways": {
        "pathway": "Bröstcancer", "suspicion_date": "2026-08-01", "treatment_date": "2026-09-01",
        "treatment": "Kirurgi", "ended_reason": "",
    },
    "patient_transfers": {
        "case_id": "C", "home_region": "Skåne", "diagnosis_group": "Grå starr", "care_type": "Operation/åtgärd",
        "offered_date": "2026-09-01", "answer": "Accepterat", "treated_date": "2026-10-01", "reason": "Vårdgaranti",
    },
    "agreements": {
        "agreement_id": "N", "buyer_region": "Skåne", "care_unit_id": "A", "diagnosis_group": "Grå starr",
        "legal_basis": "LOU", "valid_from": "2025-01-01", "valid_to": "2027-12-31", "open_to": "Hela landet",
    },
    "care_units": {
        "care_unit_id": "A", "care_unit_name": "Enhet", "ownership": "Offentlig",
        "organisation_number": "232100-0016", "valid_from": "2020-01-01", "valid_to": "2030-12-31",
    },
    "production_plan": {
        "month": "2026-12", "care_unit_id": "A", "diagnosis_group": "Grå starr", "care_type": "Operation/åtgärd",
        "expected_inflow_count": "40", "planned_production_count": "36", "capacity_count": "38",
    },
}  # fmt: skip
BREAKING: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "waiting_list": {
        "diagnosis_given": {"diagnosis_code": ""},
        "start_date_given": {"decision_date": ""},
        "start_not_after_snapshot": {"decision_date": "2026-11-05"},
        "snapshot_not_in_future": {"snapshot_date": "2026-12-31"},
        "wait_plausible": {"decision_date": "2010-01-01"},
    },
    "waiting_summary": {
        "intervals_all_or_none": {"days_0_30_count": ""},
        "intervals_sum_to_waiting": {"waiting_count": "49"},
        "over_90_is_its_intervals": {"over_90_count": "13"},
        "over_90_within_waiting": {**dict.fromkeys(INTERVAL_COUNTS, ""), "over_90_count": "60"},
        "deviations_within_waiting": {"patient_chosen_count": "40", "medical_count": "20"},
        "over_90_patient_chosen_within_patient_chosen": {"over_90_patient_chosen_count": "4"},
        "over_90_patient_chosen_within_over_90": {"patient_chosen_count": "20", "over_90_patient_chosen_count": "16"},
        "snapshot_not_in_future": {"snapshot_date": "2026-12-31"},
    },
    "performed_care": {
        "diagnosis_given": {"diagnosis_code": ""},
        "start_date_given": {"decision_date": ""},
        "start_not_after_performed": {"decision_date": "2026-11-05"},
        "performed_not_in_future": {"performed_date": "2026-12-24"},
        "age_group_is_no_birth_date": {"age_group": "1950-02-03"},
        "wait_plausible": {"decision_date": "2010-01-01"},
    },
    "free_capacity": {
        "free_within_total": {"slots_free_count": "12"},
        "week_near_report": {"week": "2030-W01"},
        "reported_not_in_future": {"reported_date": "2026-12-20"},
        "valid_until_not_before_reported": {"valid_until": "2026-11-01"},
    },
    "beds": {
        "date_not_in_future": {"date": "2026-12-24"},
        "overcrowded_within_occupied": {"overcrowded_count": "11"},
        "displaced_within_occupied": {"displaced_count": "11"},
    },
    "cancer_pathways": {
        "treatment_not_before_suspicion": {"treatment_date": "2026-07-01"},
        "suspicion_not_in_future": {"suspicion_date": "2026-12-01", "treatment_date": "", "treatment": ""},
        "treatment_not_in_future": {"treatment_date": "2026-12-24"},
        "ended_by_treatment_or_reason": {"ended_reason": "Misstanken avskriven"},
        "lead_time_plausible": {"suspicion_date": "2023-01-01"},
    },
    "patient_transfers": {
        "diagnosis_given": {"diagnosis_group": ""},
        "treated_not_before_offered": {"treated_date": "2026-08-01"},
        "offered_not_in_future": {"offered_date": "2026-12-01", "treated_date": ""},
        "treated_not_in_future": {"treated_date": "2026-12-24"},
        "treated_was_not_declined": {"answer": "Avböjt"},
    },
    "agreements": {"valid_to_not_before_valid_from": {"valid_to": "2024-12-31"}},
    "care_units": {
        "valid_to_not_before_valid_from": {"valid_to": "2019-12-31"},
        "organisation_number_has_ten_digits": {"organisation_number": "12345"},
    },
    "production_plan": {
        "something_planned": dict.fromkeys(("expected_inflow_count", "planned_production_count", "capacity_count"), ""),
        "month_plausible": {"month": "2040-01"},
    },
}
IDS = ("case_id", "agreement_id", "care_unit_id")
"""What makes each row another one, where the kind has a key."""


def test_every_rule_has_a_row_that_breaks_it() -> None:
    assert {kind: set(rows) for kind, rows in BREAKING.items()} == {
        kind: {rule.id for rule in contract.rules} for kind, contract in CONTRACTS.items()
    }


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_a_row_that_breaks_a_rule_is_told_of_that_rule_alone(kind: str, places: Places, take: Take) -> None:
    contract = CONTRACTS[kind]
    for rule, changed in BREAKING[kind].items():
        titles = [contract.by_name[name].title for name in GOOD[kind]]
        rows = [_numbered(GOOD[kind], number) for number in range(GOOD_ROWS)]
        rows.append({**_numbered(GOOD[kind], GOOD_ROWS), **changed})
        lines = [titles, *(list(row.values()) for row in rows)]
        text = "\n".join(";".join(line) for line in lines) + "\n"
        (places.inbox / "12_skane" / f"{rule}.csv").write_text(text, encoding="utf-8")
    done = take()
    for rule in BREAKING[kind]:
        receipt = receipt_of(done, f"{rule}.csv")
        own = contract.rule_by_id[rule]
        # files of one region are compared with each other too, which is another matter
        told = [one for one in receipt["findings"] if one["source_row"] == GOOD_ROWS + 2]
        assert [(one["rule"], one["severity"], one["message"]) for one in told] == [(rule, own.severity, own.message)]
        assert told[0]["how_to_mend"] == own.how_to_mend
        [sheet] = receipt["sheets"]
        expected = GOOD_ROWS + (own.severity == "remark")
        assert (sheet["kind"], sheet["accepted_count"]) == (kind, expected)
        assert receipt["verdict"] == "accepted_with_remarks"


def _numbered(row: Mapping[str, str], number: int) -> dict[str, str]:
    return {name: f"{value}{number}" if name in IDS else value for name, value in row.items()}
