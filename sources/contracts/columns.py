"""Columns that several kinds of delivery share, and the builders for the rest.

Here: one function per type of column, and the shared columns themselves. Not here: rules (they belong to a kind).
"""

from __future__ import annotations

from collections.abc import Mapping

from sources.contracts.contract import Column

GREATEST_COUNT = 1_000_000
"""More than this in one cell is no count of patients, places or days of one unit, but a slip or an id."""
CARE_TYPES = {
    "first_visit": "Första besök",
    "operation": "Operation/åtgärd",
    "investigation": "Undersökning",
}
CARE_TYPE_ALIASES = {
    "Nybesök": "first_visit",
    "Förstabesök": "first_visit",
    "Besök": "first_visit",
    "Operation": "operation",
    "Åtgärd": "operation",
    "Behandling": "operation",
    "Operation eller åtgärd": "operation",
    "Utredning": "investigation",
}
DEVIATIONS = {"patient_chosen": "PvV", "medical": "MoV"}
DEVIATION_ALIASES = {
    "Patientvald väntan": "patient_chosen",
    "Medicinskt orsakad väntan": "medical",
}
OWNERSHIPS = {"public": "Offentlig", "private": "Privat"}
OWNERSHIP_ALIASES = {
    "Offentlig regi": "public",
    "Offentligt": "public",
    "Region": "public",
    "Egen regi": "public",
    "Privat regi": "private",
    "Privat vårdgivare": "private",
}


def date_column(
    name: str, title: str, help_text: str, *, needed: bool = False, aliases: tuple[str, ...] = ()
) -> Column:
    """A calendar day."""
    return Column(name, title, "date", help_text, needed=needed, aliases=aliases, example="2026-10-31")


def count_column(
    name: str, title: str, help_text: str, *, needed: bool = False, aliases: tuple[str, ...] = (), example: str = "12"
) -> Column:
    """A whole number, zero or more."""
    return Column(
        name, title, "count", help_text, needed=needed, aliases=aliases, low=0, high=GREATEST_COUNT, example=example
    )


def number_column(
    name: str,
    title: str,
    help_text: str,
    *,
    needed: bool = False,
    aliases: tuple[str, ...] = (),
    low: float | None = 0,
    high: float | None = GREATEST_COUNT,
    example: str = "12,5",
) -> Column:
    """Any number within bounds."""
    return Column(name, title, "number", help_text, needed=needed, aliases=aliases, low=low, high=high, example=example)


def code_column(
    name: str,
    title: str,
    help_text: str,
    codes: Mapping[str, str],
    *,
    needed: bool = False,
    aliases: tuple[str, ...] = (),
    value_aliases: Mapping[str, str] | None = None,
    default: str | None = None,
) -> Column:
    """One of a short list of values."""
    return Column(
        name,
        title,
        "code",
        help_text,
        needed=needed,
        aliases=aliases,
        codes=codes,
        value_aliases=value_aliases or {},
        default=default,
        example=next(iter(codes.values())),
    )


def region_column(
    name: str, title: str, help_text: str, *, needed: bool = False, aliases: tuple[str, ...] = ()
) -> Column:
    """A region, by name, alias, county code or county letter."""
    return Column(name, title, "region", help_text, needed=needed, aliases=aliases, example="Skåne")


def text_column(
    name: str,
    title: str,
    help_text: str,
    *,
    needed: bool = False,
    aliases: tuple[str, ...] = (),
    secret: bool = False,
    example: str = "",
) -> Column:
    """Free text or an id."""
    return Column(name, title, "text", help_text, needed=needed, aliases=aliases, secret=secret, example=example)


SENDER_REGION = region_column(
    "sender_region_code",
    "Region",
    "Avsändande region. Behövs inte: mappen avgör. Rader som anger en annan region än mappens tas inte emot.",
    aliases=("Avsändare", "Regionkod", "Rapporterande region"),
)
CARE_UNIT_ALIASES = ("HSA-id", "Enhets-id", "Vårdenhet", "Enhet för kapacitet", "Enhetskod", "Klinik")


