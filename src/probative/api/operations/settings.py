"""The settings of the account over the wire."""

from typing import Final

from probative.api.operations.context import Context, Shape
from probative.api.operations.delegation_shapes import role_shape
from probative.app import settings as use_cases
from probative.app.settings import SettingsChange, SettingsView
from probative.domain.engagements import Destination
from probative.domain.people import Role, RoleType
from probative.domain.registration import FinderStatus

_MEMBERS: Final = {
    "IS_AWS_ORG_ENABLED": "isAwsOrgEnabled",
    "SNS_TOPIC": "snsTopic",
    "DEFAULT_ASSESSMENT_REPORTS_DESTINATION": "defaultAssessmentReportsDestination",
    "DEFAULT_PROCESS_OWNERS": "defaultProcessOwners",
    "EVIDENCE_FINDER_ENABLEMENT": "evidenceFinderEnablement",
    "DEREGISTRATION_POLICY": "deregistrationPolicy",
    "DEFAULT_EXPORT_DESTINATION": "defaultExportDestination",
}
"""The part of the settings that an attribute asks for; `ALL` asks for everything."""
_DEFAULT: Final = "DEFAULT"


def get_settings(context: Context, request: Shape) -> Shape:
    """Answer `GetSettings`: the part that is asked for, or everything."""
    shape = _settings_shape(use_cases.get_settings(context.application, context.caller))
    member = _MEMBERS.get(request["attribute"])
    return {"settings": shape if member is None else {member: shape[member]}}


def update_settings(context: Context, request: Shape) -> Shape:
    """Answer `UpdateSettings`: what is not sent stays as it is."""
    owners = request.get("defaultProcessOwners")
    finder = request.get("evidenceFinderEnabled")
    change = SettingsChange(
        sns_topic=request.get("snsTopic"),
        report_destination=_destination(request.get("defaultAssessmentReportsDestination")),
        process_owners=None if owners is None else tuple(_role(owner) for owner in owners),
        kms_key=request.get("kmsKey"),
        finder=None if finder is None else FinderStatus.ENABLED if finder else FinderStatus.DISABLED,
        delete_resources=(request.get("deregistrationPolicy") or {}).get("deleteResources"),
        export_destination=_destination(request.get("defaultExportDestination")),
    )
    return {"settings": _settings_shape(use_cases.update_settings(context.application, context.caller, change))}


def _settings_shape(view: SettingsView) -> Shape:
    settings = view.settings
    is_found = settings.finder is FinderStatus.ENABLED
    return {
        "isAwsOrgEnabled": view.has_organization,
        # AWS: a topic goes in as an ARN, or as NONE, and comes out as a name.
        "snsTopic": settings.sns_topic and settings.sns_topic.rpartition(":")[2],
        "defaultAssessmentReportsDestination": _destination_shape(settings.report_destination),
        "defaultProcessOwners": [role_shape(role) for role in settings.process_owners],
        "kmsKey": settings.kms_key or _DEFAULT,
        "evidenceFinderEnablement": {
            "eventDataStoreArn": view.finder_store if is_found else None,
            "enablementStatus": settings.finder.value,
            # All evidence is there to be found from the first moment on.
            "backfillStatus": "COMPLETED" if is_found else "NOT_STARTED",
        },
        "deregistrationPolicy": {"deleteResources": settings.delete_resources or _DEFAULT},
        "defaultExportDestination": _destination_shape(settings.export_destination),
    }


def _role(shape: Shape) -> Role:
    return Role(type=RoleType(shape["roleType"]), arn=shape["roleArn"])


def _destination(shape: Shape | None) -> Destination | None:
    return None if shape is None else Destination(type=shape.get("destinationType"), url=shape.get("destination"))


def _destination_shape(destination: Destination | None) -> Shape | None:
    return None if destination is None else {"destinationType": destination.type, "destination": destination.url}
