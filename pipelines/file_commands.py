"""The commands about one file, the specification, and the demonstration: check, template, describe, demo.

Here: reading the options and telling the result. Not here: examining (`sources/examining.py`), writing workbooks
(`sources/template.py`) or inventing a country (`pipelines/demo/`). Heavy imports wait until a command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.failures import WrongUseError
from pipelines.options import AsJson, Debug, Home, OneRegion, Today, settings_of
from pipelines.region_commands import describe_region

if TYPE_CHECKING:
    from sources.contracts import Contract


def check(
    file: Annotated[Path, typer.Argument(help="Filen som ska provas.")],
    region: Annotated[str, typer.Option("--region", help="Länskoden, till exempel 12.")],
    *,
    home: Home = None,
    today: Today = None,
    as_json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read where faults are told
) -> int:
    """Visar vad kvittot skulle säga om en fil och lägger den markerade arbetsboken bredvid; sparar inget annat."""
    from pipelines.checking import check_file  # noqa: PLC0415
    from pipelines.console import Screen  # noqa: PLC0415

    receipt = check_file(file, region, settings_of(home, today))
    screen = Screen(as_json=as_json)
    if as_json:
        screen.print_json(receipt)
    screen.say(receipt["summary"])
    for sheet in receipt["sheets"]:
        kind = sheet["kind_title"] or "ingen leverans"
        taken, refused = sheet["accepted_count"], sheet["refused_count"]
        accepted = "1 godkänd" if taken == 1 else f"{taken} godkända"
        screen.say(f"  {sheet['sheet']}: {kind}, {accepted}, {refused} att rätta")
    for finding in receipt["findings"]:
        place = " ".join(part for part in (finding["sheet"], finding["cell"]) if part)
        screen.say(
            f"- {f'{place}: ' if place else ''}{finding['title']}. {finding['message']} {finding['how_to_mend']}"
        )
    screen.say(receipt["what_to_do"])
    if name := receipt["marked_workbook"]:
        screen.say(f"Arbetsboken med markerade celler: {file.with_name(name)}")
    return 1 if receipt["verdict"] in {"returned", "quarantined"} else 0


def template(
    kind: Annotated[str, typer.Argument(help="Leveransslaget, till exempel waiting_list.")],
    *,
    region: OneRegion = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Filen som ska skrivas.")] = None,
    home: Home = None,
    as_json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read where faults are told
) -> int:
    """Skriver en tom arbetsbok för ett leveransslag, med listor, gränser och hjälp; med --region även dess enheter."""
    from pipelines.console import Screen  # noqa: PLC0415
    from sources.inbox import folders_by_code  # noqa: PLC0415
    from sources.places import Places  # noqa: PLC0415
    from sources.reference_data import load_reference  # noqa: PLC0415
    from sources.registers import units_of_region  # noqa: PLC0415
    from sources.template import write_template  # noqa: PLC0415

    contract = contract_of(kind)
    reference = load_reference(reference_folder(home))
    code = region_of(region, home) if region else None
    suffix = f"_{folders_by_code(reference)[code]}" if code else ""
    units = units_of_region(Places(settings_of(home).home.absolute()).archive, code) if code else {}
    path = output or Path(f"{contract.kind}{suffix}.xlsx")
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "saknas", str(path.parent))
    write_template(contract, path, reference, units=units)
    screen = Screen(as_json=as_json)
    if as_json:
        screen.print_json({"kind": contract.kind, "path": str(path.absolute()), "units_count": len(units)})
    screen.say(f"Mallen för {contract.title.lower()} är skriven: {path.absolute()}")
    return 0


def describe(
    kind: Annotated[str | None, typer.Argument(help="Leveransslaget; utan det visas alla.")] = None,
    *,
    region: OneRegion = None,
    home: Home = None,
    as_json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read where faults are told
) -> int:
    """Skriver leveransspecifikationen som Markdown; med bara --region allt som är känt om regionens filer."""
    from pipelines.console import Screen  # noqa: PLC0415
    from sources.contracts import CONTRACTS  # noqa: PLC0415
    from sources.descriptions import load_description  # noqa: PLC0415
    from sources.inbox import folders_by_code  # noqa: PLC0415
    from sources.reference_data import load_reference  # noqa: PLC0415
    from sources.specification import describe as describe_kind  # noqa: PLC0415
    from sources.specification import describe_all, describe_as_data  # noqa: PLC0415

    if region and not kind:
        return describe_region(region, home, as_json=as_json)
    reference = load_reference(reference_folder(home))
    contracts = [contract_of(kind)] if kind else list(CONTRACTS.values())
    if as_json:
        kinds = [describe_as_data(contract, reference) for contract in contracts]
        Screen(as_json=True).print_json(kinds[0] if kind else kinds)
        return 0
    description = None
    if region:
        folder = folders_by_code(reference)[region_of(region, home)]
        description = load_description(folder, settings_of(home).home.absolute() / "regions", reference)
    text = describe_kind(contracts[0], reference, description) if kind else describe_all(reference, description)
    Screen().print_text(text)
    return 0


def demo(
    *,
    home: Home = None,
    scale: Annotated[float, typer.Option("--scale", help="1 är ungefär 200 000 väntande.")] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="Samma frö ger samma filer.")] = 1,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Bara om ingenting har levererats.")] = False,
    today: Today = None,
    as_json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read where faults are told
) -> int:
    """Fyller inkorgen med en påhittad nationell demonstration."""
    from pipelines.console import Screen  # noqa: PLC0415
    from pipelines.demo import write_demo  # noqa: PLC0415
    from pipelines.workplace import open_workplace  # noqa: PLC0415

    if not 0 < scale <= 100:
        raise WrongUseError("--scale ska vara större än 0 och högst 100, till exempel 0.1.")
    workplace = open_workplace(settings_of(home, today), make=True)
    screen = Screen(as_json=as_json)
    if if_empty and _has_deliveries(workplace.places.inbox, workplace.places.archive):
        screen.say("Det finns redan leveranser, så ingen demonstration skrivs.")
        if as_json:
            screen.print_json({"written": False})
        return 0
    try:
        with screen.working("Skriver en påhittad inkorg"):
            summary = write_demo(workplace.places.home, today=workplace.today, scale=scale, seed=seed)
    except ValueError as error:
        raise WrongUseError("--scale är för liten för att filerna ska få något att fela i. Prova 0.1.") from error
    if as_json:
        expected = dict(summary.expected_verdicts)
        screen.print_json({"written": True, "files_count": summary.file_count, "expected_verdicts": expected})
    for line in summary.lines():
        screen.say(line)
    return 0


def contract_of(kind: str) -> Contract:
    """The contract of a kind by its id or its Swedish title.

    Raises:
        WrongUseError: there is no such kind.
    """
    from sources.contracts import CONTRACTS  # noqa: PLC0415

    named = {contract.title.casefold(): contract for contract in CONTRACTS.values()}
    contract = CONTRACTS.get(kind) or named.get(kind.casefold())
    if contract is None:
        raise WrongUseError(f"Leveransslaget {kind} finns inte. Välj bland: {', '.join(CONTRACTS)}.")
    return contract


def region_of(code: str, home: Path | None) -> str:
    """A region code that exists.

    Raises:
        UnknownRegionError: there is no such region.
    """
    from pipelines.workplace import known_region  # noqa: PLC0415
    from sources.reference_data import load_reference  # noqa: PLC0415

    return known_region(load_reference(reference_folder(home)), code)


def reference_folder(home: Path | None) -> Path | None:
    """The home's own reference data, None where it has none; the home itself need not be there."""
    folder = settings_of(home).home.absolute() / "reference"
    return Path(folder) if folder.is_dir() else None


def _has_deliveries(inbox: Path, archive: Path) -> bool:
    waiting = any(path.is_file() for path in inbox.rglob("*"))
    return waiting or any(archive.glob("*/*/delivery.json"))
