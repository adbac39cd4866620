"""The OpenAPI document of the native API, made from its endpoints."""

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, Final

import msgspec

from probative.native.contract import PROBLEMS, Endpoint, Input, Nothing, Problem
from probative.native.sessions import SHAPES

_REFERENCES: Final = "#/components/schemas/{name}"
_LABEL: Final = re.compile(r"{(\w+)}")
_SECURITY: Final[list[dict[str, list[str]]]] = [{"signature": []}, {"session": []}]

Json = dict[str, Any]


def document(endpoints: Iterable[Endpoint[Any, Any]]) -> Json:
    """Return the document that describes `endpoints`."""
    endpoints = tuple(endpoints)
    answers = [each.answer for each in endpoints if not each.streams]
    types = [Problem, *SHAPES, *answers, *(each.body for each in endpoints)]
    queries = {each.query for each in endpoints}
    described = [*queries, *(each for each in types if each is not None)]
    _, schemas = msgspec.json.schema_components(described, ref_template=_REFERENCES)
    for query in queries - {each.body for each in endpoints}:
        # Its members are parameters; what they refer to stays.
        del schemas[query.__name__]
    paths: dict[str, Json] = {}
    for each in endpoints:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Probative",
            "version": version("probative"),
            "description": "What the AWS Audit Manager API has no operation for.",
        },
        "paths": paths,
        "components": {"schemas": dict(schemas), "securitySchemes": _SCHEMES},
        "security": _SECURITY,
    }


_SCHEMES: Final[Mapping[str, Json]] = {
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "AWS Signature Version 4, service `auditmanager`, as the AWS SDKs sign.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "probative_session",
        "description": "The session of a signed-in browser; methods that change something need the CSRF header, too.",
    },
}


def _operation(each: Endpoint[Any, Any]) -> Json:
    operation: Json = {
        "operationId": operation_id(each),
        "summary": each.summary,
        "parameters": [*_labels(each), *_query(each.query)],
        "responses": {"204" if each.answer is None else "200": _answer(each), **_problems()},
    }
    if each.body is not Nothing:
        schema = {"$ref": _REFERENCES.format(name=each.body.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def operation_id(each: Endpoint[Any, Any]) -> str:
    """Return the one name of an endpoint, say `getUsersUserId`."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", each.path.removeprefix("/v1")) if word]
    return each.method.lower() + "".join(word[0].upper() + word[1:] for word in words)


def _labels(each: Endpoint[Any, Any]) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _LABEL.findall(each.path)
    ]


def _query(type_: type[Input]) -> list[Json]:
    _, schemas = msgspec.json.schema_components([type_], ref_template=_REFERENCES)
    described = schemas[type_.__name__]
    required = set(described.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": of}
        for name, of in described["properties"].items()
    ]


def _answer(each: Endpoint[Any, Any]) -> Json:
    if each.answer is None:
        return {"description": "Done."}
    if each.streams:
        return {"description": "A file.", "content": {name: {"schema": {"type": "string"}} for name in each.streams}}
    (schema,), _ = msgspec.json.schema_components([each.answer], ref_template=_REFERENCES)
    return {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def _problems() -> Json:
    schema = {"$ref": _REFERENCES.format(name=Problem.__name__)}
    return {
        str(status): {"description": told, "content": {"application/json": {"schema": schema}}}
        for status, told in PROBLEMS.items()
    }
