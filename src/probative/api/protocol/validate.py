"""Whether an input keeps the constraints of the model; all breaches are told at once, in AWS's words.

A message never shows what the model calls sensitive, and shows no more than the start of anything else.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from probative.api.protocol.model import ListOf, MapOf, Members, Scalar, Shape, Structure
from probative.api.protocol.parse import Misfit
from probative.api.protocol.patterns import compiled
from probative.api.protocol.refusals import ConstraintError
from probative.domain.errors import Finding

SHOWN_BREACHES: Final = 100
_SHOWN_CHARACTERS: Final = 60


class _Breach(NamedTuple):
    path: str
    value: object
    constraint: str
    is_sensitive: bool


def verify_input(shape: Structure, values: Members) -> None:
    """Return if `values` keep every constraint of `shape`.

    Raises:
        ConstraintError: They do not; it carries the first breaches, in the order of the model, and their number.
    """
    breaches = _structure_breaches(shape, values, "", is_sensitive=False)
    first = tuple(_finding(breach) for breach in islice(breaches, SHOWN_BREACHES))
    if first:
        raise ConstraintError(len(first) + sum(1 for _ in breaches), *first)


# --- words


def _finding(breach: _Breach) -> Finding:
    value = "Value" if breach.is_sensitive else f"Value{_shown(breach.value)}"
    return Finding(breach.path, f"{value} at '{breach.path}' failed to satisfy constraint: {breach.constraint}")


def _shown(value: object) -> str:
    """Return the start of a plain value, and nothing of one with values inside, which may be sensitive."""
    match value:
        case None:
            return " null"
        case str() | int() | float():
            return f" '{_cut(str(value))}'"
        case [] | {}:
            return " '[]'" if isinstance(value, list) else ""
        case _:
            return ""


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


# --- walking


def _breaches(shape: Shape, value: object, path: str, *, is_sensitive: bool) -> Iterator[_Breach]:
    is_hidden = is_sensitive or shape.is_sensitive
    match shape, value:
        case _, Misfit():
            yield _Breach(path, value.value, value.constraint, is_hidden)
        case Scalar(), _:
            for constraint in _broken(shape, value):
                yield _Breach(path, value, constraint, is_hidden)
        case Structure(), dict():
            yield from _structure_breaches(shape, value, path, is_sensitive=is_hidden)
        case ListOf(), list():
            yield from _list_breaches(shape, value, path, is_sensitive=is_hidden)
        case MapOf(), dict():
            yield from _map_breaches(shape, value, path, is_sensitive=is_hidden)
        case _:
            raise TypeError(f"{path} is no {shape.name}: inputs are made by `parse`")


def _structure_breaches(shape: Structure, values: Members, path: str, *, is_sensitive: bool) -> Iterator[_Breach]:
    for name, member in shape.members.items():
        below = f"{path}.{name}" if path else name
        if name in values:
            yield from _breaches(member.shape, values[name], below, is_sensitive=is_sensitive)
        elif member.is_required:
            yield _Breach(below, None, "Member must not be null", is_sensitive=False)


def _list_breaches(shape: ListOf, values: list[object], path: str, *, is_sensitive: bool) -> Iterator[_Breach]:
    for constraint in _out_of_bounds(shape, len(values), "length"):
        yield _Breach(path, values, constraint, is_sensitive)
    for number, value in enumerate(values, start=1):
        yield from _breaches(shape.member, value, f"{path}.{number}.member", is_sensitive=is_sensitive)


def _map_breaches(shape: MapOf, values: Members, path: str, *, is_sensitive: bool) -> Iterator[_Breach]:
    for constraint in _out_of_bounds(shape, len(values), "length"):
        yield _Breach(path, values, constraint, is_sensitive)
    if any(True for key in values for _ in _broken(shape.key, key)):
        yield _Breach(path, values, f"Map keys must satisfy constraint: [{_rules(shape.key)}]", is_sensitive)
    for key, value in values.items():
        yield from _breaches(shape.value, value, f"{path}.{_cut(key)}.member", is_sensitive=is_sensitive)


# --- constraints


def _broken(shape: Scalar, value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _out_of_bounds(shape, len(value), "length")
        yield from _misspelt(shape, value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from _out_of_bounds(shape, value, "value")


def _misspelt(shape: Scalar, value: str) -> Iterator[str]:
    # A pattern is not tried on a text that is too long: its cost grows faster than the text.
    is_tried = shape.maximum is None or len(value) <= shape.maximum
    if shape.pattern and is_tried and not compiled(shape.pattern).fullmatch(value):
        yield _pattern_rule(shape.pattern)
    if shape.enum and value not in shape.enum:
        yield _enum_rule(shape.enum)


def _out_of_bounds(shape: Scalar | ListOf | MapOf, size: int, what: str) -> Iterator[str]:
    if shape.maximum is not None and size > shape.maximum:
        yield _maximum_rule(shape.maximum, what)
    if shape.minimum is not None and size < shape.minimum:
        yield _minimum_rule(shape.minimum, what)


def _maximum_rule(maximum: int, what: str) -> str:
    return f"Member must have {what} less than or equal to {maximum}"


def _minimum_rule(minimum: int, what: str) -> str:
    return f"Member must have {what} greater than or equal to {minimum}"


def _pattern_rule(pattern: str) -> str:
    return f"Member must satisfy regular expression pattern: {pattern}"


def _enum_rule(enum: tuple[str, ...]) -> str:
    return f"Member must satisfy enum value set: [{', '.join(enum)}]"


def _rules(key: Scalar) -> str:
    """Return all constraints of a map's keys: AWS does not say which key broke which."""
    rules = (
        _maximum_rule(key.maximum, "length") if key.maximum is not None else "",
        _minimum_rule(key.minimum, "length") if key.minimum is not None else "",
        _pattern_rule(key.pattern) if key.pattern else "",
        _enum_rule(key.enum) if key.enum else "",
    )
    return ", ".join(filter(None, rules))
