"""What is recorded of calls on the running organization: whatever changes something, and the use of models."""

from typing import Final

from probative_demo.errors import ApiError
from probative_demo.models import Members, is_read, operation
from probative_demo.places import ORGANIZATION_TRAIL
from probative_demo.records import Happening, as_recorded, identity_of_caller
from probative_demo.routing import Call
from probative_demo.simulation import Simulation
from probative_demo.wire import project

_MODEL_CALLS: Final = frozenset({"InvokeModel", "InvokeModelWithResponseStream", "Converse", "ConverseStream"})
_SOURCES: Final = {
    "accessanalyzer": "access-analyzer",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "bedrock-runtime": "bedrock",
    "cloudwatch": "monitoring",
    "opensearchserverless": "aoss",
    "resourcegroupstaggingapi": "tagging",
    "s3control": "s3",
    "service-quotas": "servicequotas",
}
"""Event sources that are not the service's own name."""


def record_call(
    simulation: Simulation, call: Call, answered: Members | None = None, *, error: ApiError | None = None
) -> None:
    """Have `call` delivered by the trail, if it is of the kind and the trail is on."""
    service, name = call.name
    if is_read(name) or service == "sts" or not _is_logging(simulation, call):
        return
    at = simulation.clock()
    is_object = service == "s3" and "Key" in call.given
    simulation.delivery.take(
        Happening(
            at=at,
            place=call.place,
            source=_SOURCES.get(service, service),
            name=name,
            identity=identity_of_caller(call.caller, call.place, at),
            address=call.request.remote_addr or "127.0.0.1",
            agent=call.request.headers.get("User-Agent", ""),
            params=_params(call),
            response=None if error or name in _MODEL_CALLS else _response(call, answered),
            error=(error.code, error.message) if error else None,
            is_read=name in _MODEL_CALLS,
            data_type="AWS::S3::Object" if is_object else None,
            resource=f"arn:aws:s3:::{call.given['Bucket']}/{call.given['Key']}" if is_object else None,
            number=hash(call.request_id),
        )
    )


def _params(call: Call) -> Members | None:
    if call.target.service == "s3":
        return _object_params(call)
    return as_recorded({name: value for name, value in call.given.items() if name != "clientRequestToken"}) or None


def _object_params(call: Call) -> Members:
    """Return the members as S3 records them: the bucket and the key, and what is configured by its own name."""
    host = f"{call.given['Bucket']}.s3.{call.place.region}.amazonaws.com" if "Bucket" in call.given else ""
    named = {"bucketName": call.given.get("Bucket"), "key": call.given.get("Key"), "Host": host}
    configured = {name: value for name, value in call.given.items() if isinstance(value, dict) and value}
    return {name: value for name, value in (named | configured).items() if value}


def _response(call: Call, answered: Members | None) -> Members | None:
    shape = operation(*call.name).output_shape
    return as_recorded(project(shape, answered)) or None if answered and shape else None


def _is_logging(simulation: Simulation, call: Call) -> bool:
    """Say whether the organization's trail records; the call that stops it is recorded."""
    if call.target.operation in {"StopLogging", "DeleteTrail"}:
        return True
    statuses = simulation.state.of(call.place, "cloudtrail", "trail_status")
    return any(status["Name"] == ORGANIZATION_TRAIL and status["IsLogging"] for status in statuses)
