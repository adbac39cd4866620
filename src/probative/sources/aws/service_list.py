"""All services that botocore describes: their names, their operations, and how keywords name their calls.

Only the head of each service's description is decoded: the names of all operations of AWS take about a second and a
few megabytes, where the models themselves would take a gigabyte.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec
from isal import igzip

from probative.ports.asking import KnownService
from probative.sources.aws import iam_actions, read_only

_CALL_PREFIXES: Final[Mapping[str, str]] = {
    "cloudwatch": "cloudwatch",
    "cloudwatchomni": "cloudwatchomni",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancingv2",
}
"""Heads of keywords of API calls that are neither the name a service signs with nor botocore's name for it."""

_READING_BESIDE: Final = (
    *("BatchCheck", "Check", "Discover", "Estimate", "Head", "Preview", "Query", "Scan", "Select", "Simulate"),
    *("Validate", "Verify", "View"),
)
"""Beginnings of operations that change nothing, beside those that may be called for evidence."""

_NOT_CHANGING: Final = frozenset({"kms:Decrypt", "kms:GenerateDataKey", "sts:AssumeRole"})
# AWS: these are left out of the keywords of CloudTrail, since they come with everything that works.

_LAMBDA_DATE: Final = re.compile(r"/(\d{4})-(\d{2})-(\d{2})/")


class DataLoader(Protocol):
    """What finds botocore's data files."""

    @property
    def search_paths(self) -> Sequence[str]:
        """Folders of service descriptions, the first that has one counts."""

    def list_available_services(self, type_name: str) -> Sequence[str]:
        """Return the names of all services."""

    def determine_latest_version(self, service_name: str, type_name: str) -> str:
        """Return the newest version of a service's description."""


class _Metadata(msgspec.Struct):
    endpointPrefix: str = ""  # noqa: N815  botocore's spelling
    signingName: str = ""  # noqa: N815
    serviceFullName: str = ""  # noqa: N815

    @property
    def signing_name(self) -> str:
        return self.signingName or self.endpointPrefix


class _Http(msgspec.Struct):
    requestUri: str = ""  # noqa: N815


class _Operation(msgspec.Struct):
    http: _Http = msgspec.field(default_factory=_Http)


class _Description(msgspec.Struct):
    metadata: _Metadata
    operations: dict[str, _Operation]


def read_services(loader: DataLoader) -> Sequence[KnownService]:
    """Return all services, by botocore's name."""
    found = {name: _read(loader, name) for name in loader.list_available_services("service-2")}
    signing = Counter(description.metadata.signing_name for description in found.values())
    return [_known(name, found[name], signing) for name in sorted(found)]


def _read(loader: DataLoader, service: str) -> _Description:
    version = loader.determine_latest_version(service, "service-2")
    path = next(_candidates(loader, f"{service}/{version}/service-2.json"))
    content = path.read_bytes()
    return msgspec.json.decode(igzip.decompress(content) if path.suffix == ".gz" else content, type=_Description)


def _candidates(loader: DataLoader, place: str) -> Iterator[Path]:
    for folder in loader.search_paths:
        yield from (path for suffix in ("", ".gz") if (path := Path(folder, place + suffix)).is_file())


def _known(service: str, description: _Description, signing: Counter[str]) -> KnownService:
    name = description.metadata.signing_name
    return KnownService(
        service=service,
        full_name=description.metadata.serviceFullName or service,
        call_prefix=_call_prefix(service, name, signing),
        event_prefix=iam_actions.PREFIXES.get(service, name),
        event_source=f"{name}.amazonaws.com",
        reading=frozenset(each for each in description.operations if read_only.check_read_only(service, each) is None),
        changing={
            each: _event_names(name, each, operation)
            for each, operation in description.operations.items()
            if _is_changing(service, each)
        },
    )


def _call_prefix(service: str, signing_name: str, signing: Counter[str]) -> str:
    if service in _CALL_PREFIXES:
        return _CALL_PREFIXES[service]
    return signing_name if signing[signing_name] == 1 else service


def _is_changing(service: str, operation: str) -> bool:
    if f"{service}:{operation}" in _NOT_CHANGING | read_only.ALSO_READING:
        return False
    return not operation.startswith((*read_only.READING_PREFIXES, *_READING_BESIDE))


def _event_names(signing_name: str, operation: str, described: _Operation) -> tuple[str, ...]:
    """Return what CloudTrail calls `operation`: its name, and for Lambda also with the date of its interface."""
    dated = _LAMBDA_DATE.match(described.http.requestUri) if signing_name == "lambda" else None
    if dated is None:
        return (operation,)
    name = operation + "".join(dated.groups())
    return (operation, name, f"{name}v2")
