"""The CLI reference page, made from the commands themselves.

`python -m tests.support.cli_reference` writes it; a test fails when it has fallen behind.
"""

import subprocess
import sys
from collections.abc import Iterator
from os import environ
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
_TOOL = Path(sys.executable).with_name("probative")
_COMMANDS = (
    (),
    ("assess",),
    ("serve",),
    ("backup",),
    ("restore",),
    ("framework",),
    ("framework", "list"),
    ("framework", "show"),
    ("framework", "validate"),
    ("framework", "export"),
    ("control",),
    ("control", "show"),
    ("policy",),
    ("demo",),
    ("demo", "run"),
    ("demo", "aws"),
)


def help_of(*command: str) -> str:
    """Return what `probative COMMAND --help` prints on a page of fixed width."""
    settings = environ | {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        [str(_TOOL), *command, "--help"], check=True, capture_output=True, text=True, env=settings, timeout=60
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def listed_commands(*group: str) -> Iterator[str]:
    """Yield the names of the commands that a group's help lists."""
    _, _, listing = help_of(*group).partition("\nCommands:\n")
    for line in listing.splitlines():
        if line.startswith("  ") and not line.startswith("   "):
            yield line.split()[0]


def documented(*group: str) -> set[str]:
    """Return the commands of a group that the page covers."""
    return {command[-1] for command in _COMMANDS if command and command[:-1] == group}


def page() -> str:
    """Return the whole page."""
    parts = ["# Command line reference", "", "Made from the commands' own help.", ""]
    for command in _COMMANDS:
        name = " ".join(("probative", *command))
        parts += [f"## `{name}`", "", "```text", help_of(*command), "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
