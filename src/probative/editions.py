"""Whether a SQLite file was changed since it was last looked at, by anybody, for a few microseconds."""

import sqlite3
import time
from pathlib import Path
from threading import Lock
from typing import Final

_PAUSE_SECONDS: Final = 0.001
_PAUSES: Final = 5_000
_PRIMARY: Final = 0xFF
"""What of a result code tells the kind of error. Source: SQLite's documentation of result codes."""


class FileEdition:
    """The edition of the SQLite file at `path`, which exists; for many threads."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        # It does not wait for whoever holds the file: `at_hand` must not, and `now` waits by itself. One connection
        # for both, since the versions that two of them tell cannot be compared.
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=0)

    def now(self) -> int:
        """Return a number that is another one after each change that any other connection committed.

        Source: SQLite's documentation of `PRAGMA data_version`.
        """
        for _ in range(_PAUSES):
            try:
                return self._version()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                    raise
            time.sleep(_PAUSE_SECONDS)
        return self._version()

    def at_hand(self) -> int | None:
        """Return the same number without waiting for anybody; None: `now` has to be asked, in a thread."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self._read()
        except sqlite3.Error:
            return None
        finally:
            self._lock.release()

    def _version(self) -> int:
        with self._lock:
            return self._read()

    def _read(self) -> int:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()
