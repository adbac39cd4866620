"""The command line tool: results on standard output, talk on standard error.

Exit codes: 0 sound, 1 the answer is no (findings), 2 wrong use, 3 could not tell (refusals, unreachable).
"""

import sys
from typing import Annotated, Final

import typer

from probative.cli.commands import LazyGroup
from probative.domain.errors import DomainError, InvalidError, PortError

EXIT_WRONG_USE: Final = 2
EXIT_COULD_NOT_TELL: Final = 3
EXIT_INTERRUPTED: Final = 130

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
    """Return the exit code of the command that the arguments name; what went wrong is told in one line each."""
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
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    if code == EXIT_INTERRUPTED:
        # typer makes this code of a KeyboardInterrupt, and hands it back.
        return _end(EXIT_INTERRUPTED, "interrupted; run the same command again to go on")
    return code if isinstance(code, int) else 0


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
