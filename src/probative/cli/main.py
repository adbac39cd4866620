"""The command line tool: results on standard output, talk on standard error.

Exit codes: 0 sound, 1 the answer is no (findings), 2 wrong use, 3 could not tell (refusals, unreachable).
"""

import os
import signal
import sys
from threading import Timer
from types import FrameType
from typing import Annotated, Final

import typer

from probative.cli.commands import LazyGroup
from probative.domain.errors import DomainError, InvalidError, PortError

EXIT_WRONG_USE: Final = 2
EXIT_COULD_NOT_TELL: Final = 3
EXIT_INTERRUPTED: Final = 130
_INTERRUPTED: Final = "interrupted; run the same command again to go on"
_GRACE_SECONDS: Final = 10.0

app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001  typer gives a callback its value by position
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  costs a sixth of the start-up, wanted once

        typer.echo(f"probative {version('probative')}")
        raise typer.Exit


@app.callback()
def probative(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Proof that AI systems and the clouds under them are run as promised.

    Probative collects audit evidence from AWS accounts, weighs it against the controls of a framework,
    and writes an assessment report that an outsider can check.
    """
    del version


def main() -> None:
    """Run the tool and end the process with its exit code."""
    sys.exit(_run())


def _run() -> int:
    """Return the exit code of the command that the arguments name."""
    interrupts = _noted_interrupts()
    try:
        code = _carried_out()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except Exception:
        # A query engine tells of an interrupt by an error of its own.
        if not interrupts:
            raise
        code = EXIT_INTERRUPTED
    return _end(code, _INTERRUPTED) if code == EXIT_INTERRUPTED else code


def _carried_out() -> int:
    """Return the exit code of the command; what went wrong is told in one line each."""
    try:
        code = typer.main.get_command(app).main(prog_name="probative", standalone_mode=False)
    except InvalidError as error:
        return _end(EXIT_WRONG_USE, *(str(finding) for finding in error.findings))
    except DomainError as error:
        return _end(EXIT_WRONG_USE, str(error))
    except PortError as error:
        return _end(EXIT_COULD_NOT_TELL, str(error))
    except typer.TyperException as error:
        return _end_misused(error)
    # What typer hands back: the code of `typer.Exit` (130 for a KeyboardInterrupt), else what the command returned.
    return code if isinstance(code, int) else 0


def _noted_interrupts() -> list[int]:
    """Return a list that takes in each interrupt (Ctrl-C) from now on; each is raised as ever."""
    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        _end_anyway()
        signal.default_int_handler(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, note)
    return noted


def _end_anyway() -> None:
    """End the process soon, should the interrupt not: a call may hang, or another thread hold an import for ever.

    A run can be killed at any moment without loss; so can this one.
    """

    def end() -> None:
        _end(EXIT_INTERRUPTED, _INTERRUPTED)
        os._exit(EXIT_INTERRUPTED)

    timer = Timer(_GRACE_SECONDS, end)
    timer.daemon = True
    timer.start()


def _end_misused(error: typer.TyperException) -> int:
    """Tell what typer found wrong with the arguments; a command that got none shows its help."""
    message = error.format_message()
    if message.startswith("Usage:"):
        typer.echo(message, err=True)
        return EXIT_WRONG_USE
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "probative"
    return _end(EXIT_WRONG_USE, f"{message.rstrip('.')}: see `{command} --help`")


def _end(code: int, *lines: str) -> int:
    for line in lines:
        typer.echo(f"probative: {' '.join(line.split())}", err=True)
    return code
