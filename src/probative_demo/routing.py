"""From an HTTP request to the call it makes: who, where, which operation of which service, with what."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request

from probative_demo import cbor
from probative_demo.callers import Caller
from probative_demo.models import CBOR, Members, match_path, operation, operations_of, protocol_of, services_of
from probative_demo.places import Place

_SCOPE: Final = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d{8}/(?P<region>[^/]*)/(?P<service>[^/]+)/aws4_request")
_CBOR_PATH: Final = re.compile(r"/service/(?P<target>\w+)/operation/(?P<name>\w+)")


class Scope(NamedTuple):
    """What a signature says of its request."""

    access_key: str
    region: str
    service: str
    """The name that the service signs with."""


class Target(NamedTuple):
    """The operation that a request asks for."""

    service: str
    operation: str
    protocol: str
    labels: Members


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request understood."""

    target: Target
    given: Members
    place: Place
    caller: Caller
    request: Request
    request_id: str

    @property
    def name(self) -> tuple[str, str]:
        """The service and the operation."""
        return self.target.service, self.target.operation


def read_scope(request: Request) -> Scope | None:
    """Return what the signature (in the header or in the address) names; None: the request is not signed."""
    presigned = request.args.get("X-Amz-Credential")
    signed = f"Credential={presigned}" if presigned else request.headers.get("Authorization", "")
    found = _SCOPE.search(signed)
    return Scope(found["key"], found["region"], found["service"]) if found else None


def find_target(request: Request, scope: Scope) -> Target | None:
    """Return the operation that `request` asks for; None: no service that signs so has it."""
    for service in services_of(scope.service):
        target = _cbor(service, request) or _json(service, request) or _query(service, request)
        target = target or _rest(service, request)
        if target:
            return target
    return None


def _cbor(service: str, request: Request) -> Target | None:
    found = _CBOR_PATH.fullmatch(request.path)
    if not found or found["name"] not in operations_of(service):
        return None
    return Target(service, found["name"], CBOR, {})


def _json(service: str, request: Request) -> Target | None:
    _, _, name = request.headers.get("X-Amz-Target", "").rpartition(".")
    return Target(service, name, "json", {}) if name in operations_of(service) else None


def _query(service: str, request: Request) -> Target | None:
    if not request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        return None
    request.get_data(cache=True, parse_form_data=False)
    name = request.values.get("Action", "")
    if name not in operations_of(service):
        return None
    return Target(service, name, "ec2" if protocol_of(service) == "ec2" else "query", {})


def _rest(service: str, request: Request) -> Target | None:
    found = match_path(service, request)
    return Target(service, found[0], protocol_of(service), found[1]) if found else None


def read_input(request: Request, target: Target) -> Members:
    """Return the input members of `request`."""
    body = request.get_data(cache=True)
    if target.protocol == CBOR:
        return dict(cbor.decode(body)) if body else {}
    parser = PROTOCOL_PARSERS[target.protocol](operation(target.service, target.operation))
    parsed: Members = parser.parse(
        {
            "body": body,
            "headers": request.headers,
            "method": request.method,
            "url_params": target.labels,
            "url_path": request.path,
            "values": request.values,
        }
    )
    return parsed or {}
