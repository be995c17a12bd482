"""The command `lagesbild`: where it starts, and how every fault ends as one Swedish sentence and an exit code.

Here: starting and ending. Not here: the commands (`pipelines/commands.py`). Nothing heavy is imported at the top: child
processes that read files start by importing this module too.

Exit codes: 0 done, 1 done but a delivery was returned or quarantined or a check failed, 2 wrong use, 3 could not do it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

WRONG_USE, COULD_NOT = 2, 3
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and ends the process with its exit code."""
    sys.exit(run_command(list(sys.argv[1:] if arguments is None else arguments)))


def run_command(arguments: list[str]) -> int:
    """Runs the command and gives its exit code; faults are told on stderr, with a traceback only under `--debug`."""
    from pipelines.commands import build_app  # noqa: PLC0415 - see the head

    try:
        code = build_app()(args=arguments, prog_name="lagesbild", standalone_mode=False)
    except KeyboardInterrupt:
        print("Avbrutet. Inget är förlorat; kör kommandot igen för att fortsätta.", file=sys.stderr)  # noqa: T201
        return STOPPED
    except Exception as error:  # noqa: BLE001 - the outermost place, where every fault becomes a sentence
        return _tell(error, arguments)
    return code if isinstance(code, int) else 0


def _tell(error: Exception, arguments: list[str]) -> int:
    from pipelines.failures import tell_fault  # noqa: PLC0415 - see the head

    sentence, code = tell_fault(error)
    if "--debug" in arguments:
        import traceback  # noqa: PLC0415 - see the head

        traceback.print_exception(error)
    print(sentence, file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    main()
