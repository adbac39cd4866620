"""Batches: when they are committed, in which order, and that a slot is in one of them whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from probative.app.collection import Committer, LogReader, LogWork, SlotResult, collect_live, collect_logs
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.domain.collecting import Lease
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import BatchId
from probative.domain.slots import RefusalReason, Slot, SlotState, log_slot
from probative.ports.asking import Observation, Question
from probative.ports.lake import Stage, Staged
from probative.ports.logs import FileRead, Wanted
from probative.ports.records import Batch
from tests.support.assessing import (
    ACCOUNT,
    NOW,
    REGION,
    TODAY,
    a_control,
    a_framework,
    a_refusal,
    a_resource,
    a_rule,
    an_answer,
    an_api_source,
    an_assessment,
    an_event,
    an_event_source,
    guardrails_slot,
)
from tests.support.jobs_scripted import PERIOD, SCOPE, ScriptedLive, ScriptedLogs, ToldProgress, a_log, a_read
from tests.support.memory import MemoryLake, MemoryRecords

ASSESSMENT = an_assessment().id
FRAMEWORK = a_framework(a_control(an_api_source(rule=a_rule()), an_event_source()))
SLOT = guardrails_slot()


@dataclass(slots=True)
class Diary:
    """What happened, in order."""

    lines: list[str] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)


@dataclass(slots=True)
class ToldLake(MemoryLake):
    diary: Diary = field(default_factory=Diary)

    def stage(self) -> Stage:
        return _ToldStage(MemoryLake.stage(self), self.diary)

    def commit(self, batch_id: BatchId, staged: Sequence[Staged]) -> None:
        self.diary.lines.append("commit")
        MemoryLake.commit(self, batch_id, staged)


@dataclass(frozen=True, slots=True)
class _ToldStage:
    inner: Stage
    diary: Diary

    def write(self, facts: Iterable[Fact], evidence: Iterable[Evidence]) -> Staged:
        self.diary.lines.append("stage")
        return self.inner.write(facts, evidence)


@dataclass(slots=True)
class ToldRecords(MemoryRecords):
    diary: Diary = field(default_factory=Diary)

    def begin(self, batch: Batch, held: Lease | None = None) -> None:
        assert held is None
        self.diary.lines.append("begin")
        self.diary.batches.append(batch)
        MemoryRecords.begin(self, batch)

    def finish(self, batch_id: BatchId) -> None:
        self.diary.lines.append("finish")
        MemoryRecords.finish(self, batch_id)


@dataclass(slots=True)
class Watch:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Desk:
    """A committer over memory, and all that can be seen of it."""

    diary: Diary = field(default_factory=Diary)
    watch: Watch = field(default_factory=Watch)
    lake: ToldLake = field(init=False)
    records: ToldRecords = field(init=False)
    committer: Committer = field(init=False)

    def __post_init__(self) -> None:
        self.lake, self.records = ToldLake(diary=self.diary), ToldRecords(diary=self.diary)
        self.records.plan(ASSESSMENT, [SLOT, log_slot(ACCOUNT, REGION, TODAY.date())])
        self.committer = Committer(ASSESSMENT, self.lake, self.records, self.watch)

    def live(self, says: Iterable[Observation]) -> None:
        said = list(says)
        questions = {SLOT.question: Question(an_api_source().chain, ("guardrails",))}
        live = ScriptedLive({SLOT.question: lambda _: said})
        collect_live([SLOT], questions, live=live, weigher=weigher(), committer=self.committer, progress=ToldProgress())


def weigher() -> Weigher:
    return Weigher(ASSESSMENT, FRAMEWORK, Applicability(()), now=NOW)


def resources(slot: Slot, count: int) -> list[Observation]:
    return [*(a_resource(slot, ok=True, arn=str(number)) for number in range(count)), an_answer(slot, count)]


def settled(answers: int = 1) -> SlotResult:
    fact = a_resource(SLOT, ok=True, arn=str(answers))
    return SlotResult((), (fact,), (), (an_answer(SLOT, 1),), ())


def test_a_batch_is_staged_written_down_committed_and_applied() -> None:
    desk = Desk()
    desk.live(resources(SLOT, 3))

    assert desk.diary.lines == ["stage", "begin", "commit", "finish"]
    assert desk.records.states(ASSESSMENT)[SLOT.id] is SlotState.ANSWERED
    assert len(desk.lake.kept_facts) == len(desk.lake.kept_evidence) == 3


def test_a_refusal_alone_needs_no_lake() -> None:
    desk = Desk()
    desk.live([a_refusal(SLOT)])

    assert desk.diary.lines == ["begin", "finish"]
    (record,) = (record for record in desk.records.slots(ASSESSMENT) if record.slot == SLOT)
    assert [refusal.reason for refusal in record.refusals] == [RefusalReason.ACCESS_DENIED]
    assert desk.lake.kept_evidence == {}


def test_nothing_waiting_nothing_happens() -> None:
    desk = Desk()
    desk.committer.commit()
    assert desk.diary.lines == []


def test_what_was_settled_waits_for_its_time() -> None:
    desk = Desk()
    desk.committer.add(settled(1))
    desk.watch.now += timedelta(seconds=14)
    desk.committer.add(settled(2))
    assert desk.diary.lines == []
    desk.watch.now += timedelta(seconds=1)
    desk.committer.add(settled(3))
    assert desk.diary.lines == ["stage", "begin", "commit", "finish"]
    # The clock starts anew with what comes next.
    desk.committer.add(settled(4))
    assert len(desk.diary.lines) == 4


def test_an_interval_of_nothing_commits_each_slot() -> None:
    desk = Desk()
    desk.committer = Committer(ASSESSMENT, desk.lake, desk.records, desk.watch, timedelta(0))
    desk.committer.add(settled(1))
    desk.committer.add(settled(2))
    assert desk.diary.lines.count("commit") == 2


def test_a_large_answer_is_staged_in_pieces_and_committed_as_one() -> None:
    desk = Desk()
    desk.live(resources(SLOT, 6_000))

    # A fact and an item of evidence each: twelve thousand rows, five thousand held at most.
    assert desk.diary.lines == ["stage", "stage", "stage", "begin", "commit", "finish"]
    assert len(desk.lake.kept_evidence) == 6_000


def test_many_rows_are_committed_before_their_time() -> None:
    desk = Desk()
    for number in range(3):
        staged = Staged((f"facts-{number}",), (), 99_999, 0)
        desk.lake.staged_facts[f"facts-{number}"] = []
        desk.committer.add(SlotResult((staged,), (), (), (an_answer(SLOT, 99_999),), ()))
    assert desk.diary.lines == ["begin", "commit", "finish"]


def test_batches_have_names_of_their_own() -> None:
    desk = Desk()
    for number in range(3):
        # At the same instant, and by committers that know nothing of each other.
        desk.committer = Committer(ASSESSMENT, desk.lake, desk.records, desk.watch)
        desk.committer.add(settled(number))
        desk.committer.commit()
    assert len({batch.id for batch in desk.diary.batches}) == 3
    assert len(desk.lake.kept_facts) == 3


# --- log files


def log_work(desk: Desk) -> LogWork:
    return LogWork(weigher=weigher(), stage=desk.lake.stage(), clock=desk.watch, since=PERIOD.since)


def read_logs(desk: Desk, *reads: FileRead, batch_size: int = 1) -> ToldProgress:
    logs = ScriptedLogs({read.file: read for read in reads}, batch_size)
    progress = ToldProgress()
    wanted = Wanted(weigher().events, frozenset(SCOPE.accounts), frozenset(SCOPE.regions), PERIOD.since, PERIOD.until)
    collect_logs(
        [read.file for read in reads],
        wanted,
        logs=logs,
        readers=[LogReader(log_work(desk), desk.committer)],
        progress=progress,
    )
    return progress


def test_events_that_no_control_asks_for_are_not_kept() -> None:
    desk = Desk()
    read_logs(desk, a_read(a_log(1), an_event(event_id="a"), an_event("ListGuardrails", event_id="b")))

    assert [fact.event_name for fact in desk.lake.kept_facts.values()] == ["DeleteGuardrail"]
    assert len(desk.lake.kept_evidence) == 1


def test_an_event_in_two_files_is_one_fact() -> None:
    desk = Desk()
    read_logs(desk, a_read(a_log(1), an_event()), a_read(a_log(2), an_event()), batch_size=2)
    read_logs(desk, a_read(a_log(3), an_event()))

    assert len(desk.lake.kept_facts) == len(desk.lake.kept_evidence) == 1
    keys = {"log-1.json.gz", "log-2.json.gz", "log-3.json.gz"}
    assert desk.records.files_read(ASSESSMENT, keys).keys() == keys


def test_the_files_of_one_day_are_one_answer() -> None:
    desk = Desk()
    events = [a_read(a_log(number), an_event(event_id=f"e{number}")) for number in range(3)]
    yesterday = a_log(3)._replace(day=TODAY.date() - timedelta(days=1))
    result = log_work(desk)([*events, a_read(yesterday), a_read(a_log(4))])

    assert [(answer.slot_id, answer.facts_count) for answer in result.answers] == [
        (log_slot(ACCOUNT, REGION, TODAY.date()).id, 3),
        (log_slot(ACCOUNT, REGION, yesterday.day).id, 0),
    ]


def test_a_refused_file_is_not_read_and_answers_nothing() -> None:
    desk = Desk()
    refusal = a_refusal(log_slot(ACCOUNT, REGION, TODAY.date()), RefusalReason.MALFORMED, "log-1.json.gz")
    # What was read of it before it broke counts; the file is due all the same.
    progress = read_logs(desk, FileRead(a_log(1), (an_event(),), 1, refusal))

    assert desk.records.files_read(ASSESSMENT, ["log-1.json.gz"]) == {}
    assert desk.records.states(ASSESSMENT)[log_slot(ACCOUNT, REGION, TODAY.date()).id] is SlotState.REFUSED
    assert len(desk.lake.kept_evidence) == 1
    assert progress.steps == {"Reading CloudTrail logs": 1}


@pytest.mark.parametrize("batch_size", [1, 2, 5])
def test_how_files_are_batched_changes_nothing(batch_size: int) -> None:
    desk = Desk()
    reads = [a_read(a_log(number), an_event(event_id=f"e{number % 3}")) for number in range(5)]
    read_logs(desk, *reads, batch_size=batch_size)
    whole = Desk()
    read_logs(whole, *reads)

    assert desk.lake.kept_evidence == whole.lake.kept_evidence
    assert desk.lake.kept_facts == whole.lake.kept_facts
