"""Collection: sources are asked slot by slot, what they say is weighed, and batches of it are committed.

Steps of one batch, in the order that makes a crash at any point harmless:
1. facts and evidence are written to staged files, which nobody reads yet;
2. the batch (its files, the slots it answers, the refusals) is written down in the records;
3. the lake takes the files in, under the batch's name;
4. the records apply the batch and forget it.
A crash before 2 leaves files that the next opening removes; after 2, the next opening does 3 and 4.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

from probative.app.weighing import Weigher
from probative.domain.collecting import Lease
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import AccountId, AssessmentId, BatchId, Region, SlotId, name_based_uuid
from probative.domain.slots import Answer, Refusal, Slot, log_slot
from probative.ports.ambient import Clock, Progress
from probative.ports.asking import LiveSource, Observation, Question
from probative.ports.lake import Lake, Stage, Staged
from probative.ports.logs import FileRead, LogFile, LogSource, Wanted
from probative.ports.records import Batch, Records

_ROWS_HELD: Final = 5_000
"""How many rows wait in memory before they are written to staged files."""
_ROWS_A_COMMIT: Final = 200_000
COMMIT_EVERY: Final = timedelta(seconds=15)
"""A killed run repeats at most what was asked since the last commit."""


GoesOn: TypeAlias = Callable[[], bool]
"""Says whether to go on; asked between slots, so it must be quick."""


def always() -> bool:
    """Go on to the end."""
    return True


class SlotResult(NamedTuple):
    """One slot, settled: what to keep, and what became of it."""

    staged: tuple[Staged, ...]
    facts: Sequence[Fact]
    evidence: Sequence[Evidence]
    answers: Sequence[Answer]
    refusals: Sequence[Refusal]
    files: Sequence[LogFile] = ()


@dataclass(slots=True)
class Committer:
    """Gathers settled slots into batches and commits them, so that a slot is in the lake whole or not at all."""

    assessment_id: AssessmentId
    lake: Lake
    records: Records
    clock: Clock
    every: timedelta = COMMIT_EVERY
    """How long what was settled may wait; each commit costs tens of milliseconds."""
    held: Lease | None = None
    """What this is done under, where others may take it over; None: nobody else can."""
    goes_on: GoesOn = always
    _results: list[SlotResult] = field(default_factory=list)
    _staged: list[Staged] = field(default_factory=list)
    _held: int = 0
    _waiting: int = 0
    _since: datetime | None = None

    def add(self, result: SlotResult) -> None:
        """Take in a settled slot; commits when enough waits, or the last commit is long ago."""
        self._since = self._since or self.clock()
        self._results.append(result)
        rows = len(result.facts) + len(result.evidence)
        self._held += rows
        self._waiting += rows + sum(staged.facts_count + staged.evidence_count for staged in result.staged)
        if self._held >= _ROWS_HELD:
            self._write_held()
        if self._waiting >= _ROWS_A_COMMIT or self.clock() - self._since >= self.every:
            self.commit()

    def commit(self) -> None:
        """Commit everything that waits; nothing waiting, nothing happens."""
        if not self._results:
            return
        self._write_held()
        batch = self._batch()
        self.records.begin(batch, self.held)
        if batch.staged:
            self.lake.commit(batch.id, batch.staged)
        self.records.finish(batch.id)
        self._results, self._staged, self._waiting, self._since = [], [], 0, None

    def _write_held(self) -> None:
        if self._held:
            facts = [fact for result in self._results for fact in result.facts]
            evidence = [item for result in self._results for item in result.evidence]
            self._staged.append(self.lake.stage().write(facts, evidence))
            self._results = [result._replace(facts=(), evidence=()) for result in self._results]
        self._held = 0

    def _batch(self) -> Batch:
        staged = [*self._staged, *(part for result in self._results for part in result.staged)]
        batch = Batch(
            id=BatchId(""),
            assessment_id=self.assessment_id,
            staged=tuple(part for part in staged if part.facts or part.evidence),
            answers=tuple(answer for result in self._results for answer in result.answers),
            refusals=tuple(refusal for result in self._results for refusal in result.refusals),
            files=tuple(file for result in self._results for file in result.files),
        )
        return replace(batch, id=BatchId(name_based_uuid("batch", self.assessment_id, *_names(batch))))


def _names(batch: Batch) -> Iterator[str]:
    """Yield what tells a batch from any other: its files, and what it settles when."""
    for staged in batch.staged:
        yield from (*staged.facts, *staged.evidence)
    yield from (f"{answer.slot_id} {answer.answered_at.isoformat()}" for answer in batch.answers)
    yield from (f"{refusal.slot_id} {refusal.unit} {refusal.refused_at.isoformat()}" for refusal in batch.refusals)
    yield from (f"{file.key} {file.version}" for file in batch.files)


def collect_live(
    slots: Sequence[Slot],
    questions: dict[str, Question],
    *,
    live: LiveSource,
    weigher: Weigher,
    committer: Committer,
    progress: Progress,
) -> None:
    """Ask AWS the `slots`, weigh what it says and commit it, for as long as the committer goes on."""
    progress.stage("Asking AWS", len(slots))
    by_id = {slot.id: slot for slot in slots}
    with closing(live.collect(slots, questions)) as observations:
        for slot_id, said in _by_slot(observations):
            slot = by_id[slot_id]
            committer.add(_settle(slot, said, weigher, committer.lake.stage()))
            progress.step(note=f"{slot.question} in {slot.account} {slot.region}")
            if not committer.goes_on():
                break
    committer.commit()


def collect_manual(
    folder: Iterator[Observation], slots: Mapping[SlotId, Slot], *, weigher: Weigher, committer: Committer
) -> None:
    """Weigh what people brought and commit it."""
    for slot_id, said in _by_slot(folder):
        committer.add(_settle(slots[slot_id], said, weigher, committer.lake.stage()))
    committer.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogWork:
    """What is done with log files where they are read: weigh, write staged files. Picklable."""

    weigher: Weigher
    stage: Stage
    clock: Clock
    since: datetime
    """Events before are none of its business: others may read the same files for a longer time."""

    def __call__(self, reads: Sequence[FileRead]) -> SlotResult:
        """Return what the files of one batch come to."""
        reads = [_from(read, self.since) for read in reads]
        facts = [fact for read in reads for fact in read.facts]
        evidence = {item.id: item for fact in facts for item in self.weigher.event(fact)}
        kept = {item.fact_id for item in evidence.values()}
        staged = self.stage.write({fact.id: fact for fact in facts if fact.id in kept}.values(), evidence.values())
        return SlotResult(
            staged=(staged,),
            facts=(),
            evidence=(),
            answers=_answers(reads, self.clock()),
            refusals=[read.refusal for read in reads if read.refusal is not None],
            files=[read.file for read in reads if read.refusal is None],
        )


def _answers(reads: Iterable[FileRead], at: datetime) -> list[Answer]:
    """Return the answer of each slot of which files were read: the log of a day lies in many."""
    counts: dict[tuple[AccountId, Region, date], int] = {}
    for read in reads:
        if read.refusal is None:
            place = (read.file.account, read.file.region, read.file.day)
            counts[place] = counts.get(place, 0) + len(read.facts)
    return [Answer(slot_id=log_slot(*place).id, answered_at=at, facts_count=count) for place, count in counts.items()]


def _from(read: FileRead, since: datetime) -> FileRead:
    if all(fact.time >= since for fact in read.facts):
        return read
    return read._replace(facts=[fact for fact in read.facts if fact.time >= since])


class LogReader(NamedTuple):
    """Who reads log files: what it makes of them, and where that goes."""

    work: LogWork
    committer: Committer


@dataclass(frozen=True, slots=True, kw_only=True)
class _SharedWork:
    """What all readers make of the same files. Picklable."""

    works: tuple[LogWork, ...]

    def __call__(self, reads: Sequence[FileRead]) -> tuple[SlotResult, ...]:
        return tuple(work(reads) for work in self.works)


def collect_logs(
    files: Sequence[LogFile],
    wanted: Wanted,
    *,
    logs: LogSource,
    readers: Sequence[LogReader],
    progress: Progress,
) -> None:
    """Read log files on all cores, once for all `readers`, weigh what they hold and commit it, while all go on."""
    progress.stage("Reading CloudTrail logs", len(files))
    work = _SharedWork(works=tuple(reader.work for reader in readers))
    with closing(logs.read(files, wanted, work)) as results:
        for of_batch in results:
            for reader, result in zip(readers, of_batch, strict=True):
                reader.committer.add(result)
            progress.step(len(of_batch[0].files) + len(of_batch[0].refusals))
            if not all(reader.committer.goes_on() for reader in readers):
                break
    for reader in readers:
        reader.committer.commit()


def _settle(slot: Slot, said: Iterable[Observation], weigher: Weigher, stage: Stage) -> SlotResult:
    weighing = weigher.slot(slot)
    facts: list[Fact] = []
    evidence: list[Evidence] = []
    refusals: list[Refusal] = []
    staged: list[Staged] = []
    answer = None
    for observation in said:
        match observation:
            case Fact():
                kept = weighing.add(observation)
                facts += kept.facts
                evidence += kept.evidence
            case Refusal():
                refusals.append(observation)
            case Answer():
                answer = observation
        if len(facts) + len(evidence) >= _ROWS_HELD:
            staged.append(stage.write(facts, evidence))
            facts, evidence = [], []
    last = weighing.close(answer, refusals)
    return SlotResult(
        staged=tuple(staged),
        facts=[*facts, *last.facts],
        evidence=[*evidence, *last.evidence],
        answers=(answer,) if answer else (),
        refusals=refusals,
    )


def _by_slot(observations: Iterator[Observation]) -> Iterator[tuple[SlotId, Iterable[Observation]]]:
    """Group observations, which come slot by slot, by their slot."""
    return groupby(observations, key=lambda observation: observation.slot_id)
