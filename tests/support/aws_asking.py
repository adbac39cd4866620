"""What it takes to ask the answer server: a collector with short patience, slots, and its answers sorted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from probative.domain.assessments import Scope
from probative.domain.evidence import Fact
from probative.domain.evidence_sources import ApiCallSource, AutomatedSource, CallStep, Frequency, Subject, chain_key
from probative.domain.ids import AccountId, Region, SlotId, SourceId
from probative.domain.slots import Answer, Refusal, Slot
from probative.ports.asking import Observation, Period, Question
from probative.sources.aws.asking import Patience
from probative.sources.aws.collector import AwsSource, Limits
from probative.sources.aws.models import BotocoreModels
from probative.sources.aws.pace import Rate
from probative.sources.aws.sessions import Access, Keys, Sessions

ACCOUNT = AccountId("111122223333")
OTHER = AccountId("444455556666")
REGION = Region("us-east-1")
SCOPE = Scope(accounts=(ACCOUNT,), regions=(REGION,))
NOW = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
PERIOD = Period(datetime(2026, 11, 18, 3, 20, tzinfo=UTC), datetime(2026, 11, 20, 3, 20, tzinfo=UTC), NOW)
KEYS = Keys("AKIAOWN", "not-a-secret", None, None)
FAST = Limits(
    rate=Rate(initial=1000, most=5000, burst=1000),
    patience=Patience(
        throttled=timedelta(seconds=0.4), throttled_attempts=50, attempts=3, backoff=timedelta(milliseconds=20)
    ),
    concurrency=8,
)


@cache
def models() -> BotocoreModels:
    """The one object that loads models for all tests."""
    return BotocoreModels()


def sessions(url: str, *, keys: Keys = KEYS, clock: Any = lambda: NOW, **access: Any) -> Sessions:
    access = {"read_timeout": timedelta(seconds=20), **access}
    return Sessions(Access(endpoint_url=url, **access), models(), clock, keys=keys)


def source(url: str, *, limits: Limits = FAST, **access: Any) -> AwsSource:
    return AwsSource(sessions(url, **access), clock=lambda: NOW, limits=limits)


def step(call: str, **more: Any) -> CallStep:
    service, operation = call.split(":")
    return CallStep(service=service, operation=operation, **more)


def api(*chain: CallStep, each: str | None = None) -> ApiCallSource:
    return ApiCallSource(
        id=SourceId("s"), name="s", chain=chain, each=each, resource_id=None, subject=Subject.RESOURCE,
        frequency=Frequency.DAILY,
    )  # fmt: skip


LIST = step("bedrock:ListGuardrails")
GET = step("bedrock:GetGuardrail", for_each="guardrails", hand_over={"guardrailIdentifier": "id"})
GUARDRAILS = api(LIST, each="guardrails")
GUARDRAIL = api(LIST, GET)


@dataclass
class Collected:
    """What a collector yielded, sorted; and the order of slots, each named once if none interleaved."""

    facts: list[Fact] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    order: list[SlotId] = field(default_factory=list)

    @property
    def values(self) -> list[Any]:
        return [fact.value for fact in self.facts]

    @property
    def reasons(self) -> list[str]:
        return [refusal.reason for refusal in self.refusals]


def sort_out(observations: Iterable[Observation]) -> Collected:
    found = Collected()
    for observation in observations:
        if not found.order or found.order[-1] != observation.slot_id:
            found.order.append(observation.slot_id)
        match observation:
            case Fact():
                found.facts.append(observation)
            case Refusal():
                found.refusals.append(observation)
            case Answer():
                found.answers.append(observation)
    return found


def questions(sources: Iterable[AutomatedSource]) -> dict[str, Question]:
    asked: dict[str, Question] = {}
    for one in sources:
        if isinstance(one, ApiCallSource):
            key = chain_key(one.chain)
            parts = (*asked[key].parts, one.each or "") if key in asked else (one.each or "",)
            asked[key] = Question(one.chain, tuple(dict.fromkeys(parts)))
    return asked


def collect(
    live: AwsSource, *sources: AutomatedSource, scope: Scope = SCOPE, slots: Sequence[Slot] | None = None
) -> Collected:
    planned = list(live.plan(sources, scope, PERIOD)) if slots is None else slots
    return sort_out(live.collect(planned, questions(sources)))
