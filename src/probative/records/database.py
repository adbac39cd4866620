"""The database of the records: SQLite or PostgreSQL, opened so that what is committed is on disk.

In SQLite one writes at a time, and readers never wait. In PostgreSQL changes are serializable: one that collides with
another is run again, so that either database shows what one after the other would have made.
"""

import random
import re
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    String,
    Table,
    cast,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from probative.domain.errors import StoreError
from probative.editions import FileEdition
from probative.records.schema import SCHEMA_VERSION, VERSION

R = TypeVar("R")

_BUSY_TIMEOUT_SECONDS: Final = 10
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_WRITING: Final = "probative_writing"
_MESSAGE_LIMIT: Final = 300
_COLLISIONS: Final = frozenset({"40001", "40P01"})
"""What PostgreSQL says when a serializable transaction has to be run again. Source: its appendix A."""
_ATTEMPTS: Final = 30
_LONGEST_PAUSE_SECONDS: Final = 0.1
_MISSING: Final = re.compile("no such table|does not exist")
_MIGRATION_LOCK: Final = 0x70726F62
"""Any number that nobody else takes: "prob"."""
_POSTGRESQL: Final = "postgresql+psycopg"


def upsert(connection: Connection, table: Table) -> Any:  # noqa: ANN401  the dialects share no type
    """Return an insert into `table` that can say what happens on conflict, in the dialect of `connection`."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  megabytes that most servers never need

        return postgresql.insert(table)
    return sqlite.insert(table)


class Database:
    """The database at `place`: the path of a SQLite file, made when it is not there, or a PostgreSQL address.

    `as_it_is`: the tables are not brought to the form of this program, but must have it.
    """

    def __init__(self, place: Path | str, *, as_it_is: bool = False) -> None:
        self._url = _url(place)
        self._engine = _engine(self._url)
        self._edition: FileEdition | None = None
        try:
            self._settle_schema(str(place) if isinstance(place, Path) else self.name, as_it_is=as_it_is)
            self._edition = FileEdition(Path(self._url.database or "")) if self._is_sqlite else None
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """What errors call it: without a password."""
        return self._url.database or "" if self._is_sqlite else self._url.render_as_string(hide_password=True)

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the records for as long as it is open."""
        options: dict[str, Any] = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._told("read"), self._engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that writes alone; all of it is kept, or nothing."""
        options: dict[str, Any] = {_WRITING: True} if self._is_sqlite else {"isolation_level": "SERIALIZABLE"}
        with self._told("write"), self._engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def change(self, act: Callable[[Connection], R]) -> R:
        """Return what `act` does in one transaction; it is run again when another one came in between."""
        for attempt in range(_ATTEMPTS):
            try:
                with self.writing() as connection:
                    return act(connection)
            except StoreError as error:
                if attempt == _ATTEMPTS - 1 or not _is_collision(error):
                    raise
                # At random, so that those who met once do not meet again.
                time.sleep(min(0.001 * 2**attempt, _LONGEST_PAUSE_SECONDS) * random.random())  # noqa: S311  no secret
        raise AssertionError

    def edition(self) -> Hashable:
        """Return what is another value after each change that anybody committed; takes microseconds in SQLite."""
        with self._told("read"):
            if self._edition is not None:
                return self._edition.now()
            # Two snapshots that are spelled alike show the same. Source: PostgreSQL's documentation of pg_snapshot.
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                spelled: str = connection.execute(select(cast(func.pg_current_snapshot(), String))).scalar_one()
                return spelled

    def edition_at_hand(self) -> Hashable | None:
        """Return the edition, where that takes microseconds and waits for nobody; None: ask `edition`."""
        return None if self._edition is None else self._edition.at_hand()

    def _settle_schema(self, name: str, *, as_it_is: bool) -> None:
        """See that the tables are those of this program, or make them so; one program at a time does."""
        with self.reading() as connection:
            version = self._version(connection)
        if version < SCHEMA_VERSION and as_it_is:
            raise StoreError(
                f"{name}: these records are of version {version}, this program knows version {SCHEMA_VERSION}: "
                "start the server of this program over them first"
            )
        if version < SCHEMA_VERSION:
            with self._migrating() as connection:
                # Another program may have done it by now.
                version = self._version(connection)
                if version < SCHEMA_VERSION:
                    _bring_up(connection)
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{name}: these records are of version {version}, this program knows version {SCHEMA_VERSION}: "
                "use the program that wrote them, or a newer one"
            )

    @staticmethod
    def _version(connection: Connection) -> int:
        """Return the version of the tables; 0: there are none."""
        try:
            with connection.begin_nested():
                return connection.execute(select(func.max(VERSION.c.version))).scalar_one() or 0
        except (OperationalError, ProgrammingError) as error:
            if not _MISSING.search(str(error.orig)):
                raise
            return 0

    @contextmanager
    def _migrating(self) -> Iterator[Connection]:
        # Not serializable: what another program has done while the lock was waited for must be seen.
        options: dict[str, Any] = {_WRITING: True} if self._is_sqlite else {"isolation_level": "READ COMMITTED"}
        with self._told("write"), self._engine.connect().execution_options(**options) as connection, connection.begin():
            if not self._is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            yield connection

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            cause = getattr(error, "orig", None) or error
            raise StoreError(f"cannot {what} the records: {self.name}: {str(cause)[:_MESSAGE_LIMIT]}") from error

    def close(self) -> None:
        """Let go of the database."""
        if self._edition is not None:
            self._edition.close()
        self._engine.dispose()


def _bring_up(connection: Connection) -> None:
    """Make the tables, or bring them to their newest form."""
    if not inspect(connection).get_table_names():
        from probative.records.creating import create  # noqa: PLC0415  rests on the shelves, which rest on this

        create(connection)
        return
    from probative.records.migrating import migrate  # noqa: PLC0415  Alembic is slow to import

    migrate(connection)


def _is_collision(error: StoreError) -> bool:
    cause = error.__cause__
    return isinstance(cause, DBAPIError) and getattr(cause.orig, "sqlstate", None) in _COLLISIONS


def _url(place: Path | str) -> URL:
    if isinstance(place, Path):
        return URL.create("sqlite", database=str(place))
    url = make_url(place)
    return url.set(drivername=_POSTGRESQL) if url.get_backend_name() == "postgresql" else url


def _engine(url: URL) -> Engine:
    # What is kept never shows in an error: it may be a password's hash, or what somebody wrote.
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_SECONDS}, hide_parameters=True)
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
