"""What of an assessment should have been seen, what was, and who would not say; never what was seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from probative.app.access import open_engagement
from probative.app.application import Application
from probative.app.custom_content import to_framework
from probative.app.summaries import summary_of
from probative.books import Books
from probative.domain.engagements import Engagement
from probative.domain.frameworks import Framework
from probative.domain.ids import name_based_uuid
from probative.domain.people import Caller
from probative.domain.slots import RefusalReason
from probative.domain.summaries import AssessmentSummary, RefusalLine

COVERAGE: Final = "GetCoverage"
"""The action of whoever looks at what was expected, observed and refused."""

_CELL_BYTES: Final = 400
_REFUSAL_BYTES: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFilter:
    """Which refusals are wanted: any of the values of each field; none: all."""

    accounts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    reasons: frozenset[RefusalReason] = frozenset()
    assessments: frozenset[str] = frozenset()
    """Where refusals of several assessments are looked at."""
    since: date | None = None
    until: date | None = None
    """Days run from `since` up to, but without, `until`."""

    def wants(self, line: RefusalLine) -> bool:
        """Say whether `line` is wanted."""
        wanted: tuple[tuple[Collection[str], str], ...] = (
            (self.accounts, line.account),
            (self.regions, line.region),
            (self.reasons, line.reason),
        )
        if (self.since and line.day < self.since) or (self.until and line.day >= self.until):
            return False
        return all(not held or value in held for held, value in wanted)


class RefusalSpot(NamedTuple):
    """Where a walk along refusals stands: newest day first, then by place and source."""

    days_back: int
    account: str
    region: str
    kind: str
    id: str

    @classmethod
    def of(cls, line: RefusalLine) -> "RefusalSpot":
        """Return the spot of a refusal; its id stays the same as long as the source refuses."""
        day = line.day.isoformat()
        id_ = name_based_uuid(line.kind, line.question, line.account, line.region, day, line.unit)
        return cls(-line.day.toordinal(), line.account, line.region, line.kind, id_)


class Refused(NamedTuple):
    """A refusal, and where it lies in the walk."""

    spot: RefusalSpot
    line: RefusalLine


def get_coverage(application: Application, caller: Caller, assessment_id: str) -> AssessmentSummary:
    """Return what the assessment amounts to.

    Raises:
        NotFoundError: There is none, or the caller has nothing to do with it.
        ForbiddenError: The caller may not look at it.
    """
    # Before reading: what changes meanwhile belongs to the next edition. The books tell of slots, too.
    edition = application.store.edition(), application.lake.edition()

    def read(books: Books) -> tuple[Engagement, Framework]:
        engagement = open_engagement(application, books, caller, COVERAGE, assessment_id).engagement
        return engagement, to_framework(application, books, engagement)

    engagement, framework = application.store.read(read)

    def make() -> AssessmentSummary:
        return summary_of(application, engagement, framework, application.lake.counts(engagement.id))

    return application.recent.get(("coverage", engagement.id), edition, AssessmentSummary, make, weigh=_weight)


def list_refusals(
    application: Application,
    caller: Caller,
    assessment_id: str,
    wanted: RefusalFilter,
    *,
    after: RefusalSpot | None,
    limit: int,
) -> Sequence[Refused]:
    """Return up to `limit` refusals, newest day first, beginning behind `after`.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not look at it.
    """
    summary = get_coverage(application, caller, assessment_id)
    found = (Refused(RefusalSpot.of(line), line) for line in summary.refusals if wanted.wants(line))
    return sorted((each for each in found if after is None or each.spot > after), key=lambda each: each.spot)[:limit]


def _weight(summary: AssessmentSummary) -> int:
    cells, refusals = len(summary.cells), len(summary.refusals)
    for control in summary.controls.values():
        cells += len(control.cells)
        refusals += len(control.refusals)
    return _CELL_BYTES * cells + _REFUSAL_BYTES * refusals
