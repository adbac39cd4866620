"""What a lake holds, without the place where it lies: enough to make the same lake elsewhere.

Iceberg's own metadata name every file by its whole path, so that a lake that was moved is none. What they say beside
that is here: which files a table has, and the names of the batches that brought them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from probative.domain.ids import BatchId
from probative.lake.errors import storing
from probative.lake.places import KeptFile, Places


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContents:
    """A table: its data files, relative to the lake, and the batches that are remembered, oldest first."""

    files: tuple[str, ...]
    batches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LakeContents:
    """All tables, by name."""

    tables: Mapping[str, TableContents]


def rebuild(contents: LakeContents, lies_at: Path, root: Path) -> None:
    """Make a lake of the files of `contents` that lie in the folder `lies_at`, which will be moved to `root`.

    Raises:
        StoreError: A file is missing or damaged, or the disk is full.
    """
    from probative.lake.tables import IcebergCatalog  # noqa: PLC0415  pyiceberg takes seconds to import

    places = Places(root.absolute())
    with storing("make the lake", lies_at):
        lies_at.mkdir(mode=0o700, parents=True, exist_ok=True)
    catalog = IcebergCatalog(places, lies_at)
    try:
        for kept in (catalog.facts, catalog.evidence):
            table = contents.tables.get(kept.table.name, TableContents(files=(), batches=()))
            if table.batches:
                *older, last = table.batches
                kept.append(BatchId(last), [KeptFile(str(places.root / name), "", "", "") for name in table.files])
                kept.remember(older)
    finally:
        catalog.close()
