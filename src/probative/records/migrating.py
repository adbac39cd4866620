"""Tables are brought to the form that this program knows, by Alembic; imported only where there is something to do."""

from pathlib import Path
from typing import Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

_REVISIONS: Final = Path(__file__).parent / "migrations"
_FIRST: Final = "0001"
"""The form of databases that were made before Alembic kept account of them."""


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest form, within the transaction of `connection`, which writes alone."""
    scripts = ScriptDirectory(str(_REVISIONS), version_locations=[str(_REVISIONS)])
    context = MigrationContext.configure(connection)
    if context.get_current_revision() is None and inspect(connection).has_table("probative_schema"):
        context.stamp(scripts, _FIRST)
    with EnvironmentContext(
        Config(),
        scripts,
        fn=lambda revision, _: scripts._upgrade_revs("head", revision),  # noqa: SLF001  as its own command does
    ) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()
