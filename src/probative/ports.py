"""All that the core asks of the world, on one page.

Ports are protocols; who implements them is decided in `bootstrap` alone.
"""

from collections.abc import Callable, Collection, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from probative.domain.access import Resource
from probative.domain.assessments import Assessment, PlatformUse, Scope
from probative.domain.collecting import Lease, LogPosition, Notice
from probative.domain.engagements import Notification
from probative.domain.errors import Finding
from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_queries import EvidenceFilter, EvidenceSpot
from probative.domain.evidence_searches import EvidenceGroups, EvidenceSearch, Order, Property, Tally
from probative.domain.evidence_sources import AutomatedSource, Chain, EventName
from probative.domain.ids import (
    AccountId,
    AssessmentId,
    BatchId,
    ControlId,
    EvidenceId,
    FactId,
    Region,
    SlotId,
    SourceId,
)
from probative.domain.inventory import ControlLook, ResourceKey, ResourceKind, Sighting, SightingCount
from probative.domain.organization import Organization
from probative.domain.people import Caller
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot, SlotState, SourceKind

T = TypeVar("T")

Observation: TypeAlias = Fact | Refusal | Answer
"""What a source yields for a slot: any facts and refusals, then one `Answer`; or only refusals.

An `Answer` beside refusals means: answered in part, the refusals name the rest.
"""

Clock: TypeAlias = Callable[[], datetime]
"""The present moment, aware, UTC."""


class Progress(Protocol):
    """Who watches a long run; every method is cheap and must not fail."""

    def stage(self, name: str, total: int | None) -> None:
        """Tell that stage `name` begins, of `total` steps (None: not known)."""

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Tell that `count` steps of the stage are done; `note` is what was just done."""


# --- what the library needs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownService:
    """A service of AWS as botocore describes it, and how keywords name its calls."""

    service: str
    """botocore's name, say `efs`."""
    full_name: str
    """Say `Amazon Elastic File System`."""
    call_prefix: str
    """The head of keywords of API calls, say `elasticfilesystem`; no two services share one."""
    event_prefix: str
    """The head of keywords of CloudTrail events: IAM's prefix, which services may share."""
    event_source: str
    """Who CloudTrail says recorded an event, say `elasticfilesystem.amazonaws.com`."""
    reading: frozenset[str]
    """Operations that may be called for evidence."""
    changing: Mapping[str, tuple[str, ...]]
    """Operations that change something, and what CloudTrail calls them."""


class CallPlan(NamedTuple):
    """How a call is made for which nobody gives arguments: list calls before it give them."""

    chain: Chain
    each: str | None
    """The path to the resources in the last answer; None: the answer itself is the resource."""
    resource_id: str | None
    """The path in a resource to its ARN, id or name."""


class ApiModels(Protocol):
    """What is known of AWS's APIs without asking AWS: botocore's own service models."""

    def __hash__(self) -> int:
        """Tell it from others: what is worked out from it is kept by it."""

    def check_call(self, service: str, operation: str) -> str | None:
        """Return what is wrong with a call: unknown service or operation, or not read-only; None: sound."""

    def check_input(self, service: str, operation: str, argument: str) -> str | None:
        """Return what is wrong with naming `argument` as an input member; None: sound."""

    def check_output(self, service: str, operation: str, path: str) -> str | None:
        """Return what is wrong with `path` in the operation's output ("" is the output itself); None: sound."""

    def missing_inputs(self, service: str, operation: str, given: Iterable[str]) -> tuple[str, ...]:
        """Return the required input members that `given` lacks, sorted."""

    def specimen(self, service: str, operation: str, path: str) -> object:
        """Return a value of the shape at `path`, all members filled, lists with one element, times aware."""

    def revive(self, service: str, operation: str, path: str, value: object) -> object:
        """Return JSON `value` as botocore would give it at `path`: timestamps as aware `datetime`."""

    def check_value(self, service: str, operation: str, path: str, value: object) -> tuple[str, ...]:
        """Return what in `value` does not fit the shape at `path` (unknown members, wrong types or enums)."""

    def iam_action(self, service: str, operation: str) -> str:
        """Return the IAM action that allows the call, say `s3:ListAllMyBuckets`."""

    def is_global(self, service: str) -> bool:
        """Say whether the service answers for the whole account, so that it is asked once, not per region."""

    def regions(self) -> Collection[str]:
        """Return all regions of all partitions."""

    def partition_of(self, region: str) -> str:
        """Return the partition of a region that `regions` holds, say `aws`."""

    def services(self) -> Sequence[KnownService]:
        """Return all services, by name; read when first asked for, in about a second."""

    def plan_call(self, service: str, operation: str) -> CallPlan | None:
        """Return how a sound call is made that is given no arguments; None: no one list call gives what it needs."""


