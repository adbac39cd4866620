"""A process that writes to a data folder, to be killed: `python -m tests.support.lake_writer`.

It imports everything once, then reads lines `<folder> <batches> <stop>` and forks a writer for each, so that hundreds
of lives cost little. It says `pid <n>`, `ack <batch>` for each batch that is acknowledged, and `exit <code>`.
`stop` is the point at which the writer kills itself, or `-`.
"""

import os
import signal
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from probative.domain.ids import BatchId
from probative.domain.slots import Answer, Slot, SlotState
from probative.lake.catalog import Catalog, KeptTable
from probative.lake.columns import Table
from probative.lake.iceberg import IcebergLake
from probative.lake.places import KeptFile, Places
from probative.lake.tables import IcebergCatalog
from probative.ports.lake import Lake
from probative.ports.records import Batch, Records
from probative.records.sql import SqlRecords
from probative.workspace import DataFolder
from tests.support.lake import ASSESSMENT, COLLECTED, a_fact, a_log_slot, some_evidence

FACTS_A_BATCH: Final = 20
OVERLAP: Final = 5
"""So many facts of a batch come again in the next."""
STOPS: Final = ("staged", "begun", "before facts", "before evidence", "before finish")


def facts_count(batches: int) -> int:
    """Return how many facts all batches bring, each once."""
    return batches * FACTS_A_BATCH + OVERLAP


def data_folder(path: Path, stop: str = "-") -> DataFolder:
    """Return the data folder at `path`, whose lake kills the process at `stop`."""

    def open_catalog(places: Places) -> Catalog:
        catalog = IcebergCatalog(places)
        return _Stopping(
            facts=_StoppingTable(catalog.facts, stop == "before facts"),
            evidence=_StoppingTable(catalog.evidence, stop == "before evidence"),
            catalog=catalog,
        )

    return DataFolder(
        path=path,
        open_lake=lambda root: IcebergLake(root, open_catalog),
        open_records=SqlRecords,
        clock=lambda: datetime(2026, 11, 8, tzinfo=UTC),
    )


def slots_of(batches: int) -> list[Slot]:
    """Return the slots that the batches settle, one each."""
    return [a_log_slot(number) for number in range(batches)]


@dataclass(frozen=True, slots=True)
class _StoppingTable:
    kept: KeptTable
    stops: bool

    @property
    def table(self) -> Table:
        return self.kept.table

    def has(self, batch_id: BatchId) -> bool:
        return self.kept.has(batch_id)

    def batches(self) -> Sequence[str]:
        return self.kept.batches()

    def files(self) -> Sequence[KeptFile]:
        return self.kept.files()

    def append(self, batch_id: BatchId, files: Sequence[KeptFile]) -> None:
        _stop(self.stops)
        self.kept.append(batch_id, files)

    def replace(self, old: Collection[str], new: Sequence[KeptFile]) -> None:
        self.kept.replace(old, new)

    def let_go_of(self, paths: Collection[str]) -> None:
        self.kept.let_go_of(paths)

    def keep_up(self) -> None:
        self.kept.keep_up()


@dataclass(frozen=True, slots=True)
class _Stopping:
    facts: KeptTable
    evidence: KeptTable
    catalog: Catalog

    def close(self) -> None:
        self.catalog.close()


def _stop(now: bool) -> None:  # noqa: FBT001  whether this is the point
    if now:
        os.kill(os.getpid(), signal.SIGKILL)


def _write(path: Path, batches: int, stop: str) -> None:
    with data_folder(path, stop).open() as (lake, records):
        records.plan(ASSESSMENT, slots_of(batches))
        states = records.states(ASSESSMENT)
        for number, slot in enumerate(slots_of(batches)):
            if states[slot.id] is SlotState.DUE:
                _settle(lake, records, number, stop)
            _say(f"ack {number}")


def _settle(lake: Lake, records: Records, number: int, stop: str) -> None:
    first = number * FACTS_A_BATCH
    facts = [a_fact(position) for position in range(first, first + FACTS_A_BATCH + OVERLAP)]
    batch = Batch(
        id=BatchId(f"batch-{number}"),
        assessment_id=ASSESSMENT,
        staged=(lake.stage().write(facts, [some_evidence(fact) for fact in facts]),),
        answers=(Answer(slot_id=a_log_slot(number).id, answered_at=COLLECTED, facts_count=len(facts)),),
        refusals=(),
        files=(),
    )
    _stop(stop == "staged")
    records.begin(batch)
    _stop(stop == "begun")
    lake.commit(batch.id, batch.staged)
    _stop(stop == "before finish")
    records.finish(batch.id)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a writer for each line of the input, and wait for it."""
    for line in sys.stdin:
        folder, batches, stop = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            _write(Path(folder), int(batches), stop)
            os._exit(0)
        _say(f"pid {child}")
        _, status = os.waitpid(child, 0)
        _say(f"exit {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
