"""From the output of an operation to the bytes that answer it.

Each structure of the model becomes a compiled msgspec type once: checking an output and writing it are then two
passes in C, which is what keeps a page of evidence cheap. What never changes can be written once and kept:
`write_item` makes the bytes of a list's element, and `Written` puts them into a reply as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import RLock
from types import GenericAlias
from typing import Any, Final, Literal, TypeAlias

import msgspec

from probative.api.protocol.model import ListOf, MapOf, Operation, Scalar, ScalarType, Shape, Structure

JSON_TYPE: Final = ("content-type", "application/json")
_OK: Final = 200

# What msgspec calls a type has no better name: classes, unions and literals.
_Type: TypeAlias = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back: status, headers and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """The elements of a list, each as `write_item` wrote it for that very list."""

    items: Sequence[bytes]


class OutputError(Exception):
    """An output does not fit its operation's shape: a fault of ours, never of the caller."""


def reply(operation: Operation, output: Mapping[str, object], *, request_id: str) -> Reply:
    """Return `output` as a reply: members by their names in the model, aware datetimes, None for absent.

    A list may be `Written` already, whose bytes are taken on trust.

    Raises:
        OutputError: A member is unknown to the model or of another type.
    """
    written = {name: value for name, value in output.items() if isinstance(value, Written)}
    rest = {name: value for name, value in output.items() if name not in written} if written else output
    body = to_json(operation.output, rest)
    for name, value in written.items():
        _list_shape(operation, name)
        body = _with_list(body, name, value.items)
    return Reply(status=_OK, headers=(JSON_TYPE, ("x-amzn-RequestId", request_id)), body=body)


def write_item(operation: Operation, name: str, item: Mapping[str, object]) -> bytes:
    """Return `item` as an element of the list `name` in the output of `operation`, to be put into `Written`.

    Raises:
        OutputError: There is no such list of structures, or the item does not fit it.
    """
    return to_json(_list_shape(operation, name), item)


def to_json(shape: Structure, values: Mapping[str, object]) -> bytes:
    """Return `values` as the JSON of `shape`: timestamps in epoch seconds, absent members left out.

    Raises:
        OutputError: A member is unknown to the model or of another type.
    """
    try:
        return _ENCODER.encode(msgspec.convert(values, _type_of(shape), dec_hook=_to_instant))
    except (msgspec.ValidationError, UnicodeError) as error:
        raise OutputError(f"{shape.name}: {error}") from error


def _list_shape(operation: Operation, name: str) -> Structure:
    member = operation.output.members.get(name)
    if member is None or not isinstance(member.shape, ListOf) or not isinstance(member.shape.member, Structure):
        raise OutputError(f"{operation.name} gives no list of structures called {name}")
    return member.shape.member


def _with_list(body: bytes, name: str, items: Sequence[bytes]) -> bytes:
    comma = b"," if len(body) > len(b"{}") else b""
    return b"".join((body[:-1], comma, b'"', name.encode(), b'":[', b",".join(items), b"]}"))


# --- types


class _Instant:
    """A timestamp on its way out."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


def _to_instant(_: type, value: object) -> _Instant:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return _Instant(value.timestamp())
    raise ValueError("Expected an aware datetime")


def _to_seconds(instant: _Instant) -> float:
    return instant.seconds


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_to_seconds)


_COMPILING: Final = RLock()


def _type_of(shape: Structure) -> _Type:
    with _COMPILING:
        return _compiled(shape)


@cache
def _compiled(shape: Structure) -> _Type:
    """Return `shape` as a type that knows its members, takes no others, and writes none that is absent."""
    fields = [(member.name, _type(member.shape) | None, None) for member in shape.members.values()]
    compiled = msgspec.defstruct(
        shape.name or "Nothing", fields, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, gc=False
    )
    # msgspec 0.22 crashes where two threads see a type for the first time at once: it sees it here, under the lock.
    msgspec.json.Decoder(compiled)
    return compiled


def _type(shape: Shape) -> _Type:
    match shape:
        case Scalar():
            return Literal[shape.enum] if shape.enum else _SCALARS[shape.type]
        case Structure():
            return _compiled(shape)
        case ListOf():
            return GenericAlias(list, _type(shape.member))
        case MapOf():
            return GenericAlias(dict, (_type(shape.key), _type(shape.value)))


_SCALARS: Final[Mapping[ScalarType, _Type]] = {
    ScalarType.STRING: str,
    ScalarType.INTEGER: int,
    ScalarType.BOOLEAN: bool,
    ScalarType.TIMESTAMP: _Instant,
}
