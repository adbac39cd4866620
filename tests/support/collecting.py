"""A small world to collect in: real records, a clock that is set, and sources that say what a test wants."""

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from json import dumps
from typing import TypeVar

from probative.app.collecting import collect_account
from probative.app.collecting_turn import Collecting, Turn
from probative.app.collection import GoesOn, always
from probative.app.leasing import Leases
from probative.app.rhythms import midnight
from probative.app.schedule import look_out
from probative.books import Books
from probative.domain.assessments import Scope
from probative.domain.collecting import CollectorStatus, Lease, LogPosition
from probative.domain.engagements import (
    AssessmentStatus,
    Destination,
    Engagement,
    FrozenFramework,
    ScopedAccount,
)
from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence import Fact, Verdict, fact_id
from probative.domain.evidence_sources import AutomatedSource, Chain, EventName
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, AssessmentId, Region
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot, SlotState, SourceKind, log_slot
from probative.ports.ambient import Clock
from probative.ports.asking import Change, ContinuousLiveSource, Observation, Period, Question
from probative.ports.logs import FileRead, LogFile, LogUse, Wanted
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.records.sql import SqlRecords
from probative.sources.aws.models import BotocoreModels
from probative.sources.aws.planning import SlotPlanner
from probative.sources.cloudtrail.following import OVERLAP
from probative.workspace import RecoverableLake, Shared
from tests.support.assessing import ACCOUNT, REGION, a_control, a_framework, an_api_source, an_event_source
from tests.support.memory import MemoryLake
from tests.support.serving import SetClock

T = TypeVar("T")

CREATED = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
"""A Wednesday."""
ASSESSMENT = AssessmentId("00000000-0000-7000-8000-0000000000aa")
OTHER_ACCOUNT = AccountId("444455556666")
FACTS_A_SLOT = 2
FRAMEWORK = a_framework(a_control(an_api_source(), an_event_source()))
PLANNER = SlotPlanner(BotocoreModels())


def an_engagement(
    id_: str = ASSESSMENT, accounts: Iterable[str] = (ACCOUNT,), regions: Iterable[str] = (REGION,)
) -> Engagement:
    """Return an active assessment, created when the world begins."""
    return Engagement(
        id=AssessmentId(id_),
        name="November",
        description=None,
        status=AssessmentStatus.ACTIVE,
        destination=Destination(type=None, url=None),
        accounts=tuple(ScopedAccount(id=AccountId(account)) for account in accounts),
        regions=tuple(map(Region, regions)),
        roles=(),
        framework=FrozenFramework(
            id=FRAMEWORK.uuid, name="Small framework", description=None, compliance_type=None, is_standard=True
        ),
        control_sets=(),
        created_at=CREATED,
        updated_at=CREATED,
        creator_arn="arn:aws:iam::111122223333:user/olivia",
        created_by="olivia",
    )


