"""The edition of a SQLite file: another one after each change by whomever, at hand unless somebody holds the file."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from probative.editions import FileEdition


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "file.db"
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE numbers (number)")
    return place


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


@pytest.fixture
def edition(path: Path) -> Iterator[FileEdition]:
    with closing(FileEdition(path)) as opened:
        yield opened


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_each_change_makes_another_edition(edition: FileEdition, other: sqlite3.Connection, mode: str) -> None:
    other.execute(f"PRAGMA journal_mode = {mode}")
    seen = []
    for number in range(3):
        seen += [edition.now(), edition.at_hand(), edition.now()]
        other.execute("INSERT INTO numbers VALUES (?)", (number,))

    assert [len(set(seen[at : at + 3])) for at in (0, 3, 6)] == [1, 1, 1]
    assert len(set(seen)) == 3


def test_while_somebody_holds_the_file_it_is_not_at_hand_and_is_waited_for(
    edition: FileEdition, other: sqlite3.Connection
) -> None:
    before = edition.now()
    other.execute("BEGIN EXCLUSIVE")
    other.execute("INSERT INTO numbers VALUES (1)")
    began = time.monotonic()

    def let_go() -> None:
        time.sleep(0.2)
        other.execute("COMMIT")

    held = Thread(target=let_go)
    held.start()

    assert edition.at_hand() is None
    assert time.monotonic() - began < 0.1
    assert edition.now() != before
    assert time.monotonic() - began >= 0.2
    held.join()


def test_what_is_wrong_with_the_file_is_told_to_whoever_can_wait(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    path.write_bytes(b"no database" * 100)
    with closing(FileEdition(path)) as broken:
        assert broken.at_hand() is None
        with pytest.raises(sqlite3.DatabaseError):
            broken.now()
