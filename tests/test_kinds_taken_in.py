"""What is particular to taking in summaries, performed care, pathways, agreements and plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from delivering import NOW, Take, receipt_of, rows_of
from test_rules_broken import GOOD

from sources.contracts import CONTRACTS
from sources.contracts.waiting_summary import INTERVAL_COUNTS
from sources.places import Places


def put(places: Places, name: str, kind: str, *rows: dict[str, str], drop: tuple[str, ...] = ()) -> None:
    """Delivers the kind's good row with changes, a row for each; some columns left out."""
    columns = [column for column in GOOD[kind] if column not in drop]
    titles = [CONTRACTS[kind].by_name[column].title for column in columns]
    lines = [titles, *([{**GOOD[kind], **row}[column] for column in columns] for row in rows)]
    text = "\n".join(";".join(line) for line in lines) + "\n"
    (places.inbox / "12_skane" / name).write_text(text, encoding="utf-8")


def rules(receipt: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in receipt["findings"]]


def test_rows_win_over_a_summary_of_the_same_day_and_unit_and_the_receipt_says_so(places: Places, take: Take) -> None:
    put(places, "1.csv", "waiting_list", {})
    take()
    put(places, "2.csv", "waiting_summary", {}, {"care_unit_id": "B"})
    put(places, "3.csv", "waiting_summary", {"snapshot_date": "2026-09-30"})
    done = take(now=NOW + timedelta(hours=1))
    receipt = receipt_of(done, "2.csv")
    assert (receipt["verdict"], rules(receipt)) == ("accepted_with_remarks", ["rows_win_over_summary"])
    assert "För A har ni lämnat både" in receipt["findings"][0]["message"]
    assert "rows_win_over_summary" not in rules(receipt_of(done, "3.csv"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"days_366_plus_count": "<5"}, ["suppressed_value"]),
        ({"waiting_count": "X", "over_90_count": "X"}, ["suppressed_value", "suppressed_value"]),
        ({"days_366_plus_count": "<5", "waiting_count": "60"}, ["intervals_sum_to_waiting"]),
        ({"days_366_plus_count": "<5", "waiting_count": "46"}, ["intervals_sum_to_waiting"]),
    ],
)
def test_withheld_counts_break_a_sum_only_where_no_number_would_fit(
    changed: dict[str, str], told: list[str], places: Places, take: Take
) -> None:
    others = [{"care_unit_id": f"B{number}"} for number in range(20)]
    put(places, "s.csv", "waiting_summary", changed, *others)
    found = [one["rule"] for one in receipt_of(take(), "s.csv")["findings"] if one["source_row"] == 2]
    assert [rule for rule in found if rule != "suppressed_value" or "intervals_sum_to_waiting" not in told] == told


def test_incomplete_intervals_are_emptied_all_and_the_count_is_kept(places: Places, take: Take) -> None:
    put(places, "s.csv", "waiting_summary", {"days_61_90_count": ""}, {"care_unit_id": "B"})
    rows = rows_of(take(), "s.csv").sort("care_unit_id")
    assert rows.select(INTERVAL_COUNTS).row(0) == (None,) * 7
    assert rows.select(INTERVAL_COUNTS).row(1) == (15, 11, 8, 6, 5, 2, 1)
    assert rows["waiting_count"].to_list() == [48, 48]


def test_a_summary_is_told_from_a_list_by_its_counts(places: Places, take: Take) -> None:
    put(places, "s.csv", "waiting_summary", {}, drop=(*INTERVAL_COUNTS, "median_days", "medical_count"))
    [sheet] = receipt_of(take(), "s.csv")["sheets"]
    assert sheet["kind"] == "waiting_summary"


def test_unplanned_care_needs_no_start(places: Places, take: Take) -> None:
    put(places, "v.csv", "performed_care", {"planned": "Akut", "decision_date": ""}, {"planned": ""})
    assert receipt_of(take(), "v.csv")["verdict"] == "accepted"


def test_the_day_of_an_event_is_never_read_from_a_title(places: Places, take: Take) -> None:
    put(places, "Vård 2026-10-31.csv", "performed_care", {}, drop=("performed_date",))
    receipt = receipt_of(take(), "Vård 2026-10-31.csv")
    assert (receipt["verdict"], rules(receipt)) == ("returned", ["column_missing"])


