"""The tables about transfers. Here: declarations; the SQL, with the definitions at its head, lies beside."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

TRANSFER_CASES = Table(
    key="facts.transfer_cases",
    title="Ärenden i kraft",
    description="The cases in force, with year, care region, ownership and diagnosis group; pseudonyms are hashed.",
    grain=("sender_region_code", "case_hash"),
    sql=FOLDER / "transfer_cases.sql",
    inputs=(
        "archive.reduced_patient_transfers",
        "facts.patient_transfers_in_force",
        "facts.unit_homes",
        "facts.code_groups",
        "tidy.care_units",
        "reference.diagnosis_groups",
    ),
)
PATIENT_TRANSFERS = Table(
    key="tidy.patient_transfers",
    title="Vård hos annan vårdgivare",
    description="The rows of the cases in force, one row per patient who was offered care elsewhere.",
    grain=("sender_region_code", "case_id"),
    sql=FOLDER / "patient_transfers.sql",
    inputs=("archive.rows_patient_transfers", "facts.transfer_cases"),
    only_deliveries="SELECT DISTINCT delivery_id FROM facts.transfer_cases",
)
TRANSFERS_BY_YEAR = Table(
    key="mart.transfers_by_year",
    title="Vård hos annan vårdgivare per år",
    description="Offered, accepted and treated by year, home and care region, group, reason and agreement; no totals.",
    grain=(
        "year",
        "home_region",
        "care_region",
        "diagnosis_group",
        "care_type",
        "ownership",
        "reason",
        "agreement_kind",
    ),
    sql=FOLDER / "transfers_by_year.sql",
    inputs=("facts.transfer_cases",),
)
