"""From labels, query and body to the input of an operation, as botocore's serializer would have taken it.

What the model does not know is ignored, as AWS does, and null members count as absent. A value of a wrong type
stands in the input as a `Misfit`, so that `validate` tells it at its place among all other breaches.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

import msgspec

from probative.api.protocol.model import (
    ListOf,
    Location,
    MapOf,
    Member,
    Members,
    Operation,
    Scalar,
    ScalarType,
    Shape,
    Structure,
)
from probative.api.protocol.refusals import CannotParseError

_MOST_PARAMETERS: Final = 1_000
_MOST_COMMAS: Final = 250_000
"""A framework of 2,000 controls takes some thousands; what is read and checked of so many members takes seconds."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INTEGER: Final = re.compile(r"-?[0-9]{1,10}", re.ASCII)
_INTEGERS: Final = range(-(2**31), 2**31)

_NOT_NULL: Final = "Member must not be null"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that is not of the type that its shape asks for, and what the shape asks for."""

    value: object
    constraint: str


def parse_input(operation: Operation, labels: Mapping[str, str], query: str, body: bytes) -> Members:
    """Return the input of `operation`; values of a wrong type stand in it as `Misfit`.

    Raises:
        CannotParseError: The body is no JSON object, or something is not UTF-8.
    """
    values: Members = {
        member.name: _from_text(member.shape, labels[member.wire_name])
        for member in operation.members_in(Location.LABEL)
    }
    if query and (wanted := operation.members_in(Location.QUERY)):
        values |= _from_query(wanted, _parameters(query))
    if body and (wanted := operation.members_in(Location.BODY)):
        values |= _members(wanted, _document(body))
    return values


# --- query and labels


def _parameters(query: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeError as error:
        raise CannotParseError("the query is not UTF-8") from error
    except ValueError as error:
        raise CannotParseError(f"the query has more than {_MOST_PARAMETERS} parameters") from error
    parameters: dict[str, list[str]] = {}
    for name, value in pairs:
        parameters.setdefault(name, []).append(value)
    return parameters


def _from_query(wanted: tuple[Member, ...], parameters: Mapping[str, list[str]]) -> Members:
    return {
        member.name: _from_texts(member.shape, parameters[member.wire_name])
        for member in wanted
        if member.wire_name in parameters
    }


def _from_texts(shape: Shape, texts: list[str]) -> object:
    if isinstance(shape, ListOf):
        return [_from_text(shape.member, text) for text in texts]
    if len(texts) > 1:
        return Misfit(texts, "Member must be given once")
    return _from_text(shape, texts[0])


def _from_text(shape: Shape, text: str) -> object:
    if not isinstance(shape, Scalar):
        raise TypeError(f"{shape.name} cannot travel as text")
    return _FROM_TEXT[shape.type](text)


def _same(text: str) -> object:
    return text


def _integer_of(text: str) -> object:
    return _integer(int(text)) if _INTEGER.fullmatch(text) else Misfit(text, "Member must be an integer")


def _boolean_of(text: str) -> object:
    return {"true": True, "false": False}.get(text, Misfit(text, "Member must be a boolean"))


_FROM_TEXT: Final[Mapping[ScalarType, Callable[[str], object]]] = {
    ScalarType.STRING: _same,
    ScalarType.INTEGER: _integer_of,
    ScalarType.BOOLEAN: _boolean_of,
}


# --- body


def _document(body: bytes) -> Mapping[str, object]:
    if body.count(b",") > _MOST_COMMAS:
        raise CannotParseError("the body has more members than any request needs")
    try:
        document = msgspec.json.decode(body) if body.strip() else {}
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise CannotParseError("the body is not JSON") from error
    if not isinstance(document, dict):
        raise CannotParseError("the body is not a JSON object")
    return document


def _members(wanted: tuple[Member, ...], document: Mapping[str, object]) -> Members:
    return {
        member.name: _value(member.shape, value)
        for member in wanted
        if (value := document.get(member.wire_name)) is not None
    }


def _value(shape: Shape, value: object) -> object:
    match shape, value:
        case Scalar(), _:
            return _FROM_JSON[shape.type](value)
        case Structure(), dict():
            return _members(tuple(shape.members.values()), value)
        case ListOf(), list():
            return [_element(shape.member, element) for element in value]
        case MapOf(), dict():
            return {key: _element(shape.value, element) for key, element in value.items()}
        case _:
            return Misfit(value, "Member must be a list" if isinstance(shape, ListOf) else "Member must be an object")


def _element(shape: Shape, value: object) -> object:
    return Misfit(None, _NOT_NULL) if value is None else _value(shape, value)


def _string(value: object) -> object:
    return value if isinstance(value, str) else Misfit(value, "Member must be a string")


def _integer(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and value in _INTEGERS:
        return value
    return Misfit(value, "Member must be an integer")


def _boolean(value: object) -> object:
    return value if isinstance(value, bool) else Misfit(value, "Member must be a boolean")


def _timestamp(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return _EPOCH + timedelta(seconds=value)
        except OverflowError:
            pass
    return Misfit(value, "Member must be a timestamp")


_FROM_JSON: Final[Mapping[ScalarType, Callable[[object], object]]] = {
    ScalarType.STRING: _string,
    ScalarType.INTEGER: _integer,
    ScalarType.BOOLEAN: _boolean,
    ScalarType.TIMESTAMP: _timestamp,
}
