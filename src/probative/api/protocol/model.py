"""What Audit Manager's wire looks like: the one place that reads botocore's service model.

Operations and shapes are values of our own, made once from the model that botocore ships; no list of routes,
shapes or errors is kept by hand. A trait that nothing here can serve is refused when the model is loaded, so
that a newer botocore never makes the door answer half of what it promises.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import botocore.loaders
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, StructureShape
from botocore.model import Shape as BotocoreShape

SERVICE: Final = "auditmanager"

# The model vouches for what is in it: member by member narrower types would only repeat the model.
Members: TypeAlias = dict[str, Any]
"""A structure's members by their names in the model: text, numbers, aware datetimes, lists and dicts."""


class ModelError(Exception):
    """botocore's model asks for something that this protocol does not speak."""


class Location(StrEnum):
    """Where in a request a member travels."""

    LABEL = "uri"
    QUERY = "querystring"
    BODY = "body"


class ScalarType(StrEnum):
    """What a value without members is."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A value without members.

    `minimum` and `maximum` bound the length of text in code points, and the value of a number; both inclusive.
    What `is_sensitive` is never shown in a message.
    """

    name: str
    type: ScalarType
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A list; `minimum` and `maximum` bound the number of its elements."""

    name: str
    member: "Shape"
    minimum: int | None = None
    maximum: int | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf:
    """A map from text; `minimum` and `maximum` bound the number of its entries."""

    name: str
    key: Scalar
    value: "Shape"
    minimum: int | None = None
    maximum: int | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Structure:
    """Named members, in the order of the model; the same only as itself, so that it can be a key."""

    name: str
    members: Mapping[str, "Member"]
    is_sensitive: bool = False


Shape: TypeAlias = Scalar | ListOf | MapOf | Structure


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a structure; `wire_name` is how the label, query parameter or JSON key is spelled."""

    name: str
    wire_name: str
    location: Location
    is_required: bool
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """One operation: where it is reached, what it takes and gives, and the errors it declares, by shape name."""

    name: str
    method: str
    path: str
    input: Structure
    output: Structure
    errors: frozenset[str]

    def members_in(self, location: Location) -> tuple[Member, ...]:
        """Return the input members that travel in `location`, in the order of the model."""
        return tuple(member for member in self.input.members.values() if member.location is location)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShape:
    """An error that some operation declares: its status and its members."""

    name: str
    status: int
    shape: Structure


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceShape:
    """All of the service: its operations and errors, by name."""

    operations: Mapping[str, Operation]
    errors: Mapping[str, ErrorShape]


@cache
def service() -> ServiceShape:
    """Return Audit Manager's wire, read from botocore's model when first asked for."""
    loader = botocore.loaders.Loader()
    description = loader.load_service_model(SERVICE, "service-2")
    return read_service(ServiceModel(description, service_name=SERVICE))


def read_service(model: ServiceModel) -> ServiceShape:
    """Return the wire that `model` describes.

    Raises:
        ModelError: The model is of another protocol, or has a trait that is not served here.
    """
    if model.protocol != "rest-json":
        raise ModelError(f"{model.service_name} speaks {model.protocol}, not rest-json")
    names = model.operation_names
    return ServiceShape(
        operations=MappingProxyType({name: _operation(model.operation_model(name)) for name in names}),
        errors=MappingProxyType({shape.name: _error(shape) for shape in model.error_shapes}),
    )


def _operation(model: OperationModel) -> Operation:
    if model.has_streaming_input or model.has_streaming_output or model.endpoint:
        raise ModelError(f"{model.name}: streams and host prefixes are not served")
    if _is_bound(model.output_shape):
        raise ModelError(f"{model.name}: its output is bound to something else than the body")
    return Operation(
        name=model.name,
        method=model.http["method"],
        path=model.http["requestUri"],
        input=_structure(model.input_shape),
        output=_structure(model.output_shape),
        errors=frozenset(shape.name for shape in model.error_shapes),
    )


def _is_bound(shape: StructureShape | None) -> bool:
    members = shape.members.values() if shape is not None else ()
    return any("location" in member.serialization for member in members)


def _error(shape: BotocoreShape) -> ErrorShape:
    if not isinstance(shape, StructureShape):
        raise ModelError(f"{shape.name}: an error is a structure")
    return ErrorShape(name=shape.name, status=shape.metadata["error"]["httpStatusCode"], shape=_structure(shape))


def _structure(shape: StructureShape | None, above: frozenset[str] = frozenset()) -> Structure:
    if shape is None:
        return Structure(name="", members=MappingProxyType({}))
    if "payload" in shape.serialization or getattr(shape, "is_tagged_union", False):
        raise ModelError(f"{shape.name}: payload members and unions are not served")
    required = frozenset(shape.required_members)
    return Structure(
        name=shape.name,
        members=MappingProxyType(
            {
                name: _member(name, member, is_required=name in required, above=above)
                for name, member in shape.members.items()
            }
        ),
        is_sensitive=_is_sensitive(shape),
    )


def _member(name: str, shape: BotocoreShape, *, is_required: bool, above: frozenset[str]) -> Member:
    traits = shape.serialization
    location = traits.get("location", Location.BODY)
    if location not in set(Location):
        raise ModelError(f"{name}: members in a {location} are not served")
    if location == Location.BODY and "name" in traits:
        raise ModelError(f"{name}: renamed members of a body are not served")
    member = _shape(shape, above)
    if location != Location.BODY and not _is_text(member, location):
        raise ModelError(f"{name}: {member.name} is not served as text")
    return Member(
        name=name,
        wire_name=traits.get("name", name),
        location=Location(location),
        is_required=is_required,
        shape=member,
    )


def _is_text(shape: Shape, location: str) -> bool:
    if isinstance(shape, ListOf) and location == Location.QUERY:
        return _is_text(shape.member, Location.LABEL)
    return isinstance(shape, Scalar) and shape.type is not ScalarType.TIMESTAMP


def _shape(shape: BotocoreShape, above: frozenset[str]) -> Shape:
    if shape.name in above:
        raise ModelError(f"{shape.name} holds itself")
    below = above | {shape.name}
    match shape:
        case StructureShape():
            return _structure(shape, below)
        case ListShape():
            return ListOf(name=shape.name, member=_shape(shape.member, below), **_bounds(shape))
        case MapShape():
            key, value = _scalar(shape.key), _shape(shape.value, below)
            return MapOf(name=shape.name, key=key, value=value, **_bounds(shape))
        case _:
            return _scalar(shape)


def _scalar(shape: BotocoreShape) -> Scalar:
    if shape.type_name not in set(ScalarType) or "timestampFormat" in shape.serialization:
        raise ModelError(f"{shape.name}: a {shape.type_name} of this kind is not served")
    return Scalar(
        name=shape.name,
        type=ScalarType(shape.type_name),
        pattern=shape.metadata.get("pattern"),
        enum=tuple(shape.metadata.get("enum", ())),
        **_bounds(shape),
    )


def _bounds(shape: BotocoreShape) -> Members:
    return {
        "minimum": shape.metadata.get("min"),
        "maximum": shape.metadata.get("max"),
        "is_sensitive": _is_sensitive(shape),
    }


def _is_sensitive(shape: BotocoreShape) -> bool:
    return bool(shape.metadata.get("sensitive", False))
