"""The commands: each reads as what it does, and ends with what there is to read. Heavy imports wait until they run.

Here: the commands about the whole flow. Not here: those about one file or the specification
(`pipelines/file_commands.py`), printing (`pipelines/console.py`), errors (`pipelines/failures.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from pipelines import file_commands, region_commands, status_command
from pipelines.failures import WrongUseError
from pipelines.options import AsJson, AsOf, Debug, Home, Region, Settle, Today, read_date, settings_of
from pipelines.readers import reader_pool

DONE, DONE_WITH_FAULTS = 0, 1


def build_app() -> typer.Typer:
    """The command with all its subcommands."""
    app = typer.Typer(
        help="Lägesbild: vem väntar på vård i Sverige, och vem har plats.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    commands: Mapping[str, Callable[..., int]] = {
        "run": run,
        "ingest": ingest,
        "refresh": refresh,
        "publish": publish,
        "withdraw": withdraw,
        "check": file_commands.check,
        "template": file_commands.template,
        "describe": file_commands.describe,
        "map": region_commands.map_file,
        "demo": file_commands.demo,
        "status": status_command.status,
        "ui": ui,
    }
    for name, command in commands.items():
        app.command(name)(command)
    return app


def run(
    *,
    home: Home = None,
    region: Region = None,
    as_of: AsOf = None,
    all_reports: Annotated[
        bool, typer.Option("--all-reports", help="Gör alla rapporter, inte bara dem i tur.")
    ] = False,
    today: Today = None,
    settle: Settle = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> int:
    """Tar emot allt som väntar, förnyar lägesbilden och ger ut de rapporter som är i tur."""
    past = read_date(as_of, "--as-of")
    settings = settings_of(home, today, settle)
    with reader_pool(settings) as pool:
        from pipelines.steps import open_steps  # noqa: PLC0415 - slow, so the readers start first

        with open_steps(settings, as_json=as_json, debug=debug, as_of=past, make=True, pool=pool) as steps:
            steps.ingest(steps.check_regions(region))
            steps.refresh_and_publish(all_reports=all_reports)
            return steps.close()


def ingest(
    *,
    home: Home = None,
    region: Region = None,
    today: Today = None,
    settle: Settle = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> int:
    """Tar emot det som väntar i inkorgen och skriver kvitton."""
    settings = settings_of(home, today, settle)
    with reader_pool(settings) as pool:
        from pipelines.steps import open_steps  # noqa: PLC0415 - slow, so the readers start first

        with open_steps(settings, as_json=as_json, debug=debug, make=True, pool=pool) as steps:
            steps.ingest(steps.check_regions(region))
            return steps.close()


def refresh(
    *, home: Home = None, as_of: AsOf = None, today: Today = None, as_json: AsJson = False, debug: Debug = False
) -> int:
    """Bygger om databasen ur arkivet: det som var känt och gällde den dagen."""
    from pipelines.steps import open_steps  # noqa: PLC0415

    past = read_date(as_of, "--as-of")
    with open_steps(settings_of(home, today), as_json=as_json, debug=debug, as_of=past) as steps:
        steps.refresh()
        return steps.close()


def publish(
    reports: Annotated[list[str] | None, typer.Argument(help="Rapporternas namn; utan namn alla.")] = None,
    *,
    home: Home = None,
    week: Annotated[str | None, typer.Option("--week", help="Veckan, till exempel 2026-W47.")] = None,
    year: Annotated[str | None, typer.Option("--year", help="Året, till exempel 2026.")] = None,
    as_of: AsOf = None,
    today: Today = None,
    as_json: AsJson = False,
    debug: Debug = False,
) -> int:
    """Ger ut rapporter: lagesbild (veckans) och patientflyttar (årets)."""
    from pipelines.steps import open_steps  # noqa: PLC0415

    past = read_date(as_of, "--as-of")
    with open_steps(settings_of(home, today), as_json=as_json, debug=debug, as_of=past) as steps:
        steps.publish(steps.wanted(reports or [], week=week, year=year))
        return steps.close()


def withdraw(
    delivery: Annotated[str, typer.Argument(help="Leveransens nummer, som det står på kvittot.")],
    why: Annotated[str, typer.Option("--why", help="Varför den tas tillbaka; sparas i arkivet.")],
    *,
    home: Home = None,
    today: Today = None,
    as_json: AsJson = False,
    debug: Debug = False,  # noqa: ARG001 - read where faults are told
) -> int:
    """Tar tillbaka en leverans; den som gällde före den gäller igen."""
    from pipelines import flow  # noqa: PLC0415
    from pipelines.console import Screen  # noqa: PLC0415
    from pipelines.workplace import open_workplace  # noqa: PLC0415

    if not why.strip():
        raise WrongUseError("Skriv varför leveransen tas tillbaka: --why ”fel månad”.")
    workplace = open_workplace(settings_of(home, today))
    with workplace.writing():
        taken_out = flow.take_out(workplace, delivery, why=why.strip())
    screen = Screen(as_json=as_json)
    if as_json:
        screen.print_json({"delivery_id": taken_out.delivery_id, "withdrawn_at": taken_out.withdrawn_at})
    screen.say(f"Leveransen {taken_out.delivery_id} från {taken_out.folder} är återtagen.")
    screen.say("Kör `lagesbild run` så räknas lägesbilden om utan den.")
    return DONE


def ui(
    *,
    home: Home = None,
    port: Annotated[int | None, typer.Option("--port", help="Porten på 127.0.0.1.", show_default=False)] = None,
    debug: Debug = False,  # noqa: ARG001 - read where faults are told
) -> int:
    """Startar Dagsters webbsida och dess bakgrundsprocess; avsluta med Ctrl+C."""
    from pipelines.settings import load_settings  # noqa: PLC0415
    from pipelines.user_interface import serve  # noqa: PLC0415

    given: dict[str, Any] = {"home": home, "port": port}
    return serve(load_settings(**given))
