"""The tables about agreements. Here: declarations; the SQL, with the definitions at its head, lies beside."""

from __future__ import annotations

from pathlib import Path

from assets.building import Table

FOLDER = Path(__file__).parent

AGREEMENTS = Table(
    key="tidy.agreements",
    title="Avtal",
    description="Each sender's latest register of agreements, whole.",
    grain=("sender_region_code", "agreement_id", "buyer_region", "care_unit_id", "diagnosis_group"),
    sql=FOLDER / "agreements.sql",
    inputs=("archive.rows_agreements", "facts.sheets"),
    only_deliveries="SELECT delivery_id FROM facts.sheets WHERE kind = 'agreements' AND in_picture "
    "QUALIFY delivery_order = max(delivery_order) OVER (PARTITION BY sender_region_code)",
)
