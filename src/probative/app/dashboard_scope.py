"""What a dashboard looks at: assessments that its caller may look at, over some days, and how its numbers are followed.

A number of evidence comes with the criteria that find it. Whoever may know how much there is, but not what, gets none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from probative.app.access import check_account, may, open_engagement
from probative.app.application import Application
from probative.app.control_domains import domains_in_lake
from probative.app.evidence_sight import sight_of
from probative.app.viewing import open_all
from probative.books import Books
from probative.domain.engagements import AssessmentStatus, Engagement
from probative.domain.evidence_searches import EvidenceCriteria, EvidenceSearch, Property
from probative.domain.ids import AssessmentId, ControlId
from probative.domain.people import Caller


class Days(NamedTuple):
    """Days from `since` up to, but without, `until`."""

    since: date
    until: date


class Counted(NamedTuple):
    """How much evidence there is, and what finds it; None: the caller may not look at it."""

    evidence_count: int
    criteria: EvidenceCriteria | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The assessments looked at, oldest first, and the days."""

    engagements: tuple[Engagement, ...]
    scope: Mapping[AssessmentId, frozenset[ControlId] | None]
    """Which of their controls count; None: all."""
    days: Days
    criteria: EvidenceCriteria | None
    """What finds all of their evidence of these days."""
    sighted: frozenset[AssessmentId]
    """Those into whose evidence the caller may look."""

    def search(self, application: Application) -> EvidenceSearch:
        """Return the search over all of their evidence of these days."""
        domains = domains_in_lake(application.catalogue)
        return EvidenceSearch(scope=self.scope, domains=domains, since=self.days.since, until=self.days.until)

    def counted(
        self, count: int, wanted: Mapping[Property, tuple[str, ...]] | None = None, days: Days | None = None
    ) -> Counted:
        """Return the count of what is `wanted` on `days` (None: on all of them), with what finds it."""
        if self.criteria is None:
            return Counted(count, None)
        since, until = days or self.days
        held = {**self.criteria.wanted, **(wanted or {})}
        return Counted(count, replace(self.criteria, wanted=held, since=since, until=until))


def look(application: Application, caller: Caller, action: str, days: Days, assessment_id: str | None) -> Looked:  # noqa: PLR0917  who looks at what
    """Return what `caller` may do `action` to: one assessment, or all that are active.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not look at it, or at any.
    """
    check_account(application, caller, "GetInsights")
    sight = sight_of(application, caller)

    def read(books: Books) -> tuple[Engagement, ...]:
        if assessment_id is not None:
            return (open_engagement(application, books, caller, action, assessment_id).engagement,)
        active = open_all(books, books.engagements.select(status=AssessmentStatus.ACTIVE))
        return tuple(opened.engagement for opened in active if may(application, caller, action, opened))

    engagements = application.store.read(read)
    scope = {engagement.id: sight.scope.get(engagement.id) for engagement in engagements}
    criteria = None
    if scope and scope.keys() <= sight.scope.keys():
        named = {Property.ASSESSMENT: tuple(scope)} if scope.keys() < sight.scope.keys() else {}
        criteria = EvidenceCriteria(wanted=named, since=days.since, until=days.until)
    sighted = frozenset(scope.keys() & sight.scope.keys())
    return Looked(engagements=engagements, scope=scope, days=days, criteria=criteria, sighted=sighted)
