"""Evidence sources, their chains and their rules, read from a document that passed the schema."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    CallStep,
    Chain,
    CloudTrailSource,
    ConfigRuleSource,
    EventName,
    EvidenceSource,
    Frequency,
    Json,
    ManualSource,
    MetricSource,
    Rule,
    RuleTest,
    SecurityHubSource,
    Subject,
    WhenEmpty,
)
from probative.domain.ids import PlatformId, SourceId
from probative.library.members import Document, number, rows, table, tables, text, texts

Platforms = tuple[PlatformId, ...]

UNDECIDED: Final = "undecided"
"""What `when_empty` says where a rule does not say what nothing means: a file has to say that it is so."""


def read_source(entry: Document, platforms: Platforms) -> EvidenceSource:
    """Return the evidence source that `entry` describes; `platforms` are those it belongs to."""
    return _READERS[text(entry, "type")](entry, platforms)


def read_chain(calls: Sequence[Json]) -> Chain:
    """Return the chain that `calls` spell."""
    return tuple(_read_step(call) for call in calls)


def read_event(spelled: str) -> EventName:
    """Return the event kind that `source:name` spells."""
    source, _, name = spelled.partition(":")
    return EventName(source=source, name=name)


def _read_step(call: Json) -> CallStep:
    entry = cast("Document", {"call": call} if isinstance(call, str) else call)
    service, _, operation = text(entry, "call").partition(":")
    return CallStep(
        service=service,
        operation=operation,
        arguments=dict(table(entry, "args")),
        for_each=cast("str | None", entry.get("for_each")),
        hand_over=dict(cast("Mapping[str, str]", table(entry, "with"))),
        batch=number(entry, "batch"),
    )


def _read_rule(entry: Document) -> Rule | None:
    rule = table(entry, "rule")
    if not rule:
        return None
    when_empty = text(rule, "when_empty")
    return Rule(
        expression=text(rule, "expression"),
        reason_fail=text(rule, "reason_fail"),
        applies=text(rule, "applies") or None,
        decided_when=text(rule, "decided_when") or None,
        when_empty=WhenEmpty(when_empty) if when_empty not in {"", UNDECIDED} else None,
        tests=tuple(
            RuleTest(expect=text(test, "expect"), answer=test["answer"], parameters=dict(table(test, "parameters")))
            for test in tables(rule, "tests")
        ),
    )


def _read_api_call(entry: Document, platforms: Platforms) -> EvidenceSource:
    return ApiCallSource(
        id=SourceId(text(entry, "id")),
        name=text(entry, "name"),
        chain=read_chain(rows(entry, "calls")),
        each=text(entry, "each") or None,
        resource_id=text(entry, "resource_id") or None,
        subject=Subject(text(entry, "subject")),
        frequency=Frequency(text(entry, "frequency")),
        platforms=platforms,
        capture=texts(entry, "capture"),
        rule=_read_rule(entry),
        note=text(entry, "note"),
    )


def _read_events(entry: Document, platforms: Platforms) -> EvidenceSource:
    return CloudTrailSource(
        id=SourceId(text(entry, "id")),
        name=text(entry, "name"),
        events=tuple(read_event(event) for event in texts(entry, "events")),
        data_event_resource=text(entry, "data_event_resource") or None,
        platforms=platforms,
        rule=_read_rule(entry),
        note=text(entry, "note"),
    )


def _read_config_rules(entry: Document, platforms: Platforms) -> EvidenceSource:
    return ConfigRuleSource(
        id=SourceId(text(entry, "id")),
        name=text(entry, "name"),
        rules=texts(entry, "rules"),
        platforms=platforms,
        note=text(entry, "note"),
    )


def _read_security_hub(entry: Document, platforms: Platforms) -> EvidenceSource:
    return SecurityHubSource(
        id=SourceId(text(entry, "id")),
        name=text(entry, "name"),
        controls=texts(entry, "controls"),
        platforms=platforms,
        note=text(entry, "note"),
    )


def _read_metrics(entry: Document, platforms: Platforms) -> EvidenceSource:
    return MetricSource(
        id=SourceId(text(entry, "id")),
        name=text(entry, "name"),
        namespace=text(entry, "namespace"),
        metrics=texts(entry, "metrics"),
        dimension=text(entry, "dimension") or None,
        statistic=text(entry, "statistic"),
        period_hours=number(entry, "period_hours") or 0,
        platforms=platforms,
        rule=_read_rule(entry),
        note=text(entry, "note"),
    )


def _read_alarms(entry: Document, platforms: Platforms) -> EvidenceSource:
    return AlarmSource(
        id=SourceId(text(entry, "id")),
        name=text(entry, "name"),
        namespace=text(entry, "namespace"),
        metrics=texts(entry, "metrics"),
        platforms=platforms,
        rule=_read_rule(entry),
        note=text(entry, "note"),
    )


def _read_manual(entry: Document, _platforms: Platforms) -> EvidenceSource:
    return ManualSource(
        id=SourceId(text(entry, "id")),
        name=text(entry, "name"),
        artefact=text(entry, "artefact"),
        accepts=texts(entry, "accepts"),
        review_interval_days=number(entry, "review_interval_days") or 0,
        note=text(entry, "note"),
    )


_READERS: Final[Mapping[str, Callable[[Document, Platforms], EvidenceSource]]] = {
    "api_call": _read_api_call,
    "cloudtrail_event": _read_events,
    "config_rule": _read_config_rules,
    "security_hub": _read_security_hub,
    "cloudwatch_metric": _read_metrics,
    "cloudwatch_alarm": _read_alarms,
    "manual": _read_manual,
}
SOURCE_TYPES: Final = tuple(_READERS)
"""The kinds of evidence sources, as files spell them."""
