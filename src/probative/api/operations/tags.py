"""Operations of tags."""

from probative.api.operations.context import Context, Shape
from probative.app import tagging


def list_tags_for_resource(context: Context, request: Shape) -> Shape:
    """Answer `ListTagsForResource`."""
    return {"tags": dict(tagging.list_tags(context.application, context.caller, request["resourceArn"]))}


def tag_resource(context: Context, request: Shape) -> Shape:
    """Answer `TagResource`."""
    tagging.tag(context.application, context.caller, request["resourceArn"], request["tags"])
    return {}


def untag_resource(context: Context, request: Shape) -> Shape:
    """Answer `UntagResource`."""
    tagging.untag(context.application, context.caller, request["resourceArn"], request["tagKeys"])
    return {}
