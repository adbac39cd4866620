"""The tables as Iceberg has them: schema, appends, what was committed, and upkeep.

An append names its batch in the properties of its snapshot. Snapshots are let go after a while, since an append takes
longer with each one that is kept; the batches they name are then remembered in a property of the table. Nothing that
must last lives only in an old snapshot.

pyiceberg takes seconds to import: this module is imported when a lake is first used, and in no worker.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Final

import pyiceberg.exceptions
from pyiceberg.catalog.sql import IcebergTables, SqlCatalog
from pyiceberg.manifest import DataFile
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable
from pyiceberg.table import Transaction
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.snapshots import Snapshot
from pyiceberg.table.update import TableUpdate, update_table_metadata
from pyiceberg.table.update.snapshot import ExpireSnapshots
from pyiceberg.transforms import DayTransform, IdentityTransform
from pyiceberg.types import (
    BinaryType,
    DateType,
    IcebergType,
    MapType,
    NestedField,
    StringType,
    TimestamptzType,
)
from sqlalchemy import URL, select
from sqlalchemy.exc import SQLAlchemyError

from probative.domain.errors import StoreError
from probative.domain.ids import BatchId
from probative.lake.columns import EVIDENCE, FACTS, Column, ColumnType, Table
from probative.lake.durable import NAMED_ROOT, PRESENT_ROOT, SCHEME, path_of
from probative.lake.errors import STUMBLES, storing, told
from probative.lake.places import KeptFile, Places

NAMESPACE: Final = "probative"
BATCH: Final = "probative.batch"
"""The snapshot property that names the batch."""
OLD_BATCHES: Final = "probative.old-batches"
"""The table property that names the batches of snapshots let go, oldest first, apart by blanks."""
BATCHES_REMEMBERED: Final = 1_000
UPKEEP_EVERY: Final = 20
SNAPSHOTS_KEPT: Final = 5
"""Whoever reads a snapshot while it is let go has this many commits' time to open its files."""

_FIRST_PARTITION_ID: Final = 1_000
_FOREIGN: Final[tuple[type[BaseException], ...]] = (
    SQLAlchemyError,
    sqlite3.Error,
    *(error for error in vars(pyiceberg.exceptions).values() if isinstance(error, type)),
)
_FAILURES: Final[tuple[type[BaseException], ...]] = (*STUMBLES, *_FOREIGN)


class IcebergCatalog:
    """The catalogue of a lake, with its two tables; they are made when they are not there yet.

    `lies_at` is where a lake lies that will be moved to `places` before anybody asks it.
    """

    def __init__(self, places: Places, lies_at: Path | None = None) -> None:
        self._places = places
        lies_at = lies_at or places.root
        with _opening(places):
            _prepare(Places(lies_at), places.root)
            self._catalog = SqlCatalog(
                NAMESPACE,
                uri=URL.create("sqlite", database=str(Places(lies_at).catalog)).render_as_string(hide_password=False),
                warehouse=f"{SCHEME}{places.root}",
                **{
                    "py-io-impl": "probative.lake.durable.DurableFileIO",
                    NAMED_ROOT: str(places.root),
                    PRESENT_ROOT: str(lies_at),
                },
            )
        try:
            with _opening(places):
                self._catalog.create_namespace_if_not_exists(NAMESPACE)
                self.facts = IcebergKept(self._load(FACTS), FACTS, partial(self._location, FACTS))
                self.evidence = IcebergKept(self._load(EVIDENCE), EVIDENCE, partial(self._location, EVIDENCE))
        except BaseException:
            self.close()
            raise

    def _load(self, table: Table) -> IcebergTable:
        schema = Schema(*[_field(column) for column in table.columns])
        return self._catalog.create_table_if_not_exists(
            f"{NAMESPACE}.{table.name}",
            schema,
            location=f"{SCHEME}{self._places.table(table)}",
            partition_spec=_partition_spec(table),
            properties=_properties(table, schema),
        )

    def _location(self, table: Table) -> str | None:
        """Return where the newest metadata of the table lie: whoever appended last has written them."""
        row = IcebergTables
        question = select(row.metadata_location).where(
            row.catalog_name == NAMESPACE, row.table_namespace == NAMESPACE, row.table_name == table.name
        )
        with self._catalog.engine.connect() as connection:
            return connection.execute(question).scalar_one()

    def close(self) -> None:
        """Let go of the catalogue."""
        self._catalog.close()


class _Transaction(Transaction):
    """A transaction that works out the metadata once for each change of it.

    pyiceberg's own does so at each of twenty looks, which takes most of the time of an append.
    """

    _worked_out: tuple[TableMetadata, tuple[TableUpdate, ...], TableMetadata] | None = None

    @property
    def table_metadata(self) -> TableMetadata:
        """The metadata as the transaction would leave it."""
        base, updates = self._table.metadata, self._updates
        known = self._worked_out
        if known is None or known[0] is not base or known[1] is not updates:
            known = self._worked_out = (base, updates, update_table_metadata(base, updates))
        return known[2]


