"""Texts whose letters were lost or turned into other signs on their way here: `V?rdcentral`, `VÃ¥rdcentral`.

Not here: text files whose letters can be set right for certain (`sources/reading/encoding.py`). What comes here is what
a workbook holds, and what had been lost before the file was made.
"""

import polars as pl

_LOST = r"[\x{0080}-\x{009F}\x{FFFD}]"
_TWICE = (
    r"[ÃÂ][ \x{00A1}-\x{00BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"  # UTF-8 that was read as Windows-1252
    r"|√[•§∂ÖÑñ©]"  # as MacRoman
    r"|├[ÑñÂàäû®]"  # as DOS 850
)
_ASKED = r"\p{L}\?\p{Ll}"
"""A letter that an encoding without it made a question mark; in an address it may be one."""
_ADDRESS = r"[/=@]"
DAMAGED = f"{_LOST}|{_TWICE}|{_ASKED}"


def is_damaged(text: pl.Expr) -> pl.Expr:
    """Whether letters of a text are lost or have become other signs."""
    return text.str.contains(f"{_LOST}|{_TWICE}") | (text.str.contains(_ASKED) & ~text.str.contains(_ADDRESS))
