"""A lake and records in memory that die at a chosen step, as a process does that is killed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from probative.domain.collecting import Lease
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import BatchId
from probative.ports.lake import Stage, Staged
from probative.ports.records import Batch
from tests.support.memory import MemoryLake, MemoryRecords


class KilledError(BaseException):
    """Nobody catches it, as nobody catches a kill."""


@dataclass(slots=True)
class Fuse:
    """Burns down step by step; at the end everything stops. `left` None: never."""

    left: int | None = None

    def burn(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            raise KilledError


@dataclass(slots=True)
class FusedLake(MemoryLake):
    fuse: Fuse = field(default_factory=Fuse)

    def stage(self) -> Stage:
        return _FusedStage(MemoryLake.stage(self), self.fuse)

    def commit(self, batch_id: BatchId, staged: Sequence[Staged]) -> None:
        self.fuse.burn()
        MemoryLake.commit(self, batch_id, staged)
        self.fuse.burn()


@dataclass(slots=True)
class FusedRecords(MemoryRecords):
    fuse: Fuse = field(default_factory=Fuse)

    def begin(self, batch: Batch, held: Lease | None = None) -> None:
        self.fuse.burn()
        MemoryRecords.begin(self, batch, held)
        self.fuse.burn()

    def finish(self, batch_id: BatchId) -> None:
        self.fuse.burn()
        MemoryRecords.finish(self, batch_id)
        self.fuse.burn()


@dataclass(frozen=True, slots=True)
class _FusedStage:
    inner: Stage
    fuse: Fuse

    def write(self, facts: Iterable[Fact], evidence: Iterable[Evidence]) -> Staged:
        self.fuse.burn()
        staged = self.inner.write(facts, evidence)
        self.fuse.burn()
        return staged
