"""What a turn of the collector rests on: the world, the account, the lease, and the assessments that look at it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from probative.app.collection import COMMIT_EVERY, Committer, GoesOn, always
from probative.app.leasing import Leases
from probative.books import Books, Store
from probative.domain.assessments import PlatformUse, Scope
from probative.domain.collecting import CollectorStatus, Lease
from probative.domain.engagements import Engagement
from probative.domain.errors import DomainError, PortError
from probative.domain.evidence_sources import CloudTrailSource
from probative.domain.frameworks import Framework, Platform
from probative.domain.ids import AccountId, AssessmentId, Region
from probative.domain.slots import Refusal
from probative.ports.ambient import Clock
from probative.ports.asking import ContinuousLiveSource, Planner
from probative.ports.lake import Lake
from probative.ports.logs import ContinuousLogSource
from probative.ports.records import Records

LOGS_EVERY: Final = timedelta(minutes=1)
"""How often new log files are looked for; CloudTrail brings some every five minutes."""
CHANGES_EVERY: Final = timedelta(minutes=5)
"""How often AWS Config and Security Hub are asked whether they have anything new to say."""
FIRST_PAUSE: Final = timedelta(minutes=5)
_LONGEST_PAUSE: Final = timedelta(hours=4)
_MESSAGE_LIMIT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """All that collecting works with, put together once by `bootstrap`."""

    store: Store
    leases: Leases
    lake: Lake
    records: Records
    planner: Planner
    open_live: Callable[[], AbstractContextManager[ContinuousLiveSource | None]]
    """Opens AWS for one turn, which asks nothing twice; None: what is asked of AWS is only written down."""
    logs: ContinuousLogSource | None
    framework_of: Callable[[Books, Engagement], Framework]
    """What an assessment collects as it stands now, without the controls that are inactive."""
    recover: Callable[[], None]
    """Finishes, or forgets, what somebody began to commit."""
    clock: Clock
    tell: Callable[[str, Exception], None]
    """Tells the operator what broke off, and on what."""
    commit_every: timedelta = COMMIT_EVERY
    logs_every: timedelta = LOGS_EVERY
    changes_every: timedelta | None = CHANGES_EVERY
    """None: only when a notice tells of a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An assessment that looks at the account."""

    engagement: Engagement
    framework: Framework
    status: CollectorStatus

    @property
    def id(self) -> AssessmentId:
        """The id of the assessment."""
        return self.engagement.id

    @property
    def scope(self) -> Scope:
        """The account, and where it is looked at."""
        return Scope(accounts=(self.status.account,), regions=self.engagement.regions)

    @property
    def asks_for_events(self) -> bool:
        """Whether log files are of any use."""
        return any(isinstance(source, CloudTrailSource) for _, _, source in self.framework.sources())


class Survey(NamedTuple):
    """Where platforms were found in use."""

    platforms: tuple[Platform, ...]
    regions: tuple[Region, ...]
    uses: Sequence[PlatformUse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A worker's work on an account."""

    collecting: Collecting
    account: AccountId
    held: Lease
    goes_on: GoesOn = always
    surveys: list[Survey] = field(default_factory=list)
    """What this turn found out about platforms already."""

    def committer(self, look: Look) -> Committer:
        """Return what commits for the assessment, for as long as the account is held."""
        with_all = self.collecting
        return Committer(
            look.id,
            with_all.lake,
            with_all.records,
            with_all.clock,
            with_all.commit_every,
            held=self.held,
            goes_on=self.goes_on,
        )


class Silent:
    """A progress that nobody watches."""

    def stage(self, name: str, total: int | None) -> None:
        """Nobody is told."""

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Nobody is told."""


def pause_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: twice as long each time, up to hours."""
    doublings = min(failures - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)


def pause_since(begun: datetime, failed_at: datetime) -> timedelta:
    """Return how long to wait after a failure: as long as it has been tried, so that the pauses double."""
    return min(max(failed_at - begun, FIRST_PAUSE), _LONGEST_PAUSE)


def last_refused(refusals: tuple[Refusal, ...]) -> datetime:
    """Return when the last of `refusals` was said."""
    return max(refusal.refused_at for refusal in refusals)


def told(error: Exception) -> str:
    """Return what a status says of `error`: what is meant for people, and of anything else only what it is."""
    return str(error)[:_MESSAGE_LIMIT] if isinstance(error, DomainError | PortError) else type(error).__name__
