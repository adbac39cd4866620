"""What the dashboard leads to: refusals over all assessments, and what controls wait for people to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import UNSET, UnsetType

from probative.api.protocol.paging import PageTokens, Position
from probative.app.coverage import RefusalFilter, RefusalSpot
from probative.app.needs import ControlNeed, NeedOfControl, list_needs
from probative.app.overview import FiledRefusal, list_all_refusals
from probative.native.contract import Asked, Endpoint, Nothing, Output, endpoint
from probative.native.coverage import RefusalShown, read_spot, show_refusal
from probative.native.dashboard import CountShown, RefusalCriteria, days_of, show_count
from probative.native.paging import Paged, PagedQuery, PageSize, next_token_of, read_page


class AllRefusalsQuery(RefusalCriteria):
    """Which refusals are wanted, of assessments whose coverage the caller may look at."""

    max_results: PageSize = 100
    next_token: str | UnsetType = UNSET


class FiledRefusalShown(Output):
    """A refusal, and the assessment that it was met for."""

    assessment_id: str
    assessment_name: str
    refusal: RefusalShown


class AllRefusalsPage(Paged, kw_only=True):
    """Refusals, newest day first."""

    refusals: list[FiledRefusalShown]


class NeedsQuery(PagedQuery):
    """Of which assessment (absent: of all active ones) and of which kinds (absent: of all)."""

    assessment_id: str | UnsetType = UNSET
    need: list[ControlNeed] = []  # noqa: RUF012  msgspec copies it
    since: date | UnsetType = UNSET
    until: date | UnsetType = UNSET


class NeedShown(Output):
    """What a control waits for: `details` are the manual sources, or the parameters to set.

    `evidence` is what is inconclusive for want of parameters; null: it is not about evidence that is there.
    `may_look` says whether the control's own page would show it to the caller.
    """

    need: ControlNeed
    assessment_id: str
    assessment_name: str
    control_set_id: str
    control_id: str
    control_code: str
    control_name: str
    details: list[str]
    evidence: CountShown | None
    may_look: bool


class NeedCount(Output):
    """How many controls wait for this."""

    need: ControlNeed
    count: int


class NeedsPage(Paged, kw_only=True):
    """What controls wait for; `counts` are of all, whichever kinds are asked for."""

    counts: list[NeedCount]
    needs: list[NeedShown]


@dataclass(frozen=True, slots=True)
class AttentionEndpoints:
    """The endpoints of what the dashboard leads to, with what their page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return them."""
        return (
            endpoint("GET", "/v1/refusals", "List what sources would not say, over all assessments.", self._refusals),
            endpoint("GET", "/v1/needs", "List what controls wait for people to do.", self._needs),
        )

    def _refusals(self, asked: Asked, query: AllRefusalsQuery, _body: Nothing) -> AllRefusalsPage:
        wanted = RefusalFilter(
            assessments=frozenset(query.assessment_id),
            accounts=frozenset(query.account),
            regions=frozenset(query.region),
            reasons=frozenset(query.reason),
            since=None if query.since is UNSET else query.since,
            until=None if query.until is UNSET else query.until,
        )

        def after(position: Position | None, limit: int) -> Sequence[FiledRefusal]:
            place = None if position is None else _place(position)
            return list_all_refusals(asked.application, asked.caller, wanted, after=place, limit=limit)

        def position_of(filed: FiledRefusal) -> Position:
            return (*filed.spot, filed.engagement.id)

        found = read_page(self.tokens, "all refusals", asked, query, after, position_of)
        return AllRefusalsPage(refusals=list(map(_filed, found.items)), next_token=next_token_of(found))

    def _needs(self, asked: Asked, query: NeedsQuery, _body: Nothing) -> NeedsPage:
        days = days_of(asked, query.since, query.until)
        assessment_id = None if query.assessment_id is UNSET else query.assessment_id
        needs = list_needs(asked.application, asked.caller, days, assessment_id)

        def after(position: Position | None, limit: int) -> Sequence[NeedOfControl]:
            wanted = (each for each in needs if not query.need or each.need in query.need)
            return [each for each in wanted if position is None or each.spot > position][:limit]

        found = read_page(self.tokens, "needs", asked, query, after, lambda each: each.spot)
        counts = Counter(each.need for each in needs)
        return NeedsPage(
            counts=[NeedCount(need=need, count=counts[need]) for need in ControlNeed],
            needs=list(map(_need, found.items)),
            next_token=next_token_of(found),
        )


def _place(position: Position) -> tuple[RefusalSpot, str]:
    *spot, assessment_id = position
    return read_spot(tuple(spot)), str(assessment_id)


def _filed(filed: FiledRefusal) -> FiledRefusalShown:
    return FiledRefusalShown(
        assessment_id=filed.engagement.id,
        assessment_name=filed.engagement.name,
        refusal=show_refusal(filed.spot, filed.line),
    )


def _need(each: NeedOfControl) -> NeedShown:
    return NeedShown(
        need=each.need,
        assessment_id=each.engagement.id,
        assessment_name=each.engagement.name,
        control_set_id=each.control_set_id,
        control_id=each.control_id,
        control_code=each.code,
        control_name=each.name,
        details=list(each.details),
        evidence=None if each.evidence is None else show_count(each.evidence),
        may_look=each.may_look,
    )
