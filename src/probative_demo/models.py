"""botocore's service models by way of moto: the one place that knows how AWS spells its wire."""

from functools import cache
from threading import RLock
from typing import Any, Final

from botocore.exceptions import UnknownServiceError
from moto.core.request import Request
from moto.core.routing import NotFound, RestRouter, S3RestRouter
from moto.core.utils import get_service_model

Members = dict[str, Any]
"""Members of a structure by the names of the model; times are aware `datetime`."""

SIGNING_NAMES: Final = {
    "access-analyzer": ("accessanalyzer",),
    "aoss": ("opensearchserverless",),
    "bedrock": ("bedrock", "bedrock-agent", "bedrock-runtime", "bedrock-agent-runtime"),
    "bedrock-agentcore": ("bedrock-agentcore-control", "bedrock-agentcore"),
    "monitoring": ("cloudwatch",),
    "s3": ("s3", "s3control"),
    "sagemaker": ("sagemaker", "sagemaker-runtime", "sagemaker-metrics"),
    "servicequotas": ("service-quotas",),
    "tagging": ("resourcegroupstaggingapi",),
    "email": ("sesv2",),
    "es": ("opensearch",),
    "inspector2": ("inspector2",),
    "states": ("stepfunctions",),
    "elasticloadbalancing": ("elbv2",),
    "elasticmapreduce": ("emr",),
    "elasticfilesystem": ("efs",),
}
"""botocore's services by the name in a credential scope, where the two differ or one name means several."""

CBOR: Final = "smithy-rpc-v2-cbor"


def services_of(signing_name: str) -> tuple[str, ...]:
    """Return the services that sign as `signing_name`, likeliest first."""
    return SIGNING_NAMES.get(signing_name, (signing_name,))


_LOADING: Final = RLock()
"""Models are loaded one at a time: many first requests would else all load the same."""


@cache
def _loaded(service: str) -> Any:  # noqa: ANN401  moto's own model class, untyped here
    return get_service_model(service)


def _model(service: str) -> Any:  # noqa: ANN401  moto's own model class, untyped here
    with _LOADING:
        return _loaded(service)


@cache
def operations_of(service: str) -> frozenset[str]:
    """Return the names of the operations of `service`; none where botocore does not know it."""
    try:
        return frozenset(_model(service).operation_names)
    except UnknownServiceError:
        return frozenset()


@cache
def operation(service: str, name: str) -> Any:  # noqa: ANN401  moto's own model class, untyped here
    """Return the model of an operation that exists."""
    return _model(service).operation_model(name)


@cache
def protocol_of(service: str) -> str:
    """Return the protocol in which `service` reads and writes where the request does not say otherwise."""
    protocol: str = _model(service).metadata["protocol"]
    return protocol


@cache
def _built_router(service: str) -> Any:  # noqa: ANN401  moto's own class, untyped here
    return (S3RestRouter if service == "s3" else RestRouter)(_model(service))


def _rest_router(service: str) -> Any:  # noqa: ANN401  moto's own class, untyped here
    with _LOADING:
        return _built_router(service)


def match_path(service: str, request: Request) -> tuple[str, Members] | None:
    """Return the REST operation that `request` asks of `service`, and its labels; None: it has none such."""
    if not operations_of(service) or not protocol_of(service).startswith("rest"):
        return None
    try:
        found, labels = _rest_router(service).match(request)
    except NotFound:
        return None
    return found.name, labels


_READING: Final = ("Get", "List", "Describe", "BatchGet", "Search", "Lookup", "Select", "Head", "Query", "Preview")


def is_read(name: str) -> bool:
    """Say whether an operation of this name only looks."""
    return name.startswith(_READING)