class IcebergKept:
    """A table: what is in it, and how files come into it; usable by many threads.

    Another process may append as well, in turn with this one: what it did is seen at the next look.
    """

    def __init__(self, iceberg: IcebergTable, table: Table, newest: Callable[[], str | None]) -> None:
        self.table = table
        self._newest = newest
        self._lock = RLock()
        self._iceberg = iceberg
        self._place = path_of(iceberg.location())
        self._batches = list(_batches(iceberg))
        self._files: list[KeptFile] | None = None
        self._in_doubt = False

    def has(self, batch_id: BatchId) -> bool:
        """Say whether the batch was appended; remembered for as many batches as `BATCHES_REMEMBERED`, at least."""
        with self._lock:
            self._catch_up()
            return batch_id in self._batches

    def batches(self) -> Sequence[str]:
        """Return the names of the batches that are remembered, oldest first."""
        with self._lock:
            self._catch_up()
            return tuple(dict.fromkeys(self._batches))

    def files(self) -> Sequence[KeptFile]:
        """Return all data files, as Iceberg's planner names them."""
        with self._lock:
            self._catch_up()
            if self._files is None:
                try:
                    self._files = [self._kept(task.file) for task in self._iceberg.scan().plan_files()]
                except _FAILURES as error:
                    raise StoreError(f"cannot read the lake: {self._damaged()}: {told(error)}") from error
            return self._files

    def _damaged(self) -> Path:
        """Return the first of the files that the current snapshot names which cannot be read."""
        snapshot = self._iceberg.current_snapshot()
        place = path_of(snapshot.manifest_list) if snapshot else self._place
        try:
            for manifest in snapshot.manifests(self._iceberg.io) if snapshot else ():
                place = path_of(manifest.manifest_path)
                manifest.fetch_manifest_entry(self._iceberg.io)
        except _FAILURES:
            return place
        return self._place

    def _catch_up(self) -> None:
        """Look what another process did, and what became of an append that ended in an error after the deed."""
        with storing("read the lake", self._place, *_FOREIGN):
            if not self._in_doubt and self._newest() == self._iceberg.metadata_location:
                return
            self._iceberg.refresh()
            self._batches = list(_batches(self._iceberg))
        self._files = None
        self._in_doubt = False

    def append(self, batch_id: BatchId, files: Sequence[KeptFile]) -> None:
        """Append `files`, which are on disk, under the name of the batch: all of them or, on an error, none."""
        with self._lock:
            known = self.files()
            self._in_doubt = True
            with storing("commit to the lake", self._place, *_FOREIGN), _Transaction(self._iceberg) as transaction:
                transaction.add_files(
                    [f"{SCHEME}{file.path}" for file in files],
                    snapshot_properties={BATCH: batch_id},
                    check_duplicate_files=False,  # it would read all manifests, and no file comes in twice
                )
            self._in_doubt = False
            self._files = [*known, *files]
            self._batches.append(batch_id)

    def remember(self, batches: Sequence[str]) -> None:
        """Remember `batches`, oldest first, as appended before all others."""
        with self._lock, storing("commit to the lake", self._place, *_FOREIGN):
            with _Transaction(self._iceberg) as transaction:
                transaction.set_properties({OLD_BATCHES: " ".join(batches)})
            self._batches = list(_batches(self._iceberg))

    def keep_up(self) -> None:
        """Let old snapshots go when there are many, and what nothing names any more."""
        snapshots = self._iceberg.metadata.snapshots
        if len(snapshots) < SNAPSHOTS_KEPT + UPKEEP_EVERY:
            return
        with self._lock:
            self._expire([snapshot.snapshot_id for snapshot in snapshots[:-SNAPSHOTS_KEPT]])

    def replace(self, old: Collection[str], new: Sequence[KeptFile]) -> None:
        """Take the files at the paths `old` out, and `new`, which are on disk, in: all at once or, on an error, none.

        What was taken out stays on disk.
        """
        with self._lock, storing("change the lake", self._place, *_FOREIGN):
            self._catch_up()
            gone = [task.file for task in self._iceberg.scan().plan_files() if str(path_of(task.file.file_path)) in old]
            self._in_doubt, self._files = True, None
            with _Transaction(self._iceberg) as transaction:
                change = transaction.update_snapshot().overwrite()
                for file in gone:
                    change.delete_data_file(file)
                change.commit()
                if new:
                    transaction.add_files([f"{SCHEME}{file.path}" for file in new], check_duplicate_files=False)

    def let_go_of(self, paths: Collection[str]) -> None:
        """Let the snapshots go that name any of `paths`, none of which the present one does."""
        with self._lock, storing("keep up the lake", self._place, *_FOREIGN):
            self._catch_up()
            snapshots = sorted(self._iceberg.metadata.snapshots, key=lambda snapshot: snapshot.sequence_number or 0)
            naming = [
                number for number, snapshot in enumerate(snapshots) if not self._named_by(snapshot).isdisjoint(paths)
            ]
            if naming:
                self._expire([snapshot.snapshot_id for snapshot in snapshots[: naming[-1] + 1]])

    def _named_by(self, snapshot: Snapshot) -> set[str]:
        return {
            str(path_of(entry.data_file.file_path))
            for manifest in snapshot.manifests(self._iceberg.io)
            for entry in manifest.fetch_manifest_entry(self._iceberg.io)
        }

    def _expire(self, old: Sequence[int]) -> None:
        with storing("keep up the lake", self._place, *_FOREIGN):
            with _Transaction(self._iceberg) as transaction:
                # In one commit, so that no batch is forgotten between the two.
                self._batches = self._batches[-BATCHES_REMEMBERED - SNAPSHOTS_KEPT - UPKEEP_EVERY :]
                transaction.set_properties({OLD_BATCHES: " ".join(self._batches)})
                ExpireSnapshots(transaction).by_ids(list(old)).commit()
            self._sweep_metadata()

    def _sweep_metadata(self) -> None:
        """Delete the manifests and manifest lists that no kept snapshot names."""
        named: set[str] = set()
        for snapshot in self._iceberg.metadata.snapshots:
            named.add(path_of(snapshot.manifest_list).name)
            named.update(path_of(manifest.manifest_path).name for manifest in snapshot.manifests(self._iceberg.io))
        for path in (self._place / "metadata").glob("*.avro"):
            if path.name not in named:
                path.unlink(missing_ok=True)

    def _kept(self, file: DataFile) -> KeptFile:
        ids = {column.name: column.field_id for column in self.table.columns}
        assessment = file.lower_bounds.get(ids["assessment_id"]) if "assessment_id" in ids else b""
        return KeptFile(
            path=str(path_of(file.file_path)),
            first_id=file.lower_bounds[ids["id"]].decode(),
            last_id=file.upper_bounds[ids["id"]].decode(),
            assessment_id=(assessment or b"").decode(),
        )


