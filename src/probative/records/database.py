"""The file of the records: SQLite, opened so that what is committed is on disk, and readers never wait."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from probative.domain.errors import StoreError
from probative.records.schema import METADATA, SCHEMA_VERSION, VERSION

_BUSY_TIMEOUT_SECONDS: Final = 10
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_WRITING: Final = "probative_writing"
_MESSAGE_LIMIT: Final = 300


class Database:
    """The records' file at `path`, made when it is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = _engine(path)
        try:
            with self.writing() as connection:
                _settle_schema(connection, path)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the records for as long as it is open."""
        with self._told("read"), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that writes alone; all of it is kept, or nothing."""
        with (
            self._told("write"),
            self._engine.connect().execution_options(**{_WRITING: True}) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreError(f"cannot {what} the records: {self._path}: {str(cause)[:_MESSAGE_LIMIT]}") from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _engine(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # sqlite3 would begin transactions by itself, and too late: a reader that turns writer can be refused.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _settle_schema(connection: Connection, path: Path) -> None:
    """Make the tables, or see that they are those of this program."""
    METADATA.create_all(connection)
    version = connection.execute(select(VERSION.c.version)).scalar_one_or_none()
    if version is None:
        connection.execute(insert(VERSION).values(version=SCHEMA_VERSION))
    elif version > SCHEMA_VERSION:
        raise StoreError(
            f"{path}: these records are of version {version}, this program knows version {SCHEMA_VERSION}: "
            "use the program that wrote them, or a newer one"
        )
