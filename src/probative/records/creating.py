"""The tables made at once, in the form that this program knows: what migrations would come to, without loading them.

A test holds both to the same form.
"""

from typing import Final

from sqlalchemy import Column, Connection, MetaData, String, Table, insert

from probative.records.schema import SCHEMA_VERSION, VERSION
from probative.records.shelf_tables import USERS

HEAD: Final = "0006"
"""The newest revision, as Alembic calls it."""
_STAMPS: Final = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Where Alembic keeps account of what a database has seen."""


def create(connection: Connection) -> None:
    """Make all tables in a database that has none."""
    # Those of the shelves are among them once their module is loaded.
    USERS.table.metadata.create_all(connection)
    connection.execute(insert(VERSION).values(version=SCHEMA_VERSION))
    _STAMPS.create(connection)
    connection.execute(insert(_STAMPS).values(version_num=HEAD))
