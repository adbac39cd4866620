"""Frameworks with what Audit Manager's shapes have no place for: objectives, layers, rules."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from probative.app import rule_trials, standard_content
from probative.app.library_controls import types_of
from probative.domain.custom import SourceType
from probative.domain.evidence_sources import ManualSource
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
    description: str
    is_standard: bool
    source_types: list[SourceType]
    sources_count: int
    automated_sources_count: int


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
    """A framework, whole."""

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
    """Return a framework whole, standard or custom."""
    framework = standard_content.get_framework(asked.application, asked.caller, asked.path["framework_id"])
    known = asked.application.catalogue.controls
    control_sets = [_control_set(each, known) for each in framework.control_sets]
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
        "Show a framework, standard or custom, with its objectives and layers.",
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


def _control_set(control_set: ControlSet, known: Mapping[str, Control]) -> ControlSetShown:
    return ControlSetShown(
        id=control_set.uuid,
        name=control_set.name,
        purpose=control_set.purpose,
        objectives=[_objective(objective, known) for objective in control_set.objectives],
    )


def _objective(objective: Objective, known: Mapping[str, Control]) -> ObjectiveShown:
    return ObjectiveShown(
        id=objective.id,
        name=objective.name,
        layer=objective.layer,
        purpose=objective.purpose,
        controls=[_control(control, is_standard=control.uuid in known) for control in objective.controls],
    )


def _control(control: Control, *, is_standard: bool) -> ControlOutline:
    return ControlOutline(
        id=control.uuid,
        code=control.id if is_standard else "",
        name=control.name,
        layer=control.layer,
        mode=control.mode,
        description=control.description,
        is_standard=is_standard,
        source_types=list(types_of(control)),
        sources_count=len(control.sources),
        automated_sources_count=sum(not isinstance(source, ManualSource) for source in control.sources),
    )
