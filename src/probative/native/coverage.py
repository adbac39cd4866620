"""What of an assessment should have been seen, what was, and which sources would not say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from msgspec import UNSET, UnsetType

from probative.api.protocol.paging import PageTokens, Position
from probative.app.coverage import RefusalFilter, RefusalSpot, Refused, get_coverage, list_refusals
from probative.domain.evidence import Verdict
from probative.domain.slots import RefusalReason, SourceKind
from probative.domain.summaries import AssessmentSummary, Coverage, RefusalLine, Standing
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page

_DAYS_SHOWN: Final = timedelta(days=30)


class CoverageQuery(Input):
    """Days whose cells are wanted, from `since` up to, but without, `until`; absent: the last 31 days."""

    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


class CoverageShown(Output):
    """Of the slots expected, how many were answered whole, in part, refused, and seen by nobody.

    `expected` is the sum of these four; `share` is the part answered whole, 0 to 1, null where nothing was expected.
    """

    expected: int
    answered: int
    partial: int
    refused: int
    unseen: int
    not_applicable: int
    share: float | None


class CoverageOfSet(Output):
    """Coverage of a control set, over the slots that its controls ask for, each counted once."""

    id: str
    coverage: CoverageShown


class VerdictCounts(Output):
    """How many evidence items say what."""

    compliant: int
    non_compliant: int
    inconclusive: int
    not_applicable: int


class CoverageOfControl(Output):
    """Where a control stands, and why; `code` is what its framework calls it."""

    id: str
    code: str
    name: str
    control_set_id: str
    standing: Standing
    verdicts: VerdictCounts
    coverage: CoverageShown
    refusals_count: int
    awaiting_people: list[str]
    """Manual sources for which nothing was brought."""


class CoverageCellShown(Output):
    """Coverage of an account and region on a day."""

    account: str
    region: str
    day: date
    coverage: CoverageShown


class AssessmentCoverage(Output):
    """Coverage of an assessment: in all, by control set, by control, and cell by cell."""

    assessment_id: str
    generated_at: datetime
    evidence_count: int
    refusals_count: int
    coverage: CoverageShown
    control_sets: list[CoverageOfSet]
    controls: list[CoverageOfControl]
    cells_since: date
    cells_until: date | None
    cells: list[CoverageCellShown]


class RefusalsQuery(PagedQuery):
    """Which refusals are wanted: any of the values of each member."""

    account: list[str] = []  # noqa: RUF012  msgspec copies it
    region: list[str] = []  # noqa: RUF012
    reason: list[RefusalReason] = []  # noqa: RUF012


class RefusalShown(Output):
    """A source that would not say; `remedy` is what to do about it."""

    id: str
    source_kind: SourceKind
    question: str
    unit: str
    account: str
    region: str
    day: date
    reason: RefusalReason
    message: str
    remedy: str
    attempts: int


class RefusalsPage(Paged, kw_only=True):
    """Refusals, newest day first."""

    refusals: list[RefusalShown]


@dataclass(frozen=True, slots=True)
class CoverageEndpoints:
    """The endpoints of coverage and refusals, with what their page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return all of them."""
        return (
            endpoint(
                "GET",
                f"{ASSESSMENT}/coverage",
                "Show what should have been seen and what was: in all, by control set, control, and cell.",
                show_coverage,
            ),
            endpoint(
                "GET",
                f"{ASSESSMENT}/refusals",
                "List what sources would not say, with the reason and what to do.",
                self._refusals,
            ),
        )

    def _refusals(self, asked: Asked, query: RefusalsQuery, _body: Nothing) -> RefusalsPage:
        wanted = RefusalFilter(
            accounts=frozenset(query.account), regions=frozenset(query.region), reasons=frozenset(query.reason)
        )

        def after(position: Position | None, limit: int) -> Sequence[Refused]:
            spot = None if position is None else read_spot(position)
            id_ = asked.path["assessment_id"]
            return list_refusals(asked.application, asked.caller, id_, wanted, after=spot, limit=limit)

        found = read_page(self.tokens, "refusals", asked, query, after, lambda refused: refused.spot)
        return RefusalsPage(refusals=[show_refusal(*each) for each in found.items], next_token=next_token_of(found))


def show_coverage(asked: Asked, query: CoverageQuery, _body: Nothing) -> AssessmentCoverage:
    """Return the coverage of an assessment."""
    summary = get_coverage(asked.application, asked.caller, asked.path["assessment_id"])
    since = asked.application.clock().date() - _DAYS_SHOWN if query.since is UNSET else query.since
    until = None if query.until is UNSET else query.until
    return AssessmentCoverage(
        assessment_id=summary.assessment.id,
        generated_at=summary.generated_at,
        evidence_count=summary.evidence_count,
        refusals_count=len(summary.refusals),
        coverage=show_coverage_numbers(summary.coverage),
        control_sets=[
            CoverageOfSet(id=id_, coverage=show_coverage_numbers(coverage))
            for id_, coverage in summary.coverage_by_set.items()
        ],
        controls=list(_controls(summary)),
        cells_since=since,
        cells_until=until,
        cells=[
            CoverageCellShown(
                account=cell.account, region=cell.region, day=cell.day, coverage=show_coverage_numbers(cell.coverage)
            )
            for cell in summary.cells
            if cell.day >= since and (until is None or cell.day < until)
        ],
    )


def _controls(summary: AssessmentSummary) -> Iterator[CoverageOfControl]:
    for control_set in summary.framework.control_sets:
        for control in control_set.controls:
            found = summary.controls[control.id]
            yield CoverageOfControl(
                id=control.uuid,
                code=control.id,
                name=control.name,
                control_set_id=control_set.id,
                standing=found.standing,
                verdicts=VerdictCounts(
                    compliant=found.verdicts[Verdict.COMPLIANT],
                    non_compliant=found.verdicts[Verdict.NON_COMPLIANT],
                    inconclusive=found.verdicts[Verdict.INCONCLUSIVE],
                    not_applicable=found.verdicts[Verdict.NOT_APPLICABLE],
                ),
                coverage=show_coverage_numbers(found.coverage),
                refusals_count=len(found.refusals),
                awaiting_people=list(found.awaiting_people),
            )


def show_coverage_numbers(coverage: Coverage) -> CoverageShown:
    """Return the numbers of a coverage as they are told."""
    return CoverageShown(
        expected=coverage.expected,
        answered=coverage.answered,
        partial=coverage.partial,
        refused=coverage.refused,
        unseen=coverage.unseen,
        not_applicable=coverage.not_applicable,
        share=coverage.share,
    )


def read_spot(position: Position) -> RefusalSpot:
    """Return the spot of a refusal that a page token told."""
    days_back, *rest = position
    account, region, kind, id_ = map(str, rest)
    return RefusalSpot(int(str(days_back)), account, region, kind, id_)


def show_refusal(spot: RefusalSpot, line: RefusalLine) -> RefusalShown:
    """Return a refusal as it is told."""
    return RefusalShown(
        id=spot.id,
        source_kind=line.kind,
        question=line.question,
        unit=line.unit,
        account=line.account,
        region=line.region,
        day=line.day,
        reason=line.reason,
        message=line.message,
        remedy=line.remedy,
        attempts=line.attempts,
    )
