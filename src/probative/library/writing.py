"""Frameworks as documents again: one mapping that holds all, in the order in which people read it.

Reading what is written here gives the same framework (but for the digest, which is of the bytes that were read).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, cast

from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CallStep,
    CloudTrailSource,
    ConfigRuleSource,
    EventName,
    EvidenceSource,
    Json,
    ManualSource,
    MetricSource,
    Rule,
    RuleTest,
    SecurityHubSource,
    rule_of,
)
from probative.domain.frameworks import Control, ControlSet, Framework, Objective, Parameter, Platform
from probative.library.source_reading import UNDECIDED

Table = dict[str, Json]

_NO_YAML: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that JSON takes as they are and YAML does not, or takes for the end of a line; all lie below U+10000."""


def to_document(framework: Framework) -> Table:
    """Return the document that describes `framework` whole, with the platforms of each source spelled out."""
    return _filled(
        {
            "id": framework.id,
            "name": framework.name,
            "version": framework.version,
            "description": framework.description,
            "compliance_type": framework.compliance_type,
            "platforms": [_platform(platform) for platform in framework.platforms],
        }
    ) | {"control_sets": [_control_set(control_set) for control_set in framework.control_sets]}


def to_json(framework: Framework) -> str:
    """Return the document of `framework` as JSON, indented, in characters that YAML takes as well."""
    import json  # noqa: PLC0415  start-up

    text = json.dumps(to_document(framework), indent=2, ensure_ascii=False) + "\n"
    return _NO_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def control_document(control: Control) -> Table:
    """Return the part of the document that describes `control`."""
    return _filled(
        {
            "id": control.id,
            "name": control.name,
            "platforms": list(control.platforms),
            "description": control.description,
            "testing_information": control.testing_information,
            "action_plan_title": control.action_plan_title,
            "action_plan_instructions": control.action_plan_instructions,
            "parameters": [_parameter(parameter) for parameter in control.parameters],
            "evidence_sources": [_source(source) for source in control.sources],
            "legacy": list(control.legacy),
            "mappings": {standard: list(ids) for standard, ids in control.mappings.items()},
            "aws_framework_ref": control.aws_framework_ref,
        }
    )


def _platform(platform: Platform) -> Table:
    return _filled(
        {
            "id": platform.id,
            "name": platform.name,
            "probes": [
                {"calls": [_step(step) for step in probe.chain], "each": probe.each} for probe in platform.probes
            ],
            "events": _events(platform.events),
        }
    )


def _control_set(control_set: ControlSet) -> Table:
    head: Table = {"id": control_set.id, "name": control_set.name, "purpose": control_set.purpose}
    return _filled(head) | {"objectives": [_objective(objective) for objective in control_set.objectives]}


def _objective(objective: Objective) -> Table:
    head: Table = {
        "id": objective.id,
        "name": objective.name,
        "layer": objective.layer,
        "purpose": objective.purpose,
    }
    return _filled(head) | {"controls": [control_document(control) for control in objective.controls]}


def _parameter(parameter: Parameter) -> Json:
    return {
        "name": parameter.name,
        "type": str(parameter.type),
        "default": parameter.default,
        "meaning": parameter.meaning,
    }


def _source(source: EvidenceSource) -> Json:
    kind, members = _MEMBERS[type(source)]
    written: Table = {"id": source.id, "type": kind, "name": source.name}
    if not isinstance(source, ManualSource):
        written["platforms"] = list(source.platforms)
    written |= _filled(members(source))
    rule = rule_of(source)
    if rule is not None:
        written["rule"] = _rule(rule)
        if not isinstance(source, CloudTrailSource) and rule.when_empty is None:
            written["rule"] = {**_rule(rule), "when_empty": UNDECIDED}
    return written | _filled({"note": source.note})


def _step(step: CallStep) -> Json:
    details = _filled(
        {
            "for_each": step.for_each,
            "with": dict(step.hand_over),
            "args": dict(step.arguments),
            "batch": step.batch,
        }
    )
    whole: Table = {"call": step.call}
    return whole | details if details else step.call


def _events(events: tuple[EventName, ...]) -> list[Json]:
    return [f"{event.source}:{event.name}" for event in events]


def _rule(rule: Rule) -> Table:
    return _filled(
        {
            "expression": rule.expression,
            "applies": rule.applies,
            "decided_when": rule.decided_when,
            "when_empty": rule.when_empty,
            "reason_fail": rule.reason_fail,
            "tests": [_test(test) for test in rule.tests],
        }
    )


def _test(test: RuleTest) -> Json:
    return {"expect": test.expect, "answer": test.answer} | _filled({"parameters": dict(test.parameters)})


def _filled(table: Table) -> Table:
    """Return `table` without what is empty, and with plain texts for enum members."""
    return {
        key: str(value) if isinstance(value, str) else value
        for key, value in table.items()
        if value is not None and value not in ("", [], {})
    }


def _members_of_call(source: ApiCallSource) -> Table:
    return {
        "calls": [_step(step) for step in source.chain],
        "each": source.each,
        "resource_id": source.resource_id,
        "subject": source.subject,
        "frequency": source.frequency,
        "capture": list(source.capture),
    }


def _members_of_events(source: CloudTrailSource) -> Table:
    return {"events": _events(source.events), "data_event_resource": source.data_event_resource}


def _members_of_config(source: ConfigRuleSource) -> Table:
    return {"rules": list(source.rules)}


def _members_of_hub(source: SecurityHubSource) -> Table:
    return {"controls": list(source.controls)}


def _members_of_metric(source: MetricSource) -> Table:
    return {
        "namespace": source.namespace,
        "metrics": list(source.metrics),
        "dimension": source.dimension,
        "statistic": source.statistic,
        "period_hours": source.period_hours,
    }


def _members_of_alarm(source: AlarmSource) -> Table:
    return {"namespace": source.namespace, "metrics": list(source.metrics)}


def _members_of_manual(source: ManualSource) -> Table:
    return {
        "artefact": source.artefact,
        "accepts": list(source.accepts),
        "review_interval_days": source.review_interval_days,
    }


_MEMBERS: Final = cast(
    "Mapping[type[EvidenceSource], tuple[str, Callable[[EvidenceSource], Table]]]",
    {
        ApiCallSource: ("api_call", _members_of_call),
        CloudTrailSource: ("cloudtrail_event", _members_of_events),
        ConfigRuleSource: ("config_rule", _members_of_config),
        SecurityHubSource: ("security_hub", _members_of_hub),
        MetricSource: ("cloudwatch_metric", _members_of_metric),
        AlarmSource: ("cloudwatch_alarm", _members_of_alarm),
        ManualSource: ("manual", _members_of_manual),
    },
)
