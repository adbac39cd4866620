"""What went wrong with the records is told without what was to be kept."""

import traceback
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from probative.domain.errors import StoreError
from probative.records.database import Database
from probative.records.shelf_tables import USERS

SECRET = "$argon2id$secret"


def test_an_error_shows_nothing_of_what_was_to_be_kept(tmp_path: Path) -> None:
    database = Database(tmp_path / "records.db")

    def act(connection: Connection) -> None:
        connection.execute(insert(USERS.table).values(id=SECRET, document=b""))

    with pytest.raises(StoreError) as failed:
        database.change(act)

    assert SECRET not in "".join(traceback.format_exception(failed.value))
    database.close()
