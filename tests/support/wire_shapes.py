"""Strategies for what goes over Audit Manager's wire, derived from botocore's own shapes, never from ours."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StringShape, StructureShape
from hypothesis import strategies as st

from probative.api.protocol.patterns import compiled

MODEL: ServiceModel = botocore.session.Session().get_service_model("auditmanager")
OPERATIONS: tuple[str, ...] = tuple(MODEL.operation_names)

instants = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def operation(name: str) -> OperationModel:
    """Return botocore's model of an operation."""
    return MODEL.operation_model(name)


def inputs(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw any input of an operation that botocore's serializer takes, whether it keeps the constraints or not."""
    shape = operation(name).input_shape
    return _structures(shape, is_valid=False) if shape is not None else st.just({})


def valid_inputs(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw inputs of an operation that keep every constraint."""
    shape = operation(name).input_shape
    return _structures(shape, is_valid=True) if shape is not None else st.just({})


def outputs(shape: StructureShape | None) -> st.SearchStrategy[dict[str, Any]]:
    """Draw values of an output shape, enums kept, all else free."""
    return _structures(shape, is_valid=False) if shape is not None else st.just({})


def least(shape: Shape, *, is_whole: bool = False) -> Any:
    """Return the least value of `shape` that botocore's client lets through; `is_whole`: with all members."""
    match shape:
        case StructureShape():
            names = shape.members if is_whole else shape.required_members
            return {name: least(shape.members[name], is_whole=is_whole) for name in names}
        case ListShape():
            return [least(shape.member, is_whole=is_whole)] * max(1, shape.metadata.get("min", 1))
        case MapShape():
            return {"k": least(shape.value, is_whole=is_whole)}
        case StringShape() if shape.enum:
            return shape.enum[0]
        case _:
            fill = {"integer": 1, "boolean": True, "timestamp": datetime(2026, 1, 1, tzinfo=UTC)}
            return fill.get(shape.type_name, "x" * max(1, shape.metadata.get("min", 1)))


def _structures(shape: StructureShape, *, is_valid: bool) -> st.SearchStrategy[dict[str, Any]]:
    members = {name: _member(member, is_valid=is_valid) for name, member in shape.members.items()}
    required = {name: members.pop(name) for name in shape.required_members}
    return st.fixed_dictionaries(required, optional=members)


def _member(shape: Shape, *, is_valid: bool) -> st.SearchStrategy[Any]:
    if shape.serialization.get("location") == "uri":
        return _text(shape, is_valid=is_valid).filter(bool)
    if shape.serialization.get("location") == "querystring" and isinstance(shape, ListShape):
        return st.lists(_any(shape.member, is_valid=is_valid), min_size=1, max_size=3)
    return _any(shape, is_valid=is_valid)


def _any(shape: Shape, *, is_valid: bool) -> st.SearchStrategy[Any]:
    match shape:
        case StructureShape():
            return _structures(shape, is_valid=is_valid)
        case ListShape():
            least_count = shape.metadata.get("min", 0)
            return st.lists(_any(shape.member, is_valid=is_valid), min_size=least_count, max_size=max(2, least_count))
        case MapShape():
            keys, values = _any(shape.key, is_valid=is_valid), _any(shape.value, is_valid=is_valid)
            return st.dictionaries(keys, values, max_size=2)
        case _:
            return _scalars(shape, is_valid=is_valid)


def _scalars(shape: Shape, *, is_valid: bool) -> st.SearchStrategy[Any]:
    match shape.type_name:
        case "string":
            return _text(shape, is_valid=is_valid)
        case "integer" if is_valid:
            return st.integers(shape.metadata.get("min", -(2**31)), shape.metadata.get("max", 2**31 - 1))
        case "integer":
            return st.integers(-(2**31), 2**31 - 1)
        case "boolean":
            return st.booleans()
        case "timestamp":
            return instants
        case other:
            raise AssertionError(f"no strategy for {other}")


def _text(shape: Shape, *, is_valid: bool) -> st.SearchStrategy[str]:
    enum = shape.metadata.get("enum")
    if enum:
        return st.sampled_from(enum)
    if not is_valid:
        return st.text(max_size=8)
    return st.sampled_from(_valid_texts(shape.metadata.get("pattern"), *_lengths(shape)))


def _lengths(shape: Shape) -> tuple[int, int]:
    return shape.metadata.get("min", 0), shape.metadata.get("max", 10_000)


_SPECIMENS = (
    "",
    "a",
    "Ä ö",
    "name",
    "a b_c",
    "name-1.txt",
    "q" * 20,
    "f7cdaffa-69c5-367a-8b1e-0123456789ab",
    "111122223333",
    "404",
    "eu-west-1",
    "a@b.example",
    "s3://bucket/prefix",
    "YWJj+/==",
    "o-abcdefghij",
    "UNCATEGORIZED",
    "DEFAULT",
    "NONE",
    "arn:aws:auditmanager:us-east-1:111122223333:assessment/f7cdaffa-69c5-367a-8b1e-0123456789ab",
    "arn:aws:iam::111122223333:role/Audit Owner",
    "arn:aws:kms:us-east-1:111122223333:key/x",
    "arn:aws:sns:us-east-1:111122223333:topic",
    "arn:aws:controlcatalog:::domain/1",
    "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/x",
)


@cache
def _valid_texts(pattern: str | None, minimum: int, maximum: int) -> tuple[str, ...]:
    """Return the specimens that a pattern and lengths allow; there is one for each pattern of the model."""
    found = tuple(
        text
        for text in _SPECIMENS
        if minimum <= len(text) <= maximum and (pattern is None or compiled(pattern).fullmatch(text))
    )
    assert found, f"no specimen for {pattern} of {minimum} to {maximum}"
    return found


def patterns() -> tuple[str, ...]:
    """Return every pattern of the model, inputs and outputs."""
    shapes = (MODEL.shape_for(name) for name in MODEL.shape_names)
    return tuple(sorted({str(shape.metadata["pattern"]) for shape in shapes if "pattern" in shape.metadata}))
