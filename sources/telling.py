"""Faults in rows to findings that a person can act on: cell, value as it stood, sentence, remedy, the cells around it.

Not here: which rows are at fault (`sources/accepting.py`), the receipt as a whole (`sources/receipts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from sources.accepting import Accepted
from sources.contracts import Column, Contract, Rule
from sources.findings import RULES, Finding, Neighbours, RuleText, listed, number_text
from sources.reference_data import Reference
from sources.tables import Table
from sources.values import VALUE_RULES, VALUE_TITLES, even_out, fold, nearest, split_words, suppressed_as
from sources.vocabulary import group_words, titles_for

MASK = "●●●●"
"""Stands for the value of a pseudonym."""
FEW_CHOICES = 8
ANOTHER = "en annan rad"
WHOLE_NUMBERS = {"number": "till exempel 12", "plain_number": "till exempel 1234"}
DECIMALS = {
    "number": "med decimalkomma om det behövs, till exempel 12,5",
    "plain_number": "med decimalkomma om det behövs, till exempel 1234 eller 1,234",
}
"""How a number is to be written in a column of whole numbers, and in others."""
LISTED_PER_RULE = 100
"""Findings listed for one rule in one column of one sheet; the counts tell how many there are."""
SHOWN_WITH_NEIGHBOURS = 3


def tell_faults(accepted: Accepted, tables: Mapping[str, Table], reference: Reference) -> Iterator[Finding]:
    """The findings of one kind, rule by rule, the rules with most rows first."""
    if accepted.faults.is_empty():
        yield from _tell_repeated(accepted)
        return
    groups = accepted.faults.group_by("sheet", "column", "rule", "severity", maintain_order=True).agg(pl.len()).rows()
    others = _others_of(accepted)
    for sheet, column, rule, severity, count in sorted(groups, key=lambda group: (group[3] != "error", -group[4])):
        faults = accepted.faults.filter(
            (pl.col("sheet") == sheet) & (pl.col("column").eq_missing(column)) & (pl.col("rule") == rule)
        ).head(LISTED_PER_RULE)
        for number, fault in enumerate(faults.iter_rows(named=True)):
            finding = _tell(fault, accepted, tables[sheet], reference, others.get(int(str(fault["row"])), ANOTHER))
            if number < SHOWN_WITH_NEIGHBOURS:
                finding = replace(finding, neighbours=_neighbours(fault, accepted, tables[sheet]))
            yield replace(finding, severity=severity, count=count)
    yield from _tell_repeated(accepted)


def count_by_rule(accepted: Accepted) -> dict[str, int]:
    """How often each rule was broken, remarks included."""
    if accepted.faults.is_empty() and accepted.repeated.is_empty():
        return {}
    counts = dict(accepted.faults.group_by("rule").agg(pl.len()).sort("rule").iter_rows())
    if accepted.repeated.height:
        counts["duplicate_row"] = accepted.repeated.height
    return counts


def _others_of(accepted: Accepted) -> dict[int, str]:
    """What to call the rows that each listed row contradicts: their numbers, and their sheet if it is another."""
    key, conflicting = accepted.contract.key, accepted.faults.filter(pl.col("rule") == "conflicting_rows")
    if key is None or conflicting.is_empty():
        return {}
    rows = accepted.refused.join(conflicting.select("row"), on="row", how="semi")
    listed_rows = rows.group_by("sheet", maintain_order=True).head(LISTED_PER_RULE)
    alike = rows.join(listed_rows.select(key).unique(), on=key, nulls_equal=True, how="semi", maintain_order="left")
    found = {}
    for group in alike.select("row", "sheet", "source_row", *key).partition_by(key):
        places = group.head(LISTED_PER_RULE).select("row", "sheet", "source_row").rows()
        for row, *own in places:
            others = dict.fromkeys(_called(tuple(place), tuple(own)) for other, *place in places if other != row)
            found[row] = listed(list(others)[:FEW_CHOICES])
    return found


def _called(place: tuple[str, int], own: tuple[str, int]) -> str:
    """The row at a place (sheet, row), seen from another."""
    if place == own:
        return "en annan kolumn på raden"
    return f"rad {place[1]}" if place[0] == own[0] else f"rad {place[1]} på bladet {place[0]}"


def _tell(fault: Mapping[str, object], accepted: Accepted, table: Table, reference: Reference, others: str) -> Finding:
    rule, column = str(fault["rule"]), str(fault["column"])
    row = int(str(fault["source_row"]))
    column, letter = find_marked(accepted.contract, rule, column, table.letters[int(str(fault["maker"]))])
    value = _value_at(table, row, letter)
    place = (table.sheet.name, row, letter)
    return tell_cell(
        accepted.contract, reference, rule=rule, column=column, place=place, value=value, others=others or ANOTHER
    )


def find_marked(contract: Contract, rule: str, column: str, letters: Mapping[str, str]) -> tuple[str, str | None]:
    """The column to mark and its letter: the fault's own, or else the first of the rule's that the sheet has."""
    own = contract.rule_by_id.get(rule)
    others = [name for name in (own.columns if own else ()) if not contract.by_name[name].secret]
    return next(((name, letters[name]) for name in (column, *others) if name in letters), (column, None))


def tell_cell(
    contract: Contract,
    reference: Reference,
    *,
    rule: str,
    column: str,
    place: tuple[str, int, str | None],
    value: str | None,
    others: str = ANOTHER,
) -> Finding:
    """What is wrong with a cell. `place` is its sheet, row and letter; `value` is what stands there; `others` are the
    rows that its row contradicts.
    """
    about = contract.by_name[column]
    sheet, row, letter = place
    cell = f"{letter}{row}" if letter else None
    at = {"sheet": sheet, "cell": cell, "source_row": row, "column": column, "column_title": about.title}
    at["value"] = None if about.secret else value
    own = contract.rule_by_id.get(rule)
    if own is not None:
        return RuleText(own.title, own.message, own.how_to_mend).finding(rule, severity=own.severity, place=at)
    if rule in VALUE_RULES:
        shown = MASK if about.secret else value or ""
        parts = {"title": about.title, "column": about.title, "value": shown, "interval": _interval(about, value)}
        parts |= WHOLE_NUMBERS if about.type == "count" else DECIMALS
        text = RuleText(VALUE_TITLES[rule], VALUE_RULES[rule].message, VALUE_RULES[rule].how_to_mend)
        if rule == "unknown_code":
            text, more = _unknown_code(about, reference, value or "")
            parts |= more
        return text.finding(rule, parts, place=at)
    key = ", ".join(contract.by_name[name].title for name in contract.key or ())
    low, high = _bounds_text(about)
    told = {
        "title": about.title,
        "cell": cell or f"på rad {row}",
        "row": row,
        "key": key,
        "others": others,
        "help": f"{about.help}{_choices(about)}",
    }
    told |= {"low": low, "high": high, "needed": listed(one.title for one in contract.needed)}
    if rule == "missing_value" and not about.secret and even_out(value or ""):
        return RULES["value_said_missing"].finding(rule, {**told, "value": value or ""}, place=at)
    return RULES[rule].finding(rule, told, place=at)


def _choices(column: Column) -> str:
    """What a cell can hold, where that is a short list."""
    return f" Välj bland: {', '.join(column.codes.values())}." if 0 < len(column.codes) <= FEW_CHOICES else ""


def _interval(column: Column, value: str | None) -> str:
    """How a withheld count was read. Where a column may have decimals that depends on the cells around it."""
    return (suppressed_as(value) if value and column.type == "count" else None) or "ett intervall"


def _bounds_text(column: Column) -> tuple[str, str]:
    """The least and the greatest value as a reader writes them."""
    low, high = (
        bound.isoformat() if isinstance(bound, date) else number_text(bound) for bound in column.bounds or (0.0, 0.0)
    )
    return low, high


def _unknown_code(column: Column, reference: Reference, value: str) -> tuple[RuleText, Mapping[str, str]]:
    """The sentences for a word that is in no list, and their parts: which word, what is nearest, what the list has."""
    titles = list(titles_for(column, reference).values())
    unlisted = _unlisted(column, reference, value)
    which = f" I listan finns inte {listed(f'”{word}”' for word in unlisted)}." if unlisted != [value.strip()] else ""
    like = nearest(unlisted[0], [*titles, *column.value_aliases])
    parts = {"which": which, "like": f" Närmast är {like}." if like else "", "titles": ", ".join(titles)}
    text = VALUE_RULES["unknown_code"]
    title = VALUE_TITLES["unknown_code"]
    return RuleText(title, f"{text.message}{{which}}{{like}}", "Välj ur listan: {titles}."), parts


def _unlisted(column: Column, reference: Reference, value: str) -> list[str]:
    """The words of a cell that are in no list of ours, in a column where a cell may have several; else the cell."""
    if column.type != "groups":
        return [value.strip()]
    known = group_words(reference)
    return [part for part in split_words(value) if fold(part) not in known] or [value.strip()]


def _value_at(table: Table, row: int, letter: str | None) -> str | None:
    if letter is None:
        return None
    cells = table.sheet.cells
    index = cells["source_row"].search_sorted(row)
    return str(found) if (found := cells[letter][int(index)]) is not None else None


def _neighbours(fault: Mapping[str, object], accepted: Accepted, table: Table) -> Neighbours | None:
    """The cells that the rule is about, with the rows above and below."""
    rule = accepted.contract.rule_by_id.get(str(fault["rule"]))
    letters = table.letters[int(str(fault["maker"]))]
    names = _columns_shown(fault, accepted, rule)
    shown = [(letters[name], accepted.contract.by_name[name].title) for name in names if name in letters]
    if not shown:
        return None
    cells = table.sheet.cells
    at = int(cells["source_row"].search_sorted(int(str(fault["source_row"]))))
    around = cells[max(at - 1, 0) : at + 2].select("source_row", *(letter for letter, _ in shown))
    rows = tuple((row[0], tuple(row[1:]), row[0] == fault["source_row"]) for row in around.rows())
    return Neighbours(tuple(shown), tuple(row for row in rows if row[0] > table.header_row))


def _columns_shown(fault: Mapping[str, object], accepted: Accepted, rule: Rule | None) -> list[str]:
    names = list(rule.columns) if rule else [str(fault["column"])]
    if fault["rule"] == "conflicting_rows":
        names = list(accepted.contract.key or ())
    return [name for name in names if not accepted.contract.by_name[name].secret]


def _tell_repeated(accepted: Accepted) -> Iterator[Finding]:
    if accepted.repeated.is_empty():
        return
    for sheet, row in accepted.repeated.select("sheet", "source_row").head(LISTED_PER_RULE).rows():
        place = {"sheet": sheet, "source_row": row, "count": accepted.repeated.height}
        yield RULES["duplicate_row"].finding("duplicate_row", {"row": row}, severity="remark", place=place)
