"""Evidence gathered: the rows of many data files once more, in few files, for questions over many assessments.

A commit makes a file for each assessment and day, and each file costs a question about as much as thousands of rows.
A gathered file has all rows of some data files, and says at its end of which. Data files never change, so neither does
it: as long as the table has each of them, it can be asked in their stead. It is no part of the table: nobody backs it
up, no report is made from it, and it can be deleted at any time.

Gathering, under a lock of its own; after a kill at any step, the same is done again:
1. gathered files are deleted that are damaged, or hold what the table has no more;
2. small data files that are in none are read day by day, as soon as they are many, and so are gathered files that are
   not much larger than all of them, so that the number of files grows with the logarithm of what there is;
3. they are written as one file, which is on disk before it gets its name;
4. gathered files are deleted whose rows it has.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from probative.lake.columns import EVIDENCE, arrow_schema
from probative.lake.engine import Engine, rows_of
from probative.lake.errors import storing
from probative.lake.groups import GroupedFile
from probative.lake.locking import PATIENCE, alone
from probative.lake.places import KeptFile, Places, flush_files, flush_folder

MANY: Final = 32
"""Fewer files than this are asked as they lie: one that has their rows among others would not be quicker."""
_LARGE: Final = 4 << 20
"""Larger data files are not gathered: their rows take the time, and not that they are opened."""
_MOST: Final = 64 << 20
"""A gathered file grows no larger, so that none takes long to write."""
_HOLDS: Final = "probative.holds"
_SORTED: Final = EVIDENCE._replace(sorted_by=("day", "assessment_id", "control_id", "id"))
_ROWS: Final = f"SELECT {', '.join(EVIDENCE.names)} FROM {rows_of(EVIDENCE)} WHERE day = $day::DATE"  # noqa: S608  names of ours


class GatheredFile(NamedTuple):
    """A gathered file."""

    path: str
    held: frozenset[str]
    """The names of the data files whose rows it has."""


class Gathered:
    """The gathered files of a lake; for many threads, beside other processes."""

    def __init__(self, places: Places, engine: Callable[[], Engine]) -> None:
        self._places = places
        self._engine = engine
        # Each is exchanged as a whole: many threads ask at once.
        self._read: dict[str, GatheredFile] = {}
        self._chosen: tuple[Sequence[KeptFile], int, tuple[GatheredFile, ...]] | None = None

    def in_stead_of(self, wanted: Sequence[str], files: Sequence[KeptFile]) -> list[str]:
        """Return files with the rows of those `wanted`, and maybe with others of `files`, which are all of the table.

        The others are of other assessments or days than those wanted.
        """
        if len(wanted) < MANY:
            return list(wanted)
        by_name = {path.rpartition("/")[2]: path for path in wanted}
        found = []
        for gathered in self._usable(files):
            if len(gathered.held & by_name.keys()) >= MANY:
                found.append(gathered.path)
                by_name = {name: path for name, path in by_name.items() if name not in gathered.held}
        return [*found, *by_name.values()]

    def gather(self, files: Sequence[KeptFile]) -> bool:
        """Put together what is many of `files`, which are all of the table; return whether it was.

        Raises:
            StoreError: A file cannot be read or written.
        """
        with storing("gather evidence", self._places.gathered):
            self._places.gathered.mkdir(mode=0o700, exist_ok=True)
        done = False
        with alone(self._places.gather_lock, PATIENCE):
            self._tidy(files)
            while parts := self._due(files):
                self._write(*parts)
                self._tidy(files)
                done = True
        return done

    def tidy(self, files: Sequence[KeptFile]) -> None:
        """Delete what holds rows of other files than `files`, which are all of the table.

        Raises:
            StoreError: A file cannot be deleted, or another process does not come to the end of its gathering.
        """
        with alone(self._places.gather_lock, PATIENCE):
            self._tidy(files)

    def _tidy(self, files: Sequence[KeptFile]) -> None:
        usable = {gathered.path for gathered in self._usable(files)}
        with storing("gather evidence", self._places.gathered):
            for path in self._places.gathered.glob("*"):
                if str(path) not in usable:
                    path.unlink(missing_ok=True)

    def _usable(self, files: Sequence[KeptFile]) -> tuple[GatheredFile, ...]:
        """Return gathered files no two of which hold the same, all that they hold being in `files`."""
        folder = self._places.gathered
        changed = folder.stat().st_mtime_ns if folder.exists() else 0
        chosen = self._chosen
        if chosen is None or chosen[0] is not files or chosen[1] != changed:
            chosen = self._chosen = (files, changed, tuple(_disjoint(self._all(), files)))
        return chosen[2]

    def _all(self) -> Sequence[GatheredFile]:
        self._read = {
            str(path): self._read.get(str(path)) or GatheredFile(str(path), _held_by(path))
            for path in self._places.gathered.glob("*.parquet")
        }
        return tuple(self._read.values())

    def _due(self, files: Sequence[KeptFile]) -> tuple[Sequence[GatheredFile], Sequence[Path]] | None:
        """Return what is to be put together: gathered files, and data files that are in none; None: nothing is."""
        usable = self._usable(files)
        held = frozenset[str]().union(*(gathered.held for gathered in usable))
        paths = sorted(Path(file.path) for file in files)
        with storing("gather evidence", self._places.gathered):
            loose = [path for path in paths if path.name not in held and _size_of(path) < _LARGE]
            if len(loose) < MANY:
                return None
            ours = [path for path, total in zip(loose, accumulate(map(_size_of, loose)), strict=True) if total <= _MOST]
            size = sum(map(_size_of, ours))
            joined = []
            for gathered in sorted(usable, key=lambda each: _size_of(Path(each.path))):
                more = _size_of(Path(gathered.path))
                if more <= 2 * size and size + more <= _MOST:
                    joined.append(gathered)
                    size += more
        return joined, ours

    def _write(self, joined: Sequence[GatheredFile], loose: Sequence[Path]) -> None:
        held = sorted({path.name for path in loose}.union(*(gathered.held for gathered in joined)))
        told = "\n".join(held)
        target = self._places.gathered / f"{sha256(told.encode()).hexdigest()[:32]}.parquet"
        writing = target.with_suffix(".writing")
        with storing("gather evidence", target, pa.ArrowException):
            file = GroupedFile(writing, _SORTED, arrow_schema(EVIDENCE))
            try:
                for rows in self._rows(joined, loose, held):
                    file.add(rows)
                file.close({_HOLDS: told})
            except BaseException:
                file.abandon()
                raise
            flush_files([writing])
            writing.replace(target)
            flush_folder(target.parent)

    def _rows(self, joined: Sequence[GatheredFile], loose: Sequence[Path], held: Sequence[str]) -> Iterator[pa.Table]:
        schema = arrow_schema(EVIDENCE)
        for day in sorted({_day_of(name) for name in held}):
            of_day = [str(path) for path in loose if _day_of(path.name) == day]
            before = [gathered.path for gathered in joined if any(_day_of(name) == day for name in gathered.held)]
            for batch in self._engine().stream(_ROWS, [*before, *of_day], {"day": day}):
                yield pa.Table.from_batches([batch]).cast(schema)


def _size_of(path: Path) -> int:
    return path.stat().st_size


def _day_of(name: str) -> str:
    """Return the day that all rows of a data file are of: see `Places.kept`."""
    return name.removeprefix(f"{EVIDENCE.name}-")[:10]


def _held_by(path: Path) -> frozenset[str]:
    """Return the names of the data files that a gathered file holds; none: it is damaged, or gone."""
    try:
        told = pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowException):
        return frozenset()
    return frozenset(told.get(_HOLDS.encode(), b"").decode().split())


def _disjoint(gathered: Sequence[GatheredFile], files: Collection[KeptFile]) -> Iterator[GatheredFile]:
    names = {file.path.rpartition("/")[2] for file in files}
    taken: set[str] = set()
    # What holds most first: it is what others were put together to.
    for each in sorted(gathered, key=lambda each: (-len(each.held), each.path)):
        if each.held and each.held <= names and taken.isdisjoint(each.held):
            taken |= each.held
            yield each
