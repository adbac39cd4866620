"""Evidence sources: what is asked of whom, as a declaration, and the rule that weighs what is answered.

Paths (`each`, `for_each`, `resource_id`, `capture`, values of `hand_over`) are member names joined by
dots; `[]` after a member walks the elements of a list; `.` alone is the value itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from probative.domain.ids import PlatformId, SourceId

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Frequency(StrEnum):
    """How often an API call is asked again; values as on Audit Manager's wire."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class WhenEmpty(StrEnum):
    """What it means that a source answered and found nothing."""

    FAIL = "fail"
    PASS = "pass"  # noqa: S105  a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


class Subject(StrEnum):
    """What one verdict is about: each resource, or the account and region as a whole."""

    RESOURCE = "resource"
    REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """An answer, and what the rule must make of it: `expect` is pass, fail, inconclusive or not_applicable."""

    expect: str
    answer: Json
    parameters: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """CEL expressions that turn an answer into a verdict.

    Order of decision: `applies` (false: not applicable), `decided_when` (false: inconclusive), then, where
    nothing was found, `when_empty`, then `expression` (true: compliant, false: non-compliant).
    """

    expression: str
    reason_fail: str
    applies: str | None = None
    decided_when: str | None = None
    when_empty: WhenEmpty | None = None
    tests: tuple[RuleTest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStep:
    """One call of a chain of read-only API calls.

    Without `for_each` the call is made once. With it, the call is made for each element at that path of
    the previous step's answer (all its pages), and `hand_over` says which arguments come from where: a
    path in the element, or, with the head `args.`, an argument of the previous call. `batch` hands over
    up to that many elements at a time as a list, for calls that take a list of ids.
    `arguments` are fixed, but for placeholders in their strings: `{account}` and `{region}` are where it is
    asked, `{since}` and `{until}` are the ends of the period looked at and `{year_before}` is 365 days
    before `{until}`, as ISO 8601 instants.
    """

    service: str
    """botocore's service name, say `bedrock-agent`."""
    operation: str
    arguments: Mapping[str, Json] = field(default_factory=dict)
    for_each: str | None = None
    hand_over: Mapping[str, str] = field(default_factory=dict)
    batch: int | None = None

    @property
    def call(self) -> str:
        """The call as a reader writes it, say `bedrock:GetGuardrail`."""
        return f"{self.service}:{self.operation}"


Chain: TypeAlias = tuple[CallStep, ...]


CLOUDTRAIL_QUESTION: Final = "cloudtrail"


"""The question that all activity shares: what does the log of this day say."""


def chain_key(chain: Chain) -> str:
    """Return the one spelling of `chain`: two chains that ask the same have the same key."""
    return "/".join(_step_key(step) for step in chain)


def _step_key(step: CallStep) -> str:
    details = [f"{name}={value!r}" for name, value in sorted(step.arguments.items())]
    details += [f"{name}<{path}" for name, path in sorted(step.hand_over.items())]
    details += [f"each {step.for_each}"] if step.for_each is not None else []
    details += [f"batch {step.batch}"] if step.batch else []
    return step.call + (f"({', '.join(details)})" if details else "")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class EventName:
    """A kind of CloudTrail event: who recorded it and what was called."""

    source: str
    """Say `bedrock.amazonaws.com`."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCallSource:
    """Resources as read-only API calls describe them.

    `each` is the path to the resources in the last answer; None: the answer itself is the resource.
    """

    id: SourceId
    name: str
    chain: Chain
    each: str | None
    resource_id: str | None
    """Path in the resource to its ARN or name; None: the account and region."""
    subject: Subject
    frequency: Frequency
    platforms: tuple[PlatformId, ...] = ()
    """The platforms of which one must be in use for this source to apply; empty: always applies."""
    capture: tuple[str, ...] = ()
    """Paths worth showing to a reader beside the verdict."""
    rule: Rule | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudTrailSource:
    """User activity: CloudTrail events of these kinds; the rule sees each as `event`."""

    id: SourceId
    name: str
    events: tuple[EventName, ...]
    data_event_resource: str | None = None
    """The data event selector that the trail needs, say `AWS::S3::Object`; None: management events."""
    platforms: tuple[PlatformId, ...] = ()
    rule: Rule | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigRuleSource:
    """Evaluations of AWS Config rules, by managed rule identifier or `Custom_<name>`; they bring verdicts."""

    id: SourceId
    name: str
    rules: tuple[str, ...]
    platforms: tuple[PlatformId, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityHubSource:
    """Findings of Security Hub controls, by control id (say `CloudTrail.1`); they bring verdicts."""

    id: SourceId
    name: str
    controls: tuple[str, ...]
    platforms: tuple[PlatformId, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSource:
    """CloudWatch data points; the rule sees them as `points`, a list of {metric, timestamp, value}."""

    id: SourceId
    name: str
    namespace: str
    metrics: tuple[str, ...]
    """Metric names; one that ends in `*` is a prefix."""
    dimension: str | None
    """`Name=Value`: only metrics with it; `Name`: one series for each of its values; None: all summed up."""
    statistic: str
    period_hours: int
    platforms: tuple[PlatformId, ...] = ()
    rule: Rule | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSource:
    """CloudWatch alarms that watch these metrics; the rule sees them as `alarms`, as DescribeAlarms gives them."""

    id: SourceId
    name: str
    namespace: str
    metrics: tuple[str, ...]
    platforms: tuple[PlatformId, ...] = ()
    rule: Rule | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualSource:
    """What a person brings: `artefact` says what, `review_interval_days` how long it counts."""

    id: SourceId
    name: str
    artefact: str
    accepts: tuple[str, ...]
    review_interval_days: int
    note: str = ""


AutomatedSource: TypeAlias = (
    ApiCallSource | CloudTrailSource | ConfigRuleSource | SecurityHubSource | MetricSource | AlarmSource
)


EvidenceSource: TypeAlias = AutomatedSource | ManualSource


def rule_of(source: EvidenceSource) -> Rule | None:
    """Return the rule that judges what `source` answers; None: it brings its own verdict, or none at all."""
    match source:
        case ApiCallSource() | CloudTrailSource() | MetricSource() | AlarmSource():
            return source.rule
        case ConfigRuleSource() | SecurityHubSource() | ManualSource():
            return None


def can_reach_verdict(source: EvidenceSource) -> bool:
    """Say whether anything that `source` answers can end in compliant or non-compliant."""
    return isinstance(source, ConfigRuleSource | SecurityHubSource) or rule_of(source) is not None


def questions_of(source: AutomatedSource) -> tuple[str, ...]:
    """Return what `source` asks, in the spelling of `Slot.question`; sources that ask the same share slots."""
    match source:
        case ApiCallSource():
            return (chain_key(source.chain),)
        case CloudTrailSource():
            return (CLOUDTRAIL_QUESTION,)
        case ConfigRuleSource():
            return tuple(f"config:{rule}" for rule in source.rules)
        case SecurityHubSource():
            return tuple(f"securityhub:{control}" for control in source.controls)
        case MetricSource():
            metrics = ",".join(source.metrics)
            series = f"{source.dimension or ''}:{source.statistic}:{source.period_hours}"
            return (f"metric:{source.namespace}:{metrics}:{series}",)
        case AlarmSource():
            return (f"alarm:{source.namespace}:{','.join(source.metrics)}",)
