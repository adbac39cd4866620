"""Canonical JSON: one value, one spelling in bytes, so that a signature can be checked by anybody.

RFC 8785 for the values that we sign: objects, arrays, strings and integers. Floats, booleans and null are refused,
so that the one hard part of the RFC, the spelling of numbers, cannot be got wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Canonical: TypeAlias = "str | int | Sequence[Canonical] | Mapping[str, Canonical]"

MAX_INTEGER: Final = 2**53 - 1
"""RFC 8785 section 3.2.2.3: beyond it, readers that hold numbers as IEEE 754 doubles would see another number."""

_SHORT: Final = {0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\"}
_ESCAPES: Final = {code: f"\\u{code:04x}" for code in range(0x20)} | _SHORT


class NotCanonicalError(ValueError):
    """A value has no canonical form here: of another type, too large, or text that is no Unicode."""


def canonical_json(value: Canonical) -> bytes:
    """Return the canonical bytes of `value`.

    >>> canonical_json({"b": [1, "é"], "a": ""}).decode()
    '{"a":"","b":[1,"é"]}'

    Raises:
        NotCanonicalError: `value` holds what this subset does not know.

    Source: RFC 8785 sections 3.2.1 to 3.2.4.
    """
    return _spelled(value).encode()


def _spelled(value: Canonical) -> str:
    match value:
        case str():
            return _string(value)
        case int() if not isinstance(value, bool):
            return _integer(value)
        case Mapping():
            members = (f"{_string(name)}:{_spelled(value[name])}" for name in sorted(value, key=_utf16))
            return f"{{{','.join(members)}}}"
        case Sequence() if not isinstance(value, bytes | bytearray):
            return f"[{','.join(map(_spelled, value))}]"
        case _:
            raise NotCanonicalError(f"no canonical form for {type(value).__name__}")


def _string(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("text holds a lone surrogate") from error
    return f'"{text.translate(_ESCAPES)}"'


def _integer(number: int) -> str:
    if abs(number) > MAX_INTEGER:
        raise NotCanonicalError(f"{number} is beyond 2^53 - 1")
    return str(number)


def _utf16(name: str) -> bytes:
    # RFC 8785 section 3.2.3: names are sorted by UTF-16 code unit, not by code point.
    return name.encode("utf-16-be", "surrogatepass")
