"""Where the lake keeps its files, and how they are made to last.

<lake>/catalog.db                 the SQL catalogue of Iceberg
<lake>/commit.lock                held by who commits just now
<lake>/staging/                   files written, not yet committed
<lake>/<table>/data/<day>/        files of the table, by the day of collection
<lake>/<table>/metadata/          Iceberg's own
<lake>/gathered/                  rows of many files of evidence once more, in few: see `probative.lake.gathering`
<lake>/gather.lock                held by who gathers just now
"""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from probative.lake.columns import Table

_FLUSHES_AT_ONCE: Final = 8


class KeptFile(NamedTuple):
    """A data file of a table, and what is known of it without opening it."""

    path: str
    first_id: str
    last_id: str
    assessment_id: str
    """Empty for facts, which belong to no assessment."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of a lake."""

    root: Path

    @property
    def catalog(self) -> Path:
        """The file of the SQL catalogue."""
        return self.root / "catalog.db"

    @property
    def commit_lock(self) -> Path:
        """What is held by who commits just now."""
        return self.root / "commit.lock"

    @property
    def staging(self) -> Path:
        """Where staged files lie until they are committed."""
        return self.root / "staging"

    @property
    def gathered(self) -> Path:
        """Where gathered files lie."""
        return self.root / "gathered"

    @property
    def gather_lock(self) -> Path:
        """What is held by who gathers just now."""
        return self.root / "gather.lock"

    def table(self, table: Table) -> Path:
        """Where a table lies."""
        return self.root / table.name

    def kept(self, table: Table, staged: Path) -> Path:
        """Where the file staged as `staged` lies once it is taken in; a function of its name alone.

        The name has the day of collection behind that of the table.
        """
        day = staged.name.removeprefix(f"{table.name}-")[:10]
        return self.table(table) / "data" / day / staged.name


def flush_files(paths: Iterable[Path]) -> None:
    """Return once the content of all files is on disk."""
    with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as pool:  # the disk is told of many files in the time of one
        for flushed in [pool.submit(_flush, path) for path in paths]:
            flushed.result()


def flush_folder(path: Path) -> None:
    """Return once the names in the folder are on disk."""
    _flush(path)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
