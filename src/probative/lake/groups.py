"""A Parquet file of the lake, written row group by row group."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from probative.lake.columns import Column, ColumnType, Table

_GROUP_ROWS: Final = 40_000
_GROUP_BYTES: Final = 8 << 20
"""Columns are held back until they make so many rows or bytes, so that row groups are worth their overhead."""
_COMPRESSION_LEVEL: Final = 1
_CHECK_ROWS: Final = 2_048


class GroupedFile:
    """A Parquet file that is being written, group of rows by group of rows, each sorted as its table wants it."""

    def __init__(self, path: Path, table: Table, schema: pa.Schema) -> None:
        self._sorting: list[tuple[str, Literal["ascending", "descending"]]]
        self._sorting = [(name, "ascending") for name in table.sorted_by]
        self._held: list[pa.Table] = []
        self._is_sorted = False
        self._writer = _open_parquet(path, table, schema)

    def add(self, columns: pa.Table, *, is_sorted: bool = False) -> None:
        """Take `columns`, which may be sorted already; they are written with others as soon as they are many."""
        if not columns.num_rows:
            return
        self._is_sorted = is_sorted and not self._held
        self._held.append(columns)
        rows = sum(held.num_rows for held in self._held)
        if rows >= _GROUP_ROWS or sum(held.nbytes for held in self._held) >= _GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._held:
            group = self._held[0] if self._is_sorted else pa.concat_tables(self._held).sort_by(self._sorting)
            self._writer.write_table(group, row_group_size=group.num_rows)
            self._held.clear()

    def close(self, told: Mapping[str, str] | None = None) -> None:
        """Write what is held back, and close the file; `told` is kept at its end."""
        self._write_group()
        if told:
            self._writer.add_key_value_metadata(dict(told))
        self._writer.close()

    def abandon(self) -> None:
        """Let go of the file as it is; it is about to be removed, so that what it lacks does not matter."""
        with suppress(OSError, pa.ArrowException):
            self._writer.close()


def _open_parquet(path: Path, table: Table, schema: pa.Schema) -> pq.ParquetWriter:
    # The stubs of pyarrow know only whether there are dictionaries, not for which columns.
    dictionary: Any = [_path_of(column) for column in table.columns if not column.unique]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=_COMPRESSION_LEVEL,
        use_dictionary=dictionary,
        write_statistics=[column.name for column in table.columns if column.bounded],
        write_page_checksum=True,
        store_schema=False,
    )


def _path_of(column: Column) -> str:
    """Return the path of `column` in a Parquet file; of a map, that of its keys."""
    return f"{column.name}.key_value.key" if column.type is ColumnType.TEXTS else column.name


def is_whole(path: Path) -> bool:
    """Say whether `path` is a Parquet file that can be read to its end, and has the checksums it was written with."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as parquet:
            for _ in parquet.iter_batches(_CHECK_ROWS):
                pass
    except (OSError, pa.ArrowException):
        return False
    return True
