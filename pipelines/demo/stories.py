"""What is worth knowing about the demonstration's regions, in Swedish sentences.

Here: one sentence per region in which something is the matter, from the files that were planned. Not here: the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipelines.demo.files import PlannedFile
from pipelines.demo.formats import RegionFormat
from pipelines.demo.national import RegionProfile
from pipelines.demo.summary import RegionStory


def tell_stories(
    files: Mapping[RegionProfile, Sequence[PlannedFile]],
    styles: Mapping[str, RegionFormat],
    newest_snapshots: Mapping[str, date],
) -> tuple[RegionStory, ...]:
    """The regions in which something is the matter; `newest_snapshots` has each delivering region's newest list."""
    return tuple(
        RegionStory(profile.region_code, profile.region_name, condition, sentence)
        for profile, planned in files.items()
        for condition, sentence in _told(profile, planned, styles[profile.region_code], newest_snapshots)
    )


def _told(
    profile: RegionProfile, planned: Sequence[PlannedFile], style: RegionFormat, newest_snapshots: Mapping[str, date]
) -> Iterator[tuple[str, str]]:
    name = profile.region_name
    if style.condition == "missing":
        yield "missing", f"{name} har inte lämnat något."
    if style.condition == "late":
        newest = newest_snapshots[profile.region_code]
        yield "late", f"{name} är sen: den senaste väntelistan gäller {newest} och vårdplatserna är gamla."
    if style.condition == "faulty":
        remarked = _names(planned, "accepted_with_remarks")
        returned = _names(planned, "returned")
        yield (
            "faulty",
            (
                f"{name} har fel i sina filer: {remarked} godkänns med anmärkningar, och {returned} returneras, "
                "eftersom kolumnen Lediga platser saknas."
            ),
        )
    if style.condition == "identity_number":
        wrong = _names(planned, "quarantined")
        yield (
            "identity_number",
            (
                f"{name} har av misstag fått med ett personnummer (Skatteverkets testnummer) i {wrong}, "
                "som hamnar i karantän."
            ),
        )
    if again := _names(planned, "duplicate"):
        yield "duplicate", f"{name} har lämnat samma fil två gånger: {again} räknas inte igen."


def _names(planned: Sequence[PlannedFile], verdict: str) -> str:
    return " och ".join(f"”{file.name}”" for file in planned if file.verdict == verdict)