@pytest.mark.parametrize(
    ("name", "period"),
    [("Genomförd oktober 2026.csv", "2026-10"), ("gv_2026-10.csv", "2026-10"), ("gv.csv", None)],
)
def test_a_month_without_care_is_told_by_a_name(name: str, period: str | None, places: Places, take: Take) -> None:
    put(places, name, "performed_care")
    done = take()
    [sheet] = done.taken[0].delivery.sheets
    assert (sheet.empty_period, receipt_of(done, name)["verdict"]) == (period, "accepted" if period else "returned")


def test_a_later_file_replaces_the_units_of_its_months(places: Places, take: Take) -> None:
    put(places, "1.csv", "performed_care", {}, {"care_unit_id": "B"})
    take()
    put(places, "2.csv", "performed_care", {"performed_date": "2026-10-29"})
    receipt = receipt_of(take(now=NOW + timedelta(hours=1)), "2.csv")
    assert "units_left_in_force" in rules(receipt)


def test_agreements_are_the_senders_unless_they_say_whose_they_are(places: Places, take: Take) -> None:
    put(places, "a.csv", "agreements", {}, {"care_unit_id": "B"}, drop=("buyer_region",))
    done = take()
    assert receipt_of(done, "a.csv")["verdict"] == "accepted"
    assert rows_of(done, "a.csv")["buyer_region"].to_list() == ["12", "12"]


def test_an_agreement_that_is_gone_is_named_and_one_for_an_unknown_unit_too(places: Places, take: Take) -> None:
    put(places, "katalog.csv", "care_units", {})
    put(places, "1.csv", "agreements", {"agreement_id": "N1"}, {"agreement_id": "N2"})
    assert receipt_of(take(), "1.csv")["verdict"] == "accepted"
    put(places, "2.csv", "agreements", {"agreement_id": "N2"}, {"agreement_id": "N2", "care_unit_id": "Okänd1"})
    done = take(now=NOW + timedelta(hours=1))
    told = {one["rule"]: one["message"] for one in receipt_of(done, "2.csv")["findings"]}
    assert "N1 fanns i ert förra avtalsregister" in told["agreements_disappeared"]
    assert "unknown_unit" in told
    assert rows_of(done, "2.csv").height == 2


def test_an_empty_register_of_agreements_takes_nothing_away(places: Places, take: Take) -> None:
    put(places, "a.csv", "agreements")
    receipt = receipt_of(take(), "a.csv")
    assert (receipt["verdict"], rules(receipt)) == ("returned", ["empty_register"])


def test_a_plan_may_tell_a_part_and_lie_ahead(places: Places, take: Take) -> None:
    put(
        places, "p.csv", "production_plan", {"month": "december 2026", "capacity_count": ""},
        {"month": "2027-01", "expected_inflow_count": "40,5"},
    )  # fmt: skip
    done = take()
    assert receipt_of(done, "p.csv")["verdict"] == "accepted"
    rows = rows_of(done, "p.csv")
    assert rows["month"].to_list() == ["2026-12", "2027-01"]
    assert rows["expected_inflow_count"].to_list() == [40.0, 40.5]


def test_performed_care_is_reduced_to_counts_without_pseudonyms(places: Places, take: Take) -> None:
    put(places, "v.csv", "performed_care", {}, {}, {"performed_date": "2026-10-11"})
    done = take()
    folder = done.taken[0].delivery.folder_path
    reduced = pl.read_parquet(folder / "reduced" / "performed_care.parquet")
    assert reduced.select("performed_date", "wait_days", "performed_count").rows() == [
        (rows_of(done, "v.csv")["performed_date"][0], 101, 2),
        (rows_of(done, "v.csv")["performed_date"][2], 102, 1),
    ]
    assert "patient_key" not in reduced.columns
    pieces = pl.read_parquet(folder / "pieces.parquet")
    assert pieces.select("period", "care_unit_id", "rows_count").rows() == [("2026-10", "A", 3)]
