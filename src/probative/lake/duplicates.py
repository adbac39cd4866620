"""What is in the lake already, or twice in what is about to come in.

Ids are functions of what they name, so that the same work done twice brings the same ids: another assessment of the
same logs, a log file delivered again, a run repeated. Each is kept once. Ids are ordered by time, so that only files
whose ids reach into those of the batch can hold any of them; in the usual case there is none, and nothing is read.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from probative.lake.columns import Table
from probative.lake.engine import Engine, Row, rows_of
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


# {incoming} and {hashes} are tables in memory, named after the table of the lake; {rows} are the rows of files.
_TAKE: Final = "CREATE OR REPLACE TABLE {incoming} AS SELECT id, {assessment} AS assessment_id, filename FROM {rows}"
_RANGES: Final = (
    "SELECT filename, min(id), max(id), min(assessment_id) FROM {incoming} GROUP BY filename ORDER BY filename"
)
_DOUBLED: Final = "SELECT id FROM {incoming} GROUP BY id HAVING count(*) > 1"
_FORGET: Final = "CREATE OR REPLACE TABLE {hashes} (hash UBIGINT)"
_HELD: Final = "SELECT count(*) FROM {hashes}"
_READ: Final = "INSERT INTO {hashes} SELECT hash(id) FROM {rows}"
_SEEN: Final = "SELECT count(*) FROM {incoming} WHERE hash(id) IN (SELECT hash FROM {hashes})"
# Two ids may share a hash: no fact is dropped on the strength of that.
_KNOWN: Final = """
    WITH seen AS (SELECT id FROM {incoming} WHERE hash(id) IN (SELECT hash FROM {hashes}))
    SELECT DISTINCT id FROM seen SEMI JOIN {rows} USING (id)
"""


class KnownIds:
    """Remembers the ids of one table, as far as it had to look at them."""

    def __init__(self, engine: Engine, table: Table) -> None:
        self._engine = engine
        self._names = {
            "incoming": f"incoming_{table.name}",
            "hashes": f"hashes_{table.name}",
            "rows": rows_of(table),
            "assessment": "assessment_id" if "assessment_id" in table.names else "''",
        }
        self._read: set[str] = set()
        self._ask(_FORGET)

    def _ask(self, question: str, files: Sequence[str] = ()) -> list[Row]:
        return self._engine.ask(question.format_map(self._names), files)

    def check(self, files: Sequence[str], kept: Sequence[KeptFile]) -> Incoming:
        """Return what is known of `files`, which hold at least one row, against the `kept` files of the table."""
        self._ask(_TAKE, files)
        ranges = tuple(KeptFile(*row) for row in self._ask(_RANGES))
        doubled = frozenset(id_ for (id_,) in self._ask(_DOUBLED))
        first, last = min(file.first_id for file in ranges), max(file.last_id for file in ranges)
        near = [file.path for file in kept if file.first_id <= last and first <= file.last_id]
        return Incoming(ranges, self._known(near) if near else frozenset(), doubled)

    def _known(self, near: Sequence[str]) -> frozenset[str]:
        """Return which incoming ids are in the files `near`; hashes first, since they are held in memory."""
        if self._ask(_HELD)[0][0] > _HASHES_HELD:
            self._ask(_FORGET)
            self._read.clear()
        if unread := [file for file in near if file not in self._read]:
            self._ask(_READ, unread)
            self._read.update(unread)
        if not self._ask(_SEEN)[0][0]:
            return frozenset()
        return frozenset(id_ for (id_,) in self._ask(_KNOWN, near))
