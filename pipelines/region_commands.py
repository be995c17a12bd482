"""The commands about one region's files: what is known of them, and a proposal from a new file.

Here: reading the options and telling the result. Not here: what is known (`sources/regional_specification.py`), the
proposal (`sources/proposing`). Heavy imports wait until a command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.options import AsJson, Debug, Home, Today, settings_of

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from sources.proposing import MapTask, Proposal

NO_HOME = "Ange rätt mapp med --home, eller en mapp för förslaget med -o."


def describe_region(region: str, home: Path | None, *, as_json: bool) -> int:
    """Everything that is known of a region's files, as Markdown or JSON."""
    from pipelines.console import Screen  # noqa: PLC0415
    from pipelines.workplace import known_region  # noqa: PLC0415
    from sources.corrections import last_uses  # noqa: PLC0415
    from sources.descriptions import load_description  # noqa: PLC0415
    from sources.inbox import folders_by_code  # noqa: PLC0415
    from sources.places import Places  # noqa: PLC0415
    from sources.reference_data import load_reference, region_name  # noqa: PLC0415
    from sources.regional_specification import (  # noqa: PLC0415
        RegionFacts,
        describe_region_as_data,
    )
    from sources.regional_specification import describe_region as as_markdown  # noqa: PLC0415

    places = Places(settings_of(home).home.absolute())
    reference = load_reference(places.reference if places.reference.is_dir() else None)
    code = known_region(reference, region)
    folder = folders_by_code(reference)[code]
    facts = RegionFacts(
        code=code,
        name=region_name(code, reference),
        folder=folder,
        description=load_description(folder, places.regions, reference),
        local=places.regions / folder,
        last_uses=last_uses(places.archive / folder),
    )
    screen = Screen(as_json=as_json)
    if as_json:
        screen.print_json(describe_region_as_data(facts))
    else:
        screen.print_text(as_markdown(facts))
    return 0


def map_file(
    file: Annotated[Path, typer.Argument(help="Filen som ska beskrivas.")],
    region: Annotated[str, typer.Option("--region", help="Länskoden, till exempel 12.")],
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Mapp för förslaget; annars regionens i datamappen.")
    ] = None,
    home: Home = None,
    today: Today = None,
    as_json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read where faults are told
) -> int:
    """Föreslår en beskrivning av en ny fil, att läsa och rätta; inget gäller förrän någon har godtagit det."""
    from pipelines.console import Screen  # noqa: PLC0415
    from pipelines.region_telling import proposal_as_data, tell_proposal  # noqa: PLC0415
    from pipelines.workplace import HomeError, known_region, moment  # noqa: PLC0415
    from sources.descriptions import load_description  # noqa: PLC0415
    from sources.inbox import folders_by_code  # noqa: PLC0415
    from sources.places import Places  # noqa: PLC0415
    from sources.proposing import MapTask, write_proposal  # noqa: PLC0415
    from sources.reference_data import load_reference  # noqa: PLC0415

    settings = settings_of(home, today)
    places = Places(settings.home.absolute())
    overrides = places.reference if places.reference.is_dir() else None
    reference = load_reference(overrides)
    code = known_region(reference, region)
    folder = folders_by_code(reference)[code]
    if output is None and not places.home.is_dir():
        raise HomeError(f"Mappen {places.home} finns inte. {NO_HOME}")
    if not file.is_file():
        raise FileNotFoundError(2, "saknas", str(file))
    day = moment(settings).date()
    description = load_description(folder, places.regions, reference)
    task = MapTask(file, code, description, overrides, day, settings.limits)
    proposal = _propose(task, settings)
    screen = Screen(as_json=as_json)
    written = (
        [] if proposal.refusal else write_proposal(proposal, output or places.regions / folder, reference, today=day)
    )
    if as_json:
        screen.print_json(proposal_as_data(proposal, written))
    tell_proposal(screen, proposal, written, code)
    return 1 if proposal.refusal else 0


def _propose(task: MapTask, settings: Settings) -> Proposal:
    """In a child process, as every file is read."""
    from sources.proposing import propose  # noqa: PLC0415
    from sources.proposing.looking import refuse  # noqa: PLC0415
    from sources.reading import ReaderPool, UnreadableFile  # noqa: PLC0415

    workers = min(1, settings.workers)
    with ReaderPool(max_workers=workers, memory_bytes=settings.file_memory_bytes) as pool:
        [outcome] = pool.run(propose, [task], timeout=settings.file_seconds)
    return refuse(task.path.name, outcome) if isinstance(outcome, UnreadableFile) else outcome
