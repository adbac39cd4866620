"""Operations on delegations."""

from collections.abc import Mapping
from typing import Any

from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.api.operations.delegation_shapes import delegation_shapes
from probative.app import delegating
from probative.books import Position
from probative.domain.people import RoleType


def batch_create_delegation_by_assessment(context: Context, request: Shape) -> Shape:
    """Answer `BatchCreateDelegationByAssessment`."""
    requests = [_request(sent) for sent in request["createDelegationRequests"]]
    created = delegating.create_delegations(context.application, context.caller, request["assessmentId"], requests)
    return {
        "delegations": delegation_shapes(created.delegations, created.assessment_name),
        # Clients look into it without asking whether it is there.
        "errors": [
            {"createDelegationRequest": _request_shape(refused.request), **_failure(refused.failure)}
            for refused in created.refused
        ],
    }


def _request(sent: Mapping[str, Any]) -> delegating.Request:
    role_type = sent.get("roleType")
    return delegating.Request(
        control_set_id=sent.get("controlSetId"),
        role_arn=sent.get("roleArn"),
        role_type=None if role_type is None else RoleType(role_type),
        comment=sent.get("comment"),
    )


def _request_shape(request: delegating.Request) -> Shape:
    return {
        "controlSetId": request.control_set_id,
        "roleArn": request.role_arn,
        "roleType": None if request.role_type is None else request.role_type.value,
        "comment": request.comment,
    }


def _failure(failure: delegating.Failure) -> Mapping[str, str]:
    return {"errorCode": f"{failure.code:03d}", "errorMessage": failure.reason}


def batch_delete_delegation_by_assessment(context: Context, request: Shape) -> Shape:
    """Answer `BatchDeleteDelegationByAssessment`."""
    failed = delegating.delete_delegations(
        context.application, context.caller, request["assessmentId"], request["delegationIds"]
    )
    return {"errors": [{"delegationId": missed.id, **_failure(missed.failure)} for missed in failed]}


def get_delegations(context: Context, request: Shape) -> Shape:
    """Answer `GetDelegations`."""
    del request
    page = context.page
    found = delegating.list_delegations(
        context.application, context.caller, after=to_position(page.after), limit=page.limit
    )
    fitting, token = page.cut(found, _place_of)
    return {"delegations": [_metadata_shape(listed) for listed in fitting], "nextToken": token}


def _place_of(listed: delegating.ListedDelegation) -> str:
    return to_place(Position(listed.delegation.created_at, listed.delegation.id))


def _metadata_shape(listed: delegating.ListedDelegation) -> Shape:
    delegation = listed.delegation
    return {
        "id": delegation.id,
        "assessmentName": listed.assessment_name,
        "assessmentId": delegation.assessment_id,
        "status": delegation.status.value,
        "roleArn": delegation.role.arn,
        "creationTime": delegation.created_at,
        "controlSetName": delegation.control_set_id,
    }
