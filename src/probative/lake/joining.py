"""Staged files are put together, or written again without what is kept already."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from probative.lake.columns import Table, arrow_schema
from probative.lake.duplicates import Incoming
from probative.lake.errors import storing
from probative.lake.groups import GroupedFile
from probative.lake.places import KeptFile

_SMALL_BYTES: Final = 128 << 10
_SMALL_FILES: Final = 4
"""More files than this that are smaller than that are put together: each file costs a little at every question."""
_BATCH_ROWS: Final = 8_192
_DIGEST_LENGTH: Final = 16


def join(table: Table, incoming: Incoming, batch_id: str, folder: Path) -> list[KeptFile]:
    """Return files with the rows of `incoming`, each once and none that is known.

    They are the files themselves where nothing is to be changed, else new ones in `folder`; the files given stay as
    they are. The same arguments give the same names.
    """
    changed = set(_holders(incoming.files, incoming.known | incoming.doubled))
    small = [file for file in incoming.files if Path(file.path).stat().st_size < _SMALL_BYTES]
    if len(small) > _SMALL_FILES:
        changed.update(small)
    rewriting = _Rewriting(table, incoming, batch_id, folder)
    groups = groupby(sorted(changed, key=_partition_of), key=_partition_of)
    written = [file for partition, group in groups if (file := rewriting.write(partition, sorted(group)))]
    return [file for file in incoming.files if file not in changed] + written


def _partition_of(file: KeptFile) -> str:
    """Return what files of one partition share: their name without its last part."""
    return Path(file.path).name.rpartition("-")[0]


def _holders(files: Sequence[KeptFile], ids: frozenset[str]) -> Iterator[KeptFile]:
    """Yield the files that hold any of `ids`."""
    if not ids:
        return
    for file in files:
        with storing("read staged rows", Path(file.path), pa.ArrowException), pq.ParquetFile(file.path) as parquet:
            batches = parquet.iter_batches(_BATCH_ROWS, columns=["id"])
            if any(not ids.isdisjoint(batch.column(0).to_pylist()) for batch in batches):
                yield file


class _Rewriting:
    """Writes rows again, each id once over all files that it writes."""

    def __init__(self, table: Table, incoming: Incoming, batch_id: str, folder: Path) -> None:
        self._table = table
        self._schema = arrow_schema(table)
        self._unwanted = set(incoming.known)
        self._doubled = incoming.doubled
        self._batch_id = batch_id
        self._folder = folder

    def write(self, partition: str, files: Sequence[KeptFile]) -> KeptFile | None:
        """Return a new file with the wanted rows of `files`; None where none of them is wanted."""
        paths = [Path(file.path) for file in files]
        named = hashlib.sha256("\n".join((self._batch_id, *(path.name for path in paths))).encode()).hexdigest()
        target = self._folder / f"{partition}-{named[:_DIGEST_LENGTH]}.parquet"
        with storing("write to the lake", target, pa.ArrowException):
            file = GroupedFile(target, self._table, self._schema)
            count = 0
            try:
                for rows in self._wanted(paths):
                    file.add(rows)
                    count += rows.num_rows
                file.close()
            except BaseException:
                file.abandon()
                target.unlink(missing_ok=True)
                raise
            if not count:
                target.unlink()
                return None
        return KeptFile(
            path=str(target),
            first_id=min(file.first_id for file in files),
            last_id=max(file.last_id for file in files),
            assessment_id=files[0].assessment_id,
        )

    def _wanted(self, paths: Sequence[Path]) -> Iterator[pa.Table]:
        for path in paths:
            with pq.ParquetFile(path) as parquet:
                for batch in parquet.iter_batches(_BATCH_ROWS):
                    yield self._wanted_of(pa.Table.from_batches([batch]).select(self._table.names))

    def _wanted_of(self, rows: pa.Table) -> pa.Table:
        if self._unwanted or self._doubled:
            ids: list[Any] = rows["id"].to_pylist()
            rows = rows.filter(self._mask(ids))
        return pa.Table.from_arrays(rows.columns, schema=self._schema)

    def _mask(self, ids: Sequence[str]) -> pa.BooleanArray:
        mask = []
        for id_ in ids:
            mask.append(id_ not in self._unwanted)
            if id_ in self._doubled:
                self._unwanted.add(id_)
        return pa.array(mask, pa.bool_())
