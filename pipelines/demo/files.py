"""Which files a region sends: its rows by kind, put on sheets, and the sheets put in files.

Here: the plan of one region's folder, with the verdict that each file must get. Not here: making rows, writing bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.demo import faults
from pipelines.demo.beds import beds_per_hospital
from pipelines.demo.draws import Draws
from pipelines.demo.formats import RegionFormat, file_stem
from pipelines.demo.sheets import Sheet, bed_columns_sheet, make_sheet
from pipelines.demo.units import CareUnit
from sources.contracts import CONTRACTS
from sources.reference_data import Reference

PRIVATE_FOLDER = "Privata vårdgivare"
READ_ME = (
    "Påhittade uppgifter för demonstration.",
    "Bladen fylls i av enheterna på måndagar och skickas av regionens kansli.",
    "Frågor: lagesrapport@exempel.invalid",
)


@dataclass(frozen=True)
class RegionRows:
    """Everything a region has to tell, as tidy rows; waiting lists by the day they show."""

    units: Sequence[CareUnit]
    care_units: pl.DataFrame
    waiting: Mapping[date, pl.DataFrame]
    free_capacity: pl.DataFrame
    beds: pl.DataFrame
    patient_transfers: pl.DataFrame
    waiting_summary: pl.DataFrame
    performed_care: pl.DataFrame
    cancer_pathways: pl.DataFrame
    agreements: pl.DataFrame
    production_plan: pl.DataFrame


@dataclass(frozen=True)
class PlannedFile:
    """A file to write: its place under the inbox, its sheets, and the verdict it must get."""

    folder: str
    name: str
    sheets: tuple[Sheet, ...]
    style: RegionFormat
    verdict: str = "accepted"

    @property
    def path(self) -> str:
        """The file's place in the inbox, with slashes."""
        return f"{self.folder}/{self.name}"

    @property
    def is_register(self) -> bool:
        """Whether it holds the register of units, which the other files refer to."""
        return any(sheet.kind == "care_units" for sheet in self.sheets)


