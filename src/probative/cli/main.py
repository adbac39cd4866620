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
_EXIT_INTERRUPTED: Final = 130

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
    try:
        app()
    except InvalidError as error:
        _say(*(str(finding) for finding in error.findings))
        sys.exit(EXIT_WRONG_USE)
    except DomainError as error:
        _say(str(error))
        sys.exit(EXIT_WRONG_USE)
    except PortError as error:
        _say(str(error))
        sys.exit(EXIT_COULD_NOT_TELL)
    except KeyboardInterrupt:
        _say("interrupted; run the same command again to go on")
        sys.exit(_EXIT_INTERRUPTED)


def _say(*lines: str) -> None:
    for line in lines:
        typer.echo(f"probative: {line}", err=True)
