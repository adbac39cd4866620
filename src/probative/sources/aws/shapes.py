"""Values and botocore's shapes: find a path, fill a specimen, revive JSON, say what does not fit.

Paths are member names joined by dots; `[]` after a member walks the elements of a list; "" and "." are the
value itself. Documents (free-form JSON) and maps take any name.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from botocore.utils import parse_timestamp

_INSTANT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_SHOWN_ENUM: Final = 12


class PathError(Exception):
    """A path does not lead to a member; the text says where it went wrong and what there is."""


def split_path(path: str) -> list[str]:
    """Return the steps of `path`: member names, and "[]" for each walk over a list."""
    steps: list[str] = []
    for segment in filter(None, path.split(".")):
        name = segment.rstrip("[]")
        steps += [name] if name else []
        steps += ["[]"] * segment.count("[]")
    return steps


def is_document(shape: Shape) -> bool:
    """Say whether `shape` is free-form JSON, so that anything may stand there."""
    return bool(getattr(shape, "is_document_type", False) or shape.serialization.get("jsonvalue"))


def shape_at(shape: Shape, path: str) -> Shape | None:
    """Return the shape at `path` below `shape`; None: inside free-form JSON.

    Raises:
        PathError: A step names no member, or `[]` stands where there is no list, or lacks where there is one.
    """
    for step in split_path(path):
        if is_document(shape):
            return None
        shape = _below(shape, step)
    return shape


def _below(shape: Shape, step: str) -> Shape:
    match shape:
        case ListShape() if step == "[]":
            return shape.member
        case ListShape():
            raise PathError(f"{step}: {shape.name} is a list: write [] before .{step}")
        case _ if step == "[]":
            raise PathError(f"[]: {shape.name} is a {shape.type_name}, not a list")
        case MapShape():
            return shape.value
        case StructureShape() if step in shape.members:
            return shape.members[step]
        case StructureShape():
            raise PathError(f"{step}: no member of {shape.name}, which has {', '.join(shape.members) or 'none'}")
        case _:
            raise PathError(f"{step}: {shape.name} is a {shape.type_name} and has no members")


# --- specimens --------------------------------------------------------------------------------------------------


def specimen(shape: Shape | None, inside: frozenset[str] = frozenset()) -> object:
    """Return a value of `shape`, all members filled; a shape inside itself is filled once; None: free form."""
    if shape is None or is_document(shape):
        return {}
    below = inside | {shape.name}
    match shape:
        case StructureShape() | MapShape() | ListShape() if shape.name in inside:
            return [] if isinstance(shape, ListShape) else {}
        case StructureShape():
            return {name: specimen(member, below) for name, member in shape.members.items()}
        case ListShape():
            return [specimen(shape.member, below)]
        case MapShape():
            return {str(specimen(shape.key, below)): specimen(shape.value, below)}
        case _:
            return _scalar_specimen(shape)


def _scalar_specimen(shape: Shape) -> object:
    if isinstance(shape, StringShape) and shape.enum:
        return shape.enum[0]
    return _SPECIMENS[shape.type_name]


_SPECIMENS: Final[Mapping[str, object]] = {
    "string": "x",
    "character": "x",
    "integer": 1,
    "long": 1,
    "bigInteger": 1,
    "float": 1.0,
    "double": 1.0,
    "bigDecimal": 1.0,
    "boolean": True,
    "timestamp": _INSTANT,
    "blob": b"x",
}


# --- reviving ---------------------------------------------------------------------------------------------------


def revive(shape: Shape | None, value: object) -> object:
    """Return JSON `value` as botocore would give it: timestamps aware, blobs as bytes.

    A single element where the shape is a list, and a list where it is no list, are taken for what they are.
    What does not fit is left as it is, and so is free form (shape None).
    """
    if shape is None or value is None or is_document(shape):
        return value
    if isinstance(value, list):
        member = shape.member if isinstance(shape, ListShape) else shape
        return [revive(member, element) for element in value]
    if isinstance(shape, ListShape):
        return revive(shape.member, value)
    if isinstance(value, dict):
        return {key: revive(_member(shape, key), element) for key, element in value.items()}
    return _REVIVERS.get(shape.type_name, _same)(value)


def _member(shape: Shape, key: str) -> Shape | None:
    if isinstance(shape, MapShape):
        return shape.value
    return shape.members.get(key) if isinstance(shape, StructureShape) else None


def _same(value: object) -> object:
    return value


def _revive_instant(value: object) -> object:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        instant = parse_timestamp(str(value)) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return value
    if instant is None:
        return value
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _revive_bytes(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return value


_REVIVERS: Final[Mapping[str, Callable[[object], object]]] = {"timestamp": _revive_instant, "blob": _revive_bytes}


# --- checking ---------------------------------------------------------------------------------------------------


def check_value(shape: Shape | None, value: object, where: str = "") -> Iterator[str]:
    """Yield what in `value` does not fit `shape`: unknown members, wrong types, strings that no enum has.

    A missing member is no misfit: AWS leaves out what is not set. At the top, one element fits where a list
    does, and a list of them where one does. Free form (None) fits all.
    """
    if shape is None or value is None or is_document(shape):
        return
    if isinstance(value, list) and (isinstance(shape, ListShape) or not where):
        member = shape.member if isinstance(shape, ListShape) else shape
        for index, element in enumerate(value):
            yield from check_value(member, element, f"{where}[{index}]")
    elif isinstance(shape, ListShape) and not where:
        yield from check_value(shape.member, value, where)
    elif isinstance(shape, StructureShape | MapShape) and isinstance(value, dict):
        yield from _check_members(shape, value, where)
    else:
        yield from _check_scalar(shape, value, where or "the value")


def _check_members(shape: StructureShape | MapShape, value: dict[str, object], where: str) -> Iterator[str]:
    for key, element in value.items():
        path = f"{where}.{key}".lstrip(".")
        if isinstance(shape, MapShape):
            yield from check_value(shape.value, element, path)
        elif key in shape.members:
            yield from check_value(shape.members[key], element, path)
        else:
            yield f"{path}: no member of {shape.name}, which has {', '.join(shape.members) or 'none'}"


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "character": (str,),
    "integer": (int,),
    "long": (int,),
    "bigInteger": (int,),
    "float": (int, float),
    "double": (int, float),
    "bigDecimal": (int, float),
    "boolean": (bool,),
    "timestamp": (datetime,),
    "blob": (bytes, str),
}


def _check_scalar(shape: Shape, value: object, where: str) -> Iterator[str]:
    value = revive(shape, value)
    wanted = _TYPES.get(shape.type_name, ())
    fits = isinstance(value, wanted) and (not isinstance(value, bool) or bool in wanted)
    if not fits:
        yield f"{where}: should be a {shape.type_name}, is {value!r}"
    elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        shown = ", ".join(shape.enum[:_SHOWN_ENUM]) + (", ..." if len(shape.enum) > _SHOWN_ENUM else "")
        yield f"{where}: {value!r} is none of {shown}"