# --- sources ----------------------------------------------------------------------------------------------------


class Period(NamedTuple):
    """What a run looks at: `[since, until)` for activity and metrics, the UTC day of `now` for state; all aware."""

    since: datetime
    until: datetime
    now: datetime


class Question(NamedTuple):
    """An API chain, and the paths in its last answer whose elements are wanted ("" is the answer itself)."""

    chain: Chain
    parts: tuple[str, ...]


class Planner(Protocol):
    """Knows what would have to be asked of AWS, without asking."""

    def plan(self, sources: Iterable[AutomatedSource], scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots that `sources` need over `scope`, each once; CloudTrail sources need none here."""

    def plan_chain(self, chain: Chain, scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots of one chain over `scope`: the slot whose question is `chain_key(chain)`."""


class LiveSource(Planner, Protocol):
    """AWS, asked: API calls, Config, Security Hub, CloudWatch. One object serves one run, and asks nothing twice."""

    def collect(self, slots: Sequence[Slot], questions: Mapping[str, Question]) -> Generator[Observation]:
        """Ask `slots`, many at once, and yield what comes, slot by slot in any order, never interleaved.

        `questions` gives the chain for the question of each API slot. Closing the iterator stops the asking.
        """


class Change(NamedTuple):
    """A slot of which a source has something to say that is new."""

    slot_id: SlotId
    at: datetime
    """When the last of it came to be, by the clock of the source."""


class ContinuousLiveSource(LiveSource, Protocol):
    """AWS, asked again and again: what changed is found without asking for everything."""

    def changes(self, slots: Sequence[Slot], since: datetime) -> Generator[Change | Refusal]:
        """Yield which of `slots`, of Config and Security Hub, have something to say that is newer than `since`.

        A refusal tells that nobody knows of some of them; its slot is one of these. Closing the iterator stops the
        asking.
        """


class LogFile(NamedTuple):
    """A CloudTrail log file: its place, and the account, region and day that the place says it is of."""

    key: str
    """Path or `s3://` address: the name that a refusal gives."""
    account: AccountId
    region: Region
    day: date
    size_bytes: int
    version: str
    """Changes when the content does (ETag, or size and time): a file is read again only then."""


class Wanted(NamedTuple):
    """Which events to find; picklable."""

    events: frozenset[EventName]
    accounts: frozenset[AccountId]
    regions: frozenset[Region]
    since: datetime
    until: datetime
    judged: frozenset[EventName] | None = None
    """Events that a rule looks into: only their facts need a `value`; None: all of them."""


class FileRead(NamedTuple):
    """One log file, read: the facts found in it, or why it could not be read to its end."""

    file: LogFile
    facts: Sequence[Fact]
    events_count: int
    """How many events the file holds, as far as it could be read; 0 where they were not counted."""
    refusal: Refusal | None


class LogUse(NamedTuple):
    """Whether log files show a kind of event."""

    event: EventName | None
    """The first that was found; None: none in any file that could be read."""
    unread: str
    """The first file that could not be read, while nothing was found; empty: every file was."""


class LogSource(Protocol):
    """CloudTrail log files in a folder or bucket, in the S3 delivery layout."""

    def list_files(self, scope: Scope | None, since: datetime, until: datetime) -> Iterator[LogFile]:
        """Yield the files of `scope` (None: of all accounts and regions) for the days of the period, ordered."""

    def first_use(self, files: Iterable[LogFile], events: frozenset[EventName]) -> LogUse:
        """Return the first of `events` that any of `files` holds, stopping there, or which files could not tell."""

    def read(self, files: Sequence[LogFile], wanted: Wanted, work: Callable[[Sequence[FileRead]], T]) -> Generator[T]:
        """Read `files` on all cores and yield `work` of each batch, in any order.

        `work` runs where the file was read (another process), so that it and its result must be picklable.
        """


class ContinuousLogSource(LogSource, Protocol):
    """Log files that keep coming: what is new is found without listing what is known."""

    def list_new_files(self, scope: Scope, day: date, positions: Collection[LogPosition]) -> Iterator[LogFile]:
        """Yield the files of `scope` from `day` on that lie behind `positions`, and some that lie shortly before.

        A folder without a position is not looked into, and a key that sorts long before its position is not found.
        """

    def positions_in(self, files: Iterable[LogFile]) -> Sequence[LogPosition]:
        """Return how far `files` reach, in each folder of a region; those that lie in none do not count."""


class Notices(Protocol):
    """Tells that something is new, so that nobody has to look all the time."""

    def wait(self) -> Collection[Notice]:
        """Wait some seconds for notices, and return all that were told and are not settled.

        They are told again, here or elsewhere, unless they are `settle`d.

        Raises:
            StoreError: The queue cannot be read.
        """

    def settle(self, heeded: Collection[Notice]) -> None:
        """Forget what told `heeded`, and nothing else.

        Raises:
            StoreError: The queue cannot be written.
        """


class ManualFolder(Protocol):
    """A folder of files with small YAML descriptions beside them."""

    def collect(self, slots: Mapping[ControlId, Mapping[SourceId, Slot]], now: datetime) -> Iterator[Observation]:
        """Yield what was brought, slot by slot: facts, refusals that name the file or field at fault, answers.

        `slots` are the manual sources of every control; a slot for which nothing was brought yields nothing.

        Raises:
            InvalidError: A description names a control or source that is not there.
        """


# --- the lake and the records -----------------------------------------------------------------------------------


class Staged(NamedTuple):
    """Files written whole, but not yet part of the lake; picklable."""

    facts: tuple[str, ...]
    evidence: tuple[str, ...]
    facts_count: int
    evidence_count: int


class Stage(Protocol):
    """Writes rows to files for a later commit; picklable, usable in any process."""

    def write(self, facts: Iterable[Fact], evidence: Iterable[Evidence]) -> Staged:
        """Write both, in bounded memory, and return the files; they outlast a power cut only once committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderCount:
    """How many evidence items share these: the cells of every count in a report."""

    control_id: ControlId
    source_id: str
    account: AccountId
    region: Region
    day: date
    kind: SourceKind
    verdict: Verdict
    count: int


class EvidenceView(Protocol):
    """Evidence, asked; all that a report is made from."""

    def counts(self, assessment_id: AssessmentId, days: Collection[date] | None = None) -> Sequence[FolderCount]:
        """Return the counts of an assessment on `days` (None: on all).

        They are ordered by control, source, account, region, day, verdict.
        """

    def evidence(self, assessment_id: AssessmentId, control_id: ControlId) -> Iterator[Evidence]:
        """Yield a control's evidence, ordered by day, time, id; in bounded memory."""

    def facts(self, ids: Sequence[FactId]) -> Iterator[Fact]:
        """Yield the facts with these ids, each once, in the order of the ids; `value` is not set.

        Raises:
            NotFoundError: The lake has no such fact.
        """


class EvidenceFinder(Protocol):
    """Searches the evidence of many assessments at once."""

    def search(
        self, search: EvidenceSearch, *, order: Order, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items of any assessment that are wanted, in `order`, beginning behind `after`."""

    def groups(self, search: EvidenceSearch, by: Sequence[Property], limit: int) -> EvidenceGroups:
        """Return the `limit` largest groups of what is wanted, largest first, then by their values."""

    def tallies(self, search: EvidenceSearch, groupings: Sequence[Sequence[Property]]) -> Sequence[Tally]:
        """Return how much of what is wanted is in each group, for several groupings in one look; for few groups."""

    def walk(self, search: EvidenceSearch, order: Order) -> Iterator[Evidence]:
        """Yield all that is wanted in `order`, as of the moment when the walk begins, in bounded memory."""

    def sightings(
        self, search: EvidenceSearch, kinds: Collection[ResourceKind], *, after: ResourceKey | None, limit: int
    ) -> Sequence[Sighting]:
        """Return up to `limit` AI resources of these kinds that what is wanted names, by key, behind `after`."""

    def sighting_counts(self, search: EvidenceSearch) -> Sequence[SightingCount]:
        """Return how many AI resources what is wanted names, by kind, account and region; places without any: not."""

    def looks(self, search: EvidenceSearch, keys: Collection[ResourceKey]) -> Sequence[ControlLook]:
        """Return what is wanted of these resources, taken together by control and source; in any order."""

    def locate(self, assessment_id: AssessmentId, evidence_id: EvidenceId) -> Evidence | None:
        """Return the item of an assessment with this id, if there is one."""


class EvidenceKeeping(Protocol):
    """Keeps the lake in order: removes evidence, and puts together what lies in many files.

    What broke off is made good by doing it again.
    """

    def assessments(self) -> Collection[AssessmentId]:
        """Return the assessments that there is evidence of."""

    def remove(self, assessment_ids: Collection[AssessmentId], now: datetime) -> None:
        """Remove their evidence, and the facts that no other evidence rests on; none there, nothing happens.

        Its files stay on disk for a day, for whoever has begun to read or copy them.

        Raises:
            StoreError: It could not be removed whole.
        """

    def clear(self, now: datetime) -> None:
        """Delete the files of what was removed a day before `now` or earlier.

        Raises:
            StoreError: A file cannot be deleted.
        """

    def gather(self) -> bool:
        """Put evidence that lies in many files together, for the finder; what it finds stays the same.

        Returns whether there was any to put together.

        Raises:
            StoreError: A file cannot be read or written.
        """


class Lake(EvidenceView, Protocol):
    """Evidence kept and asked. One writer at a time; any number of readers."""

    def stage(self) -> Stage:
        """Return what writes files for `commit`."""

    def commit(self, batch_id: BatchId, staged: Sequence[Staged]) -> None:
        """Take the staged files in, at once and durably. A batch that is in already is left as it is."""

    def has_batch(self, batch_id: BatchId) -> bool:
        """Say whether `batch_id` was committed whole. Remembered at least until the next 1,000 commits."""

    def days(self, assessment_id: AssessmentId) -> Mapping[date, int]:
        """Return the days with evidence of an assessment, in order, each with its edition.

        As long as the edition stays, so does everything that was read of that day.
        """

    def evidence_page(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, *, after: EvidenceId | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items of a control and day, by id, beginning behind `after`."""

    def find_evidence(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, ids: Collection[EvidenceId]
    ) -> Sequence[Evidence]:
        """Return those items of a control and day that have one of `ids`, by id."""

    def query(
        self, assessment_id: AssessmentId, wanted: EvidenceFilter, *, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items of an assessment that are `wanted`, beginning behind `after`.

        The newest day comes first, and within a day the latest id.
        """

    @property
    def finder(self) -> EvidenceFinder:
        """What searches over all assessments."""

    @property
    def keeping(self) -> EvidenceKeeping:
        """What removes evidence."""

    def edition(self) -> Hashable:
        """Return what is another value after each commit, by whichever process; quick to ask."""

    def edition_at_hand(self) -> Hashable | None:
        """Return the edition, where that takes microseconds and waits for nobody; None: ask `edition`."""

    def pinned(self) -> EvidenceView:
        """Return the evidence of this moment: what is committed later does not show in it."""

    def close(self) -> None:
        """Let go of the lake; everything committed stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRecord:
    """A slot of an assessment and what became of it."""

    slot: Slot
    state: SlotState
    answered_at: datetime | None
    facts_count: int
    refusals: tuple[Refusal, ...]


class SlotTally(NamedTuple):
    """How many slots of an account, region and day stand the same."""

    account: AccountId
    region: Region
    day: date
    """That of a slot which spans several days is its last."""
    state: SlotState
    is_refused: bool
    """Refusals stand beside what was answered, if anything was."""
    slots_count: int


class RefusalTally(NamedTuple):
    """How many refusals of an account and region have the same reason."""

    account: AccountId
    region: Region
    reason: RefusalReason
    refusals_count: int


class SlotTallies(NamedTuple):
    """Slots that sources are asked for, and refusals, those of what people bring among them, taken together."""

    slots: Sequence[SlotTally]
    refusals: Sequence[RefusalTally]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one commit settles. Written down before the commit, so that a crash after it is rolled forward."""

    id: BatchId
    assessment_id: AssessmentId
    staged: tuple[Staged, ...]
    answers: tuple[Answer, ...]
    refusals: tuple[Refusal, ...]
    files: tuple[LogFile, ...]
    """Log files that were read, to their end or to a refusal."""


class Records(Protocol):
    """What is known of assessments, slots and log files; transactional."""

    def save_assessment(self, assessment: Assessment) -> None:
        """Keep `assessment`; one with a known id changes nothing."""

    def find_assessment(self, assessment_id: AssessmentId) -> Assessment | None:
        """Return the assessment, if it is known."""

    def assessments(self) -> Sequence[Assessment]:
        """Return all that are known, oldest first: those of the command line."""

    def plan(self, assessment_id: AssessmentId, slots: Iterable[Slot], state: SlotState = SlotState.DUE) -> None:
        """Add slots that are not known yet; a known one takes `state` only where it was due or not applicable."""

    def slots(self, assessment_id: AssessmentId) -> Iterator[SlotRecord]:
        """Yield all slots with their refusals, ordered by kind, question, account, region, since."""

    def tallies(self, assessment_ids: Collection[AssessmentId], since: date, until: date) -> SlotTallies:
        """Return how many slots and refusals there are on days from `since` up to, but without, `until`."""

    def states(self, assessment_id: AssessmentId) -> Mapping[SlotId, SlotState]:
        """Return the state of every slot."""

    def find_slots(self, assessment_id: AssessmentId, ids: Collection[SlotId]) -> Mapping[SlotId, SlotRecord]:
        """Return those of the slots that are planned, by id, with their refusals."""

    def files_read(self, assessment_id: AssessmentId, keys: Collection[str]) -> Mapping[str, str]:
        """Return the version of those log files that were read without refusal, by key."""

    def save_uses(self, assessment_id: AssessmentId, uses: Iterable[PlatformUse]) -> None:
        """Keep whether platforms are in use, in place of what was known for the same place."""

    def uses(self, assessment_id: AssessmentId) -> Sequence[PlatformUse]:
        """Return where platforms are in use, ordered by platform, account, region."""

    def begin(self, batch: Batch, held: Lease | None = None) -> None:
        """Write down what is about to be committed, if the work is still `held` (None: nobody else can hold it).

        Raises:
            NotFoundError: It answers or refuses a slot that was not planned.
            WrongStateError: The work was taken over by somebody else, who will find this undone.
        """

    def finish(self, batch_id: BatchId) -> None:
        """Apply the batch: answers, refusals (none over an answer of the same unit) and files; forget it.

        An answer for a slot takes back the slot's earlier refusals of the same units; log slots add up.
        """

    def forget(self, assessment_id: AssessmentId) -> None:
        """Forget all that is known of the assessment."""

    def pending(self) -> Sequence[Batch]:
        """Return batches begun and not finished, oldest first."""

    def close(self) -> None:
        """Let go of the records."""


class Brought(NamedTuple):
    """What people brought for a slot: facts, the evidence that they are, and the answer that they make."""

    slot: Slot
    facts: Sequence[Fact]
    evidence: Sequence[Evidence]
    answer: Answer


class EvidenceIntake(Protocol):
    """The way into the lake for what comes beside collection: the lake has one writer at a time."""

    def alone(self, assessment_id: AssessmentId) -> AbstractContextManager[Lease]:
        """Keep everybody else, on whichever server, from bringing anything for the assessment in the meantime.

        What was counted within stays so until it is taken under the lease.

        Raises:
            StoreError: Others do not come to an end.
        """

    def take(self, assessment_id: AssessmentId, brought: Sequence[Brought], held: Lease | None = None) -> None:
        """Keep what was brought, at once and durably; waits for its turn. What is there already is left as it is.

        Raises:
            WrongStateError: It was to be done under a lease, which somebody else has taken since.
            StoreError: It cannot be kept; nothing of it is in the lake, or all of it.
        """


class Workspace(Protocol):
    """The data folder: lake and records under one lock, so that two runs never write at once."""

    def open(self) -> AbstractContextManager[tuple[Lake, Records]]:
        """Open both.

        Raises:
            WrongStateError: Another run holds the folder; it says which.
        """


# --- reports ----------------------------------------------------------------------------------------------------


class Signer(Protocol):
    """Who signs digests."""

    @property
    def key_id(self) -> str:
        """The SHA-256 (hex) of the raw public key."""

    @property
    def public_key_pem(self) -> str:
        """The public key, for whoever checks."""

    def sign(self, payload: bytes) -> bytes:
        """Return the Ed25519 signature over `payload` (64 bytes)."""


# --- what the server needs --------------------------------------------------------------------------------------

Ids: TypeAlias = Callable[[], str]
"""A new id, a UUID (version 7) that nobody can guess."""


class Authorizer(Protocol):
    """Who may do what: policies that auditors can read."""

    def allows(self, caller: Caller, action: str, resource: Resource, at: datetime) -> bool:
        """Say whether `caller` may do `action` (the name of an operation) to `resource`."""


class Objects(Protocol):
    """Files kept: report archives, evidence files. A key is a path without a leading slash."""

    def put(self, key: str, content: bytes | Path) -> None:
        """Keep `content` (bytes, or a local file) under `key`, in place of what is there; durable when it returns.

        Raises:
            StoreError: It cannot be kept.
        """

    def get(self, key: str) -> bytes:
        """Return what is kept under `key`.

        Raises:
            NotFoundError: Nothing is.
            StoreError: It cannot be read.
        """

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield what is kept under `key`, in pieces of bounded size; raises as `get` does, before the first piece."""

    def size(self, key: str) -> int | None:
        """Return how many bytes are kept under `key`; None: nothing is."""

    def remove(self, key: str) -> None:
        """Forget what is kept under `key`; nothing there, nothing happens."""


class Announcer(Protocol):
    """Tells the world beside the server what happened: topics, buses, mail. Never fails its caller."""

    def announce(self, notification: Notification, topic: str | None) -> None:
        """Tell of `notification`, to `topic` of the settings if there is one."""


class Passwords(Protocol):
    """How passwords are kept: as hashes that are slow to try."""

    def hash(self, password: str) -> str:
        """Return what to keep of `password`; another one each time."""

    def match(self, kept: str, password: str) -> bool:
        """Say whether `kept` was made of `password`; it takes as long where `kept` is empty, and is False."""


class Sealer(Protocol):
    """Keeps secrets that must be had again: sealed by a key that does not lie beside them."""

    def seal(self, secret: bytes, context: str) -> bytes:
        """Return `secret` sealed; it opens in the same context only."""

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed in `context`.

        Raises:
            StoreError: It was sealed with another key or in another context, or was changed.
        """

    def is_current(self, sealed: bytes) -> bool:
        """Say whether it was sealed with the key that `seal` uses now."""


class Connection(NamedTuple):
    """An account tried out."""

    identity: str
    """The ARN that the server acts as there; empty: it cannot be reached."""
    findings: tuple[Finding, ...]
    """What is wrong, each with what to do; without secrets."""


class Connections(Protocol):
    """Tries whether accounts can be reached, as collecting would."""

    def check(self, account: AccountId, regions: Sequence[Region]) -> Connection:
        """Return how `account` is reached in each of `regions`; asks AWS anew each time."""

    def organization(self) -> Organization:
        """Return the organization of the server's own account; asks AWS anew each time, for a minute at most."""

    def open_live(self) -> AbstractContextManager[LiveSource]:
        """Open what asks accounts as collecting does, and gives up after seconds where that would be patient."""


Random: TypeAlias = Callable[[int], bytes]
"""That many bytes that nobody can guess."""


class Visit(NamedTuple):
    """A browser on its way to a provider of identities and back."""

    redirect_uri: str
    """Where the provider sends it back to."""
    state: str
    nonce: str
    verifier: str
    """Of PKCE: who exchanges the code proves with it to have sent the browser."""


class Identity(NamedTuple):
    """Who a provider says has signed in."""

    subject: str
    """`issuer|sub`: the only part that stays the same and belongs to nobody else."""
    name: str
    groups: tuple[str, ...]


class IdentityProvider(Protocol):
    """Proves who somebody is: OpenID Connect."""

    def address_of(self, visit: Visit) -> str:
        """Return where to send the browser.

        Raises:
            ProviderError: The provider cannot be asked.
        """

    def identify(self, visit: Visit, code: str) -> Identity:
        """Return who signed in, for the code that the browser came back with.

        Raises:
            UnprovenError: The code is not taken, or what it brings proves nothing.
            ProviderError: The provider cannot be asked.
        """
