"""Which function answers which operation: found by name, none left out."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Final

from botocore import xform_name

from probative.api.operations.context import Operation
from probative.api.protocol.model import service

_MODULES: Final = (
    "account",
    "assessments",
    "change_logs",
    "controls",
    "delegations",
    "evidence",
    "frameworks",
    "insights",
    "keywords",
    "manual_evidence",
    "notifications",
    "report_selection",
    "reports",
    "reviews",
    "services",
    "settings",
    "shares",
    "tags",
)


def operations() -> Mapping[str, Operation]:
    """Return the function of every operation of the service, by the operation's name.

    Raises:
        LookupError: An operation has no function, or two.
    """
    modules = [import_module(f"probative.api.operations.{name}") for name in _MODULES]
    return {name: _function(name, modules) for name in service().operations}


def _function(name: str, modules: Iterable[ModuleType]) -> Operation:
    spelled = xform_name(name)
    found = [
        function
        for module in modules
        if (function := vars(module).get(spelled)) is not None and function.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise LookupError(f"{name}: {len(found)} functions are named {spelled}")
    operation: Operation = found[0]
    return operation
