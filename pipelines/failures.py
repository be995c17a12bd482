"""Faults as sentences: what went wrong, in Swedish, with what to do, and the exit code that belongs to it.

Here: the mapping from kinds of errors. Not here: the sentences of our own errors, which are written where they are
raised. An unknown error is named by its kind alone, since its text may hold a value.
"""

from __future__ import annotations

import errno

from typer.exceptions import Abort, TyperException

from pipelines.cli import COULD_NOT, WRONG_USE

WRONG_USE_ERRORS = frozenset({"PeriodError", "SettingsError", "UnknownRegionError", "WrongUseError"})
TOLD_ERRORS = frozenset(
    {
        "ArchiveError", "BrokenArchiveError", "BrokenReferenceError", "BusyHomeError", "DescriptionError",
        "FixedEditionError", "HomeError", "MissingPartError", "PolicyBrokenError", "RunFailedError",
    }
)  # fmt: skip
"""Errors of our own whose text is a Swedish sentence for the operator, and holds nothing out of a file."""
HELP = "Se `lagesbild --help`."


class WrongUseError(Exception):
    """The command was used wrongly; the text says in Swedish how to use it."""


def tell_fault(error: Exception) -> tuple[str, int]:
    """One sentence and the exit code."""
    name = type(error).__name__
    if isinstance(error, Abort):
        return "Avbrutet.", COULD_NOT
    if isinstance(error, TyperException):
        return tell_wrong_use(error), WRONG_USE
    if name in WRONG_USE_ERRORS:
        return str(error), WRONG_USE
    if name in TOLD_ERRORS:
        return str(error), COULD_NOT
    if isinstance(error, OSError):
        return _tell_system(error), COULD_NOT
    return f"Något oväntat hände ({name}). Kör om med --debug och skicka felet till förvaltningen.", COULD_NOT


def tell_wrong_use(error: TyperException) -> str:
    """What typer says in English, in Swedish."""
    kind = type(error).__name__
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    shown = parameter.opts[0] if parameter is not None else ""
    if parameter is not None and parameter.param_type_name == "argument":
        shown = shown.upper()
    near = getattr(error, "possibilities", None)
    told = {
        "NoSuchOption": f"Alternativet {option} finns inte{f'; menade du {near[0]}?' if near else '.'}",
        "MissingParameter": f"Kommandot behöver {shown}.",
        "BadParameter": f"Värdet för {shown} går inte att använda.",
        "BadOptionUsage": f"Alternativet {option} används fel, kanske saknas dess värde.",
    }.get(kind, "Kommandot går inte att tolka.")
    if "No such command" in error.message:
        told = f"Kommandot {error.message.split(chr(39))[1]} finns inte."
    elif "extra argument" in error.message:
        told = "Kommandot fick fler uppgifter än det tar emot."
    return f"{told} {HELP}"


def _tell_system(error: OSError) -> str:
    where = f" {error.filename}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return "Disken är full. Frigör utrymme och kör kommandot igen; inget är förlorat."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Det går inte att läsa eller skriva{where}. Kontrollera rättigheterna."
    if error.errno == errno.ENOENT:
        return f"Filen eller mappen{where} finns inte. Kontrollera sökvägen."
    return f"Det gick inte att använda{where} ({error.strerror or type(error).__name__}). Kontrollera sökvägen."