@dataclass(slots=True)
class AnsweringLive:
    """AWS with two resources for each question; it counts what it is asked, and can refuse or die."""

    clock: Clock
    asked: list[Slot] = field(default_factory=list)
    refuses: dict[str, RefusalReason] = field(default_factory=dict)
    """By question."""
    empty: set[str] = field(default_factory=set)
    """Questions to which the answer is: nothing there."""
    silent: set[str] = field(default_factory=set)
    """Questions of which nothing at all is said."""
    before_each: Callable[[Slot], None] = field(default=lambda _: None)
    opened: int = 0
    changed: dict[str, datetime] = field(default_factory=dict)
    """By question: when a source had something new to say of it; its second resource then says something else."""
    refuses_looks: set[str] = field(default_factory=set)
    """Questions of which it is not said whether there is anything new."""
    looks: list[tuple[tuple[str, ...], datetime]] = field(default_factory=list)
    """What was looked for, and since when."""

    def plan(self, sources: Iterable[AutomatedSource], scope: Scope, period: Period) -> Iterator[Slot]:
        return PLANNER.plan(sources, scope, period)

    def plan_chain(self, chain: Chain, scope: Scope, period: Period) -> Iterator[Slot]:
        return PLANNER.plan_chain(chain, scope, period)

    def collect(self, slots: Sequence[Slot], questions: Mapping[str, Question]) -> Generator[Observation]:
        for slot in slots:
            assert slot.kind is not SourceKind.API_CALL or slot.question in questions
            self.before_each(slot)
            self.asked.append(slot)
            yield from self._say(slot, questions)

    def changes(self, slots: Sequence[Slot], since: datetime) -> Generator[Change | Refusal]:
        self.looks.append((tuple(slot.question for slot in slots), since))
        for slot in slots:
            if slot.question in self.refuses_looks:
                reason = RefusalReason.ACCESS_DENIED
                yield Refusal(slot_id=slot.id, unit="look", reason=reason, message="no", refused_at=self.clock())
            elif (at := self.changed.get(slot.question, since)) > since:
                yield Change(slot.id, at)

    def open(self) -> AbstractContextManager[ContinuousLiveSource]:
        self.opened += 1
        return nullcontext(self)

    def open_none(self) -> AbstractContextManager[None]:
        return nullcontext(None)

    def _say(self, slot: Slot, questions: Mapping[str, Question]) -> Iterator[Observation]:
        now = self.clock()
        if slot.question in self.silent:
            return
        if slot.question in self.refuses:
            reason = self.refuses[slot.question]
            yield Refusal(slot_id=slot.id, unit="", reason=reason, message="no", refused_at=now)
            return
        parts = questions[slot.question].parts if slot.question in questions else ("",)
        numbers = range(0 if slot.question in self.empty else FACTS_A_SLOT)
        facts = [self._fact(slot, part, number) for part in parts for number in numbers]
        yield from facts
        yield Answer(slot_id=slot.id, answered_at=now, facts_count=len(facts))

    def _fact(self, slot: Slot, part: str, number: int) -> Fact:
        changed = self.changed.get(slot.question) if number else None
        value = {"arn": f"{slot.question} {number}", "ok": True} | ({"changed": f"{changed}"} if changed else {})
        fact = made_fact(slot, slot.since, dumps(value).encode(), self.clock(), part=part, value=value)
        is_check = slot.kind in {SourceKind.CONFIG, SourceKind.SECURITY_HUB}
        return fact._replace(compliance=Verdict.COMPLIANT) if is_check else fact


def made_fact(  # noqa: PLR0913  a fact has many sides
    slot: Slot,
    at: datetime,
    content: bytes,
    collected_at: datetime,
    *,
    part: str = "",
    value: object = None,
    event: EventName | None = None,
) -> Fact:
    """Return the fact that `content` is."""
    digest = sha256(content).hexdigest()
    return Fact(
        id=fact_id(slot, at, part, digest),
        slot_id=slot.id,
        kind=slot.kind,
        account=slot.account,
        region=slot.region,
        question=slot.question,
        part=part,
        event_source=event.source if event else "bedrock.amazonaws.com",
        event_name=event.name if event else "ListGuardrails",
        principal="",
        time=at,
        collected_at=collected_at,
        content=content,
        content_sha256=digest,
        value=value,
    )


DELETED = EventName(source="bedrock.amazonaws.com", name="DeleteGuardrail")


