"""Commands that load only when they are called, so that `probative --help` starts at once.

A command is a name, one line of help, and where its typer application lies. Other packages add theirs by the
entry point group `probative.commands`; the line of help is then the first of their package's docstring.
"""

from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperGroup

_ENTRY_POINTS: Final = "probative.commands"


class Lazy(NamedTuple):
    """A command that is not loaded yet."""

    module: str
    summary: str


COMMANDS: Final = {
    "assess": Lazy("probative.cli.assess", "Collect evidence, weigh it and write an assessment report"),
    "serve": Lazy("probative.cli.serve", "Answer the AWS Audit Manager API and collect continuously"),
    "backup": Lazy("probative.cli.backup", "Write a backup of everything that a server keeps, while it works"),
    "restore": Lazy("probative.cli.restore", "Bring a backup back into an empty data folder"),
    "framework": Lazy("probative.cli.framework", "List, show, validate and export frameworks"),
    "control": Lazy("probative.cli.control", "Show one control: texts, evidence sources and rules"),
    "policy": Lazy("probative.cli.policy", "Print the least-privilege policy and templates for the reader role"),
}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when called; its help shows their lines without importing any."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401  the context type is typer's private one
        """Return the names of all commands, ours first."""
        del ctx
        return [*COMMANDS, *sorted(point.name for point in _others())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """Return the command, loaded; None: there is none of this name."""
        del ctx
        if cmd_name in COMMANDS:
            return _command(import_module(COMMANDS[cmd_name].module).app, cmd_name)
        point = next((point for point in _others() if point.name == cmd_name), None)
        return _command(point.load(), cmd_name) if point else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Write each command with its line of help."""
        del ctx
        rows = [(name, lazy.summary) for name, lazy in COMMANDS.items()]
        rows += [(point.name, _summary_of(point)) for point in _others()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _others() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=_ENTRY_POINTS))


def _summary_of(point: EntryPoint) -> str:
    package = import_module(point.module.partition(".")[0])
    return (package.__doc__ or point.module).strip().partition("\n")[0].removesuffix(".")


def _command(app: typer.Typer, name: str) -> Any:  # noqa: ANN401
    command = typer.main.get_command(app)
    command.name = name
    return command
