"""What the tables hold becomes facts and evidence again."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import pyarrow as pa

from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict
from probative.domain.slots import SourceKind
from probative.lake.columns import EVIDENCE, FACTS, ColumnType, Table

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Values: TypeAlias = dict[str, Any]
"""A row, by column; what each value is the table's columns say."""


def columns_of(table: Table) -> str:
    """Return the columns of `table` in SQL, so that each row is what `fact_of` and `evidence_of` take.

    Moments are microseconds: as moments DuckDB would ask a time zone database for each of them.
    """
    return ", ".join(
        f"epoch_us({column.name})" if column.type is ColumnType.MOMENT else column.name for column in table.columns
    )


def fact_of(row: Sequence[object]) -> Fact:
    """Return the fact that a row is, whose values are `columns_of` the table."""
    values = _of_row(FACTS, row)
    compliance = values.pop("compliance")
    kind = SourceKind(values.pop("kind"))
    return Fact(**values, kind=kind, compliance=None if compliance is None else Verdict(compliance))


def evidence_of(row: Sequence[object]) -> Evidence:
    """Return the evidence that a row is, whose values are `columns_of` the table."""
    return _evidence(_of_row(EVIDENCE, row))


def _of_row(table: Table, row: Sequence[Any]) -> Values:
    return {
        column.name: _EPOCH + timedelta(microseconds=value) if column.type is ColumnType.MOMENT else value
        for column, value in zip(table.columns, row, strict=True)
    }


def evidence_in(batch: pa.RecordBatch) -> Iterator[Evidence]:
    """Yield the evidence of `batch`, whose columns are those of the table, in their order."""
    for values in _rows(EVIDENCE, batch):
        yield _evidence(values)


def _evidence(values: Values) -> Evidence:
    del values["day"]
    values["kind"] = SourceKind(values["kind"])
    values["by_type"] = EvidenceByType(values["by_type"])
    values["verdict"] = Verdict(values["verdict"])
    return Evidence(**values)


def _rows(table: Table, batch: pa.RecordBatch) -> Iterator[Values]:
    columns = [_values(column.type, array) for column, array in zip(table.columns, batch.columns, strict=True)]
    for row in zip(*columns, strict=True):
        yield dict(zip(table.names, row, strict=True))


def _values(type_: ColumnType, array: "pa.Array[Any]") -> Sequence[object]:
    match type_:
        case ColumnType.MOMENT:
            # Arrow's own conversion asks a time zone database for each value.
            return [_EPOCH + timedelta(microseconds=value) for value in _list(array.cast(pa.int64()))]
        case ColumnType.TEXTS:
            return [dict(pairs) for pairs in _list(array)]
        case ColumnType.TEXT | ColumnType.DAY | ColumnType.BYTES:
            return _list(array)


def _list(array: "pa.Array[Any]") -> list[Any]:
    return array.to_pylist()
