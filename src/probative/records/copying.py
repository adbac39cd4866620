"""The records copied whole: one state of them into a SQLite file, whichever database they are in, and back.

A copy is always a SQLite file, so that what was kept in one kind of database can go on in the other.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Table, func, insert, select, text

from probative.domain.errors import StoreError, WrongStateError
from probative.records import shelf_tables
from probative.records.database import Database
from probative.records.schema import BATCHES, METADATA, VERSION

_ROWS_AT_ONCE: Final = 2_000
_NEXT_NUMBER: Final = f"""
    SELECT setval(pg_get_serial_sequence('{BATCHES.name}', 'number'), coalesce(max(number), 1), max(number) IS NOT NULL)
    FROM {BATCHES.name}
"""  # noqa: S608  a name of ours
_ENGAGEMENTS: Final = shelf_tables.ENGAGEMENTS.table


@dataclass(frozen=True, slots=True)
class PinnedRecords:
    """One state of the records, whatever is changed meanwhile."""

    connection: Connection

    def assessments_count(self) -> int:
        """Return how many assessments people work on in it."""
        return self.connection.execute(select(func.count()).select_from(_ENGAGEMENTS)).scalar_one()

    def evidence_files(self) -> Mapping[str, str]:
        """Return the SHA-256 of each evidence file that was put, by the key that it is kept under."""
        uploads = shelf_tables.UPLOADS
        documents = self.connection.execute(select(uploads.table.c.document)).scalars()
        return {upload.key: upload.sha256 for upload in map(uploads.decode, documents) if upload.key}

    def write(self, target: Path) -> None:
        """Write it into the new SQLite file `target`.

        Raises:
            StoreError: It cannot be read, or the disk is full.
        """
        try:
            if self.connection.dialect.name == "sqlite":
                _back_up(self.connection, target)
            else:
                with closing(Database(target)) as into, into.writing() as connection:
                    _copy_rows(self.connection, connection)
            _make_one_file(target)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"cannot copy the records to {target}: {error}") from error


@contextmanager
def pinned(place: Path | str) -> Iterator[PinnedRecords]:
    """Pin the records at `place` as they stand now.

    Raises:
        StoreError: They cannot be read, or are of another version than this program's.
    """
    with closing(Database(place, as_it_is=True)) as database, database.reading() as connection:
        # The first question of a transaction fixes what all others see.
        connection.execute(select(func.max(VERSION.c.version))).scalar_one()
        yield PinnedRecords(connection)


@contextmanager
def loaded(source: Path, place: str) -> Iterator[None]:
    """Fill the empty PostgreSQL database at `place` from the SQLite file `source`; it is kept if the block ends well.

    Raises:
        WrongStateError: It is not empty.
        StoreError: It cannot be written, or the file is of a newer version than this program's.
    """
    with (
        closing(Database(source)) as given,
        closing(Database(place)) as taking,
        given.reading() as read,
        taking.writing() as written,
    ):
        _check_empty(written, taking.name)
        _copy_rows(read, written)
        written.execute(text(_NEXT_NUMBER))
        yield


def _check_empty(connection: Connection, name: str) -> None:
    for table in _tables():
        if connection.execute(select(1).select_from(table).limit(1)).first():
            raise WrongStateError(f"the database {name}", "in use: it has rows", "be restored into: give an empty one")


def _tables() -> list[Table]:
    return [table for table in METADATA.sorted_tables if table is not VERSION]


def _back_up(connection: Connection, target: Path) -> None:
    # Within the transaction that pins the state: SQLite's backup takes what its own connection sees.
    source = connection.connection.driver_connection
    with closing(sqlite3.connect(target)) as into:
        source.backup(into)  # type: ignore[union-attr]  # it is a sqlite3.Connection here


def _copy_rows(read: Connection, written: Connection) -> None:
    for table in _tables():
        with read.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table)) as rows:
            for some in rows.mappings().partitions():
                written.execute(insert(table), [dict(row) for row in some])


def _make_one_file(target: Path) -> None:
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
