"""What is in the lake already, or twice in what is about to come in.

Ids are functions of what they name, so that the same work done twice brings the same ids: another assessment of the
same logs, a log file delivered again, a run repeated. Each is kept once. Ids are ordered by time, so that only files
whose ids reach into those of the batch can hold any of them; in the usual case there is none, and nothing is read.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from probative.lake.columns import Table
from probative.lake.engine import Engine, rows_of
from probative.lake.places import KeptFile

_HASHES_HELD: Final = 4_000_000
"""With more hashes of known ids than this in memory, 8 bytes each, they are let go and read again."""


class Incoming(NamedTuple):
    """The files of a batch, and which of their ids are not to be kept from them."""

    files: tuple[KeptFile, ...]
    known: frozenset[str]
    """In the table already."""
    doubled: frozenset[str]
    """More than once in these files; one of them is to be kept, unless known."""


class KnownIds:
    """Remembers the ids of one table, as far as it had to look at them."""

    def __init__(self, engine: Engine, table: Table) -> None:
        self._engine = engine
        self._rows = rows_of(table)
        self._hashes = f"hashes_of_{table.name}"
        self._incoming = f"incoming_{table.name}"
        self._assessment = "assessment_id" if "assessment_id" in table.names else "''"
        self._read: set[str] = set()
        self._forget()

    def _forget(self) -> None:
        self._engine.ask(f"CREATE OR REPLACE TABLE {self._hashes} (hash UBIGINT)")
        self._read.clear()

    def check(self, files: Sequence[str], kept: Sequence[KeptFile]) -> Incoming:
        """Return what is known of `files`, which hold at least one row, against the `kept` files of the table."""
        self._engine.ask(
            f"CREATE OR REPLACE TABLE {self._incoming} AS "
            f"SELECT id, {self._assessment} AS assessment_id, filename FROM {self._rows}",
            files,
        )
        incoming = self._engine.ask(
            f"SELECT filename, min(id), max(id), min(assessment_id) FROM {self._incoming} GROUP BY ALL ORDER BY ALL"
        )
        ranges = tuple(KeptFile(*row) for row in incoming)
        doubled = self._engine.ask(f"SELECT id FROM {self._incoming} GROUP BY id HAVING count(*) > 1")
        first, last = min(file.first_id for file in ranges), max(file.last_id for file in ranges)
        near = [file.path for file in kept if file.first_id <= last and first <= file.last_id]
        return Incoming(ranges, self._known(near), frozenset(id_ for (id_,) in doubled))

    def _known(self, near: Sequence[str]) -> frozenset[str]:
        """Return which incoming ids are in the files `near`; hashes first, since they are held in memory."""
        if not near:
            return frozenset()
        self._read_hashes(near)
        seen = f"SELECT id FROM {self._incoming} WHERE hash(id) IN (SELECT hash FROM {self._hashes})"
        if not self._engine.ask(f"{seen} LIMIT 1"):
            return frozenset()
        # Two ids may share a hash: no fact is dropped on the strength of that.
        known = self._engine.ask(f"SELECT DISTINCT id FROM ({seen}) SEMI JOIN {self._rows} USING (id)", near)
        return frozenset(id_ for (id_,) in known)

    def _read_hashes(self, files: Sequence[str]) -> None:
        if self._engine.ask(f"SELECT count(*) FROM {self._hashes}")[0][0] > _HASHES_HELD:
            self._forget()
        if unread := [file for file in files if file not in self._read]:
            self._engine.ask(f"INSERT INTO {self._hashes} SELECT hash(id) FROM {self._rows}", unread)
            self._read.update(unread)