@dataclass(frozen=True)
class FolderPlan:
    """Plans the files of one region."""

    folder: str
    style: RegionFormat
    rows: RegionRows
    reference: Reference
    draws: Draws

    def files(self) -> Iterator[PlannedFile]:
        """All files of the region in the order that they were sent."""
        yield self._file(file_stem("care_units", self.style.names), [self._sheet("care_units", self.rows.care_units)])
        yield from self._waiting_files()
        if not self.style.one_workbook:
            yield self._capacity_file()
            yield from self._beds_files()
        transfers = self._sheet("patient_transfers", self._coded(self.rows.patient_transfers))
        yield self._file(file_stem("patient_transfers", self.style.names), [transfers])
        yield from self._further_files()
        if self.style.repeats_register:
            again = f"{file_stem('care_units', self.style.names)} (1)"
            yield self._file(again, [self._sheet("care_units", self.rows.care_units)], verdict="duplicate")

    def _further_files(self) -> Iterator[PlannedFile]:
        """What is sent as it is, a file of each kind; counts of the waiting stand back for the rows of the same day."""
        keyless = [] if self.style.patient_keys else ["patient_key"]
        tables = {
            "performed_care": self._coded(self.rows.performed_care),
            "cancer_pathways": self.rows.cancer_pathways.drop(keyless),
            "agreements": self.rows.agreements,
            "production_plan": self.rows.production_plan,
        }
        for kind, rows in tables.items():
            if not rows.is_empty():
                yield self._file(file_stem(kind, self.style.names), [self._sheet(kind, rows)])
        if self.style.summaries:
            sheet = self._sheet("waiting_summary", self.rows.waiting_summary)
            stem = file_stem("waiting_summary", self.style.names)
            yield self._file(stem, [sheet], verdict="accepted_with_remarks")

    def _file(
        self, stem: str, sheets: Sequence[Sheet], *, subfolder: str = "", verdict: str = "accepted"
    ) -> PlannedFile:
        folder = f"{self.folder}/{subfolder}" if subfolder else self.folder
        return PlannedFile(folder, f"{stem}.{self.style.container}", tuple(sheets), self.style, verdict)

    def _sheet(
        self, kind: str, rows: pl.DataFrame, *, name: str | None = None, constants: Mapping[str, str] | None = None,
        extra_titles: Sequence[str] = (),
    ) -> Sheet:  # fmt: skip
        return make_sheet(
            kind, rows, self.style, self.reference,
            name=name or CONTRACTS[kind].title, constants=constants, extra_titles=extra_titles,
        )  # fmt: skip

    def _coded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Diagnoses as the region tells them, and no keys where it has none."""
        dropped = {"codes": ["diagnosis_group"], "groups": ["diagnosis_code", "procedure_code"], "both": []}
        return rows.drop(dropped[self.style.coding] + ([] if self.style.patient_keys else ["patient_key"]))

    def _waiting_files(self) -> Iterator[PlannedFile]:
        days = sorted(self.rows.waiting)
        if self.style.one_workbook and self.style.snapshots == "weeks":
            yield self._workbook([self._waiting_sheet(day, f"Väntande {day}") for day in days])
            return
        for day in days:
            if self.style.per_hospital:
                yield from self._hospital_files(day)
            elif self.style.one_workbook and day == days[-1]:
                yield self._workbook([self._waiting_sheet(day)])
            else:
                yield self._waiting_file(day, newest=day == days[-1])

    def _waiting_sheet(self, day: date, name: str | None = None, rows: pl.DataFrame | None = None) -> Sheet:
        told = self._coded(self.rows.waiting[day] if rows is None else rows)
        place = self.style.snapshot_in
        constants = {"snapshot_date": day.isoformat()} if place == "description" else None
        titles = (f"Mätdatum: {day}",) if place == "title" else ()
        if place in ("title", "file_name"):
            told = told.drop("snapshot_date")
        return self._sheet("waiting_list", told, name=name, constants=constants, extra_titles=titles)

    def _waiting_file(self, day: date, *, newest: bool) -> PlannedFile:
        sheet, verdict = self._waiting_sheet(day), "accepted"
        if self.style.condition == "faulty" and newest:
            wrong_unit = f"DEMO-{self.style.region_code}-9901"
            sheet, verdict = faults.spoil_waiting_list(sheet, wrong_unit=wrong_unit), "accepted_with_remarks"
        if self.style.comments:
            wrong = self.style.condition == "identity_number" and newest
            sheet = faults.with_comments(sheet, self.draws, identity_number=wrong)
            verdict = "quarantined" if wrong else verdict
        return self._file(file_stem("waiting_list", self.style.names, str(day)), [sheet], verdict=verdict)

    def _hospital_files(self, day: date) -> Iterator[PlannedFile]:
        """One file in each hospital's own folder, and one for the private units together."""
        places = {
            unit.care_unit_id: unit.hospital if unit.ownership == "public" else PRIVATE_FOLDER
            for unit in self.rows.units
        }
        rows = self.rows.waiting[day].with_columns(
            pl.col("care_unit_id").replace_strict(places, return_dtype=pl.String).alias("place")
        )
        stem = file_stem("waiting_list", self.style.names, str(day))
        for place in rows["place"].unique().sort():
            sheet = self._waiting_sheet(day, rows=rows.filter(place=place).drop("place"))
            yield self._file(stem, [sheet], subfolder=place)

    def _workbook(self, waiting: Sequence[Sheet]) -> PlannedFile:
        """The region's whole report as one workbook, opened by a sheet that is no delivery."""
        read_me = Sheet(None, "Läs mig", pl.DataFrame({"text": READ_ME}), {"text": "Om rapporten"})
        sheets = [read_me, *waiting, self._sheet("free_capacity", self.rows.free_capacity), self._beds_sheet()]
        return self._file("Lägesrapport", sheets)

    def _capacity_file(self) -> PlannedFile:
        sheet, verdict = self._sheet("free_capacity", self.rows.free_capacity), "accepted"
        if self.style.condition == "faulty":
            sheet, verdict = faults.lose_free_slots(sheet), "returned"
        return self._file(file_stem("free_capacity", self.style.names), [sheet], verdict=verdict)

    def _beds_sheet(self) -> Sheet:
        return self._sheet("beds", self.rows.beds.drop("hospital_id"))

    def _beds_files(self) -> Iterator[PlannedFile]:
        stem = file_stem("beds", self.style.names)
        if self.style.beds_as == "columns":
            yield self._file(stem, [bed_columns_sheet(beds_per_hospital(self.rows.beds), self.style, name=stem)])
            if not (ecmo := self._beds_of("ecmo")).is_empty():
                yield self._file(f"{stem}_ecmo", [self._sheet("beds", ecmo, constants={"bed_kind": "ecmo"})])
        elif self.style.beds_as == "sheets":
            yield self._file(stem, list(self._sheets_by_bed_kind()))
        elif self.style.condition == "faulty":
            yield self._file(stem, [faults.spoil_beds(self._beds_sheet())], verdict="accepted_with_remarks")
        else:
            yield self._file(stem, [self._beds_sheet()])

    def _beds_of(self, bed_kind: str) -> pl.DataFrame:
        return self.rows.beds.filter(bed_kind=bed_kind).drop("hospital_id")

    def _sheets_by_bed_kind(self) -> Iterator[Sheet]:
        for bed_kind, title in CONTRACTS["beds"].by_name["bed_kind"].codes.items():
            rows = self._beds_of(bed_kind)
            if not rows.is_empty():
                yield self._sheet("beds", rows, name=title, constants={"bed_kind": bed_kind})
