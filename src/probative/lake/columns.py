"""The two tables of the lake, column by column: the one place that names them.

Field ids are for ever: a column may be added (optional, with the next id), none may change its id or type.
The Arrow schema, the Iceberg schema, and how rows are written and read back are all derived from here.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, NamedTuple

import pyarrow as pa


class ColumnType(StrEnum):
    """What a column holds; values as DuckDB names the types."""

    TEXT = "VARCHAR"
    MOMENT = "TIMESTAMP WITH TIME ZONE"
    DAY = "DATE"
    BYTES = "BLOB"
    TEXTS = "MAP(VARCHAR, VARCHAR)"


class Column(NamedTuple):
    """A column; its name is the attribute of the row that it holds."""

    field_id: int
    name: str
    type: ColumnType = ColumnType.TEXT
    unique: bool = False
    """Nearly every row has its own value: no dictionary."""
    bounded: bool = False
    """Smallest and greatest value are kept in the manifests, so that whole files are passed over."""
    optional: bool = False
    inner_ids: tuple[int, int] = (0, 0)
    """The field ids of keys and values, for a map."""


class Table(NamedTuple):
    """A table of the lake: its name and columns, and what partitions it."""

    name: str
    columns: tuple[Column, ...]
    partition: tuple[str, ...]
    """Names of columns; a moment stands for its UTC day. Each file holds one partition."""
    sorted_by: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


FACTS: Final = Table(
    name="facts",
    columns=(
        Column(1, "id", unique=True, bounded=True),
        Column(2, "slot_id"),
        Column(3, "kind"),
        Column(4, "account", bounded=True),
        Column(5, "region", bounded=True),
        Column(6, "question"),
        Column(7, "part"),
        Column(8, "event_source"),
        Column(9, "event_name"),
        Column(10, "principal"),
        Column(11, "resource"),
        Column(12, "time", ColumnType.MOMENT, unique=True, bounded=True),
        Column(13, "collected_at", ColumnType.MOMENT, bounded=True),
        Column(14, "content", ColumnType.BYTES, unique=True),
        Column(15, "content_sha256", unique=True),
        Column(16, "provenance", ColumnType.TEXTS, inner_ids=(18, 19)),
        Column(17, "compliance", optional=True),
    ),
    partition=("collected_at",),
    sorted_by=("id",),
)

EVIDENCE: Final = Table(
    name="evidence",
    columns=(
        Column(1, "id", unique=True, bounded=True),
        Column(2, "assessment_id", bounded=True),
        Column(3, "control_set_id"),
        Column(4, "control_id", bounded=True),
        Column(5, "source_id"),
        Column(6, "fact_id", unique=True),
        Column(7, "slot_id"),
        Column(8, "kind"),
        Column(9, "by_type"),
        Column(10, "account", bounded=True),
        Column(11, "region", bounded=True),
        Column(12, "event_source"),
        Column(13, "event_name"),
        Column(14, "principal"),
        Column(15, "resource"),
        Column(16, "time", ColumnType.MOMENT, unique=True, bounded=True),
        Column(17, "collected_at", ColumnType.MOMENT, bounded=True),
        Column(18, "day", ColumnType.DAY, bounded=True),
        Column(19, "verdict"),
        Column(20, "rule"),
        Column(21, "reason"),
        Column(22, "attributes", ColumnType.TEXTS, inner_ids=(23, 24)),
    ),
    partition=("assessment_id", "day"),
    sorted_by=("control_id", "id"),
)


def _field(name: str, type_: pa.DataType, field_id: int, *, optional: bool = False) -> "pa.Field[Any]":
    return pa.field(name, type_, nullable=optional, metadata={"PARQUET:field_id": str(field_id)})


def _arrow_type(column: Column) -> pa.DataType:
    match column.type:
        case ColumnType.TEXT:
            return pa.string()
        case ColumnType.MOMENT:
            return pa.timestamp("us", tz="UTC")
        case ColumnType.DAY:
            return pa.date32()
        case ColumnType.BYTES:
            return pa.binary()
        case ColumnType.TEXTS:
            return _map_of(
                _field("key", pa.string(), column.inner_ids[0]),
                _field("value", pa.string(), column.inner_ids[1]),
            )


# The stubs of pyarrow know neither maps with named fields nor how to build one.
_map_of: Callable[..., pa.DataType] = pa.map_
map_array: Callable[..., "pa.Array[Any]"] = pa.MapArray.from_arrays


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of `table`; it carries the field ids that Iceberg reads."""
    return pa.schema(
        [
            _field(column.name, _arrow_type(column), column.field_id, optional=column.optional)
            for column in table.columns
        ]
    )
