"""The evidence lake as the core writes to it and asks it."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_queries import EvidenceFilter, EvidenceSpot
from probative.domain.evidence_searches import EvidenceGroups, EvidenceSearch, Order, Property, Tally
from probative.domain.ids import (
    AccountId,
    AssessmentId,
    BatchId,
    ControlId,
    EvidenceId,
    FactId,
    Region,
)
from probative.domain.inventory import ControlLook, ResourceKey, ResourceKind, Sighting, SightingCount
from probative.domain.slots import SourceKind


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


class ControlNames(NamedTuple):
    """A control of an assessment: what the lake calls it, and what a statement may."""

    control_id: ControlId
    uuid: str
    name: str
    control_set_id: str
    domain: str | None


class StatementNames(NamedTuple):
    """What a statement of the evidence finder may name that the lake does not know."""

    account: AccountId
    """That the assessment belongs to."""
    framework_id: str
    framework_name: str
    controls: Sequence[ControlNames]


class EvidencePlace(NamedTuple):
    """Where an item of an assessment lies."""

    control_id: ControlId
    day: date
    id: EvidenceId


class EvidenceMoment(EvidenceView, Protocol):
    """All evidence as of one moment."""

    def select(self, statement: str, store_id: str, names: StatementNames) -> Sequence[EvidencePlace]:
        """Return what a statement of the evidence finder finds, in its order; as many as it takes at most.

        Raises:
            InvalidError: It is no such statement.
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

    def read_statement(self, statement: str, store_id: str) -> AssessmentId:
        """Return the assessment that a statement of the evidence finder asks for.

        `statement` is `SELECT eventJson FROM <store_id> WHERE eventData.assessmentId = '...' AND ...`, as CloudTrail
        Lake takes it.

        Raises:
            InvalidError: It is none; the finding names the place in it.
        """

    def pinned(self) -> EvidenceMoment:
        """Return the evidence of this moment: what is committed later does not show in it."""

    def close(self) -> None:
        """Let go of the lake; everything committed stays."""
