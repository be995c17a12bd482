"""How each region of the demonstration writes its files, and which of them go wrong.

Here: one declaration per region. Not here: the words (`wording.py`), the making of sheets (`sheets.py`). The layouts
are invented; they cover what is met in real files: title rows, joined headers, several sheets, hospital folders,
encodings, delimiters, decimal commas, weeks and dates in differing forms, totals, kinds of bed as columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Condition = Literal["delivers", "missing", "late", "faulty", "identity_number"]
Container = Literal["csv", "xlsx"]
DateStyle = Literal["iso", "compact", "dotted", "worded", "with_time", "cell"]
WeekStyle = Literal["iso", "v_year", "year_v", "worded"]


@dataclass(frozen=True)
class RegionFormat:
    """How one region writes.

    `dates`: `cell` is a date cell of a workbook, the others are text. `coding`: diagnoses as codes, as groups or both.
    `snapshot_in`: where a waiting list's day stands. `summaries`: counts of the
    waiting are sent beside the rows. `beds_as`: one row per kind of bed, one column, or one sheet.
    """

    region_code: str
    condition: Condition = "delivers"
    container: Container = "csv"
    encoding: Literal["utf-8-sig", "utf-8", "cp1252", "utf-16"] = "utf-8-sig"
    delimiter: str = ";"
    decimal_comma: bool = True
    dates: DateStyle = "iso"
    weeks: WeekStyle = "iso"
    dotted_codes: bool = True
    coding: Literal["codes", "groups", "both"] = "codes"
    regions: Literal["code", "name", "letter", "number"] = "code"
    snapshot_in: Literal["column", "title", "file_name", "description"] = "column"
    snapshots: Literal["months", "weeks"] = "months"
    beds_as: Literal["rows", "columns", "sheets"] = "rows"
    standard_words: bool = False
    own_order: bool = False
    titles: bool = False
    two_levels: bool = False
    per_hospital: bool = False
    one_workbook: bool = False
    totals: bool = False
    comments: bool = False
    patient_keys: bool = True
    repeats_register: bool = False
    summaries: bool = False
    names: int = 0

    @property
    def delivers(self) -> bool:
        """Whether anything comes from the region at all."""
        return self.condition != "missing"


FORMATS: tuple[RegionFormat, ...] = (
    RegionFormat("01", delimiter=",", own_order=True, coding="both", weeks="iso", names=0),
    RegionFormat(
        "03", container="xlsx", dates="cell", weeks="v_year", coding="groups", titles=True, one_workbook=True, names=1
    ),
    RegionFormat(
        "04", encoding="cp1252", dates="dotted", weeks="worded", snapshot_in="file_name", dotted_codes=False, names=2
    ),
    RegionFormat("05", container="xlsx", dates="cell", weeks="year_v", two_levels=True, regions="name", names=0),
    RegionFormat(
        "06", encoding="utf-16", delimiter="\t", dates="compact", weeks="v_year", coding="groups", own_order=True,
        names=3,
    ),
    RegionFormat("07", container="xlsx", dates="cell", coding="groups", standard_words=True, names=0),
    RegionFormat("08", condition="late", encoding="utf-8", delimiter=",", decimal_comma=False, coding="both", names=2),
    RegionFormat(
        "09", encoding="utf-8", delimiter=",", decimal_comma=False, snapshots="weeks",
        coding="groups", weeks="year_v", patient_keys=False, names=3,
    ),
    RegionFormat(
        "10", container="xlsx", dates="iso", snapshots="weeks", snapshot_in="description", one_workbook=True,
        weeks="v_year", coding="both", names=1,
    ),
    RegionFormat(
        "12", encoding="cp1252", weeks="v_year", dotted_codes=False, per_hospital=True, regions="number",
        own_order=True, names=3,
    ),
    RegionFormat(
        "13", container="xlsx", dates="worded", snapshot_in="description", titles=True, coding="groups",
        repeats_register=True, names=1,
    ),
    RegionFormat("14", coding="both", beds_as="columns", weeks="year_v", regions="letter", own_order=True, names=2),
    RegionFormat("17", condition="missing"),
    RegionFormat("18", container="xlsx", dates="worded", beds_as="sheets", weeks="worded", titles=True, names=0),
    RegionFormat(
        "19", condition="faulty", container="xlsx", dates="iso", coding="both", weeks="v_year", titles=True, names=1
    ),
    RegionFormat(
        "20", condition="identity_number", encoding="cp1252", coding="groups", comments=True, weeks="iso", names=3
    ),
    RegionFormat("21", condition="missing"),
    RegionFormat(
        "22", encoding="cp1252", delimiter="|", dates="with_time", weeks="v_year", totals=True, dotted_codes=False,
        names=2,
    ),
    RegionFormat("23", dates="dotted", snapshot_in="title", titles=True, coding="groups", weeks="year_v", names=0),
    RegionFormat(
        "24", container="xlsx", dates="cell", two_levels=True, titles=True, coding="both", regions="name",
        weeks="worded", totals=True, names=2,
    ),
    RegionFormat("25", encoding="utf-8", dates="worded", weeks="v_year", coding="both", own_order=True,
        summaries=True, names=1,
    ),
)  # fmt: skip

FILE_NAMES: Mapping[str, tuple[str, str, str, str]] = {
    "care_units": ("Vårdgivarkatalog", "Enhetsregister", "katalog", "enheter"),
    "waiting_list": ("Väntelista {day}", "Väntande per {day}", "vantelista_{day}", "VL {day}"),
    "waiting_summary": ("Väntande sammanställt", "Sammanställning kö", "vantande_antal", "SUM"),
    "performed_care": ("Genomförd vård", "Utförd vård", "genomford_vard", "GV"),
    "cancer_pathways": ("SVF", "Vårdförlopp cancer", "svf_ledtider", "SVF"),
    "agreements": ("Avtal", "Avtalsregister", "avtal", "AVT"),
    "production_plan": ("Produktionsplan", "Plan och kapacitet", "produktionsplan", "PLAN"),
    "free_capacity": ("Ledig kapacitet", "Lediga tider", "ledig_kapacitet", "KAP"),
    "beds": ("Vårdplatser", "Platsläge", "vardplatser", "VPL"),
    "patient_transfers": ("Vård hos annan vårdgivare", "Förmedlade patienter", "formedlade", "FORM"),
}
TITLE_LINES = ("Påhittade uppgifter för demonstration, ingen verklig region, enhet eller patient.", "{title}")


def file_stem(kind: str, style: int, day: str = "") -> str:
    """The name of a file without its ending, in one of the four ways that regions name theirs."""
    return FILE_NAMES[kind][style].format(day=day)
