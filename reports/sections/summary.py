"""The situation in brief: three to five key figures, each with its change since the week before, like for like.

Here: the key figures and their sentences. Not here: coverage (every report's head), details (the other sections).
"""

from __future__ import annotations

from datetime import timedelta

from reports import swedish
from reports.cells import spell
from reports.content import KeyFigure, KeyFigures, Section
from reports.picture import ALL_GROUPS, COUNTRY, Picture, Record, figure
from reports.sections.beds import LatestReports, latest_beds, latest_intensive_care
from reports.sections.comparison import change_text, compare, share_change_text
from reports.values import Missing

NO_COUNT = "ingen region har en aktuell räkning"
NO_REGION = "ingen region har lämnat uppgiften"


def summary_section(picture: Picture) -> Section:
    """Läget i korthet."""
    waiting = picture.state("mart.waiting_by_diagnosis", picture.week).get((COUNTRY, ALL_GROUPS))
    balance = picture.state("mart.balance_by_diagnosis", picture.week).get((COUNTRY, ALL_GROUPS))
    figures = (
        _over_90(picture, waiting),
        _within_90(picture, waiting),
        _free_slots(picture, balance),
        _occupancy(picture),
        _intensive_care(picture),
    )
    return Section("korthet", "Läget i korthet", "Läget i korthet", (KeyFigures(figures),))


def _over_90(picture: Picture, waiting: Record | None) -> KeyFigure:
    groups = (
        f"de {swedish.small_number(len(picture.groups))} diagnosgrupperna" if picture.groups else "diagnosgrupperna"
    )
    return KeyFigure(
        key="over_90_count",
        value=figure(waiting, "over_90_count", NO_REGION),
        value_kind="count",
        text=f"har väntat längre än 90 dagar på operation eller åtgärd inom {groups}",
        change=change_text(picture, compare(picture, "mart.waiting_by_diagnosis", "over_90_count")),
        role="need",
    )


def _within_90(picture: Picture, waiting: Record | None) -> KeyFigure:
    return KeyFigure(
        key="within_90_share",
        value=figure(waiting, "within_90_share", NO_REGION),
        value_kind="share",
        text="av dem som väntar på operation eller åtgärd har väntat högst 90 dagar",
        change=share_change_text(picture),
    )


def _free_slots(picture: Picture, balance: Record | None) -> KeyFigure:
    nation = figure(balance, "slots_free_nation_count", NO_REGION)
    open_to_all = "" if isinstance(nation, Missing) else f", varav {spell(nation, 'count')} öppna för hela landet"
    return KeyFigure(
        key="slots_free_count",
        value=figure(balance, "slots_free_own_count", NO_REGION),
        value_kind="count",
        text=f"lediga platser de närmaste tolv veckorna{open_to_all}",
        change=change_text(
            picture,
            compare(picture, "mart.balance_by_diagnosis", "slots_free_own_count", reported="slots_regions_count"),
        ),
        role="room",
    )


def _occupancy(picture: Picture) -> KeyFigure:
    now = latest_beds(picture, "somatic")
    return KeyFigure(
        key="occupancy_share",
        value=figure(now.country(), "occupancy_share", NO_COUNT),
        value_kind="share",
        text=f"beläggning på somatiska vårdplatser{_counted_in(now)}",
        change=_occupancy_change(picture, now),
    )


def _occupancy_change(picture: Picture, now: LatestReports) -> str:
    before = latest_beds(picture, "somatic", picture.edition.as_of_date - timedelta(days=7))
    shared = sorted(now.rows.keys() & before.rows.keys())
    later, earlier = (figure(report.country(shared), "occupancy_share", NO_COUNT) for report in (now, before))
    if not isinstance(later, float) or not isinstance(earlier, float):
        return "jämförelse med en vecka tidigare saknas"
    points = 100 * (later - earlier)
    if swedish.signed(points, 1) == swedish.number(0, 1):
        change = "oförändrat mot en vecka tidigare"
    else:
        change = f"{swedish.signed(points, 1)}\u00a0procentenheter mot en vecka tidigare"
    regions = swedish.plural(len(shared), "region", "regioner")
    return (
        f"{change}, i samma {regions}" if len(shared) == len(now.rows) else f"{change}, i de {regions} som är med båda"
    )


def _intensive_care(picture: Picture) -> KeyFigure:
    now = latest_intensive_care(picture)
    country = now.country()
    names = ("intensive_care_free_count", "intensive_care_available_count", "ecmo_free_count")
    free, available, ecmo = (figure(country, name, NO_COUNT) for name in names)
    of_which = "" if isinstance(ecmo, Missing) else f", varav {spell(ecmo, 'count')} med ECMO"
    whole = "" if isinstance(available, Missing) else f" av {spell(available, 'count')} disponibla"
    return KeyFigure(
        key="intensive_care_free_count",
        value=free,
        value_kind="count",
        text=f"lediga IVA-platser{whole}{of_which}",
        change=f"räknat kl.\u00a006{_counted_in(now)}" if now.rows else "",
        role="room",
    )


def _counted_in(latest: LatestReports) -> str:
    """In how many regions the beds were counted; nothing where in none."""
    regions = swedish.plural(len(latest.rows), "region", "regioner")
    return f", senaste räkningen i {regions}" if latest.rows else ""
