"""Code words to ids, codes of diagnoses and procedures to their plain form, yes and no.

Not here: the lists of words (contracts, a region's value map) and which codes exist (reference data).
"""

import re
from collections.abc import Callable, Mapping

import polars as pl

from sources.values.dates import HYPHENS
from sources.values.folding import fold
from sources.values.marks import even_out, formula_fault, is_missing, says_unknown

Reading = tuple[object, str | None]

_DIAGNOSIS = re.compile(r"[A-Z]\d{2}[0-9A-Z]{0,4}")
_PROCEDURE = re.compile(r"(?=.*\d)[A-Z]{2,3}[0-9A-Z]{2,3}")
_HSA_ID = "(?i)^se[0-9]{10}-[0-9a-z]+$"
_ONE_HSA_ID = re.compile(_HSA_ID)
_DROPPED = re.compile(r"[\s.]+")
_YES = frozenset({"ja", "j", "yes", "y", "true", "sant", "1"})
_NO = frozenset({"nej", "n", "no", "false", "falskt", "0"})


def code_parser(
    codes: Mapping[str, str], *, several: bool, unknown: str | None = None
) -> Callable[[list[str]], list[Reading]]:
    """A function that reads distinct texts by a mapping from word to id.

    The words are looked up before the marks for missing values, since `none` and `-` may be codes.

    Args:
        codes: from word to id; an empty id is a word for a missing value.
        several: a cell may hold several words with commas, semicolons or bars between them.
        unknown: the rule for a cell that says the value is not known, where an empty one has a meaning of its own.
    """
    by_word = {fold(word): code for word, code in codes.items()}

    def read_one(text: str) -> Reading:
        if (code := by_word.get(fold(text))) is not None and fold(text):
            return code or None, None
        if is_missing(text):
            return None, unknown if says_unknown(text) else None
        return None, formula_fault(text) or "unknown_code"

    def read_several(text: str) -> Reading:
        whole = read_one(text)
        if whole[1] != "unknown_code":
            return whole
        readings = [read_one(part) for part in split_words(text)]
        if any(rule for _, rule in readings):
            return None, "unknown_code"
        return ",".join(dict.fromkeys(str(code) for code, _ in readings if code)) or None, None

    read = read_several if several else read_one
    return lambda texts: [read(text) for text in texts]


def split_words(text: str) -> list[str]:
    """The words of a cell that may have several, with commas, semicolons, bars or line breaks between them."""
    return [part.strip() for part in re.split(r"[,;|\n]", text) if part.strip()]


def parse_diagnosis_code(text: str) -> Reading:
    """An ICD-10-SE code in capitals without point and blanks (`c18.9 ` gives `C189`), or the broken rule.

    The signs for dagger, asterisk and `-` (no further digits) after a code are dropped.
    """
    code = _DROPPED.sub("", even_out(text)).upper().rstrip("-*†+")
    return (code, None) if _DIAGNOSIS.fullmatch(code) else (None, "not_a_diagnosis_code")


def parse_procedure_code(text: str) -> Reading:
    """A KVÅ code in capitals without blanks (`nfb 49` gives `NFB49`), or the broken rule."""
    code = _DROPPED.sub("", even_out(text)).upper()
    well_formed = len(code) == 5 and _PROCEDURE.fullmatch(code)
    return (code, None) if well_formed else (None, "not_a_procedure_code")


def even_identifiers(texts: pl.Series) -> pl.Series:
    """Evened-out ids with plain hyphens, and HSA-ids in capitals; another id's letters are its own."""
    texts = texts.str.replace_all(HYPHENS, "-")
    is_hsa_id = texts.str.contains(_HSA_ID)
    return texts.zip_with(~is_hsa_id.fill_null(value=False), texts.str.to_uppercase())


def even_identifier(text: str) -> str:
    """`even_identifiers` of one text that has plain hyphens."""
    return text.upper() if _ONE_HSA_ID.match(text) else text


def parse_flag(text: str) -> Reading:
    """Yes or no as true or false, or the broken rule."""
    word = fold(text)
    if word in _YES:
        return True, None
    return (False, None) if word in _NO else (None, "not_yes_or_no")
