"""A PostgreSQL server of one's own, for as long as the tests run; each test that asks gets a new database of it.

Fixtures (known everywhere by `tests/conftest.py`): `postgresql` is the address of a new, empty database, and
`database_place` is that and, in turn, the path of a SQLite file to be. Without PostgreSQL on the machine they skip.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import psycopg
import pytest

_OWNER: Final = "postgres"
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # nobody cuts the power of a test
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}


@dataclass(slots=True)
class PostgresqlServer:
    """A server in `folder`, at `port` of this machine."""

    programs: Path
    folder: Path
    port: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = {**_SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", str(self.folder / "data"), "-l", log, "-o", options)

    def stop(self) -> None:
        """Stop the server at once, as a crash would."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", str(self.folder / "data"))

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"probative_{next(self.numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._address(name)

    def _address(self, database: str) -> str:
        return f"postgresql://{_OWNER}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        # Not captured: the server would keep the pipes open for as long as it runs.
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            user=_OWNER if os.geteuid() == 0 else None,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, if the machine has them."""
    if found := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).parent if elsewhere else None


@contextmanager
def postgresql_running() -> Iterator[PostgresqlServer]:
    """Run a server of one's own; skip the test where there is none."""
    found = programs()
    if found is None:
        pytest.skip("this machine has no PostgreSQL: install postgresql to run this test")
    folder = Path(mkdtemp(prefix="probative-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _OWNER)
    server = PostgresqlServer(found, folder, _free_port())
    try:
        server._run("initdb", "-D", str(folder / "data"), "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One server for all tests that need it, started when the first of them does."""
    with postgresql_running() as running:
        yield running


@pytest.fixture
def postgresql(postgresql_server: PostgresqlServer) -> str:
    """The address of a new, empty database."""
    return postgresql_server.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A place for a database, of either kind."""
    if request.param == "sqlite":
        return tmp_path / "records.db"
    address: str = request.getfixturevalue("postgresql")
    return address
