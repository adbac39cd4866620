"""Delegations and roles as they go over the wire."""

from collections.abc import Iterable

from probative.api.operations.context import Shape
from probative.domain.engagements import Delegation
from probative.domain.people import Role


def role_shape(role: Role) -> Shape:
    """Return a `Role`."""
    return {"roleType": role.type.value, "roleArn": role.arn}


def delegation_shapes(delegations: Iterable[Delegation], assessment_name: str) -> list[Shape]:
    """Return each as a `Delegation`; the name of the assessment is the present one."""
    return [
        {
            "id": delegation.id,
            "assessmentName": assessment_name,
            "assessmentId": delegation.assessment_id,
            "status": delegation.status.value,
            "roleArn": delegation.role.arn,
            "roleType": delegation.role.type.value,
            "creationTime": delegation.created_at,
            "lastUpdated": delegation.updated_at,
            "controlSetId": delegation.control_set_id,
            "comment": delegation.comment,
            "createdBy": delegation.created_by,
        }
        for delegation in delegations
    ]
