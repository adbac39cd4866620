"""Operations of services."""

from probative.api.operations.context import Context, Shape
from probative.app.services import list_services


def get_services_in_scope(context: Context, request: Shape) -> Shape:
    """Answer `GetServicesInScope`."""
    del request
    return {
        "serviceMetadata": [
            {
                "name": service.name,
                "displayName": service.display_name,
                "description": service.display_name,
                "category": service.category,
            }
            for service in list_services(context.application, context.caller)
        ]
    }
