"""Text to typed values: every form that regions write, and a reason for each that cannot be read for certain."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.reading.content import DAY_ZERO_1900, DAY_ZERO_1904
from sources.values import CATEGORIES, VALUE_RULES, Parsed, is_missing, parse_column

MISSING = [None, "", "  ", "..", ".", "-", "–", "NULL", "n/a", "Uppgift saknas", "saknas", "okänt", "#N/A", "#SAKNAS!"]


def parse(texts: list[str | None], column_type: str, **options: object) -> Parsed:
    return parse_column(pl.Series("x", texts, dtype=pl.String), column_type, **options)  # type: ignore[arg-type]


def outcomes(texts: list[str | None], column_type: str, **options: object) -> list[object]:
    """Per cell: the value, or the rule that it broke."""
    parsed = parse(texts, column_type, **options)
    assert parsed.failed.to_list() == [rule is not None for rule in parsed.rule]
    return [rule or value for value, rule in zip(parsed.values, parsed.rule, strict=True)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        ("+12", 12.0),
        ("-12", -12.0),
        ("\u221212", -12.0),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567.0),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567.0),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("12345,678", 12345.678),
        ("1.2e3", 1200.0),
        (" 7 ", 7.0),
        ("\u200b7\ufeff", 7.0),
    ],
)
def test_numbers_that_can_only_be_read_one_way(text: str, number: float) -> None:
    assert outcomes([text], "number") == [number]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1.234"], ["ambiguous_number"]),
        (["1,234"], ["ambiguous_number"]),
        (["1.234", "12", "-"], ["ambiguous_number", 12.0, None]),
        (["1.234", "3.75"], [1.234, 3.75]),
        (["1.234", "3,75"], [1234.0, 3.75]),
        (["1,234", "3,75"], [1.234, 3.75]),
        (["1,234", "3.75"], [1234.0, 3.75]),
        (["1.234", "1,234"], ["ambiguous_number", "ambiguous_number"]),
        (["1.234", "3.75", "3,75"], ["ambiguous_number", 3.75, 3.75]),
    ],
)
def test_the_whole_column_decides_what_a_point_means(texts: list[str | None], expected: list[object]) -> None:
    assert outcomes(texts, "number") == expected


def test_number_cells_of_a_workbook_need_no_other_evidence() -> None:
    assert outcomes(["1.234", "12"], "number", decimal=".") == [1.234, 12.0]
    assert outcomes(["1.234", "1,234"], "number", decimal=".") == [1.234, "ambiguous_number"]
    assert outcomes(["1.234", "1,234", "2,5"], "number", decimal=".") == [1.234, 1.234, 2.5]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("12.0", 12),
        ("12", 12),
        ("1 200", 1200),
        ("0", 0),
        ("12,5", "not_whole"),
        ("12.000000001", 12),
        ("11.9999999997", 12),
        ("12.001", "ambiguous_number"),
        ("'12", 12),
        ("(12)", "negative_number"),
        ("12-", "negative_number"),
        ("01-maj", "date_value"),
        ("2026-05-01", "date_value"),
        (".", "not_applicable"),
        ("-3", "negative_number"),
        ("12 %", "percent_value"),
        ("#REF!", "formula_error"),
        ("#VÄRDEFEL!", "formula_error"),
        ("tio", "not_a_number"),
        ("ca 10", "not_a_number"),
        ("<1", "not_a_number"),
        ("4-1", "not_a_number"),
        ("1 2", "not_a_number"),
        ("99999999999999999999", "not_a_number"),
    ],
)
def test_counts(text: str, outcome: object) -> None:
    assert outcomes([text], "count") == [outcome]


def test_amounts_may_have_decimals_but_are_never_negative() -> None:
    assert outcomes(["12,5", "-0,5", "<5"], "amount") == [12.5, "negative_number", "not_a_number"]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("<5", 1, 4),
        ("< 5", 1, 4),
        ("&lt;5", 1, 4),
        ("färre än 10", 1, 9),
        ("≤4", 1, 4),
        ("1–4", 1, 4),
        ("0-4", 0, 4),
        ("X", 1, None),
        ("*", 1, None),
        ("IU", 1, None),
        ("under 5", 1, 4),
        ("Färre än fem", 1, 4),
        ("1-4 st", 1, 4),
        ("(1–4)", 1, 4),
        ("<5 st.", 1, 4),
        ("mellan 1 och 4", 1, 4),
        ("högst 4 patienter", 1, 4),
        ("(x)", 1, None),
    ],
)
def test_a_withheld_count_is_kept_as_the_interval_that_it_stands_for(text: str, least: int, most: int | None) -> None:
    parsed = parse_column(pl.Series([text, "12", "0", ".."]), "count", suppressible=True)
    assert parsed.high is not None
    assert list(zip(parsed.values, parsed.high, parsed.rule, strict=True)) == [
        (least, most, "suppressed_value"), (12, 12, None), (0, 0, None), (None, None, None)
    ]  # fmt: skip
    assert not parsed.failed.any()


def test_the_interval_among_averages_has_the_bounds_themselves() -> None:
    parsed = parse_column(pl.Series(["<5", "X", "12,5"]), "amount", suppressible=True)
    assert parsed.high is not None
    assert list(zip(parsed.values, parsed.high, strict=True)) == [(0, 5), (0, None), (12.5, 12.5)]


@pytest.mark.parametrize("text", ["<1", "≤0", "4–1", "5–9", ">5", "<100", "<1000000"])
def test_what_is_no_interval_of_a_small_count_is_no_number(text: str) -> None:
    parsed = parse_column(pl.Series([text]), "count", suppressible=True)
    assert parsed.rule.to_list() == ["not_a_number"]


@pytest.mark.parametrize(
    ("column_type", "dtype"),
    [
        ("count", pl.Int64),
        ("amount", pl.Float64),
        ("number", pl.Float64),
        ("date", pl.Date),
        ("week", pl.String),
        ("month", pl.String),
        ("text", pl.String),
        ("diagnosis_code", pl.String),
        ("procedure_code", pl.String),
        ("flag", pl.Boolean),
        ("code", pl.String),
        ("code_list", pl.String),
    ],
)
def test_marks_of_what_is_missing_are_null_without_fault_and_the_type_holds(
    column_type: str, dtype: type[pl.DataType]
) -> None:
    assert all(is_missing(text) for text in MISSING)
    marks = [text for text in MISSING if column_type not in {"count", "amount"} or text not in {".", "-", "–"}]
    for texts in ([], [None], marks):
        parsed = parse(texts, column_type, codes={"ja": "yes"})
        assert parsed.values.dtype == dtype
        assert parsed.values.null_count() == len(texts)
        assert not parsed.failed.any()
        assert parsed.rule.dtype == pl.String


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-05",
        "2026-2-5",
        "2026/02/05",
        "20260205",
        "2026-02-05 00:00:00",
        "2026-02-05T00:00",
        "2026-02-05T14:30:00.123Z",
        "5 feb 2026",
        "5 feb. 2026",
        "5 februari 2026",
        "den 5 februari 2026",
        "5-feb-26",
        "5/2-26",
        "5/2 - 2026",
        "05.02.2026",
        "5.2.2026",
        "05-02-2026",
        " 2026-02-05\u00a0",
    ],
)
def test_dates_that_can_only_be_read_one_way(text: str) -> None:
    assert outcomes([text], "date") == [date(2026, 2, 5)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["02/05/2026"], ["ambiguous_date"]),
        (["05/05/2026"], [date(2026, 5, 5)]),
        (["02/05/2026", "13/05/2026"], [date(2026, 5, 2), date(2026, 5, 13)]),
        (["02/05/2026", "05/13/2026"], [date(2026, 2, 5), date(2026, 5, 13)]),
        (["02/05/2026", "05/13/2026", "13/05/2026"], ["ambiguous_date"] * 3),
        (["02-05-2026", "05-13-2026"], [date(2026, 2, 5), date(2026, 5, 13)]),
        (["2026-02-30"], ["impossible_date"]),
        (["1900-01-00"], ["impossible_date"]),
        (["31/4-26"], ["impossible_date"]),
        (["igår"], ["not_a_date"]),
        (["45327"], ["excel_day_number"]),
        (["240205", "991231"], [date(2024, 2, 5), date(1999, 12, 31)]),
        (["310199"], [date(1999, 1, 31)]),
        (["240205"], ["ambiguous_year"]),
        (["240205", "310124"], ["ambiguous_year", "ambiguous_year"]),
        (["26-01-05"], ["ambiguous_year"]),
        (["26-01-05", "99-12-31"], [date(2026, 1, 5), date(1999, 12, 31)]),
        (["31.01.99", "05.01.26"], [date(1999, 1, 31), date(2026, 1, 5)]),
        (["5/2 2026", "5/2-26"], [date(2026, 2, 5)] * 2),
        (["5/2 26"], ["not_a_date"]),
        (["lör 3 januari 2026", "lördagen den 3 januari 2026", "Lördag, 3 jan 2026"], [date(2026, 1, 3)] * 3),
        (["Feb 5, 2026", "February 5th, 2026"], [date(2026, 2, 5)] * 2),
        (["2026‑02‑05", "2026–02–05"], [date(2026, 2, 5)] * 2),
        (['="2026-02-05"', "'2026-02-05"], [date(2026, 2, 5)] * 2),
        (["2026-06-02T22:00:00Z", "2026-06-02T21:59:59Z"], [date(2026, 6, 3), date(2026, 6, 2)]),
        (["2026-01-02 23:30+0000", "2026-01-02T23:30:00.123+01:00"], [date(2026, 1, 3), date(2026, 1, 2)]),
        (["#REF!"], ["formula_error"]),
    ],
)
def test_dates_that_need_their_column_or_are_none(texts: list[str | None], expected: list[object]) -> None:
    assert outcomes(texts, "date") == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["260210", "260301"], [date(2026, 2, 10), date(2026, 3, 1)]),
        (["100226"], [date(2026, 2, 10)]),
        (["260226"], [date(2026, 2, 26)]),
        (["240226"], ["ambiguous_year"]),
        (["240226", "240112"], [date(2024, 2, 26), date(2024, 1, 12)]),
        (["240226", "150310"], ["ambiguous_year"] * 2),
    ],
)
def test_the_day_of_receipt_tells_which_part_is_the_year_where_only_one_is_near_it(
    texts: list[str | None], expected: list[object]
) -> None:
    assert outcomes(texts, "date", received=date(2026, 11, 22)) == expected


def test_the_day_of_receipt_tells_what_short_weeks_are() -> None:
    def weeks(*texts: str | None) -> list[object]:
        return outcomes(list(texts), "week", received=date(2026, 5, 3))

    assert weeks("v20-26", "v21-26", "v22-26") == ["2026-W20", "2026-W21", "2026-W22"]
    assert weeks("v20-26", "v21-26") == ["ambiguous_week"] * 2
    assert weeks("v20-40", "v21-40", "v22-40") == ["ambiguous_week"] * 3
    assert weeks("2605", "2647") == ["2026-W05", "2026-W47"]
    assert weeks("4726", "1026") == ["2026-W47", "2026-W10"]
    assert weeks("2627") == ["ambiguous_week"]
    assert weeks("2526", "2652") == ["2025-W26", "2026-W52"]
    assert outcomes(["2605"], "week") == ["ambiguous_week"]


def test_day_numbers_count_from_the_day_that_the_workbook_counts_from() -> None:
    assert outcomes(["45327", "29999"], "date", day_zero=DAY_ZERO_1900) == [date(2024, 2, 5), "not_a_date"]
    assert outcomes(["43865"], "date", day_zero=DAY_ZERO_1904) == [date(2024, 2, 5)]


@pytest.mark.parametrize("dash", ["-", "–", "—", "−"])
def test_a_dash_among_counts_is_zero_unless_zeros_are_written(dash: str) -> None:
    alone = parse_column(pl.Series([dash, "3"]), "count")
    assert (alone.values.to_list(), alone.failed.to_list()) == ([0, 3], [False, False])
    assert alone.rule.to_list() == ["dash_as_zero", None]
    assert outcomes([dash, "3", "0"], "count") == ["ambiguous_dash", 3, 0]
    assert outcomes([dash, "3,5"], "number") == [None, 3.5]


@pytest.mark.parametrize("text", ["12*", "12 *", "12**", "12¹", "12 1)"])
def test_a_footnote_mark_after_a_number_is_told_and_no_digit(text: str) -> None:
    parsed = parse_column(pl.Series([text]), "count")
    assert (parsed.values.to_list(), parsed.rule.to_list(), parsed.failed.to_list()) == (
        [12], ["footnote_mark"], [False],
    )  # fmt: skip


def test_a_long_code_that_a_spreadsheet_has_rounded_is_no_code() -> None:
    assert outcomes(["2,321E+09", "#REF!", "SE2321000016-A1"], "text") == [
        "number_mangled", "formula_error", "SE2321000016-A1",
    ]  # fmt: skip


def test_a_column_of_many_different_times_is_read_by_its_days() -> None:
    texts = [
        f"2026-02-05 {hour:02d}:{minute:02d}:{second:02d}"
        for hour in range(4)
        for minute in range(60)
        for second in range(60)
    ]
    assert set(parse([*texts], "date").values) == {date(2026, 2, 5)}


@pytest.mark.parametrize(
    "text",
    [
        "2026-W47",
        "2026W47",
        "2026-47",
        "2026v47",
        "2026 v.47",
        "2026-v47",
        "v.47 2026",
        "v47 2026",
        "v47-2026",
        "vecka 47 2026",
        "Vecka 47, 2026",
        "W47-26",
        "202647",
    ],
)
def test_weeks(text: str) -> None:
    assert outcomes([text], "week") == ["2026-W47"]


def test_a_hyphen_before_two_digits_is_a_year_where_the_column_shows_it_and_else_a_question() -> None:
    assert outcomes(["v47-26", "v10-26"], "week") == ["2026-W47", "2026-W10"]
    assert outcomes(["vecka 47-48", "v10-26", "v 10/26"], "week") == ["ambiguous_week", "ambiguous_week", "2026-W10"]
    assert outcomes(["2026‑W47"], "week") == ["2026-W47"]


@pytest.mark.parametrize(
    ("text", "year", "outcome"),
    [
        ("v47", None, "week_without_year"),
        ("v47", 2026, "2026-W47"),
        ("47", 2026, "2026-W47"),
        ("vecka 7", 2026, "2026-W07"),
        ("2026-W53", None, "2026-W53"),
        ("2025-W53", None, "impossible_week"),
        ("2026-W00", None, "impossible_week"),
        ("2026-11-16", None, "2026-W47"),
        ("22 nov 2026", None, "2026-W47"),
        ("2027-01-01", None, "2026-W53"),
        ("02/05/2026", None, "not_a_week"),
        ("260210", None, "not_a_week"),
        ("nästa", None, "not_a_week"),
    ],
)
def test_weeks_that_need_a_year_or_do_not_exist(text: str, year: int | None, outcome: str) -> None:
    assert outcomes([text], "week", default_year=year) == [outcome]


@pytest.mark.parametrize(
    "text",
    ["2026-11", "202611", "2026/11", "2026M11", "nov 2026", "nov-26", "November 2026", "11/2026", "2026-11-05"],
)
def test_months(text: str) -> None:
    assert outcomes([text], "month") == ["2026-11"]


@pytest.mark.parametrize("text", ["kvartal 1", "02/05/2026", "260210", "maj", "nästa"])
def test_what_is_no_month(text: str) -> None:
    assert outcomes([text], "month") == ["not_a_month"]


@pytest.mark.parametrize(
    "text",
    ["2026K3", "Q3 2026", "Kv 3 2026", "kv. 3 -26", "Kvartal 3, 2026", "2026 Q3", "Tertial 2 2026", "T2-26", "2026T1",
     "halvår 1 2026", "2026H2", "ht 2026", "2026"],
)  # fmt: skip
@pytest.mark.parametrize("column_type", ["date", "week", "month"])
def test_quarters_tertials_and_halves_are_other_periods_and_no_slips(text: str, column_type: str) -> None:
    wanted = {"date": "day"}.get(column_type, column_type)
    assert outcomes([text], column_type) == [f"period_not_{wanted}"]


@pytest.mark.parametrize(
    ("text", "column_type", "rule"),
    [
        ("november 2026", "date", "period_not_day"),
        ("2026-W47", "date", "period_not_day"),
        ("nov 2026", "week", "period_not_week"),
        ("2026-W47", "month", "period_not_month"),
        ("kanske 2026", "date", "not_a_date"),
        ("T4 2026", "date", "not_a_date"),
    ],
)
def test_a_period_in_the_wrong_column_is_told_as_one(text: str, column_type: str, rule: str) -> None:
    assert outcomes([text], column_type) == [rule]


def test_codes_are_found_by_their_folded_words() -> None:
    codes = {"Första besök": "first_visit", "first_visit": "first_visit", "none": "none", "-": "", "tom": ""}
    texts = ["FÖRSTA  BESÖK", "första\u00adbesök", "first visit", "none", "tom", "annat", None]
    assert outcomes([*texts], "code", codes=codes) == [*["first_visit"] * 3, "none", None, "unknown_code", None]


def test_a_unit_is_one_however_its_id_is_written() -> None:
    written = ["SE2321000016-1ABC", "se2321000016-1abc", '="SE2321000016-1ABC"', "'SE2321000016-1ABC"]
    written += ["SE2321000016–1ABC", " SE2321000016-1ABC\u200b"]
    assert outcomes(written, "identifier") == ["SE2321000016-1ABC"] * 6
    assert outcomes(["klin-a", "Klin–A"], "identifier") == ["klin-a", "Klin-A"]


def test_a_written_unknown_is_no_empty_cell_where_that_has_a_meaning() -> None:
    parsed = parse_column(pl.Series(["Okänd", "..", "NULL", "", None]), "code", codes={"a": "a"}, unknown="nobody")
    assert parsed.rule.to_list() == ["nobody", "nobody", None, None, None]


def test_lists_of_codes_are_joined_by_commas() -> None:
    codes = {"bröst": "breast", "höft": "hip", "höft, primär": "hip"}
    texts = ["bröst; höft", "höft, bröst", "höft;höft", "Höft, primär", "bröst; okänd del", "bröst;;"]
    expected = ["breast,hip", "hip,breast", "hip", "hip", "unknown_code", "breast"]
    assert outcomes([*texts], "code_list", codes=codes) == expected


def test_code_columns_need_their_codes_and_types_must_exist() -> None:
    with pytest.raises(ValueError, match="codes"):
        parse(["a"], "code")
    with pytest.raises(ValueError, match="column type"):
        parse(["a"], "colour")


def test_diagnosis_and_procedure_codes_have_one_form() -> None:
    assert outcomes(["c18.9 ", "C 18.9", "C50.1A", "C18.-", "M16", "18.9", "C18, C20"], "diagnosis_code") == [
        *["C189"] * 2,
        "C501A",
        "C18",
        "M16",
        *["not_a_diagnosis_code"] * 2,
    ]
    assert outcomes(["nfb 49", "AF063", "NFB4", "höft"], "procedure_code") == [
        "NFB49",
        "AF063",
        *["not_a_procedure_code"] * 2,
    ]


def test_yes_and_no() -> None:
    assert outcomes(["Ja", "nej", "J", "1", "FALSKT", "kanske"], "flag") == [
        True,
        False,
        True,
        True,
        False,
        "not_yes_or_no",
    ]


def test_text_is_tidied_and_keeps_its_place() -> None:
    assert outcomes([" Skånes \u00a0sjukhus\n", None, "a\u00adb"], "text") == ["Skånes sjukhus", None, "ab"]


@pytest.mark.parametrize("rule", sorted(VALUE_RULES))
def test_every_rule_is_said_in_whole_sentences(rule: str) -> None:
    told = VALUE_RULES[rule]
    parts = {"column": "Beslutsdatum", "value": "x", "interval": "minst 1", "number": "12", "plain_number": "12"}
    for text in (part.format(**parts) for part in (told.message, told.how_to_mend)):
        assert text[0].isupper() or text.startswith("”")
        assert text.endswith(".")
        assert "{" not in text


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.lists(st.dates(date(1950, 1, 1), date(2060, 12, 31)), min_size=1, max_size=20),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y-%m-%d 00:00:00", "%Y-%m-%dT08:15"]),
)
def test_any_date_in_any_certain_form_comes_back(days: list[date], form: str) -> None:
    assert outcomes([day.strftime(form) for day in days], "date") == [*days]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=20))
def test_whole_numbers_with_blanks_between_thousands_come_back(numbers: list[int]) -> None:
    for texts in ([f"{number:,}".replace(",", "\u00a0") for number in numbers], [str(number) for number in numbers]):
        assert outcomes([*texts], "number") == numbers


@settings(max_examples=80, derandomize=True, deadline=None)
@given(
    texts=st.lists(st.one_of(st.none(), st.text(max_size=8), st.text(alphabet="0123456789.,- /vW<%", max_size=10))),
    column_type=st.sampled_from(["count", "number", "date", "week", "month", "diagnosis_code", "flag", "text"]),
)
def test_any_text_gives_a_value_a_null_or_a_known_rule(texts: list[str | None], column_type: str) -> None:
    parsed = parse(texts, column_type)
    assert len(parsed.values) == len(parsed.failed) == len(parsed.rule) == len(texts)
    assert set(parsed.rule.drop_nulls()) <= set(VALUE_RULES)
    assert not (parsed.failed & parsed.values.is_not_null()).any()


ODD = [
    *MISSING,
    "12",
    "007",
    "+5",
    "1 200",
    "1,5",
    "1.234",
    "<5",
    "X",
    "tre",
    "12*",
    "2026-02-05",
    "2026-02-30",
    "20260205",
    "260205",
    "5/2-26",
    "45327",
    "2026-W47",
    "v47-26",
    "2647",
    "nov 2026",
    "U1",
    " U1 ",
    "se2321000016-a1",
    "SE1‑A2",
    "'U7",
    '="0123"',
    "#REF!",
    "2,321E+09",
    "V?rd",
    "VÃ¥rd",
    "Vård\u00adcentral",
    "a  b",
    "ja",
    "C18.9",
    "NFB49",
    "å?",
    "null",
    "9" * 15,
    "9" * 16,
    "9" * 20,
    "٣",
    "²",
]


@given(
    texts=st.lists(st.sampled_from(ODD), max_size=8),
    column_type=st.sampled_from(["text", "identifier", "count", "amount", "number", "date", "week", "month"]),
    suppressible=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_few_texts_are_read_as_many_are(texts: list[str | None], column_type: str, suppressible: bool) -> None:
    few = parse(texts, column_type, suppressible=suppressible)
    many = parse(texts * 600 if len(texts) > 1 else texts * 1200, column_type, suppressible=suppressible)
    for of_few, of_many in zip((few.values, few.rule, few.high), (many.values, many.rule, many.high), strict=True):
        assert (of_few is None) == (of_many is None)
        if of_few is not None and of_many is not None:
            assert of_few.dtype == of_many.dtype or not texts
            assert of_few.to_list() == of_many.head(len(texts)).to_list()


@given(
    texts=st.lists(st.sampled_from(ODD), max_size=8),
    column_type=st.sampled_from(["text", "identifier", "count", "amount", "number", "date", "week", "month", "code"]),
    suppressible=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_what_a_column_says_does_not_depend_on_how_its_texts_are_kept(
    texts: list[str | None], column_type: str, suppressible: bool
) -> None:
    codes = {"U1": "one", "-": "none"} if column_type == "code" else None
    column = pl.Series("column", texts, dtype=pl.String)
    plain, kept = (
        parse_column(one, column_type, suppressible=suppressible, codes=codes)
        for one in (column, column.cast(CATEGORIES))
    )
    assert kept.values.cast(plain.values.dtype).equals(plain.values)
    assert kept.rule.equals(plain.rule)
    assert kept.high is plain.high or (kept.high is not None and kept.high.equals(plain.high))
