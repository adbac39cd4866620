"""Questions on Parquet files, put to DuckDB inside the process; no extension is needed, memory is bounded."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb
import pyarrow as pa

from probative.domain.errors import StoreError
from probative.lake.columns import Table
from probative.lake.errors import told
from probative.lake.groups import is_whole

Row: TypeAlias = tuple[Any, ...]

MEMORY_LIMIT: Final = "256MB"
_BATCH_ROWS: Final = 2_048


class Engine:
    """A DuckDB without a file of its own; what does not fit into memory goes to `spill` for a while."""

    def __init__(self, spill: Path) -> None:
        self._spill = spill
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(spill),
                "preserve_insertion_order": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        self._connection.execute("SET TimeZone = 'UTC'")

    def ask(self, question: str, files: Sequence[str] = (), values: Mapping[str, object] | None = None) -> list[Row]:
        """Return all rows of the answer; `$files` in the question are `files`.

        Raises:
            StoreError: A file could not be read; it is named.
        """
        with self._asking(files), self._connection.cursor() as cursor:
            return cursor.execute(question, _parameters(files, values)).fetchall()

    def stream(
        self, question: str, files: Sequence[str], values: Mapping[str, object] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Yield the answer piece by piece; as `ask` in all else."""
        with self._connection.cursor() as cursor:
            with self._asking(files):
                reader = cursor.sql(question, params=_parameters(files, values)).to_arrow_reader(_BATCH_ROWS)
            while True:
                with self._asking(files):
                    batch = next(reader, None)
                if batch is None:
                    return
                yield batch

    def close(self) -> None:
        """Let go of all memory."""
        self._connection.close()

    @contextmanager
    def _asking(self, files: Sequence[str]) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, pa.ArrowException) as error:
            named = next((file for file in files if not is_whole(Path(file))), self._spill.parent)
            raise StoreError(f"cannot read the lake: {named}: {told(error)}") from error


def rows_of(table: Table) -> str:
    """Return the SQL of all rows of `$files`; a column that a file is too old to have is NULL, as Iceberg wants it."""
    columns = ", ".join(
        f"{column.field_id}: {{name: '{column.name}', type: '{column.type}', default_value: NULL}}"
        for column in table.columns
    )
    return f"read_parquet($files, schema = MAP {{{columns}}})"


def _parameters(files: Sequence[str], values: Mapping[str, object] | None) -> dict[str, object]:
    return {**({"files": list(files)} if files else {}), **(values or {})}
