"""The records of what is to be seen and what was, and how evidence gets into lake and records at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from probative.domain.assessments import Assessment, PlatformUse
from probative.domain.collecting import Lease
from probative.domain.evidence import Evidence, Fact
from probative.domain.ids import (
    AccountId,
    AssessmentId,
    BatchId,
    Region,
    SlotId,
)
from probative.domain.slots import Answer, Refusal, RefusalReason, Slot, SlotState
from probative.ports.lake import Lake, Staged
from probative.ports.logs import LogFile


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
