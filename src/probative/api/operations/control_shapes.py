"""Controls of the library on the wire."""

from probative.api.operations.context import Shape
from probative.api.operations.source_shapes import display_of, sources_shape
from probative.app.application import Application
from probative.app.controls import TaggedControl, control_arn
from probative.app.library_controls import types_of
from probative.domain.custom import CustomControl
from probative.domain.frameworks import Control


def control_shape(application: Application, shown: TaggedControl) -> Shape:
    """Return a control whole."""
    control = shown.control
    return {
        "arn": control_arn(application, control.id),
        "id": control.id,
        "type": control.type,
        "name": control.name,
        "description": control.description,
        "testingInformation": control.testing_information,
        "actionPlanTitle": control.action_plan_title,
        "actionPlanInstructions": control.action_plan_instructions,
        "controlSources": display_of(source.type for source in control.sources),
        "controlMappingSources": sources_shape(control.sources),
        "createdAt": control.created_at,
        "lastUpdatedAt": control.updated_at,
        "createdBy": control.created_by,
        "lastUpdatedBy": control.updated_by,
        "tags": dict(shown.tags),
        "state": "ACTIVE",
    }


def control_metadata_shape(application: Application, control: Control | CustomControl) -> Shape:
    """Return a control as a list shows it."""
    if isinstance(control, Control):
        return {
            "arn": control_arn(application, control.uuid),
            "id": control.uuid,
            "name": control.name,
            "controlSources": display_of(types_of(control)),
        }
    return {
        "arn": control_arn(application, control.id),
        "id": control.id,
        "name": control.name,
        "controlSources": display_of(source.type for source in control.sources),
        "createdAt": control.created_at,
        "lastUpdatedAt": control.updated_at,
    }
