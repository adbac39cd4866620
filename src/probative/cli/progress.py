"""Progress on standard error: a live bar on a terminal, a line now and then anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer

from probative.ports.ambient import Progress

_LINES_A_STAGE: Final = 4
"""How often a stage of known length reports when nobody watches live."""


@contextmanager
def shown_progress(*, quiet: bool, live: bool) -> Iterator[Progress]:
    """Yield what shows progress: nothing if `quiet`, a moving bar if `live`, else plain lines."""
    if quiet:
        yield SilentProgress()
    elif live:
        from probative.cli.live_progress import live_progress  # noqa: PLC0415  rich costs a tenth of a second

        with live_progress() as progress:
            yield progress
    else:
        yield PlainProgress()


class SilentProgress:
    """Shows nothing."""

    def stage(self, name: str, total: int | None) -> None:
        """Show nothing."""

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Show nothing."""


class PlainProgress:
    """A line at the start of each stage and a few on the way, for logs and pipes."""

    def __init__(self) -> None:
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._told = 0

    def stage(self, name: str, total: int | None) -> None:
        """Say that a stage begins."""
        self._name, self._total, self._done, self._told = name, total, 0, 0
        typer.echo(f"{name}{f' ({total})' if total else ''} ...", err=True)

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Say how far the stage is, at each quarter."""
        del note
        self._done += count
        if not self._total:
            return
        quarter = self._done * _LINES_A_STAGE // self._total
        if self._told < quarter < _LINES_A_STAGE:
            self._told = quarter
            typer.echo(f"  {self._name}: {self._done} of {self._total}", err=True)
