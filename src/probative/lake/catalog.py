"""What the lake needs of a catalogue, told apart from the one that there is, which takes seconds to import."""

from collections.abc import Collection, Sequence
from typing import Protocol

from probative.domain.ids import BatchId
from probative.lake.columns import Table
from probative.lake.places import KeptFile


class KeptTable(Protocol):
    """A table: what is in it, and how files come into it."""

    @property
    def table(self) -> Table:
        """Its name and columns."""

    def has(self, batch_id: BatchId) -> bool:
        """Say whether the batch was appended; remembered for the last 1,000 batches at least."""

    def batches(self) -> Sequence[str]:
        """Return the names of the batches that are remembered, oldest first."""

    def files(self) -> Sequence[KeptFile]:
        """Return all data files."""

    def append(self, batch_id: BatchId, files: Sequence[KeptFile]) -> None:
        """Append `files`, which are on disk, under the name of the batch: all of them or, on an error, none."""

    def replace(self, old: Collection[str], new: Sequence[KeptFile]) -> None:
        """Take the files at the paths `old` out, and `new`, which are on disk, in: all at once or, on an error, none.

        What was taken out stays on disk.
        """

    def let_go_of(self, paths: Collection[str]) -> None:
        """Let the snapshots go that name any of `paths`, none of which the present one does."""

    def keep_up(self) -> None:
        """Do the upkeep that is due."""


class Catalog(Protocol):
    """Both tables."""

    @property
    def facts(self) -> KeptTable:
        """The table of facts."""

    @property
    def evidence(self) -> KeptTable:
        """The table of evidence."""

    def close(self) -> None:
        """Let go of the catalogue."""
