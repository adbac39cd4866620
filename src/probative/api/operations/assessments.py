"""Operations on assessments as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from probative.api.operations.assessment_shapes import assessment_shape, metadata_item_shape
from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.api.operations.delegation_shapes import role_shape
from probative.app import engagements, viewing
from probative.books import Position
from probative.domain.engagements import AssessmentStatus, Destination, ScopedAccount
from probative.domain.ids import AccountId
from probative.domain.people import Role, RoleType


def create_assessment(context: Context, request: Shape) -> Shape:
    """Answer `CreateAssessment`."""
    new = engagements.NewAssessment(
        name=request["name"],
        description=request.get("description"),
        destination=_destination(request["assessmentReportsDestination"]),
        accounts=_accounts(request["scope"].get("awsAccounts") or ()),
        roles=_roles(request["roles"]),
        framework_id=request["frameworkId"],
        tags=request.get("tags") or {},
    )
    created = engagements.create_assessment(context.application, context.caller, new)
    return {"assessment": assessment_shape(context.application, created)}


def get_assessment(context: Context, request: Shape) -> Shape:
    """Answer `GetAssessment`."""
    view = viewing.get_assessment(context.application, context.caller, request["assessmentId"])
    return {
        "assessment": assessment_shape(context.application, view),
        "userRole": None if view.role is None else role_shape(view.role),
    }


def list_assessments(context: Context, request: Shape) -> Shape:
    """Answer `ListAssessments`."""
    page = context.page
    found = viewing.list_assessments(
        context.application,
        context.caller,
        request.get("status"),
        after=to_position(page.after),
        limit=page.limit,
    )
    fitting, token = page.cut(found, _place_of)
    return {"assessmentMetadata": [metadata_item_shape(listed) for listed in fitting], "nextToken": token}


def _place_of(listed: viewing.Listed) -> str:
    return to_place(Position(listed.engagement.created_at, listed.engagement.id))


def update_assessment(context: Context, request: Shape) -> Shape:
    """Answer `UpdateAssessment`."""
    scope = request["scope"].get("awsAccounts")
    destination = request.get("assessmentReportsDestination")
    roles = request.get("roles")
    edits = engagements.AssessmentEdits(
        name=request.get("assessmentName"),
        description=request.get("assessmentDescription"),
        destination=None if destination is None else _destination(destination),
        accounts=None if scope is None else _accounts(scope),
        roles=None if roles is None else _roles(roles),
    )
    updated = engagements.update_assessment(context.application, context.caller, request["assessmentId"], edits)
    return {"assessment": assessment_shape(context.application, updated)}


def update_assessment_status(context: Context, request: Shape) -> Shape:
    """Answer `UpdateAssessmentStatus`."""
    status = AssessmentStatus(request["status"])
    ended = engagements.update_status(context.application, context.caller, request["assessmentId"], status)
    return {"assessment": assessment_shape(context.application, ended)}


def delete_assessment(context: Context, request: Shape) -> Shape:
    """Answer `DeleteAssessment`."""
    engagements.delete_assessment(context.application, context.caller, request["assessmentId"])
    return {}


def _destination(sent: Mapping[str, Any]) -> Destination:
    return Destination(type=sent.get("destinationType"), url=sent.get("destination"))


def _accounts(sent: Iterable[Mapping[str, Any]]) -> tuple[ScopedAccount, ...]:
    return tuple(
        ScopedAccount(id=AccountId(account.get("id", "")), email=account.get("emailAddress"), name=account.get("name"))
        for account in sent
    )


def _roles(sent: Iterable[Mapping[str, Any]]) -> tuple[Role, ...]:
    return tuple(Role(type=RoleType(role["roleType"]), arn=role["roleArn"]) for role in sent)
