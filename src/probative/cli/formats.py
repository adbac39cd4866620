"""What all commands share: the output format, and how a value is shown as JSON."""

from enum import StrEnum
from typing import Annotated

import typer


class Output(StrEnum):
    """How results are shown."""

    TEXT = "text"
    JSON = "json"


OutputOption = Annotated[Output, typer.Option("--output", help="How to show the result.")]
