"""Rules of the sources of custom controls, which Audit Manager's shapes have no place for."""

from typing import Any, Final

from probative.app.controls import TaggedControl, get_rules, set_rule
from probative.domain.custom import MappingSource
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

_RULES: Final = "/v1/controls/{control_id}/rules"
_RULE: Final = "/v1/controls/{control_id}/sources/{source_id}/rule"


class RuleGiven(Input):
    """A CEL expression that weighs what the source answers."""

    expression: str


class SourceRuleShown(Output):
    """A source of a custom control with its rule; null: none, so that its evidence is inconclusive."""

    source_id: str
    name: str
    rule: str | None


class ControlRulesShown(Output):
    """A custom control with the rules of its sources."""

    control_id: str
    name: str
    sources: list[SourceRuleShown]


def show_rules(asked: Asked, _query: Nothing, _body: Nothing) -> ControlRulesShown:
    """Return the rules of a custom control's sources."""
    return _shown(get_rules(asked.application, asked.caller, asked.path["control_id"]))


def put_rule(asked: Asked, _query: Nothing, given: RuleGiven) -> ControlRulesShown:
    """Set the rule of a source."""
    return _set(asked, given.expression)


def delete_rule(asked: Asked, _query: Nothing, _body: Nothing) -> ControlRulesShown:
    """Take the rule of a source away."""
    return _set(asked, None)


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", _RULES, "Show the rules of the sources of a custom control.", show_rules),
    endpoint(
        "PUT",
        _RULE,
        "Set the rule of a source of a custom control; it weighs what is collected from then on.",
        put_rule,
    ),
    endpoint("DELETE", _RULE, "Take the rule of a source of a custom control away.", delete_rule),
)


def _set(asked: Asked, expression: str | None) -> ControlRulesShown:
    control_id, source_id = asked.path["control_id"], asked.path["source_id"]
    return _shown(set_rule(asked.application, asked.caller, control_id, source_id, expression))


def _shown(tagged: TaggedControl) -> ControlRulesShown:
    control = tagged.control
    return ControlRulesShown(control_id=control.id, name=control.name, sources=list(map(_source, control.sources)))


def _source(source: MappingSource) -> SourceRuleShown:
    return SourceRuleShown(source_id=source.id, name=source.name or "", rule=source.rule)
