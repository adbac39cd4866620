"""The dashboard: what evidence says, where it was looked for, what was refused; every number with what is behind it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from msgspec import UNSET, UnsetType

from probative.app import dashboard, overview
from probative.app.coverage import RefusalFilter
from probative.app.dashboard_scope import Counted, Days
from probative.app.overview import Place, RefusalCount
from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence import Verdict
from probative.domain.slots import REMEDY, RefusalReason
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint
from probative.native.coverage import CoverageShown, show_coverage_numbers
from probative.native.criteria import Criteria, show_criteria

_DASHBOARD: Final = "/v1/dashboard"
_DAYS_SHOWN: Final = 30
_MOST_DAYS: Final = 366


class DashboardQuery(Input):
    """Which assessment (absent: all active ones) and which days, up to but without `until` (absent: the last 30)."""

    assessment_id: str | UnsetType = UNSET
    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


class CountShown(Output):
    """How much evidence there is; asked with `criteria`, the evidence finder finds as much.

    Whoever may know how much there is, but not what, gets no criteria.
    """

    count: int
    criteria: Criteria | None


class VerdictsShown(Output):
    """How much evidence says what."""

    compliant: CountShown
    non_compliant: CountShown
    inconclusive: CountShown
    not_applicable: CountShown


class TrendShown(Output):
    """What came in on a day."""

    day: date
    verdicts: VerdictsShown


class DomainShown(Output):
    """What came in for the controls of a domain."""

    id: str
    name: str
    verdicts: VerdictsShown


class DashboardShown(Output):
    """What evidence says over some days; `today` is the last of them, `domains` are worst first."""

    generated_at: datetime
    since: date
    until: date
    assessments_count: int
    evidence: CountShown
    today: TrendShown
    trend: list[TrendShown]
    domains: list[DomainShown]


class RefusalCriteria(Input, omit_defaults=True):
    """Which of all refusals: any of the values of each member, days from `since` up to, but without, `until`."""

    assessment_id: list[str] = []  # noqa: RUF012  msgspec copies it
    account: list[str] = []  # noqa: RUF012
    region: list[str] = []  # noqa: RUF012
    reason: list[RefusalReason] = []  # noqa: RUF012
    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


class RefusalCountShown(Output):
    """How many refusals there are; asked with `criteria`, the list of all refusals has as many."""

    count: int
    criteria: RefusalCriteria


class ReasonShown(Output):
    """How often sources refused for a reason, and what to do about it."""

    reason: RefusalReason
    remedy: str
    refusals: RefusalCountShown


class PlaceShown(Output):
    """An account and region: what should have been seen there, what was, what was refused, and the evidence."""

    account: str
    region: str
    coverage: CoverageShown
    refusals: RefusalCountShown
    evidence: CountShown


class OverviewShown(Output):
    """Coverage by account and region, and refusals by reason, most first; at most a minute old."""

    generated_at: datetime
    since: date
    until: date
    assessments_count: int
    coverage: CoverageShown
    places: list[PlaceShown]
    refusals: RefusalCountShown
    reasons: list[ReasonShown]


def show_dashboard(asked: Asked, query: DashboardQuery, _body: Nothing) -> DashboardShown:
    """Return what evidence says."""
    days = days_of(asked, query.since, query.until)
    found = dashboard.get_dashboard(asked.application, asked.caller, days, _one(query))
    trend = [TrendShown(day=each.day, verdicts=_verdicts(each.verdicts)) for each in found.trend]
    return DashboardShown(
        generated_at=found.generated_at,
        since=days.since,
        until=days.until,
        assessments_count=len(found.looked.engagements),
        evidence=show_count(found.evidence),
        today=trend[-1],
        trend=trend,
        domains=[
            DomainShown(id=each.domain.id, name=each.domain.name, verdicts=_verdicts(each.verdicts))
            for each in found.domains
        ],
    )


def show_overview(asked: Asked, query: DashboardQuery, _body: Nothing) -> OverviewShown:
    """Return coverage and refusals."""
    days = days_of(asked, query.since, query.until)
    found = overview.get_overview(asked.application, asked.caller, days, _one(query))
    return OverviewShown(
        generated_at=found.generated_at,
        since=days.since,
        until=days.until,
        assessments_count=len(found.looked.engagements),
        coverage=show_coverage_numbers(found.coverage),
        places=list(map(_place, found.places)),
        refusals=_refusals(found.refusals),
        reasons=[
            ReasonShown(reason=reason, remedy=REMEDY[reason], refusals=_refusals(count))
            for reason, count in found.reasons.items()
        ],
    )


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", _DASHBOARD, "Show what evidence says: today, day by day, and by control domain.", show_dashboard),
    endpoint("GET", f"{_DASHBOARD}/coverage", "Show coverage by account and region, and why not more.", show_overview),
)


def days_of(asked: Asked, since: date | UnsetType, until: date | UnsetType) -> Days:
    """Return the days that are asked for; the last 30, today among them, unless said otherwise.

    Raises:
        InvalidError: They are none, or too many.
    """
    end = asked.application.clock().date() + timedelta(days=1) if until is UNSET else until
    try:
        start = end - timedelta(days=_DAYS_SHOWN) if since is UNSET else since
    except OverflowError:
        start = end
    if not timedelta(0) < end - start <= timedelta(days=_MOST_DAYS):
        raise InvalidError(Finding("since", f"name a day before `until`, at most {_MOST_DAYS} days before it"))
    return Days(start, end)


def show_count(counted: Counted) -> CountShown:
    """Return a number of evidence as it is told."""
    criteria = None if counted.criteria is None else show_criteria(counted.criteria)
    return CountShown(count=counted.evidence_count, criteria=criteria)


def _one(query: DashboardQuery) -> str | None:
    return None if query.assessment_id is UNSET else query.assessment_id


def _verdicts(counts: Mapping[Verdict, Counted]) -> VerdictsShown:
    return VerdictsShown(
        compliant=show_count(counts[Verdict.COMPLIANT]),
        non_compliant=show_count(counts[Verdict.NON_COMPLIANT]),
        inconclusive=show_count(counts[Verdict.INCONCLUSIVE]),
        not_applicable=show_count(counts[Verdict.NOT_APPLICABLE]),
    )


def _place(place: Place) -> PlaceShown:
    return PlaceShown(
        account=place.account,
        region=place.region,
        coverage=show_coverage_numbers(place.coverage),
        refusals=_refusals(place.refusals),
        evidence=show_count(place.evidence),
    )


def _refusals(counted: RefusalCount) -> RefusalCountShown:
    return RefusalCountShown(count=counted.refusals_count, criteria=_refusal_criteria(counted.wanted))


def _refusal_criteria(wanted: RefusalFilter) -> RefusalCriteria:
    return RefusalCriteria(
        assessment_id=sorted(wanted.assessments),
        account=sorted(wanted.accounts),
        region=sorted(wanted.regions),
        reason=sorted(wanted.reasons),
        since=wanted.since or UNSET,
        until=wanted.until or UNSET,
    )
