"""Parameters: what each type may hold."""

from collections.abc import Callable, Mapping
from typing import Final

from probative.domain.evidence_sources import Json
from probative.domain.frameworks import ParameterType


def check_parameter_value(type_: str, value: Json) -> str:
    """Return why `value` is nothing that a parameter of `type_` may hold; empty: it is."""
    if _HOLDS[type_](value):
        return ""
    return f"{value!r} is no {type_}"


def _is_int(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_float(value: Json) -> bool:
    return isinstance(value, float) or _is_int(value)


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


_HOLDS: Final[Mapping[str, Callable[[Json], bool]]] = {
    ParameterType.STRING: _is_text,
    ParameterType.INT: _is_int,
    ParameterType.FLOAT: _is_float,
    ParameterType.BOOL: lambda value: isinstance(value, bool),
    ParameterType.STRING_LIST: lambda value: isinstance(value, list) and all(map(_is_text, value)),
    ParameterType.INT_LIST: lambda value: isinstance(value, list) and all(map(_is_int, value)),
}
