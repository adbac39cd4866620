"""Sources that say what a test tells them to, and a progress that remembers."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from probative.domain.assessments import Scope
from probative.domain.evidence import Fact
from probative.domain.evidence_sources import AutomatedSource, Chain, EventName, chain_key, questions_of
from probative.domain.ids import GLOBAL, AccountId, ControlId, Region, SourceId
from probative.domain.slots import Slot, SourceKind, log_slot
from probative.ports.asking import Observation, Period, Question
from probative.ports.logs import FileRead, LogFile, LogUse, Wanted
from tests.support.assessing import ACCOUNT, NOW, REGION, TODAY, an_answer

T = TypeVar("T")

SCOPE = Scope(accounts=(ACCOUNT,), regions=(REGION,))
PERIOD = Period(TODAY - timedelta(days=2), NOW, NOW)

Say = Callable[[Slot], Iterable[Observation]]


def an_api_slot(question: str, account: AccountId, region: Region) -> Slot:
    return Slot(
        kind=SourceKind.API_CALL,
        question=question,
        account=account,
        region=region,
        since=TODAY,
        until=TODAY + timedelta(days=1),
    )


@dataclass(slots=True)
class ScriptedPlanner:
    """A slot for each question and place; IAM is the one global service."""

    def plan(self, sources: Iterable[AutomatedSource], scope: Scope, period: Period) -> Iterator[Slot]:
        del period
        questions = [question for source in sources for question in questions_of(source) if question != "cloudtrail"]
        for question in dict.fromkeys(questions):
            yield from _slots(question, scope)

    def plan_chain(self, chain: Chain, scope: Scope, period: Period) -> Iterator[Slot]:
        del period
        yield from _slots(chain_key(chain), scope)


def _slots(question: str, scope: Scope) -> Iterator[Slot]:
    regions = (GLOBAL,) if question.startswith("iam:") else scope.regions
    yield from (an_api_slot(question, account, region) for account in scope.accounts for region in regions)


@dataclass(slots=True)
class ScriptedLive(ScriptedPlanner):
    """AWS that says of each slot what `says` has for its question; nothing there: answered, nothing found."""

    says: Mapping[str, Say] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    is_closed: bool = False

    def collect(self, slots: Sequence[Slot], questions: Mapping[str, Question]) -> Generator[Observation]:
        self.is_closed = False
        try:
            for slot in slots:
                assert slot.question in questions
                self.asked[slot.question] += 1
                say = self.says.get(slot.question)
                yield from say(slot) if say else (an_answer(slot, 0),)
        finally:
            self.is_closed = True


def a_log(number: int, account: AccountId = ACCOUNT, region: Region = REGION, version: str = "1") -> LogFile:
    return LogFile(f"log-{number}.json.gz", account, region, TODAY.date(), 100, version)


@dataclass(slots=True)
class ScriptedLogs:
    """Log files that hold these facts; a refusal in their place refuses the file."""

    holds: Mapping[LogFile, FileRead]
    batch_size: int = 1
    read_keys: list[str] = field(default_factory=list)

    def list_files(self, scope: Scope | None, since: datetime, until: datetime) -> Iterator[LogFile]:
        del scope, since, until
        yield from self.holds

    def first_use(self, files: Iterable[LogFile], events: frozenset[EventName]) -> LogUse:
        reads = [self.holds[file] for file in files]
        names = (EventName(source=fact.event_source, name=fact.event_name) for read in reads for fact in read.facts)
        found = next((name for name in names if name in events), None)
        unread = next((read.file.key for read in reads if read.refusal), "")
        return LogUse(found, "" if found else unread)

    def read(self, files: Sequence[LogFile], wanted: Wanted, work: Callable[[Sequence[FileRead]], T]) -> Generator[T]:
        del wanted
        for start in range(0, len(files), self.batch_size):
            batch = files[start : start + self.batch_size]
            self.read_keys += [file.key for file in batch]
            yield work([self.holds[file] for file in batch])


def a_read(file: LogFile, *facts: Fact) -> FileRead:
    placed = log_slot(file.account, file.region, file.day).id
    assert all(fact.slot_id == placed for fact in facts)
    return FileRead(file, facts, len(facts), None)


@dataclass(slots=True)
class ScriptedFolder:
    """A folder of manual evidence that yields what `says` makes of the slots."""

    says: Callable[[Mapping[ControlId, Mapping[SourceId, Slot]]], Iterable[Observation]]

    def collect(self, slots: Mapping[ControlId, Mapping[SourceId, Slot]], now: datetime) -> Iterator[Observation]:
        del now
        yield from self.says(slots)


@dataclass(slots=True)
class ToldProgress:
    """Remembers the stages and how far each came."""

    stages: list[str] = field(default_factory=list)
    totals: dict[str, int | None] = field(default_factory=dict)
    steps: Counter[str] = field(default_factory=Counter)

    def stage(self, name: str, total: int | None) -> None:
        self.stages.append(name)
        self.totals[name] = total

    def step(self, count: int = 1, *, note: str = "") -> None:
        del note
        self.steps[self.stages[-1]] += count
