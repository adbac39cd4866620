"""The lake: evidence and facts in two Iceberg tables on the local disk.

A commit, step by step; a crash between any two is mended by committing the same batch again:
1. of each table's staged files, those rows are left out that the table has; small files are put together;
2. the files are flushed to disk and moved into the table's folder, where nobody reads them yet;
3. facts are appended, then evidence, so that no evidence lacks its fact; each append is atomic and names the batch;
4. staged files that were written again are deleted.
"""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from importlib import import_module
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from probative.domain.errors import Finding, InvalidError, NotFoundError, StoreError
from probative.domain.evidence import Evidence, Fact
from probative.domain.evidence_queries import EvidenceFilter, EvidenceSpot
from probative.domain.ids import AssessmentId, BatchId, ControlId, EvidenceId, FactId
from probative.editions import FileEdition
from probative.lake.asking import Asking, PinnedEvidence
from probative.lake.catalog import Catalog, KeptTable
from probative.lake.columns import EVIDENCE, FACTS, Table
from probative.lake.contents import LakeContents, TableContents
from probative.lake.duplicates import KnownIds
from probative.lake.engine import Engine, rows_of
from probative.lake.errors import storing
from probative.lake.gathering import Gathered
from probative.lake.groups import is_whole
from probative.lake.joining import join
from probative.lake.locking import PATIENCE, alone
from probative.lake.places import KeptFile, Places, flush_files, flush_folder
from probative.lake.removing import IcebergKeeping
from probative.lake.rows import columns_of, fact_of
from probative.lake.searching import Searching
from probative.lake.stage import ParquetStage
from probative.lake.statements import read_statement
from probative.ports.lake import EvidenceMoment, FolderCount, Stage, Staged

_FACTS_A_QUESTION: Final = 500
_GLOB: Final = frozenset("*?[")
"""DuckDB takes a path with any of these for a pattern."""

_FACTS: Final = """
    SELECT {names} FROM {rows} WHERE id BETWEEN $first AND $last AND id IN (SELECT unnest($ids))
"""


def _open_iceberg(places: Places) -> Catalog:
    from probative.lake.tables import IcebergCatalog  # noqa: PLC0415  pyiceberg takes seconds to import

    return IcebergCatalog(places)


_LOADING_SECONDS: Final = 5.0
"""How long closing waits for a catalogue that is just being opened."""


