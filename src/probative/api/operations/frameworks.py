"""Operations of frameworks."""

from probative.api.operations.context import Context, Shape, to_place, to_position
from probative.api.operations.framework_shapes import framework_metadata_shape, framework_shape
from probative.api.operations.standard_pages import page_of
from probative.app import custom_frameworks
from probative.app.custom_frameworks import ControlSetDraft, FrameworkDraft
from probative.books import Position
from probative.domain.custom import FrameworkType


def create_assessment_framework(context: Context, request: Shape) -> Shape:
    """Answer `CreateAssessmentFramework`."""
    tags = request.get("tags") or {}
    created = custom_frameworks.create_framework(context.application, context.caller, _draft(request), tags)
    return {"framework": framework_shape(context.application, created)}


def get_assessment_framework(context: Context, request: Shape) -> Shape:
    """Answer `GetAssessmentFramework`."""
    found = custom_frameworks.get_framework(context.application, context.caller, request["frameworkId"])
    return {"framework": framework_shape(context.application, found)}


def list_assessment_frameworks(context: Context, request: Shape) -> Shape:
    """Answer `ListAssessmentFrameworks`."""
    application, page = context.application, context.page
    if FrameworkType(request["frameworkType"]) is FrameworkType.STANDARD:
        standard, token = page_of(page, custom_frameworks.list_standard_frameworks(application, context.caller))
        return {
            "frameworkMetadataList": [framework_metadata_shape(application, each) for each in standard],
            "nextToken": token,
        }
    found = custom_frameworks.list_custom_frameworks(
        application, context.caller, after=to_position(page.after), limit=page.limit + 1
    )
    fitting, token = page.cut(found, lambda framework: to_place(Position(framework.created_at, framework.id)))
    return {
        "frameworkMetadataList": [framework_metadata_shape(application, each) for each in fitting],
        "nextToken": token,
    }


def update_assessment_framework(context: Context, request: Shape) -> Shape:
    """Answer `UpdateAssessmentFramework`."""
    updated = custom_frameworks.update_framework(
        context.application, context.caller, request["frameworkId"], _draft(request)
    )
    return {"framework": framework_shape(context.application, updated)}


def delete_assessment_framework(context: Context, request: Shape) -> Shape:
    """Answer `DeleteAssessmentFramework`."""
    custom_frameworks.delete_framework(context.application, context.caller, request["frameworkId"])
    return {}


def _draft(request: Shape) -> FrameworkDraft:
    return FrameworkDraft(
        name=request["name"],
        description=request.get("description"),
        compliance_type=request.get("complianceType"),
        control_sets=tuple(
            ControlSetDraft(
                id=control_set.get("id") or "",
                name=control_set["name"],
                control_ids=tuple(control["id"] for control in control_set.get("controls") or ()),
            )
            for control_set in request["controlSets"]
        ),
    )
