"""AWS as the core asks it: models of its APIs, questions, and sources that answer or refuse."""

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias

from probative.domain.assessments import Scope
from probative.domain.errors import Finding
from probative.domain.evidence import Fact
from probative.domain.evidence_sources import AutomatedSource, Chain
from probative.domain.ids import (
    AccountId,
    Region,
    SlotId,
)
from probative.domain.organization import Organization
from probative.domain.slots import Answer, Refusal, Slot

Observation: TypeAlias = Fact | Refusal | Answer
"""What a source yields for a slot: any facts and refusals, then one `Answer`; or only refusals.

An `Answer` beside refusals means: answered in part, the refusals name the rest.
"""


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
