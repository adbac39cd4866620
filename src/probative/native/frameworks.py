"""Frameworks with what Audit Manager's shapes have no place for: objectives, layers, rules."""

from typing import Any, Final

import msgspec

from probative.app import rule_trials, standard_content
from probative.domain.frameworks import Control, ControlSet, Framework, Objective
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint


class FrameworkOutline(Output):
    """A standard framework in a list; `id` is its UUID, as on Audit Manager's wire."""

    id: str
    name: str
    version: str
    description: str
    digest: str
    control_sets_count: int
    controls_count: int


class ControlOutline(Output):
    """A control within an objective."""

    id: str
    code: str
    name: str
    layer: str | None
    mode: str


class ObjectiveShown(Output):
    """What the controls of one layer of a control set are for."""

    id: str
    name: str
    layer: str | None
    purpose: str
    controls: list[ControlOutline]


class ControlSetShown(Output):
    """A control set; in the AI framework, a domain."""

    id: str
    name: str
    purpose: str
    objectives: list[ObjectiveShown]


class FrameworkShown(Output):
    """A standard framework, whole."""

    outline: FrameworkOutline
    control_sets: list[ControlSetShown]


class RuleTrial(Input):
    """A rule, and an answer to try it on; `variable` is what the rule calls it."""

    expression: str
    variable: str
    answer: Any
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)


class TrialResult(Output):
    """What the rule makes of the answer."""

    verdict: str
    reason: str


def list_frameworks(asked: Asked, _query: Nothing, _body: Nothing) -> list[FrameworkOutline]:
    """Return the standard frameworks."""
    return [_outline(framework) for framework in standard_content.list_frameworks(asked.application, asked.caller)]


def get_framework(asked: Asked, _query: Nothing, _body: Nothing) -> FrameworkShown:
    """Return a standard framework whole."""
    framework = standard_content.get_framework(asked.application, asked.caller, asked.path["framework_id"])
    control_sets = [_control_set(each) for each in framework.control_sets]
    return FrameworkShown(outline=_outline(framework), control_sets=control_sets)


def get_control(asked: Asked, _query: Nothing, _body: Nothing) -> dict[str, Any]:
    """Return a standard control as its framework's file has it."""
    return standard_content.get_control(asked.application, asked.caller, asked.path["control_id"])


def try_rule(asked: Asked, _query: Nothing, trial: RuleTrial) -> TrialResult:
    """Return what a rule makes of an answer."""
    decision = rule_trials.try_rule(
        asked.application,
        asked.caller,
        expression=trial.expression,
        variable=trial.variable,
        answer=trial.answer,
        parameters=trial.parameters,
    )
    return TrialResult(verdict=decision.verdict, reason=decision.reason)


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", "/v1/frameworks", "List the standard frameworks.", list_frameworks),
    endpoint(
        "GET",
        "/v1/frameworks/{framework_id}",
        "Show a standard framework with its objectives and layers.",
        get_framework,
    ),
    endpoint(
        "GET",
        "/v1/controls/{control_id}",
        "Show a standard control whole: parameters, evidence sources and rules.",
        get_control,
    ),
    endpoint("POST", "/v1/rule-trials", "Try a CEL rule on an answer.", try_rule),
)


def _outline(framework: Framework) -> FrameworkOutline:
    return FrameworkOutline(
        id=framework.uuid,
        name=framework.name,
        version=framework.version,
        description=framework.description,
        digest=framework.digest,
        control_sets_count=len(framework.control_sets),
        controls_count=len(framework.controls),
    )


def _control_set(control_set: ControlSet) -> ControlSetShown:
    return ControlSetShown(
        id=control_set.uuid,
        name=control_set.name,
        purpose=control_set.purpose,
        objectives=[_objective(objective) for objective in control_set.objectives],
    )


def _objective(objective: Objective) -> ObjectiveShown:
    return ObjectiveShown(
        id=objective.id,
        name=objective.name,
        layer=objective.layer,
        purpose=objective.purpose,
        controls=[_control(control) for control in objective.controls],
    )


def _control(control: Control) -> ControlOutline:
    return ControlOutline(id=control.uuid, code=control.id, name=control.name, layer=control.layer, mode=control.mode)
