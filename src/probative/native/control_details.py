"""A control of the library whole, as the native API shows it."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from probative.app.application import Application
from probative.app.control_details import ControlDetails, SourceDetails
from probative.domain.custom import SourceType
from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CloudTrailSource,
    ConfigRuleSource,
    EvidenceSource,
    Frequency,
    Json,
    ManualSource,
    MetricSource,
    Rule,
    SecurityHubSource,
    WhenEmpty,
    rule_of,
)
from probative.domain.frameworks import Control, Layer, Mode, ParameterType
from probative.domain.ids import PlatformId
from probative.domain.slots import SourceKind
from probative.native.contract import Output
from probative.rules import variable_of


class ParameterShown(Output):
    """What an adopter sets; rules read it as `params.<name>`."""

    name: str
    type: ParameterType
    default: Any
    meaning: str


class RuleExample(Output):
    """An answer, and what the rule makes of it: pass, fail, inconclusive or not_applicable."""

    expect: str
    answer: Any
    parameters: dict[str, Any]


class WeighingRule(Output, kw_only=True):
    """CEL expressions that turn an answer, called `variable`, into a verdict; empty: not said."""

    expression: str
    variable: str
    reason_fail: str
    applies: str
    decided_when: str
    when_empty: WhenEmpty | UnsetType = UNSET
    examples: list[RuleExample]


class ControlRef(Output):
    """A standard control that a source rests on."""

    id: str
    code: str
    name: str


class ControlSourceShown(Output, kw_only=True):
    """An evidence source of a control: what was written, what is asked for it, and what weighs the answers."""

    id: str
    name: str
    description: str
    troubleshooting: str
    source_type: SourceType | UnsetType = UNSET
    keywords: list[str]
    frequency: Frequency | UnsetType = UNSET
    kind: SourceKind | UnsetType = UNSET
    """Absent: it rests on other controls, or can be asked no more."""
    questions: list[str]
    """Calls in their order, events, Config rules, Security Hub controls, or metrics."""
    platforms: list[str]
    """Platforms of which one must be in use; none: it always applies."""
    artefact: str
    """What people are to bring; empty: nothing."""
    accepts: list[str]
    review_interval_days: int | UnsetType = UNSET
    rule: WeighingRule | UnsetType = UNSET
    takes_rule: bool
    is_rule_in_description: bool
    rests_on: list[ControlRef]


class FrameworkRef(Output):
    """A framework that has the control."""

    id: str
    name: str
    is_standard: bool


class ControlDetailsShown(Output, kw_only=True):
    """A control whole; a custom one has no code, domain, objective, layer and parameters."""

    id: str
    code: str
    name: str
    is_standard: bool
    description: str
    testing_information: str
    action_plan_title: str
    action_plan_instructions: str
    domain_name: str
    objective_name: str
    layer: Layer | UnsetType = UNSET
    mode: Mode
    platforms: list[str]
    parameters: list[ParameterShown]
    mappings: dict[str, list[str]]
    """Paragraphs of other standards that ask for the same, by standard."""
    sources: list[ControlSourceShown]
    frameworks: list[FrameworkRef]


def show_details(application: Application, details: ControlDetails) -> ControlDetailsShown:
    """Return `details` as they go out, with platforms by name."""
    control, card = details.control, details.card
    standard = control if isinstance(control, Control) else None
    names = _platform_names(application)
    return ControlDetailsShown(
        id=card.id,
        code=card.code,
        name=card.name,
        is_standard=standard is not None,
        description=control.description or "",
        testing_information=control.testing_information or "",
        action_plan_title=control.action_plan_title or "",
        action_plan_instructions=control.action_plan_instructions or "",
        domain_name=card.domain_name,
        objective_name=card.objective_name,
        layer=card.layer or UNSET,
        mode=card.mode,
        platforms=[names.get(each, each) for each in standard.platforms] if standard else [],
        parameters=_parameters(standard) if standard else [],
        mappings={name: list(ids) for name, ids in standard.mappings.items()} if standard else {},
        sources=[_source(each, names) for each in details.sources],
        frameworks=[
            FrameworkRef(id=each.id, name=each.name, is_standard=each.is_standard) for each in details.frameworks
        ],
    )


def _platform_names(application: Application) -> Mapping[PlatformId, str]:
    return {each.id: each.name for framework in application.catalogue.frameworks for each in framework.platforms}


def _parameters(control: Control) -> list[ParameterShown]:
    return [
        ParameterShown(name=each.name, type=each.type, default=each.default, meaning=each.meaning)
        for each in control.parameters
    ]


def _source(details: SourceDetails, names: Mapping[PlatformId, str]) -> ControlSourceShown:
    asked = details.asked
    kind, questions = (UNSET, []) if asked is None else _asked(asked)
    manual = asked if isinstance(asked, ManualSource) else None
    platforms = () if asked is None or isinstance(asked, ManualSource) else asked.platforms
    return ControlSourceShown(
        id=details.id,
        name=details.name,
        description=details.description,
        troubleshooting=details.troubleshooting,
        source_type=details.type or UNSET,
        keywords=list(details.keywords),
        frequency=details.frequency or UNSET,
        kind=kind,
        questions=questions,
        platforms=[names.get(each, each) for each in platforms],
        artefact=manual.artefact if manual else "",
        accepts=list(manual.accepts) if manual else [],
        review_interval_days=manual.review_interval_days if manual else UNSET,
        rule=UNSET if asked is None else _rule(asked),
        takes_rule=details.takes_rule,
        is_rule_in_description=details.is_rule_in_description,
        rests_on=[ControlRef(id=each.uuid, code=each.id, name=each.name) for each in details.rests_on],
    )


def _asked(source: EvidenceSource) -> tuple[SourceKind, list[str]]:
    match source:
        case ApiCallSource():
            return SourceKind.API_CALL, [step.call for step in source.chain]
        case CloudTrailSource():
            return SourceKind.CLOUDTRAIL, [f"{event.source}:{event.name}" for event in source.events]
        case ConfigRuleSource():
            return SourceKind.CONFIG, list(source.rules)
        case SecurityHubSource():
            return SourceKind.SECURITY_HUB, list(source.controls)
        case MetricSource() | AlarmSource():
            return SourceKind.CLOUDWATCH, [f"{source.namespace} {metric}" for metric in source.metrics]
        case ManualSource():
            return SourceKind.MANUAL, []


def _rule(source: EvidenceSource) -> WeighingRule | UnsetType:
    rule: Rule | None = rule_of(source)
    if rule is None:
        return UNSET
    return WeighingRule(
        expression=rule.expression,
        variable=variable_of(source),
        reason_fail=rule.reason_fail,
        applies=rule.applies or "",
        decided_when=rule.decided_when or "",
        when_empty=rule.when_empty or UNSET,
        examples=[
            RuleExample(expect=test.expect, answer=test.answer, parameters=_plain(test.parameters))
            for test in rule.tests
        ],
    )


def _plain(parameters: Mapping[str, Json]) -> dict[str, Any]:
    return dict(parameters)
