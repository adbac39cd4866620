"""The evidence finder: evidence of all assessments that the caller may look into, found and grouped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from probative.api.protocol.paging import PageTokens, Position
from probative.app.evidence_finder import Group, SightedEvidence, group_evidence, search_evidence
from probative.domain.evidence_queries import EvidenceSpot
from probative.domain.evidence_searches import Order, Property, resource_type_of, service_of
from probative.domain.ids import EvidenceId
from probative.native.contract import Asked, Endpoint, Nothing, Output, endpoint
from probative.native.criteria import Criteria, read_criteria
from probative.native.evidence import EvidenceShown, show_evidence
from probative.native.paging import Paged, PageSize, next_token_of, read_page

FINDER: Final = "/v1/evidence"


class FinderQuery(Criteria):
    """Which evidence is wanted, and how it is ordered: by day of collection, then by the time of what was seen."""

    order: Order = Order.NEWEST_FIRST
    max_results: PageSize = 100
    next_token: str | UnsetType = UNSET


class EvidenceFound(EvidenceShown):
    """An evidence item, with what its assessment and control are called."""

    assessment_id: str
    assessment_name: str
    control_name: str
    control_domain: str
    service: str
    resource_type: str


class FoundPage(Paged, kw_only=True):
    """Evidence in the order that was asked for."""

    evidence: list[EvidenceFound]


class Dimension(StrEnum):
    """What evidence is grouped by: a member of criteria, or the day of collection."""

    ASSESSMENT = "assessmentId"
    CONTROL = "controlId"
    DOMAIN = "controlDomain"
    VERDICT = "verdict"
    SOURCE_KIND = "sourceKind"
    BY_TYPE = "evidenceByType"
    SOURCE = "sourceId"
    ACCOUNT = "account"
    REGION = "region"
    EVENT_SOURCE = "eventSource"
    EVENT_NAME = "eventName"
    SERVICE = "service"
    RESOURCE = "resource"
    RESOURCE_TYPE = "resourceType"
    PRINCIPAL = "principal"
    DAY = "day"


class GroupsQuery(Criteria):
    """Which evidence is counted, and by what; without `by`, all of it as one."""

    by: list[Dimension] = []  # noqa: RUF012  msgspec copies it
    max_results: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 100


class GroupKeyShown(Output):
    """What a group has in common: the value to find its evidence by, and what that is called."""

    by: Dimension
    value: str
    name: str


class GroupShown(Output):
    """How much evidence has this in common."""

    keys: list[GroupKeyShown]
    count: int


class GroupsShown(Output):
    """The largest groups, largest first; `groupsCount` and `evidenceCount` are of all, also those left out."""

    groups: list[GroupShown]
    groups_count: int
    evidence_count: int


@dataclass(frozen=True, slots=True)
class FinderEndpoints:
    """The endpoints of the evidence finder, with what its page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return them."""
        return (
            endpoint("GET", FINDER, "Find evidence over all assessments that you may look into.", self._find),
            endpoint("GET", f"{FINDER}/groups", "Count evidence by what it has in common.", group),
        )

    def _find(self, asked: Asked, query: FinderQuery, _body: Nothing) -> FoundPage:
        criteria = read_criteria(query)

        def after(position: Position | None, limit: int) -> Sequence[SightedEvidence]:
            spot = None if position is None else _spot(*position)
            return search_evidence(
                asked.application, asked.caller, criteria, order=query.order, after=spot, limit=limit
            )

        def position_of(sighted: SightedEvidence) -> Position:
            item = sighted.found.evidence
            return item.day.isoformat(), item.id

        found = read_page(self.tokens, "finder", asked, query, after, position_of)
        return FoundPage(evidence=list(map(show_found, found.items)), next_token=next_token_of(found))


def group(asked: Asked, query: GroupsQuery, _body: Nothing) -> GroupsShown:
    """Return how much evidence has what in common."""
    by = [_PROPERTIES[each] for each in query.by]
    grouped = group_evidence(asked.application, asked.caller, read_criteria(query), by, query.max_results)
    return GroupsShown(
        groups=list(map(_group, grouped.groups)),
        groups_count=grouped.groups_count,
        evidence_count=grouped.evidence_count,
    )


def show_found(sighted: SightedEvidence) -> EvidenceFound:
    """Return an item as it is told."""
    item = sighted.found.evidence
    return EvidenceFound(
        **msgspec.structs.asdict(show_evidence(sighted.found)),
        assessment_id=item.assessment_id,
        assessment_name=sighted.assessment_name,
        control_name=sighted.control.name,
        control_domain=sighted.control.domain.id,
        service=service_of(item.event_source),
        resource_type=resource_type_of(item.resource),
    )


_PROPERTIES: Final = {Dimension[name.name]: name for name in Property}
_DIMENSIONS: Final = {name: each for each, name in _PROPERTIES.items()}


def _group(group: Group) -> GroupShown:
    keys = [GroupKeyShown(by=_DIMENSIONS[key.property], value=key.value, name=key.name) for key in group.keys]
    return GroupShown(keys=keys, count=group.evidence_count)


def _spot(day: object, id_: object) -> EvidenceSpot:
    return EvidenceSpot(date.fromisoformat(str(day)), EvidenceId(str(id_)))
