"""Tables come to the newest form from any other, in every database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from probative.domain.errors import StoreError
from probative.domain.slots import SlotState
from probative.records import migrations, shelf_tables
from probative.records.creating import HEAD
from probative.records.database import Database
from probative.records.schema import METADATA, SCHEMA_VERSION
from probative.records.sql import SqlRecords
from tests.support.lake import ASSESSMENT, a_log_slot

assert shelf_tables.LEASES.table.metadata is METADATA

RELEASED = (
    "CREATE TABLE probative_schema (version INTEGER NOT NULL, PRIMARY KEY (version))",
    "CREATE TABLE assessments (id VARCHAR NOT NULL, document {bytes} NOT NULL, PRIMARY KEY (id))",
    """CREATE TABLE slots (assessment_id VARCHAR NOT NULL, slot_id VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    question VARCHAR NOT NULL, account VARCHAR NOT NULL, region VARCHAR NOT NULL, since BIGINT NOT NULL,
    until BIGINT NOT NULL, state VARCHAR NOT NULL, answered_at BIGINT, facts_count BIGINT NOT NULL,
    PRIMARY KEY (assessment_id, slot_id)){rows}""",
    """CREATE TABLE log_files (assessment_id VARCHAR NOT NULL, "key" VARCHAR NOT NULL, version VARCHAR NOT NULL,
    PRIMARY KEY (assessment_id, "key")){rows}""",
    """CREATE TABLE platform_uses (assessment_id VARCHAR NOT NULL, platform_id VARCHAR NOT NULL,
    account VARCHAR NOT NULL, region VARCHAR NOT NULL, status VARCHAR NOT NULL, because VARCHAR NOT NULL,
    PRIMARY KEY (assessment_id, platform_id, account, region)){rows}""",
    """CREATE TABLE pending_batches (number {serial} NOT NULL, id VARCHAR NOT NULL, document {bytes} NOT NULL,
    PRIMARY KEY (number), UNIQUE (id))""",
    """CREATE TABLE refusals (assessment_id VARCHAR NOT NULL, slot_id VARCHAR NOT NULL, unit VARCHAR NOT NULL,
    reason VARCHAR NOT NULL, message VARCHAR NOT NULL, refused_at BIGINT NOT NULL, attempts INTEGER NOT NULL,
    PRIMARY KEY (assessment_id, slot_id, unit),
    FOREIGN KEY(assessment_id, slot_id) REFERENCES slots (assessment_id, slot_id)){rows}""",
    "INSERT INTO probative_schema VALUES (1)",
    """INSERT INTO slots VALUES ('{assessment}', '{slot.id}', 'AWS CloudTrail', 'cloudtrail', '{slot.account}',
    '{slot.region}', 1793491200000000, 1793577600000000, 'ANSWERED', 1793491200000000, 3)""",
)
"""What 0.1.0 made, word for word, with a slot in it."""


@contextmanager
def connected(place: Path | str) -> Iterator[Connection]:
    url = f"sqlite:///{place}" if isinstance(place, Path) else make_url(place).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def release(place: Path | str) -> None:
    """Make a database as the released program did."""
    is_file = isinstance(place, Path)
    kinds = {"bytes": "BLOB", "serial": "INTEGER"} if is_file else {"bytes": "BYTEA", "serial": "SERIAL"}
    rows = " WITHOUT ROWID" if is_file else ""
    with connected(place) as connection:
        for statement in RELEASED:
            told = statement.format(**kinds, rows=rows, assessment=ASSESSMENT, slot=a_log_slot())
            connection.execute(text(told))


def differences(place: Path | str) -> list[object]:
    with connected(place) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, METADATA)
        return found


def version(place: Path | str) -> int:
    with connected(place) as connection:
        found: int = connection.execute(text("SELECT version FROM probative_schema")).scalar_one()
        return found


def test_the_migrations_make_the_tables_that_the_program_knows(database_place: Path | str) -> None:
    Database(database_place).close()

    assert differences(database_place) == []
    assert version(database_place) == SCHEMA_VERSION


def test_a_database_of_the_released_program_is_taken_over_with_all_that_is_in_it(database_place: Path | str) -> None:
    release(database_place)

    with closing(SqlRecords(database_place)) as records:
        assert records.states(ASSESSMENT) == {a_log_slot().id: SlotState.ANSWERED}

    assert differences(database_place) == []
    assert version(database_place) == SCHEMA_VERSION


def test_a_database_is_migrated_once_however_many_open_it_at_once(database_place: Path | str) -> None:
    threads = 4
    together = Barrier(threads)

    def work() -> None:
        together.wait()
        Database(database_place).close()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(threads)]:
            done.result()

    assert version(database_place) == SCHEMA_VERSION


def test_a_migration_that_breaks_off_leaves_the_database_as_it_was(database_place: Path | str) -> None:
    release(database_place)
    with connected(database_place) as connection:
        # The last of the tables to be made is in the way.
        connection.execute(text("CREATE TABLE users (id INTEGER)"))

    with pytest.raises(StoreError, match="users"):
        Database(database_place)

    assert version(database_place) == 1
    with connected(database_place) as connection:
        assert "leases" not in inspect(connection).get_table_names()


def test_a_database_of_a_newer_program_is_left_alone(database_place: Path | str) -> None:
    Database(database_place).close()
    with connected(database_place) as connection:
        connection.execute(text(f"UPDATE probative_schema SET version = {SCHEMA_VERSION + 1}"))

    told = f"these records are of version {SCHEMA_VERSION + 1}, this program knows version {SCHEMA_VERSION}"
    with pytest.raises(StoreError, match=told):
        Database(database_place)


def test_tables_that_are_made_at_once_are_those_that_migrations_come_to(database_place: Path | str) -> None:
    revisions = str(Path(migrations.__file__).parent)
    head = ScriptDirectory(revisions, version_locations=[revisions]).get_current_head()
    with closing(Database(database_place)) as database, database.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [head] == [HEAD]
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
