"""Where the lake keeps its files, and how they are made to last.

<lake>/catalog.db                 the SQL catalogue of Iceberg
<lake>/staging/                   files written, not yet committed
<lake>/<table>/data/<day>/        files of the table, by the day of collection
<lake>/<table>/metadata/          Iceberg's own
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from probative.lake.columns import Table


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
    def staging(self) -> Path:
        """Where staged files lie until they are committed."""
        return self.root / "staging"

    def table(self, table: Table) -> Path:
        """Where a table lies."""
        return self.root / table.name

    def kept(self, table: Table, staged: Path) -> Path:
        """Where the file staged as `staged` lies once it is taken in; a function of its name alone.

        The name has the day of collection behind that of the table.
        """
        day = staged.name.removeprefix(f"{table.name}-")[:10]
        return self.table(table) / "data" / day / staged.name


def flush_file(path: Path) -> None:
    """Return once the content of the file is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(path: Path) -> None:
    """Return once the names in the folder are on disk."""
    flush_file(path)
