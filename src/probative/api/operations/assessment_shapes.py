"""Assessments, their control sets and controls as they go over the wire: what was sent comes back as it was."""

from collections.abc import Sequence
from typing import Final

from probative.api.operations.context import Shape
from probative.api.operations.delegation_shapes import delegation_shapes, role_shape
from probative.api.operations.source_shapes import names_of
from probative.app.application import Application
from probative.app.viewing import Listed, View, arn_of
from probative.domain.engagements import (
    AssessedControl,
    AssessedControlSet,
    Delegation,
    Destination,
    Engagement,
    FrozenFramework,
)

_FRAMEWORK_DESCRIPTION: Final = 200
_CUT: Final = "…"


def assessment_shape(application: Application, view: View) -> Shape:
    """Return an `Assessment`."""
    engagement = view.engagement
    framework = engagement.framework
    return {
        "arn": arn_of(application, engagement),
        # AWS: of the account, only the id is told.
        "awsAccount": {"id": application.account},
        "metadata": _metadata(engagement, view.delegations),
        "framework": {
            "id": framework.id,
            "arn": application.arn(f"assessmentFramework/{framework.id}", is_standard=framework.is_standard),
            "metadata": _framework_metadata(framework),
            "controlSets": [control_set_shape(view, control_set) for control_set in engagement.control_sets],
        },
        "tags": dict(view.tags),
    }


def _metadata(engagement: Engagement, delegations: Sequence[Delegation]) -> Shape:
    return {
        "name": engagement.name,
        "id": engagement.id,
        "description": engagement.description,
        "complianceType": engagement.framework.compliance_type,
        "status": engagement.status.value,
        "assessmentReportsDestination": _destination(engagement.destination),
        "scope": {
            "awsAccounts": [
                {"id": account.id, "emailAddress": account.email, "name": account.name}
                for account in engagement.accounts
            ],
            # AWS: services in scope are no more; they are taken and never given back.
            "awsServices": [],
        },
        "roles": [role_shape(role) for role in engagement.roles],
        "delegations": delegation_shapes(delegations, engagement.name),
        "creationTime": engagement.created_at,
        "lastUpdated": engagement.updated_at,
    }


def _destination(destination: Destination) -> Shape:
    return {"destinationType": destination.type, "destination": destination.url}


def _framework_metadata(framework: FrozenFramework) -> Shape:
    # AWS: within an assessment, the description of a framework is shorter than elsewhere, and never empty.
    description = framework.description or None
    if description is not None and len(description) > _FRAMEWORK_DESCRIPTION:
        description = description[: _FRAMEWORK_DESCRIPTION - len(_CUT)] + _CUT
    return {"name": framework.name, "description": description, "complianceType": framework.compliance_type}


def control_set_shape(view: View, control_set: AssessedControlSet) -> Shape:
    """Return an `AssessmentControlSet`."""
    delegations = [given for given in view.delegations if given.control_set_id == control_set.id]
    evidence = [view.evidence_of(control) for control in control_set.controls]
    return {
        "id": control_set.id,
        "description": control_set.description or None,
        "status": control_set.status.value,
        "roles": [role_shape(given.role) for given in delegations],
        "controls": [control_shape(view, control) for control in control_set.controls],
        "delegations": delegation_shapes(delegations, view.engagement.name),
        "systemEvidenceCount": sum(found.automated for found in evidence),
        "manualEvidenceCount": sum(found.manual for found in evidence),
    }


def control_shape(view: View, control: AssessedControl) -> Shape:
    """Return an `AssessmentControl`."""
    label = view.label_of(control)
    evidence = view.evidence_of(control)
    return {
        "id": control.id,
        "name": label.name,
        "status": control.status.value,
        "comments": [
            {"authorName": comment.author, "commentBody": comment.text, "postedDate": comment.posted_at}
            for comment in control.comments
        ],
        "evidenceSources": names_of(label.sources),
        "evidenceCount": evidence.automated + evidence.manual,
        "assessmentReportEvidenceCount": view.chosen_of(control),
    }


def metadata_item_shape(listed: Listed) -> Shape:
    """Return an `AssessmentMetadataItem`."""
    engagement, delegations = listed
    return {
        "name": engagement.name,
        "id": engagement.id,
        "complianceType": engagement.framework.compliance_type,
        "status": engagement.status.value,
        "roles": [role_shape(role) for role in engagement.roles],
        "delegations": delegation_shapes(delegations, engagement.name),
        "creationTime": engagement.created_at,
        "lastUpdated": engagement.updated_at,
    }
