"""Reference data: versioned code lists, limits and targets as CSV, the shipped ones and the agency's own.

Here: reading the CSV files of `sources/reference/`, letting a file of the same name in the home replace one, giving
them types, and refusing a broken file in words that its editor can act on.
Not here: what the facts are used for. No module holds a fact that stands in one of these files.

Every file ends in the columns `valid_from`, `valid_to` (empty is open), `source` and `verified`. For one key at most
one row is in force on a day; the loader refuses anything else, since a join would otherwise count twice.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl

SHIPPED = Path(__file__).parent / "reference"
AGENCY_NAME = "Myndighetens egna filer"
VALIDITY = ("valid_from", "valid_to", "source", "verified")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "regions": (
        "region_code", "letter", "region_name", "short_name", "folder", "aliases", "organisation_number",
        "healthcare_region", "main_town", "latitude", "longitude", "tile_column", "tile_row",
    ),
    "healthcare_regions": ("healthcare_region", "title"),
    "municipality_healthcare_regions": ("municipality_code", "municipality_name", "region_code", "healthcare_region"),
    "diagnosis_groups": ("diagnosis_group", "title", "aliases", "sort_order"),
    "diagnosis_group_codes": ("diagnosis_group", "code_system", "code"),
    "guarantee_limits": ("limit_id", "care_type", "limit_days"),
    "cancer_pathway_limits": ("pathway", "branch", "treatment", "limit_days", "limit_version"),
    "goals": ("goal_id", "goal_share"),
    "bed_targets": ("level", "bed_kind", "target_low_share", "target_high_share"),
    "greatest_ages": ("kind", "greatest_age_days"),
    "delivery_calendar": ("kind", "cadence", "due_day"),
    "indicators": (
        "indicator_id", "version", "title", "population", "exclusions", "formula", "unit", "legal_source",
    ),
    "published_columns": ("table_name", "column_name", "counts_persons"),
}  # fmt: skip
"""The columns of each file, before those of validity."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "regions": ("region_code",),
    "healthcare_regions": ("healthcare_region",),
    "municipality_healthcare_regions": ("municipality_code",),
    "diagnosis_groups": ("diagnosis_group",),
    "diagnosis_group_codes": ("code_system", "code"),
    "guarantee_limits": ("care_type",),
    "cancer_pathway_limits": ("pathway", "branch", "treatment"),
    "goals": ("goal_id",),
    "bed_targets": ("level", "bed_kind"),
    "greatest_ages": ("kind",),
    "delivery_calendar": ("kind",),
    "indicators": ("indicator_id",),
    "published_columns": ("table_name", "column_name"),
}
"""What a row is about: for one key at most one row is in force on a day."""

MAY_BE_EMPTY = frozenset({"aliases", "exclusions", "valid_to"})
CODES: Mapping[str, tuple[str, ...]] = {
    "code_system": ("icd10se", "kva"),
    "cadence": ("daily", "weekly", "monthly", "yearly"),
    "counts_persons": ("true", "false"),
    "verified": ("true", "false"),
}
WHOLE_NUMBERS = ("_days", "_count")
WHOLE_NUMBERS_AS_TEXT = frozenset({"due_day", "tile_column", "tile_row", "sort_order", "version"})
DECIMALS = ("_share", "latitude", "longitude")


class BrokenReferenceError(Exception):
    """A reference file cannot be used; the text says in Swedish which file, which row and how to mend it."""


