"""Continuous collection: who works at what just now, and where collecting for an assessment stands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from probative.domain.ids import AccountId, AssessmentId, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Work that one worker holds for a while; `id` is the name of the work, say `account:111122223333`."""

    id: str
    holder: str
    """Another one each time that work is taken up, so that who lost it cannot mistake it for its own."""
    taken_at: datetime
    until: datetime
    """From then on anybody may take it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """An assessment that is gone, whose evidence is still to be removed; `id` is the assessment's."""

    id: AssessmentId
    deleted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """One kind of collecting, over and over: when it is due, and how it went."""

    due_at: datetime
    ran_at: datetime | None = None
    """When it was last done to the end."""
    error: str = ""
    """What broke the last attempt off, for people; empty: nothing did. A source that refuses breaks nothing off."""
    failures: int = 0
    """How many attempts in a row broke off."""


_AT_ONCE: Final = Effort(due_at=datetime(1970, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPosition:
    """How far the log files of a region were looked through: their keys sort by when they were delivered."""

    folder: str
    region: Region
    last_key: str
    """The last that was found below the folder."""


class NoticeKind(StrEnum):
    """What a notice tells of."""

    LOG_FILES = "LOG_FILES"
    CHECKS = "CHECKS"
    """AWS Config or Security Hub have something new to say."""


class Notice(NamedTuple):
    """Somebody tells that something is new; it says where to look, and proves nothing."""

    account: AccountId
    region: Region
    told_at: datetime
    """When it was first heard."""
    kind: NoticeKind = NoticeKind.LOG_FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorStatus:
    """Where collecting in one account for one assessment stands; `id` is `<assessment>/<account>`."""

    id: str
    assessment_id: AssessmentId
    account: AccountId
    created_at: datetime
    since: datetime
    """From when on there is something to see: the assessment's creation, or when it became active again."""
    live: Effort
    """Asking AWS."""
    logs: Effort
    """Reading CloudTrail's log files."""
    checks: Effort = _AT_ONCE
    """Looking whether AWS Config or Security Hub have anything new to say, and asking it."""
    checked_at: datetime | None = None
    """When it was looked whether they have; all that was new then is asked, save what refused."""
    seen_update: datetime
    """The change of the assessment that was heeded last."""
    is_paused: bool = False
    """Whether the assessment is inactive, or no longer looks at the account."""
    surveyed_on: date | None = None
    """The day for which it is known which platforms are in use."""
    planned_through: date | None = None
    """The last day whose slots are all written down."""
    listed_through: date | None = None
    """The last day whose log files were looked for; those that come late are looked for again."""
    looked_back_at: datetime | None = None
    """When files that come late were looked for."""
    read_at: datetime | None = None
    """When log files were looked for that are all read by now, save those that refused."""
    listed_whole_at: datetime | None = None
    """When all log files of the day were looked for, and not only those behind `log_positions`."""
    log_positions: tuple[LogPosition, ...] = ()
    """One for each folder of a region that holds log files."""
    refusing: int = 0
    """How many of the slots that could be asked now are refused: they are tried again from time to time."""

    @property
    def due_at(self) -> datetime:
        """When there is something to do next."""
        return min(self.live.due_at, self.logs.due_at, self.checks.due_at)