def _batches(iceberg: IcebergTable) -> Iterator[str]:
    yield from iceberg.properties.get(OLD_BATCHES, "").split()
    for snapshot in sorted(iceberg.metadata.snapshots, key=lambda snapshot: snapshot.sequence_number or 0):
        if snapshot.summary and (batch := snapshot.summary[BATCH]):
            yield batch


@contextmanager
def _opening(places: Places) -> Iterator[None]:
    with storing("open the lake", places.catalog, *_FOREIGN):
        yield


def _prepare(places: Places, named_root: Path) -> None:
    """Make the catalogue's file ready for many short transactions, and see that it is of this place."""
    with closing(sqlite3.connect(places.catalog)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'iceberg_tables'").fetchone():
            return
        locations = connection.execute("SELECT metadata_location FROM iceberg_tables").fetchall()
    for (location,) in locations:
        path = path_of(location)
        if not path.is_relative_to(named_root):
            raise StoreError(
                f"the lake was moved from {path.parents[2]} to {named_root}: move it back, since it names its files; "
                "what shall lie elsewhere, `probative backup` and `probative restore` bring there"
            )
        with storing("open the lake", path):
            json.loads(path.read_bytes())


def _field(column: Column) -> NestedField:
    return NestedField(column.field_id, column.name, _type(column), required=not column.optional)


def _type(column: Column) -> IcebergType:
    match column.type:
        case ColumnType.TEXT:
            return StringType()
        case ColumnType.MOMENT:
            return TimestamptzType()
        case ColumnType.DAY:
            return DateType()
        case ColumnType.BYTES:
            return BinaryType()
        case ColumnType.TEXTS:
            key_id, value_id = column.inner_ids
            return MapType(key_id, StringType(), value_id, StringType(), value_required=True)


def _partition_spec(table: Table) -> PartitionSpec:
    fields = []
    for number, column in enumerate(column for column in table.columns if column.name in table.partition):
        moment = column.type is ColumnType.MOMENT
        fields.append(
            PartitionField(
                source_id=column.field_id,
                field_id=_FIRST_PARTITION_ID + number,
                transform=DayTransform() if moment else IdentityTransform(),
                name=f"{column.name}_day" if moment else column.name,
            )
        )
    return PartitionSpec(*fields)


def _properties(table: Table, schema: Schema) -> dict[str, str]:
    return {
        "write.metadata.delete-after-commit.enabled": "true",
        "write.metadata.previous-versions-max": "5",
        "commit.manifest-merge.enabled": "true",
        "commit.manifest.min-count-to-merge": "50",
        "commit.manifest.target-size-bytes": str(64 << 10),  # merging larger ones would take longer, again and again
        "write.metadata.metrics.default": "none",
        **{f"write.metadata.metrics.column.{column.name}": "full" for column in table.columns if column.bounded},
        "schema.name-mapping.default": schema.name_mapping.model_dump_json(),
    }
