"""The commands about one region's files: what is known of them, and a proposal from a new file.

Here: reading the options and telling the result. Not here: what is known (`sources/regional_specification.py`), the
proposal (`sources/proposing`). Heavy imports wait until a command runs.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.options import settings_of


def describe_region(region: str, home: Path | None, *, as_json: bool) -> int:
    """Everything that is known of a region's files, as Markdown or JSON."""
    from pipelines.console import Screen  # noqa: PLC0415
    from pipelines.workplace import known_region  # noqa: PLC0415
    from sources.corrections import last_uses  # noqa: PLC0415
    from sources.descriptions import load_description  # noqa: PLC0415
    from sources.inbox import folders_by_code  # noqa: PLC0415
    from sources.places import Places  # noqa: PLC0415
    from sources.reference_data import load_reference  # noqa: PLC0415
    from sources.regional_specification import (  # noqa: PLC0415
        RegionFacts,
        describe_region_as_data,
        name_of,
    )
    from sources.regional_specification import describe_region as as_markdown  # noqa: PLC0415

    places = Places(settings_of(home).home.absolute())
    reference = load_reference(places.reference if places.reference.is_dir() else None)
    code = known_region(reference, region)
    folder = folders_by_code(reference)[code]
    facts = RegionFacts(
        code=code,
        name=name_of(code, reference),
        folder=folder,
        description=load_description(folder, places.regions, reference),
        last_uses=last_uses(places.archive / folder),
    )
    screen = Screen(as_json=as_json)
    if as_json:
        screen.print_json(describe_region_as_data(facts))
    else:
        screen.print_text(as_markdown(facts))
    return 0
