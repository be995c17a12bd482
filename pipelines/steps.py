"""The flow as a person follows it: each step with what it did, and in the end where to look.

Here: the steps of `run`, `ingest`, `refresh` and `publish`. What is of today runs as Dagster jobs on the home's own
instance; a picture of the past (`--as-of`) is a question, and runs beside it in a folder of its own.
Not here: the options (`pipelines/commands.py`), how it is printed (`pipelines/console.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from assets.deliveries.checks import NOT_ACCEPTED
from assets.publications.assets import LAGESBILD, OPEN_DATA_KEY, PATIENTFLYTTAR
from assets.publications.periods import read_week, read_year
from assets.publications.publishing import REPORTS, Wanted, current_period, due_reports, edition_folder
from assets.warehouse import WAREHOUSE_FILE, Picture
from pipelines import flow
from pipelines.console import Screen, intake_heads, intake_rows, number
from pipelines.failures import WrongUseError
from pipelines.runs import Runner, open_runner
from pipelines.schedules import run_config_for
from pipelines.settings import Settings
from pipelines.workplace import Workplace, check_regions, open_workplace
from sources.inbox import make_folders
from sources.intake import Intake
from sources.reading import ReaderPool
from sources.screening import mask_identity_numbers

KEYS = {"lagesbild": LAGESBILD, "patientflyttar": PATIENTFLYTTAR}


@dataclass
class Steps:
    """One command's way through the flow, and what there is to tell of it."""

    workplace: Workplace
    runner: Runner
    screen: Screen
    as_of: date | None
    intake: Intake | None = None
    editions: list[Path] = field(default_factory=list)
    refreshed: bool = False
    past: Picture | None = None

    @property
    def day(self) -> date:
        """The day of the picture."""
        return self.as_of or self.workplace.today

    @cached_property
    def names(self) -> dict[str, str]:
        """Region code to short name."""
        return dict(self.workplace.reference.frame("regions").select("region_code", "short_name").rows())

    def check_regions(self, codes: Sequence[str] | None) -> frozenset[str] | None:
        """The regions asked for; None is all."""
        return check_regions(self.workplace, codes)

    def ingest(self, regions: frozenset[str] | None) -> None:
        """Takes in what waits, and shows it per region."""
        make_folders(self.workplace.places.inbox, self.workplace.reference)
        with self.screen.working("Tar emot filer ur inkorgen"):
            self.intake = self.runner.ingest(regions)
        if self.intake.taken:
            self.screen.print_table(intake_heads(), intake_rows(self.intake, self.names))
        else:
            self.screen.say("Inga nya filer väntade i inkorgen.")
        for left in self.intake.left_alone:
            place = mask_identity_numbers(str(left.path.relative_to(self.workplace.places.inbox)))
            reason = left.reason.rstrip(".")
            self.screen.say(f"Lämnad i inkorgen: {place}: {reason}.")

    def wanted(self, reports: Sequence[str], *, week: str | None, year: str | None) -> tuple[Wanted, ...]:
        """What is asked for by name; without a name every report.

        Raises:
            WrongUseError: there is no such report.
            PeriodError: the week or the year is none, or has not begun.
        """
        unknown = [name for name in reports if name not in REPORTS]
        if unknown:
            raise WrongUseError(f"Rapporten {unknown[0]} finns inte. Välj bland: {', '.join(REPORTS)}.")
        periods = {
            "lagesbild": read_week(week, latest=self.day) if week else current_period("lagesbild", self.day),
            "patientflyttar": read_year(year, latest=self.day) if year else current_period("patientflyttar", self.day),
        }
        return tuple(Wanted(name, periods[name]) for name in REPORTS if not reports or name in reports)

    def refresh(self) -> None:
        """Rebuilds the warehouse."""
        with self.screen.working("Bygger om lägesbilden ur arkivet"):
            if self.as_of:
                with self.workplace.writing():
                    self.past = flow.refresh(self.workplace, as_of=self.as_of)
            else:
                self.runner.run("refresh")
        self.refreshed = True

    def refresh_and_publish(self, *, all_reports: bool) -> None:
        """Rebuilds the warehouse and publishes what is due, or everything."""
        everything = self.wanted([], week=None, year=None)
        root = flow.roots(self.workplace, self.as_of).internal
        due = everything if all_reports else due_reports(root, self.day)
        if self.as_of:
            self.publish(due)
            return
        with self.screen.working("Räknar lägesbilden och ger ut veckans utgåva"):
            self.runner.run("lagesbild", run_config=run_config_for(LAGESBILD, everything[0].period))
        self.refreshed = True
        self.editions.append(edition_folder(root, everything[0]))
        self._publish_editions([one for one in due if one.report != "lagesbild"])

    def publish(self, wanted: Sequence[Wanted]) -> None:
        """Publishes the wanted reports of a picture that is made of the archive as it is."""
        if self.as_of or not flow.is_current(self.workplace):
            self.refresh()
        if self.past is not None:
            with self.screen.working("Ger ut rapporter"), self.workplace.writing():
                made = flow.publish(self.workplace, self.past, wanted, as_of=self.as_of)
            self.editions += [edition.folder for edition in made]
            return
        with self.screen.working("Ger ut öppna data"):
            self.runner.run("lagesbild", only=[OPEN_DATA_KEY])
        self._publish_editions(wanted)

    def _publish_editions(self, wanted: Sequence[Wanted]) -> None:
        root = flow.roots(self.workplace).internal
        for one in wanted:
            key = KEYS[one.report]
            with self.screen.working(f"Ger ut {REPORTS[one.report].title.lower()}, {one.period}"):
                self.runner.run(one.report, only=[key], run_config=run_config_for(key, one.period))
            self.editions.append(edition_folder(root, one))

    def close(self) -> int:
        """Tells where to look, and gives the exit code."""
        bad = [one for one in self.intake.taken if one.delivery.verdict in NOT_ACCEPTED] if self.intake else []
        for failed in self.runner.failed_checks:
            self.screen.say(f"Kontrollen {failed.check} av {failed.asset} gick inte igenom; se `lagesbild ui`.")
        for one in bad:
            self.screen.say(f"{one.delivery.folder}: {one.summary} Kvitto: {one.receipt}")
        self._say_where()
        held_up = [left for left in self.intake.left_alone if left.held_up] if self.intake else []
        code = 1 if bad or held_up or self.runner.failed_checks else 0
        if self.screen.as_json:
            self.screen.print_json(self._as_data(code))
        return code

    def _say_where(self) -> None:
        base = self.workplace.base(self.as_of)
        if self.intake and self.intake.taken:
            rows = sum(sheet.accepted_count for one in self.intake.taken for sheet in one.delivery.sheets)
            files = "En fil" if len(self.intake.taken) == 1 else f"{number(len(self.intake.taken))} filer"
            self.screen.say(f"{files} togs emot, {number(rows)} rader godkändes.")
            self.screen.say(f"Kvitton:   {self.workplace.places.outbox}")
        if self.refreshed:
            self.screen.say(f"Databas:   {base / 'warehouse' / WAREHOUSE_FILE}")
        for folder in self.editions:
            self.screen.say(f"Utgåva:    {folder / 'index.html'}")
        if self.editions:
            self.screen.say(f"Internt:   {base / 'internal' / 'index.html'}")
            self.screen.say(f"Publikt:   {base / 'published' / 'index.html'}")

    def _as_data(self, code: int) -> dict[str, Any]:
        taken = self.intake.taken if self.intake else ()
        left = self.intake.left_alone if self.intake else ()
        return {
            "exit_code": code,
            "as_of_date": self.day.isoformat(),
            "deliveries": [
                {
                    "delivery_id": one.delivery.delivery_id,
                    "region_code": one.delivery.region_code,
                    "verdict": one.delivery.verdict,
                    "summary": one.summary,
                    "receipt": str(one.receipt),
                }
                for one in taken
            ],
            "left_alone": [{"path": mask_identity_numbers(str(one.path)), "reason": one.reason} for one in left],
            "editions": [str(folder) for folder in self.editions],
            "failed_checks": [f"{one.asset}: {one.check}" for one in self.runner.failed_checks],
        }


@contextmanager
def open_steps(
    settings: Settings,
    *,
    as_json: bool,
    debug: bool,
    as_of: date | None = None,
    make: bool = False,
    pool: ReaderPool | None = None,
) -> Iterator[Steps]:
    """Opens the home and its Dagster instance for one command.

    Raises:
        HomeError: the home cannot be used.
        WrongUseError: the as-of day lies after today.
    """
    workplace = open_workplace(settings, make=make)
    if as_of and as_of > workplace.today:
        raise WrongUseError(f"--as-of {as_of} ligger efter idag ({workplace.today}). Ange en dag som har varit.")
    with open_runner(settings, debug=debug, pool=pool) as runner:
        yield Steps(workplace, runner, Screen(as_json=as_json), as_of)
