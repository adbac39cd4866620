"""The dashboard: what evidence says today, how that went, and which domains it speaks against."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from probative.app.application import Application
from probative.app.control_domains import domain_names
from probative.app.dashboard_scope import Counted, Days, Looked, look
from probative.assess.insights import Domain
from probative.domain.evidence import Verdict
from probative.domain.evidence_searches import EvidenceSearch, Property, Tally
from probative.domain.people import Caller

_BY: Final = (
    (Property.DAY, Property.VERDICT),
    (Property.DOMAIN, Property.VERDICT),
    (Property.ACCOUNT, Property.REGION),
)
_GROUP_BYTES: Final = 300
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfEvidence:
    """What came in on a day, by what it says."""

    day: date
    verdicts: Mapping[Verdict, Counted]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainOfEvidence:
    """What came in for the controls of a domain, by what it says."""

    domain: Domain
    verdicts: Mapping[Verdict, Counted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What evidence says over some days."""

    looked: Looked
    generated_at: datetime
    evidence: Counted
    trend: tuple[DayOfEvidence, ...]
    """Every day, oldest first, also those on which nothing came in."""
    domains: tuple[DomainOfEvidence, ...]
    """Those that something came in for, most non-compliant evidence first."""


@dataclass(frozen=True, slots=True)
class _Tallied:
    by_day: Tally
    by_domain: Tally
    by_place: Tally


def get_dashboard(application: Application, caller: Caller, days: Days, assessment_id: str | None) -> Dashboard:
    """Return what evidence says over all active assessments that `caller` may look at, or over one.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not look at it, or at any.
    """
    action = "GetInsights" if assessment_id is None else "GetInsightsByAssessment"
    looked = look(application, caller, action, days, assessment_id)
    tallied = _tallied(application, looked)
    return Dashboard(
        looked=looked,
        generated_at=application.clock(),
        evidence=looked.counted(sum(tallied.by_day.values())),
        trend=tuple(_trend(looked, tallied.by_day)),
        domains=tuple(_domains(application, looked, tallied.by_domain)),
    )


def count_places(application: Application, looked: Looked) -> Tally:
    """Return how much evidence there is by account and region."""
    return _tallied(application, looked).by_place


def _trend(looked: Looked, by_day: Tally) -> Iterator[DayOfEvidence]:
    day = looked.days.since
    while day < looked.days.until:
        verdicts = {
            verdict: looked.counted(
                by_day.get((day.isoformat(), verdict), 0), {Property.VERDICT: (verdict,)}, Days(day, day + _DAY)
            )
            for verdict in Verdict
        }
        yield DayOfEvidence(day=day, verdicts=verdicts)
        day += _DAY


def _domains(application: Application, looked: Looked, by_domain: Tally) -> Sequence[DomainOfEvidence]:
    names = domain_names(application.catalogue)
    found = [
        DomainOfEvidence(
            domain=Domain(id_, names.get(id_, id_)),
            verdicts={
                verdict: looked.counted(
                    by_domain.get((id_, verdict), 0), {Property.VERDICT: (verdict,), Property.DOMAIN: (id_,)}
                )
                for verdict in Verdict
            },
        )
        for id_ in sorted({id_ for id_, _ in by_domain})
    ]
    return sorted(found, key=lambda each: -each.verdicts[Verdict.NON_COMPLIANT].evidence_count)


def _tallied(application: Application, looked: Looked) -> _Tallied:
    """Return the counts; the last day, which goes on, is counted by itself, so that the others are counted once."""
    search = looked.search(application)
    last = max(looked.days.since, looked.days.until - _DAY)
    pieces = [replace(search, until=last), replace(search, since=last)]
    counts: tuple[Counter[tuple[str, ...]], ...] = (Counter(), Counter(), Counter())
    for piece in pieces:
        tallied = _piece(application, piece)
        for count, tally in zip(counts, (tallied.by_day, tallied.by_domain, tallied.by_place), strict=True):
            count.update(tally)
    return _Tallied(*counts)


def _piece(application: Application, search: EvidenceSearch) -> _Tallied:
    key = ("dashboard", frozenset(search.scope.items()), search.since, search.until)
    return application.recent.get(
        key,
        _edition(application, search),
        _Tallied,
        lambda: _Tallied(*application.lake.finder.tallies(search, _BY)),
        weigh=lambda held: _GROUP_BYTES * (1 + len(held.by_day) + len(held.by_domain) + len(held.by_place)),
    )


def _edition(application: Application, search: EvidenceSearch) -> Hashable:
    return tuple(
        edition for id_ in search.scope for day, edition in application.lake.days(id_).items() if search.covers(day)
    )
