"""The list of assessments, with what Audit Manager's list leaves out: framework, accounts, and who owns each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import UNSET, UnsetType

from probative.api.protocol.paging import PageTokens, Position
from probative.app.viewing import Listed, list_assessments
from probative.books import Position as ShelfPosition
from probative.domain.engagements import AssessmentStatus, Engagement
from probative.domain.people import RoleType
from probative.native.contract import Asked, Endpoint, Nothing, Output, endpoint
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page


class AssessmentsQuery(PagedQuery, kw_only=True):
    """Which assessments are asked for; absent: whatever their status."""

    status: AssessmentStatus | UnsetType = UNSET


class AssessmentListed(Output):
    """An assessment in the list of those that the caller may know of."""

    id: str
    name: str
    status: AssessmentStatus
    framework_id: str
    framework_name: str
    compliance_type: str
    accounts: list[str]
    regions: list[str]
    owners: list[str]
    """ARNs of its audit owners, the creator first."""
    created_by: str
    created_at: datetime
    updated_at: datetime


class AssessmentsPage(Paged, kw_only=True):
    """Assessments, newest first."""

    assessments: list[AssessmentListed]


@dataclass(frozen=True, slots=True)
class AssessmentListEndpoints:
    """The endpoint of the list, with what page tokens are made by."""

    tokens: PageTokens

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return it."""
        summary = "List the assessments that you may know of, with framework, accounts and owners."
        return (endpoint("GET", "/v1/assessments", summary, self._list),)

    def _list(self, asked: Asked, query: AssessmentsQuery, _body: Nothing) -> AssessmentsPage:
        status = None if query.status is UNSET else query.status.value

        def after(position: Position | None, limit: int) -> Sequence[Listed]:
            place = None if position is None else _place(*position)
            return list_assessments(asked.application, asked.caller, status, after=place, limit=limit)

        found = read_page(self.tokens, "assessments", asked, query, after, _position)
        shown = [_shown(listed.engagement) for listed in found.items]
        return AssessmentsPage(assessments=shown, next_token=next_token_of(found))


def _position(listed: Listed) -> Position:
    return listed.engagement.created_at.isoformat(), listed.engagement.id


def _place(at: object, id_: object) -> ShelfPosition:
    return ShelfPosition(datetime.fromisoformat(str(at)), str(id_))


def _shown(engagement: Engagement) -> AssessmentListed:
    named = (role.arn for role in engagement.roles if role.type is RoleType.PROCESS_OWNER)
    return AssessmentListed(
        id=engagement.id,
        name=engagement.name,
        status=engagement.status,
        framework_id=engagement.framework.id,
        framework_name=engagement.framework.name,
        compliance_type=engagement.framework.compliance_type or "",
        accounts=[account.id for account in engagement.accounts],
        regions=list(engagement.regions),
        owners=list(dict.fromkeys((engagement.creator_arn, *named))),
        created_by=engagement.created_by,
        created_at=engagement.created_at,
        updated_at=engagement.updated_at,
    )
