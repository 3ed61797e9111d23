"""How a command ends: 0; 1 and one sentence where something failed; 2 and one sentence where the call is wrong.

Being terminated ends it as Ctrl-C does: workers are stopped and half-written files removed.
"""

import re
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from polars.exceptions import PolarsError
from rich.markup import escape
from typer.exceptions import TyperException

from scoring.bundle import BundleError
from training.consoles import for_talk
from training.errors import TrainingError

IO_FAULT = re.compile(r"([^:]+) \(os error \d+\)")  # how Polars tells of one
INTERRUPTED = 130  # as Typer ends when a person stops it
TERMINATED = 143
WRONG_CALL = 2


def end_with(command: Callable[[], object]) -> NoReturn:
    """Run a command that gives its exit code, and end the process."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        code = command()
    except SystemExit as ended:
        code = ended.code
    except TyperException as error:
        code = _of_the_call(error)
    except (TrainingError, BundleError) as error:
        code = _say(str(error), error.exit_code if isinstance(error, TrainingError) else 1)
    except OSError as error:
        code = _say(_of_the_system(error.strerror or str(error), error.filename))
    except PolarsError as error:
        fault = IO_FAULT.search(str(error))
        if fault is None:
            raise
        code = _say(_of_the_system(fault[1], None))
    if code in (INTERRUPTED, TERMINATED):
        for_talk().print("stopped; nothing was written")
    sys.exit(code if isinstance(code, int) else 0)


def _of_the_call(error: TyperException) -> int:
    """Typer tells it in a box; a call without a word has been answered by the list of commands."""
    context = getattr(error, "ctx", None)
    rule = " ".join(error.format_message().split()).replace("Value error, ", "").rstrip(".?")
    if rule:
        where = "python -m training" if context is None else context.command_path
        _say(f"{rule}; {where} --help shows what there is")
    return WRONG_CALL


def _say(fault: str, code: int = 1) -> int:
    """One sentence; [orders] and the like in it are no markup."""
    for_talk().print(f"[red]error[/red] {escape(fault)}", highlight=False, soft_wrap=True)
    return code


def _of_the_system(fault: str, file: str | None) -> str:
    where = f" ({file})" if file else ""
    return f"{fault}{where}; free space or permissions are the usual cause, then run it again"
