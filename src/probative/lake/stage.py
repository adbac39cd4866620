"""Rows become Parquet files, in any process, in bounded memory.

A file holds rows of one partition, and its name says which, so that a commit can put files together without opening
them. A commit flushes the files to disk and moves them into the table. This module is imported by every worker: it
needs pyarrow, and never pyiceberg, which takes seconds to import.
"""

import hashlib
import secrets
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate, chain
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import pyarrow as pa

from probative.domain.evidence import Evidence, Fact
from probative.lake.columns import EVIDENCE, FACTS, Column, ColumnType, Table, arrow_schema, map_array
from probative.lake.errors import storing
from probative.lake.groups import GroupedFile
from probative.ports.lake import Staged

CHUNK_ROWS: Final = 4_000
CHUNK_BYTES: Final = 8 << 20
"""Rows are turned into columns when there are so many, or when their content is so large."""
OPEN_FILES: Final = 4
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

R = TypeVar("R", Fact, Evidence)


@dataclass(frozen=True, slots=True)
class ParquetStage:
    """Writes rows into `folder`, which exists; picklable."""

    folder: Path

    def write(self, facts: Iterable[Fact], evidence: Iterable[Evidence]) -> Staged:
        """Write both, in bounded memory, and return the files once they are closed.

        Facts are taken to their end before evidence is begun.

        Raises:
            StoreError: The files could not be written; none of them is left.
        """
        fact_files = _Files[Fact](self.folder, FACTS, attrgetter("collected_at"))
        evidence_files = _Files[Evidence](self.folder, EVIDENCE, attrgetter("collected_at", "assessment_id"))
        try:
            facts_count = _write(fact_files, _chunks(facts, _content_size))
            evidence_count = _write(evidence_files, _chunks(evidence, _no_size))
        except BaseException:
            fact_files.discard()
            evidence_files.discard()
            raise
        return Staged(tuple(fact_files.paths), tuple(evidence_files.paths), facts_count, evidence_count)


def _content_size(fact: Fact) -> int:
    return len(fact.content)


def _no_size(_: Evidence) -> int:
    return 0


def _chunks(rows: Iterable[R], size_of: Callable[[R], int]) -> Iterator[list[R]]:
    chunk: list[R] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += size_of(row)
        if len(chunk) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _write(files: "_Files[R]", chunks: Iterable[list[R]]) -> int:
    count = 0
    for chunk in chunks:
        with storing("write to the lake", files.folder):
            files.write(chunk)
        count += len(chunk)
    with storing("write to the lake", files.folder):
        files.close()
    return count


class _Files(Generic[R]):
    """The files of one table that are being written, one open for each of the latest partitions."""

    def __init__(self, folder: Path, table: Table, origin_of: Callable[[R], Hashable]) -> None:
        self.folder = folder
        self.paths: list[str] = []
        self._table = table
        self._schema = arrow_schema(table)
        self._origin_of: Callable[[R], Hashable] = origin_of
        self._open: dict[Hashable, GroupedFile] = {}

    def write(self, chunk: list[R]) -> None:
        """Write `chunk`, whatever its partitions."""
        # Sorting objects is several times cheaper than sorting columns, which would move their content about; and
        # sorting them by each name, last one first, a third of sorting them by tuples.
        for name in reversed(self._table.sorted_by):
            chunk.sort(key=attrgetter(name))
        for partition, rows in self._by_partition(chunk).items():
            columns = columns_of(self._table, self._schema, rows)
            self._file(partition, rows[0].collected_at.date()).add(columns, is_sorted=True)

    def _by_partition(self, chunk: list[R]) -> Mapping[Hashable, list[R]]:
        origins = list(map(self._origin_of, chunk))
        if origins.count(origins[0]) == len(chunk):  # nearly always: a batch is collected at one moment
            return {_partition_of(chunk[0]): chunk}
        grouped: dict[Hashable, list[R]] = {}
        for row in chunk:
            grouped.setdefault(_partition_of(row), []).append(row)
        return grouped

    def _file(self, partition: Hashable, day: date) -> GroupedFile:
        if partition not in self._open:
            if len(self._open) >= OPEN_FILES:
                self._open.pop(next(iter(self._open))).close()
            digest = hashlib.sha256(repr(partition).encode()).hexdigest()[:12]
            path = self.folder / f"{self._table.name}-{day.isoformat()}-{digest}-{secrets.token_hex(8)}.parquet"
            self.paths.append(str(path))
            self._open[partition] = GroupedFile(path, self._table, self._schema)
        return self._open[partition]

    def close(self) -> None:
        """Write what is held back and close all files."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def discard(self) -> None:
        """Leave nothing of what was written."""
        for file in self._open.values():
            file.abandon()
        for path in self.paths:
            Path(path).unlink(missing_ok=True)


def _partition_of(row: Fact | Evidence) -> Hashable:
    return row.collected_at.date() if isinstance(row, Fact) else (row.assessment_id, row.day)


def columns_of(table: Table, schema: pa.Schema, rows: Sequence[R]) -> pa.Table:
    """Return `rows`, at least one, as columns; column by column, which is several times faster than row by row."""
    held = dict(zip(rows[0]._fields, zip(*rows, strict=True), strict=True))
    arrays = [
        _array(column, field.type, held.get(column.name) or tuple(map(attrgetter(column.name), rows)))
        for column, field in zip(table.columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(column: Column, type_: pa.DataType, values: Sequence[Any]) -> "pa.Array[Any]":
    match column.type:
        case ColumnType.TEXTS:
            return _maps(type_, values)
        case ColumnType.TEXT:
            return _repeated(values, _texts)
        case ColumnType.MOMENT:
            return _repeated(values, partial(_moments, type_))
        case ColumnType.DAY | ColumnType.BYTES:
            return _repeated(values, partial(pa.array, type=type_))


def _repeated(values: Sequence[object], to_array: "Callable[[Sequence[object]], pa.Array[Any]]") -> "pa.Array[Any]":
    """Return `to_array` of `values`, made from the first if all are the same, as they often are."""
    if values and values[0] == values[-1] and values.count(values[0]) == len(values):
        repeated: pa.Array[Any] = pa.repeat(to_array(values[:1])[0], len(values))
        return repeated
    return to_array(values)


def _moments(type_: pa.DataType, values: Sequence[datetime]) -> "pa.Array[Any]":
    # Arrow would ask the time zone of each moment for its offset, which takes three times as long.
    microseconds: pa.Array[Any] = pa.array([(value - _EPOCH) // _MICROSECOND for value in values], pa.int64())
    return microseconds.view(type_)


def _maps(type_: pa.DataType, maps: Sequence[Mapping[str, str]]) -> "pa.Array[Any]":
    offsets = pa.array([0, *accumulate(map(len, maps))], pa.int32())
    keys = _repeated(list(chain.from_iterable(maps)), _texts)
    values = _texts(list(chain.from_iterable([texts.values() for texts in maps if texts])))
    return map_array(offsets, keys, values, type=type_)


def _texts(values: Sequence[object]) -> "pa.Array[Any]":
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        # JSON can name half a character (a lone surrogate), and an attacker can send it: it is kept as it was spelled.
        return pa.array([_encodable(value) for value in values], pa.string())


def _encodable(value: object) -> object:
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
