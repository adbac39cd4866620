"""Whether a SQLite file was changed since it was last looked at, by anybody, for a few microseconds."""

import sqlite3
from pathlib import Path
from threading import Lock


class FileEdition:
    """The edition of the SQLite file at `path`, which exists; for many threads."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)

    def now(self) -> int:
        """Return a number that is another one after each change that any other connection committed.

        Source: SQLite's documentation of `PRAGMA data_version`.
        """
        with self._lock:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()
