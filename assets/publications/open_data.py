"""Open data of the published tables: CSV, Parquet, and a `datapackage.json` (Frictionless) that describes them.

Here: the files and their description. Not here: which columns may leave (`assets/disclosure/policy.py`, which is asked
once more before a byte is written), and the front page (`reports/`).
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from assets.disclosure.policy import verify_published
from assets.tables import TABLE_BY_KEY
from assets.warehouse import Picture, read_published

PACKAGE = "datapackage.json"
SMALL_COUNTS = (
    ". Samma som antalet, utom där en enhet har dolt ett litet antal: då är antalet det minsta och detta det största "
    "möjliga. Tomt där inget säger hur stort det kan vara"
)
TITLES: Mapping[str, str] = {
    "date": "Datum, räknat kl. 06",
    "level": "Nivå: country (riket), healthcare_region (sjukvårdsregion) eller region",
    "region_code": "Länskod, sjukvårdsregionens id eller 00 för riket",
    "bed_kind": "Vårdplatstyp: somatic, psychiatric, intensive_care eller ecmo (ECMO ingår i intensive_care)",
    "established_count": "Fastställda vårdplatser",
    "available_count": "Disponibla vårdplatser",
    "occupied_count": "Belagda vårdplatser",
    "established_high_count": "Fastställda vårdplatser, högst" + SMALL_COUNTS,
    "available_high_count": "Disponibla vårdplatser, högst" + SMALL_COUNTS,
    "occupied_high_count": "Belagda vårdplatser, högst" + SMALL_COUNTS,
    "occupancy_share": "Beläggning, andel: summa belagda delat med summa disponibla; kan överstiga 1. Tom där den inte "
    "är säkert känd",
    "occupancy_low_share": "Beläggningen, lägst (andel)",
    "occupancy_high_share": "Beläggningen, högst (andel)",
    "target_low_share": "Mål för beläggningen, nedre gräns (andel)",
    "target_high_share": "Mål för beläggningen, övre gräns (andel)",
    "status": "Beläggningen mot målet: below (under), within (inom) eller above (över)",
    "regions_reporting_count": "Antal regioner som ingår i raden",
    "regions_expected_count": "Antal regioner som skulle kunna ingå i raden",
    "slot_week": "Veckan som platserna gäller, enligt ISO 8601",
    "diagnosis_group": "Diagnosgrupp",
    "care_type": "Vårdtyp: first_visit (första besök), investigation (undersökning) eller operation",
    "slots_total_count": "Planerade platser",
    "slots_free_count": "Lediga platser",
    "slots_free_healthcare_region_count": "Lediga platser som är öppna minst för sjukvårdsregionen",
    "slots_free_nation_count": "Lediga platser som är öppna för hela landet",
    "slots_total_high_count": "Planerade platser, högst" + SMALL_COUNTS,
    "slots_free_high_count": "Lediga platser, högst" + SMALL_COUNTS,
    "slots_free_healthcare_region_high_count": "Lediga platser som är öppna minst för sjukvårdsregionen, högst"
    + SMALL_COUNTS,
    "slots_free_nation_high_count": "Lediga platser som är öppna för hela landet, högst" + SMALL_COUNTS,
    "units_reporting_count": "Antal enheter som rapporterat",
    "stale_units_count": "Antal enheter vars alla rapporter är för gamla",
}
"""What a column holds, in Swedish, for those who read the open data."""
TITLES_BY_FILE: Mapping[str, str] = {
    "beds": "Vårdplatser per dag, region och vårdplatstyp",
    "capacity_by_diagnosis": "Lediga platser per vecka, region, diagnosgrupp och vårdtyp",
}
"""What a file holds, by its table's name."""


def render_open_data(picture: Picture) -> dict[str, bytes]:
    """The files of the open data by name; equal pictures give equal bytes.

    Raises:
        PolicyBrokenError: a published table holds what it must not; nothing is rendered then.
    """
    tables = read_published(picture.inputs)
    verify_published(tables, picture.inputs.reference, picture.inputs.as_of)
    files: dict[str, bytes] = {}
    resources = []
    for key, frame in sorted(tables.items()):
        name = key.removeprefix("published.")
        files[f"{name}.csv"] = frame.write_csv().encode()
        files[f"{name}.parquet"] = _as_parquet(frame)
        resources.append(_describe_csv(key, frame, files[f"{name}.csv"]))
        resources.append(_describe_parquet(key, files[f"{name}.parquet"]))
    package = _describe_package(resources, picture.inputs.as_of, picture.data_version)
    return {**files, PACKAGE: (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()}


def _as_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _describe_package(resources: list[dict[str, Any]], as_of: date, data_version: str) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "lagesbild-oppna-data",
        "title": "Lägesbild: vårdplatser och lediga platser",
        "description": "Vårdplatser och lediga platser i Sveriges regioner. Inga uppgifter om personer och inga "
        f"uppgifter om enskilda enheter. Läget per {as_of.isoformat()}.",
        "version": data_version,
        "created": f"{as_of.isoformat()}T00:00:00Z",
        "resources": resources,
    }


def _describe_csv(key: str, frame: pl.DataFrame, content: bytes) -> dict[str, Any]:
    table = TABLE_BY_KEY[key]
    return {
        **_describe_file(key, content, ending="csv", mediatype="text/csv"),
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "schema": {
            "fields": [_describe_field(name, dtype) for name, dtype in frame.schema.items()],
            "primaryKey": list(table.grain),
            "missingValues": [""],
        },
    }


def _describe_parquet(key: str, content: bytes) -> dict[str, Any]:
    facts = _describe_file(key, content, ending="parquet", mediatype="application/vnd.apache.parquet")
    return {name: fact for name, fact in facts.items() if name != "bytes"}  # Frictionless counts no bytes of Parquet


def _describe_file(key: str, content: bytes, *, ending: str, mediatype: str) -> dict[str, Any]:
    name = key.removeprefix("published.")
    return {
        "name": name.replace("_", "-") + ("" if ending == "csv" else f"-{ending}"),
        "title": TABLE_BY_KEY[key].title,
        "path": f"{name}.{ending}",
        "format": ending,
        "mediatype": mediatype,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _describe_field(name: str, dtype: pl.DataType) -> dict[str, Any]:
    types = {pl.Date: "date", pl.Boolean: "boolean"}
    kind = "integer" if dtype.is_integer() else "number" if dtype.is_numeric() else types.get(type(dtype), "string")
    return {"name": name, "type": kind, "title": TITLES.get(name, name)}