def care_unit_column(
    *, needed: bool = True, title: str = "Enhet", aliases: tuple[str, ...] = CARE_UNIT_ALIASES
) -> Column:
    """The unit, by HSA-id or by the region's own code."""
    return Column(
        "care_unit_id",
        title,
        "unit",
        "Enhetens HSA-id, annars regionens egen kod. Samma kod som i vårdgivarkatalogen.",
        needed=needed,
        aliases=aliases,
        example="SE2321000016-1ABC",
    )


SNAPSHOT_DATE = date_column(
    "snapshot_date",
    "Mätdatum",
    "Dagen då väntelistan togs ut.",
    needed=True,
    aliases=("Uttagsdatum", "Mätdag", "Datum för uttag", "Per datum"),
)
REFERRAL_DATE = date_column(
    "referral_date",
    "Remissdatum",
    "Dagen då remissen beslutades. Väntan räknas härifrån för första besök och undersökningar.",
    aliases=("Remissbeslut", "Remissdag", "Vårdbegäran"),
)
DECISION_DATE = date_column(
    "decision_date",
    "Beslutsdatum",
    "Dagen då operationen eller åtgärden beslutades. Väntan räknas härifrån för operationer.",
    aliases=("Beslut om åtgärd", "Beslutsdag", "Operationsbeslut"),
)
DEVIATION = code_column(
    "deviation",
    "Avvikelse",
    "PvV om patienten själv valt att vänta, MoV om väntan är medicinskt orsakad, annars tomt.",
    DEVIATIONS,
    value_aliases=DEVIATION_ALIASES,
    aliases=("Väntesort/avvikelse", "Avvikelsekod", "Orsak till väntan"),
)
CARE_FORM = code_column(
    "care_form",
    "Vårdform",
    "Öppen eller sluten vård.",
    {"outpatient": "Öppen", "inpatient": "Sluten"},
    value_aliases={"Öppenvård": "outpatient", "Slutenvård": "inpatient", "Dagkirurgi": "outpatient"},
)
CARE_TYPE = code_column(
    "care_type",
    "Vårdtyp",
    "Slag av vård: första besök, operation/åtgärd eller undersökning.",
    CARE_TYPES,
    needed=True,
    value_aliases=CARE_TYPE_ALIASES,
    aliases=("Väntesort", "Väntar på", "Vårdkontakttyp"),
)
DIAGNOSIS_CODE = Column(
    "diagnosis_code",
    "Diagnoskod",
    "icd",
    "Diagnoskod enligt ICD-10-SE, med eller utan punkt.",
    aliases=("ICD-10", "ICD-10-SE", "Huvuddiagnos", "Diagnoskod (ICD-10-SE)"),
    example="H25.9",
)
PROCEDURE_CODE = Column(
    "procedure_code",
    "Åtgärdskod",
    "kva",
    "Åtgärdskod enligt KVÅ.",
    aliases=("KVÅ", "KVÅ-kod", "Åtgärdskod (KVÅ)"),
    example="CJE20",
)


def diagnosis_group_column(*, needed: bool) -> Column:
    """The diagnosis group, by id, title or alias of the reference data."""
    return Column(
        "diagnosis_group",
        "Diagnosgrupp",
        "group",
        "Diagnosgruppens namn. " + ("Måste anges." if needed else "Behövs bara där diagnos- och åtgärdskod saknas."),
        needed=needed,
        aliases=("Grupp", "Diagnosområde"),
        example="Grå starr",
    )


PATIENT_KEY = text_column(
    "patient_key",
    "Patientnyckel",
    "Regionens egen pseudonym för patienten. Aldrig personnummer, samordningsnummer eller reservnummer.",
    aliases=("Pseudonym", "Löpnummer patient"),
    secret=True,
    example="a7f3c1",
)
PATIENT_REGION = region_column(
    "patient_region",
    "Hemregion",
    "Regionen där patienten är folkbokförd. Tomt betyder den egna regionen.",
    aliases=("Patientens region", "Patientens hemregion"),
)
