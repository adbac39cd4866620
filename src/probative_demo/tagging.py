"""The tagging API's GetResources: by type and by tag."""

from probative_demo.answers import page_of
from probative_demo.models import Members
from probative_demo.routing import Call
from probative_demo.simulation import Simulation


def get_resources(simulation: Simulation, call: Call) -> Members:
    """Answer GetResources."""
    types = call.given.get("ResourceTypeFilters") or []
    tags = call.given.get("TagFilters") or []
    with simulation.state.lock:
        found = [
            resource
            for resource in simulation.state.of(call.place, "resourcegroupstaggingapi", "resources")
            if (not types or any(_is_of_type(resource["ResourceARN"], wanted) for wanted in types))
            and all(_is_tagged(resource, wanted) for wanted in tags)
        ]
    page, token = page_of(call.given, found)
    return {"ResourceTagMappingList": page, "PaginationToken": token or ""}


def _is_of_type(arn: str, wanted: str) -> bool:
    service, _, kind = wanted.partition(":")
    parts = arn.split(":", 5)
    return parts[2] == service and (not kind or parts[5].startswith(f"{kind}/"))


def _is_tagged(resource: Members, wanted: Members) -> bool:
    values = wanted.get("Values") or []
    return any(tag["Key"] == wanted["Key"] and (not values or tag["Value"] in values) for tag in resource["Tags"])