@dataclass(frozen=True, eq=False)
class Reference:
    """All reference data of one run.

    `frames` has one frame per file: text columns, except `valid_from` and `valid_to` (Date), `verified` (Boolean),
    columns that end in `_days` or `_count` (Int64) and in `_share`, `latitude`, `longitude` (Float64).
    """

    frames: Mapping[str, pl.DataFrame]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files, without `.csv`."""
        return tuple(sorted(self.frames))

    def frame(self, name: str) -> pl.DataFrame:
        """One file with every version of its rows.

        Raises:
            KeyError: there is no such file.
        """
        return self.frames[name]

    def in_force(self, name: str, day: date) -> pl.DataFrame:
        """The rows of one file that are in force on a day."""
        starts = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
        ends = pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)
        return self.frames[name].filter(starts & ends)

    def digest(self, name: str) -> str:
        """A hash of the content of one file; how its lines end does not matter."""
        return hashlib.sha256(self.frames[name].write_csv().encode()).hexdigest()

    @cached_property
    def version(self) -> str:
        """A hash of the content of all files."""
        digests = "\n".join(f"{name} {self.digest(name)}" for name in self.names)
        return hashlib.sha256(digests.encode()).hexdigest()[:16]


def load_reference(overrides: Path | None) -> Reference:
    """Reads the shipped reference data; a file of the same name in `overrides` replaces the shipped one.

    Raises:
        BrokenReferenceError: a file is missing columns, holds a value of the wrong type, has two rows in force for one
            key on one day, names a diagnosis group that there is not, or has a name that is no reference file.
    """
    own = {path.stem: path for path in sorted(overrides.glob("*.csv"))} if overrides else {}
    for stem, path in own.items():
        if stem not in COLUMNS:
            raise BrokenReferenceError(
                f"{path} är ingen känd referensfil. Ta bort den, eller ge den ett av namnen "
                f"{', '.join(sorted(COLUMNS))}."
            )
    paths = {name: own.get(name, SHIPPED / f"{name}.csv") for name in COLUMNS}
    frames = {name: read_reference_file(path, name) for name, path in paths.items()}
    unknown = set(frames["diagnosis_group_codes"]["diagnosis_group"]) - set(
        frames["diagnosis_groups"]["diagnosis_group"]
    )
    if unknown:
        raise BrokenReferenceError(
            f"{paths['diagnosis_group_codes']} nämner diagnosgruppen {', '.join(sorted(unknown))}, som inte finns i "
            f"{paths['diagnosis_groups']}. Lägg till gruppen där, eller rätta namnet."
        )
    return Reference(frames)


def load_reference_once(overrides: Path | None) -> Reference:
    """`load_reference` for a process that reads many files: what has been read is kept until a file is another."""
    own = sorted(overrides.glob("*.csv")) if overrides else []
    facts = ((path.name, path.stat()) for path in own)
    return _load(overrides, tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in facts))


@lru_cache(maxsize=4)
def _load(overrides: Path | None, _files: tuple[tuple[str, int, int], ...]) -> Reference:
    return load_reference(overrides)


def region_name(region_code: str, reference: Reference) -> str:
    """A region's full name; the agency's own files have one too."""
    names = dict(reference.frame("regions").select("region_code", "region_name").rows())
    return str(names.get(region_code, AGENCY_NAME))


def read_reference_file(path: Path, name: str) -> pl.DataFrame:
    """Reads one file as the reference data `name` and gives it its types.

    Raises:
        BrokenReferenceError: see `load_reference`.
    """
    texts = _read_texts(path)
    _refuse_missing_columns(path, texts, name)
    frame = pl.DataFrame([_typed(path, texts[column]) for column in (*COLUMNS[name], *VALIDITY)])
    if name == "diagnosis_group_codes":
        frame = frame.with_columns(pl.col("code").str.to_uppercase().str.replace_all(r"[.\s]", ""))
    _refuse_overlaps(path, frame, KEYS[name])
    return frame


def _read_texts(path: Path) -> pl.DataFrame:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BrokenReferenceError(f"{path} går inte att läsa: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BrokenReferenceError(f"{path} är inte sparad som UTF-8. Spara om filen som CSV UTF-8.") from error
    try:
        frame = pl.read_csv(io.StringIO(text), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise BrokenReferenceError(
            f"{path} går inte att läsa som CSV. Filen ska ha en rubrikrad, kommatecken mellan kolumnerna och lika "
            "många kolumner på varje rad."
        ) from error
    stripped = frame.with_columns(pl.all().str.strip_chars())
    return stripped.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _refuse_missing_columns(path: Path, texts: pl.DataFrame, name: str) -> None:
    missing = [column for column in (*COLUMNS[name], *VALIDITY) if column not in texts.columns]
    if missing:
        raise BrokenReferenceError(
            f"{path} saknar kolumnen {', '.join(missing)}. Rubrikraden ska vara "
            f"{','.join((*COLUMNS[name], *VALIDITY))} med kommatecken emellan."
        )


def _typed(path: Path, texts: pl.Series) -> pl.Series:
    column = texts.name
    values, expected = _parse(texts)
    empty_allowed = column in MAY_BE_EMPTY
    wrong = values.is_null() & (texts.is_not_null() | (not empty_allowed))
    if wrong.any():
        at = int(wrong.arg_max() or 0)
        found = f"står ”{texts[at]}”" if texts[at] is not None else "är cellen tom"
        raise BrokenReferenceError(
            f"{path}, rad {at + 2}, kolumnen {column}: här {found}, men det ska vara {expected}."
        )
    return values


def _parse(texts: pl.Series) -> tuple[pl.Series, str]:
    """The values, null where the text is wrong, and what was expected."""
    column = texts.name
    values, expected = texts, "en text"
    if column in {"valid_from", "valid_to"}:
        values, expected = texts.str.to_date("%Y-%m-%d", strict=False), "ett datum, till exempel 2026-01-31"
    elif column.endswith(WHOLE_NUMBERS):
        values, expected = texts.cast(pl.Int64, strict=False), "ett heltal"
    elif column in WHOLE_NUMBERS_AS_TEXT:
        values, expected = texts.set(texts.cast(pl.Int64, strict=False).is_null(), None), "ett heltal"
    elif column.endswith(DECIMALS):
        values, expected = texts.cast(pl.Float64, strict=False), "ett tal med decimalpunkt, till exempel 0.85"
    elif column in CODES:
        values, expected = texts.set(~texts.is_in(CODES[column]), None), " eller ".join(CODES[column])
    if column == "verified":
        values = values == "true"
    return values, expected


def _refuse_overlaps(path: Path, frame: pl.DataFrame, key: tuple[str, ...]) -> None:
    """Two rows of one key must not be in force on the same day."""
    previous_end = pl.col("valid_to").fill_null(date.max).shift(1).over(key, order_by="valid_from")
    backwards = pl.col("valid_to") < pl.col("valid_from")
    overlapping = frame.with_row_index("row").filter((pl.col("valid_from") <= previous_end) | backwards)
    if overlapping.height:
        row = overlapping.row(0, named=True)
        about = ", ".join(str(row[column]) for column in key)
        raise BrokenReferenceError(
            f"{path}, rad {row['row'] + 2}: två rader för {about} gäller samma dag, eller en rad slutar gälla innan "
            "den börjar. Rätta valid_from och valid_to så att högst en rad gäller åt gången."
        )
