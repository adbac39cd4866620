import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from probative.domain.errors import StoreError
from probative.domain.slots import Slot, SlotState
from probative.records.schema import SCHEMA_VERSION
from probative.records.sql import SqlRecords
from tests.support.lake import ASSESSMENT, a_log_slot

SLOTS = [replace(a_log_slot(), question=f"service:Operation{number}") for number in range(20_000)]


def test_what_is_written_is_there_when_opened_again(tmp_path: Path) -> None:
    with closing(SqlRecords(tmp_path / "records.db")) as records:
        records.plan(ASSESSMENT, [a_log_slot()])

    with closing(SqlRecords(tmp_path / "records.db")) as again:
        assert again.states(ASSESSMENT) == {a_log_slot().id: SlotState.DUE}


def test_tens_of_thousands_of_slots_take_no_more_than_seconds(tmp_path: Path) -> None:
    with closing(SqlRecords(tmp_path / "records.db")) as records:
        began = time.process_time()
        records.plan(ASSESSMENT, SLOTS)
        slots = [record.slot for record in records.slots(ASSESSMENT)]

        assert time.process_time() - began < 5
        assert slots == sorted(SLOTS, key=lambda slot: slot.question)


def test_slots_can_be_walked_while_others_are_planned(tmp_path: Path) -> None:
    with closing(SqlRecords(tmp_path / "records.db")) as records:
        records.plan(ASSESSMENT, SLOTS[:5_000])

        for walked, _ in enumerate(records.slots(ASSESSMENT)):
            if walked == 10:
                records.plan(ASSESSMENT, SLOTS[5_000:5_100])

        assert walked == 4_999
        assert len(records.states(ASSESSMENT)) == 5_100


def test_a_plan_that_breaks_off_adds_nothing(tmp_path: Path) -> None:
    def slots() -> Iterator[Slot]:
        yield from SLOTS[:3_000]
        raise LookupError

    with closing(SqlRecords(tmp_path / "records.db")) as records:
        with pytest.raises(LookupError):
            records.plan(ASSESSMENT, slots())

        assert records.states(ASSESSMENT) == {}


def test_records_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    SqlRecords(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE probative_schema SET version = ?", (SCHEMA_VERSION + 1,))

    with pytest.raises(
        StoreError,
        match=f"{path}: these records are of version {SCHEMA_VERSION + 1}, this program knows version {SCHEMA_VERSION}",
    ):
        SqlRecords(path)


def test_damaged_records_are_named(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    path.write_bytes(b"not a database, " * 100)

    with pytest.raises(StoreError, match=f"{path}: file is not a database"):
        SqlRecords(path)


def test_records_in_a_folder_that_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        SqlRecords(tmp_path / "gone" / "records.db")


def test_commits_are_on_disk_and_references_are_held(tmp_path: Path) -> None:
    with closing(SqlRecords(tmp_path / "records.db")) as records, records._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_opening_records_that_are_as_they_should_be_does_not_load_what_would_change_them(tmp_path: Path) -> None:
    SqlRecords(tmp_path / "records.db").close()
    script = """
import pathlib, sys
from probative.records.sql import SqlRecords
SqlRecords(pathlib.Path(sys.argv[1])).close()
print([name for name in sys.modules if name.startswith("alembic")])
"""

    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "records.db")], check=True, capture_output=True, text=True
    )

    assert said.stdout == "[]\n"