@dataclass(slots=True)
class FiledLogs:
    """Log files in memory, an event in each, at the time that its number says: minutes after the world begins."""

    clock: SetClock
    files: dict[str, tuple[LogFile, datetime]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    reads: Counter[str] = field(default_factory=Counter)
    is_closed: bool = False
    """Whether the place cannot be listed."""
    before_each: Callable[[LogFile], None] = field(default=lambda _: None)

    def deliver(
        self, minutes: float, account: AccountId = ACCOUNT, day: date | None = None, version: str = "1"
    ) -> LogFile:
        at = CREATED + timedelta(minutes=minutes)
        file = LogFile(f"log-{account}-{minutes}.gz", account, REGION, day or at.date(), 100, version)
        self.files[file.key] = (file, at)
        return file

    def list_files(self, scope: Scope | None, since: datetime, until: datetime) -> Iterator[LogFile]:
        assert scope
        if self.is_closed:
            raise InvalidError(Finding("logs", "cannot be listed"))
        for file, _ in self.files.values():
            is_within = since.date() <= file.day < until.date()
            if is_within and file.account in scope.accounts and file.region in scope.regions:
                yield file

    def list_new_files(self, scope: Scope, day: date, positions: Collection[LogPosition]) -> Iterator[LogFile]:
        last = {position.folder: position.last_key for position in positions}
        for file in self.list_files(scope, midnight(day), datetime.max.replace(tzinfo=UTC)):
            folder = f"{file.account} {file.region}"
            if folder in last and self.files[file.key][1] > self.files[last[folder]][1] - OVERLAP:
                yield file

    def positions_in(self, files: Iterable[LogFile]) -> Sequence[LogPosition]:
        last: dict[str, LogFile] = {}
        for file in sorted(files, key=lambda file: self.files[file.key][1]):
            last[f"{file.account} {file.region}"] = file
        return [LogPosition(folder=name, region=file.region, last_key=file.key) for name, file in last.items()]

    def first_use(self, files: Iterable[LogFile], events: frozenset[EventName]) -> LogUse:
        return LogUse(DELETED if any(files) and DELETED in events else None, "")

    def read(self, files: Sequence[LogFile], wanted: Wanted, work: Callable[[Sequence[FileRead]], T]) -> Generator[T]:
        for file in files:
            self.before_each(file)
            self.reads[file.key] += 1
            yield work([self._read(file, wanted)])

    def _read(self, file: LogFile, wanted: Wanted) -> FileRead:
        slot = log_slot(file.account, file.region, file.day)
        if file.key in self.damaged:
            refusal = Refusal(
                slot_id=slot.id,
                unit=file.key,
                reason=RefusalReason.MALFORMED,
                message="damaged",
                refused_at=self.clock(),
            )
            return FileRead(file, (), 0, refusal)
        at = self.files[file.key][1]
        value = {"eventName": DELETED.name, "eventID": file.key}
        fact = made_fact(slot, at, dumps(value).encode(), self.clock(), value=value, event=DELETED)
        found = (fact,) if wanted.since <= at < wanted.until and DELETED in wanted.events else ()
        return FileRead(file, found, 1, None)


class World:
    """Records in a database, a lake, AWS and logs, at a set time."""

    def __init__(self, database: Database, *, lake: RecoverableLake | None = None, has_logs: bool = True) -> None:
        numbers = count(1)
        self.clock = SetClock(CREATED)
        self.database = database
        self.store = SqlStore(database)
        self.records = SqlRecords(database)
        self.lake: RecoverableLake = lake or MemoryLake()
        self.live = AnsweringLive(self.clock)
        self.logs = FiledLogs(self.clock)
        self.told: list[tuple[str, Exception]] = []
        self.frameworks: dict[AssessmentId, Framework] = {}
        self.leases = Leases(store=self.store, clock=self.clock, new_id=lambda: f"holder-{next(numbers)}")
        self.collecting = Collecting(
            store=self.store,
            leases=self.leases,
            lake=self.lake,
            records=self.records,
            planner=PLANNER,
            open_live=self.live.open,
            logs=self.logs if has_logs else None,
            framework_of=self._framework_of,
            recover=Shared(self.lake, self.records, is_alone=False).recover,
            clock=self.clock,
            tell=lambda what, error: self.told.append((what, error)),
        )

    def _framework_of(self, books: Books, engagement: Engagement) -> Framework:
        del books
        return self.frameworks.get(engagement.id, FRAMEWORK)

    def put(self, *engagements: Engagement) -> None:
        """Keep `engagements`, as the doors do."""

        def act(books: Books) -> None:
            for engagement in engagements:
                books.engagements.put(engagement)

        self.store.change(act)

    def change(self, id_: str = ASSESSMENT, **fields: object) -> None:
        """Change an assessment, as the doors do."""
        kept = self.store.read(lambda books: books.engagements.get(id_))
        self.put(replace(kept, updated_at=self.clock(), **fields))  # type: ignore[arg-type]  # fields of an engagement

    def due(self) -> Sequence[AccountId]:
        """Return where something is due now."""
        return look_out(self.store, self.clock()).accounts

    def begin(self, account: AccountId) -> Lease | None:
        """Take the account up, as a worker does; None: somebody has it."""
        return self.leases.take(f"account:{account}")

    def work(self, account: AccountId, held: Lease, goes_on: GoesOn = always) -> None:
        """Work on an account that is held."""
        collect_account(Turn(collecting=self.collecting, account=account, held=held, goes_on=goes_on))

    def turn(self, goes_on: GoesOn = always) -> list[AccountId]:
        """Let one worker do all that is due now, and return where it was."""
        due = list(self.due())
        for account in due:
            held = self.begin(account)
            assert held
            self.work(account, held, goes_on)
            self.leases.give_back(held)
        return due

    def status(self, id_: str = ASSESSMENT, account: str = ACCOUNT) -> CollectorStatus:
        """Return where collecting stands."""
        return self.store.read(lambda books: books.statuses.get(f"{id_}/{account}"))

    def states(self, id_: str = ASSESSMENT) -> dict[Slot, SlotState]:
        """Return what became of each slot."""
        return {record.slot: record.state for record in self.records.slots(AssessmentId(id_))}
