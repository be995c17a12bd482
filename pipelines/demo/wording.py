"""The words that the demonstration's regions use instead of ours: headers and values.

Here: the invented synonyms and which of them a region uses. Not here: the standard titles and words (the contracts),
or how a file is laid out (`formats.py`). Nothing here is known of a real region; every own word is mapped by the
`headers.csv` and `values.csv` that the demonstration writes into its home.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from sources.contracts import CONTRACTS
from sources.reference_data import Reference

HEADER_WORDS: Mapping[str, tuple[str, ...]] = {
    "care_unit_id": ("Enhetsnummer", "Klinikkod", "Vårdenhetskod", "Uttagsenhet"),
    "care_type": ("Typ av kontakt", "Kontakttyp", "Väntar på vad", "Sorts väntan"),
    "diagnosis_code": ("Diagnos", "Dia 1", "Huvuddiagnoskod", "ICD"),
    "procedure_code": ("Planerad åtgärd", "Åtg 1", "Operationskod"),
    "diagnosis_group": ("Vårdområde", "Processområde", "Sjukdomsgrupp"),
    "patient_key": ("Pat-löpnr", "Kodnyckel", "Pseud."),
    "snapshot_date": ("Uttag per", "Läge den", "Statusdatum", "Avser dag"),
    "referral_date": ("Remiss inkom", "Remissens datum", "Vårdbegäran inkom", "Inremitterad"),
    "decision_date": ("Beslut op", "Anmäld till operation", "Behandlingsbeslut", "Datum för beslut"),
    "booked_date": ("Inbokad", "Tid given", "Planerad dag", "Kallad till"),
    "deviation": ("PvV/MoV", "Avv.", "Undantag"),
    "patient_region": ("Folkbokförd i", "Pat.region", "Hemlän"),
    "week": ("Vecka nr", "Avser vecka", "Kalendervecka"),
    "slots_total_count": ("Platser i plan", "Schemalagda", "Total kapacitet"),
    "slots_free_count": ("Lediga", "Kan ta emot", "Outnyttjade", "Öppna tider"),
    "slot_kind": ("Räknas i", "Sort", "Måttenhet"),
    "accepts_from": ("Upptag", "Tar emot", "Gäller patienter från"),
    "expected_wait_weeks": ("Väntetid v", "Beräknad väntan (v)", "Ny patient väntar (v)"),
    "limited_by": ("Hinder", "Trång sektor", "Begränsande faktor"),
    "contact": ("Hör av er till", "Funktionsbrevlåda", "Kontakt för bokning"),
    "reported_date": ("Rapp.datum", "Lämnad", "Aktuell per"),
    "valid_until": ("Sista giltighetsdag", "Gäller tom"),
    "date": ("Dygn", "Mätdygn", "Räknat den"),
    "bed_kind": ("Platsslag", "Slag", "Vårdplatsens slag"),
    "established_count": ("Beslutade platser", "Fastst.", "Budgeterade platser"),
    "available_count": ("Disp.", "Öppna platser", "Bemannade platser"),
    "occupied_count": ("Bel.", "Inneliggande", "Antal inneliggande"),
    "overcrowded_count": ("Överbel.", "Över platsantal"),
    "displaced_count": ("Utlok.", "Satellitpatienter"),
    "case_id": ("Ärendekod", "Lotsärende", "Förmedlingsnr"),
    "home_region": ("Ansvarig region", "Betalande region", "Region (patient)"),
    "care_form": ("Öppen/sluten", "Form"),
    "offered_date": ("Erbjöds", "Datum erbj.", "Erbjudande den"),
    "answer": ("Patienten svarade", "Besked"),
    "care_region": ("Utförande region", "Region (utförare)"),
    "ownership": ("Regiform", "Drift", "Huvudmannaform"),
    "treated_date": ("Utfört", "Vård given den", "Behandlad den"),
    "reason": ("Skäl till förmedling", "Varför", "Grund"),
    "agreement_kind": ("Avtalsslag", "Avtalsväg"),
    "agreement_id": ("Avtalsnr", "Avtal nr"),
    "waited_days": ("Dagar i kö", "Väntade dagar", "Kötid (dagar)"),
    "care_unit_name": ("Benämning", "Enhet/klinik", "Klinikens namn"),
    "region_code": ("Region nr", "Ligger i"),
    "municipality_code": ("Kommun nr",),
    "diagnosis_groups": ("Gör", "Utbud", "Vårdområden"),
    "latitude": ("Koordinat N", "N-koord"),
    "longitude": ("Koordinat E", "E-koord"),
    "valid_from": ("Startade", "Öppnad"),
}

VALUE_WORDS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "care_type": (
        {"first_visit": "NB", "operation": "OP", "investigation": "US"},
        {"first_visit": "1 Besök", "operation": "2 Operation", "investigation": "3 Undersökning"},
        {"first_visit": "Ny patient", "operation": "Op-anmäld", "investigation": "Under utredning"},
    ),
    "deviation": (
        {"patient_chosen": "V", "medical": "M"},
        {"patient_chosen": "Patientvald", "medical": "Medicinsk"},
    ),
    "diagnosis_group": (
        {
            "colorectal_cancer": "Kolorektal",
            "breast_cancer": "Bröst",
            "prostate_cancer": "Prostata",
            "hip_replacement": "Höftprotesområdet",
            "prolapse": "Framfallsplastik",
            "cataract": "Starroperationer",
            "knee_arthroscopy": "Knä-artroskopi",
        },
        {
            "colorectal_cancer": "KIR tarm",
            "breast_cancer": "KIR bröst",
            "prostate_cancer": "URO prostata",
            "hip_replacement": "ORT höft",
            "prolapse": "GYN framfall",
            "cataract": "ÖGON starr",
            "knee_arthroscopy": "ORT knä",
        },
    ),
    "slot_kind": ({"procedures": "ingrepp", "visits": "mottagningstider", "hours": "op-timmar", "beds": "bäddar"},),
    "accepts_from": (
        {"own_region": "Bara egna", "healthcare_region": "Sjv-reg", "nation": "Alla", "none": "Stängt"},
        {"own_region": "E", "healthcare_region": "S", "nation": "N", "none": "0"},
    ),
    "limited_by": (
        {
            "staff": "bemanning",
            "operating_room": "op-sal",
            "beds": "vårdplatsläget",
            "equipment": "apparatur",
            "other": "övrigt",
        },
    ),
    "bed_kind": (
        {"somatic": "SOM", "psychiatric": "PSY", "intensive_care": "INT", "ecmo": "EC"},
        {
            "somatic": "Somatisk avd",
            "psychiatric": "Psykiatrisk avd",
            "intensive_care": "Intensivvårdsavd",
            "ecmo": "ECMO-plats",
        },
    ),
    "care_form": ({"outpatient": "ÖV", "inpatient": "SV"},),
    "answer": ({"accepted": "tackade ja", "declined": "tackade nej", "none": "ej svarat"},),
    "ownership": ({"public": "Regiondriven", "private": "Privatdriven"}, {"public": "R", "private": "P"}),
    "reason": (
        {
            "free_capacity": "Ledig tid",
            "shorter_wait": "Kortare kö",
            "care_guarantee": "Garantin",
            "patient_choice": "Eget val",
            "highly_specialised": "Högspec",
            "emergency": "Akutfall",
            "other": "Övrigt skäl",
        },
    ),
    "agreement_kind": (
        {
            "own_public": "Regionens egen",
            "own_agreement": "Vårt avtal",
            "other_region_agreement": "Annans avtal",
            "national_agreement": "Riks",
        },
    ),
}


def _choice(region_code: str, column: str, count: int) -> int:
    """Which of `count` spellings a region uses; a fixed one for each region and column."""
    return zlib.crc32(f"{region_code}/{column}".encode()) % count


def header_of(region_code: str, kind: str, column: str, *, standard: bool) -> str:
    """What a region calls a column: the contract's title, or a word of its own."""
    words = (CONTRACTS[kind].by_name[column].title, *HEADER_WORDS.get(column, ()))
    return words[0] if standard else words[_choice(region_code, column, len(words))]


def own_words(region_code: str, column: str, *, standard: bool) -> Mapping[str, str]:
    """Id to word for a column in which a region uses words of its own; empty where it uses ours."""
    styles = VALUE_WORDS.get(column, ())
    if standard or not styles:
        return {}
    chosen = _choice(region_code, f"values/{column}", len(styles) + 1)
    return styles[chosen - 1] if chosen else {}


def standard_words(kind: str, column: str, reference: Reference) -> Mapping[str, str]:
    """Id to Swedish title for a coded column, from the contract or the reference data."""
    declared = CONTRACTS[kind].by_name[column]
    if declared.type in {"group", "groups"}:
        groups = reference.frame("diagnosis_groups")
        return dict(zip(groups["diagnosis_group"], groups["title"], strict=True))
    return declared.codes
