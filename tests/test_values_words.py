"""Words are compared in their folded form; likeness only ever suggests."""

import polars as pl
import pytest

from sources.values import fold, fold_series, is_missing, is_suppressed, nearest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Över-\nbeläggning", "överbeläggning"),
        ("A\u030aterbesök", "Återbesök"),
        ("care_unit_id", "Care unit ID"),
        ("Väntesort/avvikelse", "väntesort avvikelse"),
        ("\ufeffRegion", "region"),
        ("Café", "cafe"),
    ],
)
def test_folding_evens_out_spelling(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Belagda", "Belagda %"), (">90", "<90"), ("Ar", "År"), ("för", "for")])
def test_folding_keeps_what_tells_words_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_folding_a_column_is_folding_its_cells() -> None:
    texts = pl.Series(["Över-beläggning", None, "Enhet "])
    assert fold_series(texts).to_list() == ["överbeläggning", None, "enhet"]


def test_the_nearest_word_is_only_a_likeness() -> None:
    assert nearest("Beslutsdag", ["Beslutsdatum", "Enhet"]) == "Beslutsdatum"
    assert nearest("xyz", ["Beslutsdatum", "Enhet"]) is None


def test_marks() -> None:
    assert is_missing(" Uppgift  saknas ")
    assert is_missing(None)
    assert not is_missing("0")
    assert is_suppressed("<5")
    assert not is_suppressed("5")