class IcebergLake:  # noqa: PLR0904  all that the port asks for
    """A lake in the folder `root`, which is made; what costs time to load is loaded on first use."""

    def __init__(self, root: Path, open_catalog: Callable[[Places], Catalog] = _open_iceberg) -> None:
        self._places = Places(root.absolute())
        if _GLOB.intersection(str(self._places.root)):
            raise InvalidError(
                Finding("--data-dir", f"{root}: a path with {' or '.join(sorted(_GLOB))} cannot be asked")
            )
        self._open_catalog = open_catalog
        self.patience = PATIENCE
        self._opening = Lock()
        self._opened: Catalog | None = None
        with storing("open the lake", self._places.root):
            self._places.staging.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def _catalog(self) -> Catalog:
        with self._opening:
            if self._opened is None:
                self._opened = self._open_catalog(self._places)
            return self._opened

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self._places.root / "spill")

    @cached_property
    def _edition(self) -> FileEdition:
        _ = self._catalog  # makes the file
        return FileEdition(self._places.catalog)

    @cached_property
    def _asking(self) -> Asking:
        return Asking(lambda: self._engine, self._catalog.evidence.files, self.edition)

    @cached_property
    def finder(self) -> Searching:
        """What searches over all assessments."""
        return Searching(self._asking, self._gathered)

    @cached_property
    def _gathered(self) -> Gathered:
        return Gathered(self._places, lambda: self._engine)

    @cached_property
    def _known(self) -> dict[str, KnownIds]:
        return {table.name: KnownIds(self._engine, table) for table in (FACTS, EVIDENCE)}

    def stage(self) -> Stage:
        """Return what writes files for `commit`; its files last only once they are committed."""
        return ParquetStage(self._places.staging)

    def prepare(self) -> None:
        """Load what the first commit needs, which takes seconds; may be done in a thread, beside other work.

        Raises:
            StoreError: The lake is damaged, or was moved.
        """
        _ = self._catalog
        import_module("pyiceberg.io.pyarrow")

    def commit(self, batch_id: BatchId, staged: Sequence[Staged]) -> None:
        """Take the staged files in, at once and durably. A batch that is in already is left as it is.

        Raises:
            StoreError: A file is missing or damaged, the disk is full, or another process does not come to the end of
                its commit; the batch can be committed again.
        """
        with alone(self._places.commit_lock, self.patience):
            self._take_in(self._catalog.facts, batch_id, [path for part in staged for path in part.facts])
            self._take_in(self._catalog.evidence, batch_id, [path for part in staged for path in part.evidence])
            for part in staged:
                for path in (*part.facts, *part.evidence):
                    (self._places.staging / Path(path).name).unlink(missing_ok=True)
            self._catalog.facts.keep_up()
            self._catalog.evidence.keep_up()

    def _take_in(self, kept: KeptTable, batch_id: BatchId, staged: Sequence[str]) -> None:
        if kept.has(batch_id):
            return
        files: list[KeptFile] = []
        if paths := [str(self._find(kept.table, Path(path))) for path in staged]:
            incoming = self._known[kept.table.name].check(paths, kept.files())
            files = self._move(kept.table, join(kept.table, incoming, batch_id, self._places.staging))
        kept.append(batch_id, files)

    def _find(self, table: Table, staged: Path) -> Path:
        """Return where a staged file lies: where it was staged, or where a commit that was cut short moved it."""
        for path in (staged, self._places.kept(table, staged)):
            if path.exists():
                return path
        raise StoreError(f"cannot commit to the lake: {staged} is missing")

    def _move(self, table: Table, files: Iterable["KeptFile"]) -> list["KeptFile"]:
        moved = []
        with storing("commit to the lake", self._places.table(table)):
            flush_files([Path(file.path) for file in files])
            for file in files:
                target = self._places.kept(table, Path(file.path))
                target.parent.mkdir(parents=True, exist_ok=True)
                Path(file.path).replace(target)
                moved.append(file._replace(path=str(target)))
            for folder in {Path(file.path).parent for file in moved}:
                flush_folder(folder)
                flush_folder(folder.parent)
        return moved

    @cached_property
    def keeping(self) -> IcebergKeeping:
        """What removes evidence."""
        return IcebergKeeping(self._places, lambda: self._catalog, lambda: self._engine, self._move, self._gathered)

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Let nobody commit meanwhile: for as little time as can be.

        Raises:
            StoreError: Another process does not come to the end of its commit.
        """
        with alone(self._places.commit_lock, self.patience):
            yield

    def contents(self) -> LakeContents:
        """Return what is committed: its files never change, and are there for a day at least."""
        root = self._places.root
        return LakeContents(
            {
                kept.table.name: TableContents(
                    files=tuple(Path(file.path).relative_to(root).as_posix() for file in kept.files()),
                    batches=tuple(kept.batches()),
                )
                for kept in (self._catalog.facts, self._catalog.evidence)
            }
        )

    def has_batch(self, batch_id: BatchId) -> bool:
        """Say whether `batch_id` was committed whole. Remembered at least until the next 1,000 commits."""
        return self._catalog.evidence.has(batch_id)

    def can_commit(self, staged: Iterable[Staged]) -> bool:
        """Say whether all staged files are there and whole, as they may not be after a power cut."""
        paths = [(FACTS, path) for part in staged for path in part.facts]
        paths += [(EVIDENCE, path) for part in staged for path in part.evidence]
        return all(
            is_whole(path) or is_whole(self._places.kept(table, path))
            for table, path in ((table, Path(name)) for table, name in paths)
        )

    def sweep(self, pending: Iterable[Staged]) -> None:
        """Delete staged files that no batch in `pending` names: nobody will ever commit them."""
        named = {Path(path).name for part in pending for path in (*part.facts, *part.evidence)}
        with storing("clear up", self._places.staging):
            for path in self._places.staging.iterdir():
                if path.name not in named:
                    path.unlink()

    def days(self, assessment_id: AssessmentId) -> Mapping[date, int]:
        """Return the days with evidence of an assessment, in order, each with its edition."""
        return self._asking.days(assessment_id)

    def counts(self, assessment_id: AssessmentId, days: Collection[date] | None = None) -> Sequence[FolderCount]:
        """Return the counts of an assessment on `days` (None: on all), ordered as the port says."""
        return self._asking.counts(assessment_id, days)

    def evidence(self, assessment_id: AssessmentId, control_id: ControlId) -> Iterator[Evidence]:
        """Yield a control's evidence, ordered by day, time, id; in bounded memory."""
        return self._asking.evidence(assessment_id, control_id)

    def evidence_page(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, *, after: EvidenceId | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items of a control and day, by id, beginning behind `after`."""
        return self._asking.evidence_page(assessment_id, control_id, day, after=after, limit=limit)

    def find_evidence(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, ids: Collection[EvidenceId]
    ) -> Sequence[Evidence]:
        """Return those items of a control and day that have one of `ids`, by id."""
        return self._asking.find_evidence(assessment_id, control_id, day, ids)

    def query(
        self, assessment_id: AssessmentId, wanted: EvidenceFilter, *, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items that are `wanted`, newest day and latest id first, beginning behind `after`."""
        return self._asking.query(assessment_id, wanted, after=after, limit=limit)

    def edition(self) -> Hashable:
        """Return what is another value after each commit, by whichever process; takes microseconds."""
        with storing("read the lake", self._places.catalog, sqlite3.Error):
            return self._edition.now()

    def edition_at_hand(self) -> Hashable | None:
        """Return the edition, where that takes microseconds and waits for nobody; None: ask `edition`."""
        opened: FileEdition | None = self.__dict__.get("_edition")
        return None if opened is None else opened.at_hand()

    def read_statement(self, statement: str, store_id: str) -> AssessmentId:
        """Return the assessment that a statement of the evidence finder asks for.

        Raises:
            InvalidError: It is none; the finding names the place in it.
        """
        return read_statement(statement, store_id, self._engine).assessment_id

    def pinned(self) -> EvidenceMoment:
        """Return the evidence of this moment: what is committed later does not show in it."""
        return PinnedEvidence(self._asking.pinned(), self.facts)

    def facts(self, ids: Sequence[FactId]) -> Iterator[Fact]:
        """Yield the facts with these ids, each once, in the order of the ids; `value` is not set.

        Raises:
            NotFoundError: The lake has no such fact.
        """
        wanted = iter(dict.fromkeys(ids))
        while some := tuple(islice(wanted, _FACTS_A_QUESTION)):
            found = self._find_facts(some)
            for id_ in some:
                if id_ not in found:
                    raise NotFoundError("fact", id_)
                yield found[id_]

    def _find_facts(self, ids: Sequence[FactId]) -> dict[FactId, Fact]:
        ordered = sorted(ids)
        files = [
            file.path
            for file in self._catalog.facts.files()
            if bisect_left(ordered, file.first_id) < bisect_right(ordered, file.last_id)
        ]
        if not files:
            return {}
        question = _FACTS.format(names=columns_of(FACTS), rows=rows_of(FACTS))
        values = {"first": ordered[0], "last": ordered[-1], "ids": ordered}
        # Not as a stream: all of them are held anyway, and a stream is planned twice.
        return {fact.id: fact for fact in map(fact_of, self._engine.ask(question, files, values))}

    def close(self) -> None:
        """Let go of the lake; everything committed stays."""
        # Not for ever: an interrupt in the midst of an import can leave `prepare`, in its thread, waiting without end.
        if self._opening.acquire(timeout=_LOADING_SECONDS):
            opened, self._opened = self._opened, None
            self._opening.release()
            if opened:
                opened.close()
        if edition := self.__dict__.pop("_edition", None):
            edition.close()
        if engine := self.__dict__.pop("_engine", None):
            engine.close()
        self.__dict__.pop("_known", None)
        self.__dict__.pop("finder", None)
        self.__dict__.pop("_asking", None)
