"""Security Hub's GetFindings: the filters hold, and the newest comes first."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from probative_demo.answers import page_of
from probative_demo.errors import ApiError
from probative_demo.models import Members
from probative_demo.routing import Call
from probative_demo.simulation import Simulation

_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "ComplianceSecurityControlId": ("Compliance", "SecurityControlId"),
    "ComplianceStatus": ("Compliance", "Status"),
    "SeverityLabel": ("Severity", "Label"),
    "WorkflowStatus": ("Workflow", "Status"),
    "ResourceId": ("Resources", "Id"),
    "ResourceType": ("Resources", "Type"),
}
"""Where a filter looks, if not at the member of its own name."""

_COMPARE: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "EQUALS": lambda mine, asked: mine == asked,
    "PREFIX": lambda mine, asked: mine.startswith(asked),
    "CONTAINS": lambda mine, asked: asked in mine,
    "NOT_EQUALS": lambda mine, asked: mine != asked,
    "PREFIX_NOT_EQUALS": lambda mine, asked: not mine.startswith(asked),
    "NOT_CONTAINS": lambda mine, asked: asked not in mine,
}


def get_findings(simulation: Simulation, call: Call) -> Members:
    """Answer GetFindings."""
    check_enabled(simulation, call)
    with simulation.state.lock:
        found = [
            finding
            for finding in simulation.state.of(call.place, "securityhub", "findings")
            if all(_passes(finding, name, wanted) for name, wanted in call.given.get("Filters", {}).items())
        ]
    found.sort(key=lambda finding: str(finding["UpdatedAt"]), reverse=True)
    page, token = page_of(call.given, found)
    return {"Findings": page} | ({"NextToken": token} if token else {})


def check_enabled(simulation: Simulation, call: Call) -> None:
    """Return if Security Hub is enabled where `call` goes.

    Raises:
        ApiError: It is not, as AWS says it.
    """
    if not simulation.state.of(call.place, "securityhub", "hub"):
        message = f"Account {call.place.account} is not subscribed to AWS Security Hub"
        raise ApiError("InvalidAccessException", message, 401)


def _passes(finding: Members, name: str, wanted: list[Members]) -> bool:
    values = _values(finding, _PATHS.get(name, (name,)))
    positive = [ask for ask in wanted if "NOT" not in ask.get("Comparison", "EQUALS")]
    negative = [ask for ask in wanted if "NOT" in ask.get("Comparison", "EQUALS")]
    some = not positive or any(_holds(value, ask) for value in values for ask in positive)
    return some and all(_holds(value, ask) for value in values for ask in negative)


def _holds(value: str, ask: Members) -> bool:
    if "Value" not in ask:  # dates and numbers: a range
        return str(ask.get("Start", "")) <= value <= str(ask.get("End", "9999"))
    return _COMPARE[ask.get("Comparison", "EQUALS")](value, ask["Value"])


def _values(value: Any, path: tuple[str, ...]) -> list[str]:  # noqa: ANN401  any part of a finding
    if isinstance(value, list):
        return [text for item in value for text in _values(item, path)]
    if not path:
        return [str(value)]
    return _values(value[path[0]], path[1:]) if path[0] in value else []
