"""The JSON Schema of the format, and what in a document breaks it, told in plain words."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from probative.domain.evidence_sources import Json
from probative.library.documents import Breach, Place

SCHEMA_FILE: Final = Path(__file__).parent / "framework.schema.json"
"""JSON Schema, draft 2020-12; editors complete and check framework files with it."""

_SHOWN_CHARS: Final = 60


def check_schema(document: Json, part: str = "") -> tuple[Breach, ...]:
    """Return all that breaks the schema; `part` names a definition to check against instead of the whole."""
    return tuple(breach for error in _validator(part).iter_errors(document) for breach in _breaches(error))


@lru_cache(maxsize=4)
def _validator(part: str) -> Draft202012Validator:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    if part:
        schema = {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}
    return Draft202012Validator(schema)


class _Error(NamedTuple):
    """What jsonschema found, as far as it is told on."""

    rule: str
    limit: Any
    value: Any
    schema: Mapping[str, Any]
    message: str


def _breaches(raised: ValidationError) -> Iterator[Breach]:
    schema = raised.schema if isinstance(raised.schema, Mapping) else {}
    error = _Error(str(raised.validator), raised.validator_value, raised.instance, schema, raised.message)
    place = tuple(raised.absolute_path)
    if error.rule == "additionalProperties":
        yield from _unknown(place, error)
        return
    tell = _TELLERS.get(error.rule)
    yield from (Breach(place, reason) for reason in (tell(error) if tell else (error.message,)))


def _unknown(place: Place, error: _Error) -> Iterator[Breach]:
    known = error.schema.get("properties", {})
    for name in error.value:
        if name not in known:
            yield Breach((*place, name), f"is not known here; known: {', '.join(known)}")


def _missing(error: _Error) -> Iterator[str]:
    # jsonschema raises one error for each absent member, and says which only in its text.
    name = error.message.split("'")[1]
    meaning = error.schema.get("properties", {}).get(name, {}).get("description", "")
    yield f"`{name}` is missing" + (f": {meaning}" if meaning else "")


def _too_long(error: _Error) -> Iterator[str]:
    yield f"{len(error.value):,} characters, at most {error.limit:,}"


def _too_short(_error: _Error) -> Iterator[str]:
    yield "is empty: expected text"


def _wrong_text(error: _Error) -> Iterator[str]:
    yield f"{_shown(error.value)}: expected {error.schema.get('expected', error.limit)}"


def _none_of(error: _Error) -> Iterator[str]:
    yield f"{_shown(error.value)} is none of {', '.join(map(str, error.limit))}"


def _wrong_type(error: _Error) -> Iterator[str]:
    yield f"is {_kind_of(error.value)}, expected {_KINDS.get(str(error.limit), error.limit)}"


def _too_few(error: _Error) -> Iterator[str]:
    yield f"is empty: expected at least {error.limit}"


def _repeated(error: _Error) -> Iterator[str]:
    repeated = [value for at, value in enumerate(error.value) if value in error.value[:at]]
    yield f"{_shown(repeated[0])} stands twice"


def _bound(error: _Error) -> Iterator[str]:
    side = "least" if error.rule == "minimum" else "most"
    yield f"is {error.value}, expected at {side} {error.limit}"


def _dependent(error: _Error) -> Iterator[str]:
    yield f"{error.message.replace(chr(39), '`')}"


_TELLERS: Final[Mapping[str, Callable[[_Error], Iterator[str]]]] = {
    "required": _missing,
    "maxLength": _too_long,
    "minLength": _too_short,
    "pattern": _wrong_text,
    "enum": _none_of,
    "type": _wrong_type,
    "minItems": _too_few,
    "minProperties": _too_few,
    "uniqueItems": _repeated,
    "minimum": _bound,
    "maximum": _bound,
    "dependentRequired": _dependent,
}
_KINDS: Final = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _kind_of(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true or false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text {_shown(value)}"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}..."
