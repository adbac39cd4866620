"""Evidence leaves the lake: that of assessments that are gone, and the facts that no other evidence rests on.

Steps of one removal, under the lock of commits; a kill between any two is mended by removing again:
1. the facts are found that only evidence of these assessments names;
2. the files that hold any of them are written again without them, and take the place of the old ones, at once;
3. the files of the evidence, each of which is of one assessment, leave the table, at once for each few hundred.
Facts go first: were it the other way round, nobody could tell after a kill which facts had belonged to what is gone.

A file that left its table stays on disk for a day, for whoever has begun to read or to copy it; then the snapshots
that name it are let go, and it is deleted.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from probative.domain.errors import StoreError
from probative.domain.ids import AssessmentId
from probative.lake.catalog import Catalog, KeptTable
from probative.lake.columns import EVIDENCE, FACTS, Table
from probative.lake.duplicates import Incoming
from probative.lake.engine import Engine, rows_of
from probative.lake.errors import storing
from probative.lake.gathering import Gathered
from probative.lake.joining import join
from probative.lake.locking import PATIENCE, alone
from probative.lake.places import KeptFile, Places

T = TypeVar("T")

REMOVED_LASTS: Final = timedelta(days=1)
"""How long a file stays on disk that left its table."""
_FILES_AT_ONCE: Final = 200
_NAMED: Final = "removed"
_SUFFIX: Final = ".parquet"

# {rows} are the rows of the files that are asked.
_TAKE: Final = "CREATE OR REPLACE TABLE removable AS SELECT DISTINCT fact_id FROM {rows}"
_KEEP: Final = """
    CREATE OR REPLACE TABLE removable AS
    SELECT fact_id FROM removable ANTI JOIN (SELECT fact_id FROM {rows}) USING (fact_id)
"""
_RANGE: Final = "SELECT min(fact_id), max(fact_id) FROM removable"
_FOUND: Final = "SELECT id FROM {rows} WHERE id IN (SELECT fact_id FROM removable)"
_FORGET: Final = "DROP TABLE removable"

Move = Callable[[Table, Iterable[KeptFile]], list[KeptFile]]
"""Brings files to where those of a table lie, and returns them as they lie there."""


class _Rewritten(NamedTuple):
    """A file of facts, and what takes its place: nothing, where nobody needs any of it."""

    old: KeptFile
    new: tuple[KeptFile, ...]


class IcebergKeeping:
    """Removes evidence from the lake that `catalog` opens."""

    def __init__(  # noqa: PLR0917  all that the lake is made of
        self,
        places: Places,
        catalog: Callable[[], Catalog],
        engine: Callable[[], Engine],
        move: Move,
        gathered: Gathered,
    ) -> None:
        self._places = places
        self._catalog = catalog
        self._engine = engine
        self._move = move
        self._gathered = gathered

    def assessments(self) -> Collection[AssessmentId]:
        """Return the assessments that the lake has evidence of."""
        return {AssessmentId(file.assessment_id) for file in self._catalog().evidence.files()}

    def remove(self, assessment_ids: Collection[AssessmentId], now: datetime) -> None:
        """Remove the evidence of these assessments, and the facts that are nobody else's; none there, nothing happens.

        Raises:
            StoreError: A commit was cut short and has to be finished first, a file cannot be read, or the disk is
                full; it may be removed again.
        """
        with alone(self._places.commit_lock, PATIENCE):
            catalog = self._catalog()
            if set(catalog.facts.batches()) - set(catalog.evidence.batches()):
                raise StoreError("cannot remove evidence: a commit was cut short, and has to be finished first")
            ours = [file for file in catalog.evidence.files() if file.assessment_id in assessment_ids]
            if not ours:
                return
            others = [file.path for file in catalog.evidence.files() if file.assessment_id not in assessment_ids]
            rewritten = list(self._rewritten(catalog, [file.path for file in ours], others))
            for some in _portions(rewritten):
                moved = self._move(FACTS, [file for each in some for file in each.new])
                self._replace(catalog.facts, [each.old.path for each in some], moved, now)
            for files in _portions(ours):
                self._replace(catalog.evidence, [file.path for file in files], (), now)
            self._gathered.tidy(catalog.evidence.files())

    def clear(self, now: datetime) -> None:
        """Delete the files that left their tables a day before `now` or earlier, with the snapshots that name them.

        Raises:
            StoreError: A file cannot be deleted, or the tables cannot be read or written.
        """
        with alone(self._places.commit_lock, PATIENCE):
            for kept in (self._catalog().facts, self._catalog().evidence):
                self._clear(kept, now - REMOVED_LASTS)

    def gather(self) -> bool:
        """Put evidence that lies in many files together once more, for questions over many assessments.

        Returns whether there was any to put together.

        Raises:
            StoreError: A file cannot be read or written, or another process does not come to the end of its gathering.
        """
        return self._gathered.gather(self._catalog().evidence.files())

    def _clear(self, kept: KeptTable, before: datetime) -> None:
        place = self._places.table(kept.table)
        named = {file.path for file in kept.files()}
        with storing("clear up", place):
            doomed = {str(path) for path in _unused_since(place, before)} - named
        if doomed:
            kept.let_go_of(doomed)
        with storing("clear up", place):
            for path in doomed:
                Path(path).unlink(missing_ok=True)

    def _rewritten(self, catalog: Catalog, ours: Sequence[str], others: Sequence[str]) -> Iterator[_Rewritten]:
        """Yield the files of facts that hold some which only the evidence in `ours` names."""
        engine = self._engine()
        engine.ask(_TAKE.format(rows=rows_of(EVIDENCE)), ours)
        if others:
            engine.ask(_KEEP.format(rows=rows_of(EVIDENCE)), others)
        ((first, last),) = engine.ask(_RANGE)
        for file in catalog.facts.files() if first else ():
            if file.first_id > last or first > file.last_id:
                continue
            ids = frozenset(id_ for (id_,) in engine.ask(_FOUND.format(rows=rows_of(FACTS)), [file.path]))
            if ids:
                incoming = Incoming((file,), known=ids, doubled=frozenset())
                yield _Rewritten(file, tuple(join(FACTS, incoming, _NAMED, self._places.staging)))
        engine.ask(_FORGET)

    def _replace(self, kept: KeptTable, old: Sequence[str], new: Sequence[KeptFile], now: datetime) -> None:
        # Before they leave: after a kill in between, nobody would know since when they are not used.
        with storing("remove evidence", self._places.table(kept.table)):
            for path in old:
                os.utime(path, (now.timestamp(), now.timestamp()))
        kept.replace(frozenset(old), new)


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _FILES_AT_ONCE):
        yield values[start : start + _FILES_AT_ONCE]


def _unused_since(table: Path, before: datetime) -> Iterator[Path]:
    """Yield the data files that were neither written nor taken out of the table after `before`."""
    for path in (table / "data").rglob(f"*{_SUFFIX}"):
        if path.stat().st_mtime <= before.timestamp():
            yield path
