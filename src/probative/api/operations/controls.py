"""Operations of controls."""

from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.api.operations.control_shapes import control_metadata_shape, control_shape
from probative.api.operations.source_shapes import read_sources
from probative.api.operations.standard_pages import page_of
from probative.app import controls
from probative.books import Position
from probative.domain.custom import ControlType


def create_control(context: Context, request: Shape) -> Shape:
    """Answer `CreateControl`."""
    tags = request.get("tags") or {}
    created = controls.create_control(context.application, context.caller, _draft(request), tags)
    return {"control": control_shape(context.application, created)}


def get_control(context: Context, request: Shape) -> Shape:
    """Answer `GetControl`."""
    found = controls.get_control(context.application, context.caller, request["controlId"])
    return {"control": control_shape(context.application, found)}


def list_controls(context: Context, request: Shape) -> Shape:
    """Answer `ListControls`: a core control is a standard one, which custom controls can rest on."""
    application, page, filed = context.application, context.page, request.get("controlCatalogId")
    if ControlType(request["controlType"]) is not ControlType.CUSTOM:
        standard, token = page_of(page, controls.list_standard_controls(application, context.caller, filed))
        return {
            "controlMetadataList": [control_metadata_shape(application, each) for each in standard],
            "nextToken": token,
        }
    found = controls.list_custom_controls(
        application, context.caller, filed, after=to_position(page.after), limit=page.limit + 1
    )
    fitting, token = page.cut(found, lambda control: to_place(Position(control.created_at, control.id)))
    return {"controlMetadataList": [control_metadata_shape(application, each) for each in fitting], "nextToken": token}


def update_control(context: Context, request: Shape) -> Shape:
    """Answer `UpdateControl`."""
    updated = controls.update_control(context.application, context.caller, request["controlId"], _draft(request))
    return {"control": control_shape(context.application, updated)}


def delete_control(context: Context, request: Shape) -> Shape:
    """Answer `DeleteControl`."""
    controls.delete_control(context.application, context.caller, request["controlId"])
    return {}


def _draft(request: Shape) -> controls.ControlDraft:
    return controls.ControlDraft(
        name=request["name"],
        description=request.get("description"),
        testing_information=request.get("testingInformation"),
        action_plan_title=request.get("actionPlanTitle"),
        action_plan_instructions=request.get("actionPlanInstructions"),
        sources=read_sources(request["controlMappingSources"]),
    )
