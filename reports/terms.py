"""The Swedish words for our codes, as readers meet them.

Here: titles of care types, kinds of delivery, statuses, bed kinds, reasons and agreements, and the greatest words of
the reports. Not here: titles of diagnosis groups and regions, which are reference data.
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.values import Status

CARE_TYPES: Mapping[str, str] = {
    "operation": "Operation/åtgärd",
    "first_visit": "Första besök",
    "investigation": "Undersökning",
    "all": "Alla vårdtyper",
}
KINDS: Mapping[str, str] = {
    "waiting_list": "Väntelista",
    "waiting_summary": "Väntande, sammanställt",
    "performed_care": "Genomförd vård",
    "free_capacity": "Ledig kapacitet",
    "beds": "Vårdplatser",
    "cancer_pathways": "SVF",
    "patient_transfers": "Vård hos annan vårdgivare",
    "agreements": "Avtal",
    "care_units": "Vårdgivarkatalog",
    "production_plan": "Produktionsplan",
}
LONG_WORDS: Mapping[str, str] = {
    "Vårdgivarkatalog": "Vårdgivar\u00adkatalog",
    "Produktionsplan": "Produktions\u00adplan",
    "sjukvårdsregionen": "sjukvårds\u00adregionen",
}
"""Words with the sign where they may be divided in a narrow column on paper."""
STATUSES: Mapping[str, Status] = {
    "delivered": Status("full", "mottagen"),
    "with_remarks": Status("half", "med anmärkningar"),
    "late": Status("ring", "försenad"),
    "stale": Status("dashed", "inaktuell"),
    "returned": Status("cross", "returnerad"),
    "missing": Status("none", "saknas"),
}
BED_KINDS: Mapping[str, str] = {
    "somatic": "Somatik",
    "psychiatric": "Psykiatri",
    "intensive_care": "IVA",
    "ecmo": "ECMO-IVA",
    "all": "Alla vårdplatser",
}
REASONS: Mapping[str, str] = {
    "free_capacity": "Ledig kapacitet",
    "shorter_wait": "Kortare väntetid",
    "care_guarantee": "Vårdgaranti",
    "patient_choice": "Patientens val",
    "other": "Annat",
}
OWNERSHIPS: Mapping[str, str] = {"public": "Offentlig", "private": "Privat"}
AGREEMENTS: Mapping[str, str] = {
    "own_public": "Egen regi",
    "own_agreement": "Eget avtal",
    "other_region_agreement": "Annan regions avtal",
    "national_agreement": "Riksavtalet",
}
REFERENCE_TABLES: Mapping[str, str] = {
    "regions": "Regioner",
    "healthcare_regions": "Sjukvårdsregioner",
    "municipality_healthcare_regions": "Kommuners sjukvårdsregion",
    "diagnosis_groups": "Diagnosgrupper",
    "diagnosis_group_codes": "Diagnosgruppernas koder",
    "guarantee_limits": "Vårdgarantins gränser",
    "bed_targets": "Mål för beläggning",
    "cancer_pathway_limits": "Ledtidsgränser i vårdförlopp",
    "goals": "Mål",
    "greatest_ages": "Största ålder",
    "delivery_calendar": "Leveranskalender",
    "indicators": "Indikatorer",
    "published_columns": "Kolumner som får publiceras",
}
UNKNOWN = "Ej angivet"


def title_of(words: Mapping[str, str], code: str | None) -> str:
    """The Swedish title of a code; a code without one is shown as it is, and no code as `Ej angivet`."""
    return UNKNOWN if not code else words.get(code, code)
