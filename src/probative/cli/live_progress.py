"""Progress as a moving bar, by rich."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from probative.ports.ambient import Progress


@contextmanager
def live_progress() -> Iterator[Progress]:
    """Yield a progress that draws one bar for each stage on standard error."""
    columns = (
        TextColumn("{task.description:<40}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[note]}"),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        shown = LiveProgress(bars)
        yield shown
        shown.end()


class LiveProgress:
    """Draws stages as bars; the last one moves."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def stage(self, name: str, total: int | None) -> None:
        """Begin a bar; the one before is full."""
        self.end()
        self._task = self._bars.add_task(name, total=total, note="")

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Move the bar."""
        if self._task is not None:
            self._bars.update(self._task, advance=count, note=note[:50])

    def end(self) -> None:
        """Fill the bar of the stage that ends."""
        if self._task is None:
            return
        task = next(task for task in self._bars.tasks if task.id == self._task)
        self._bars.update(self._task, total=task.completed, note="")
