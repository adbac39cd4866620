"""Which slots an assessment's live sources need: one for each question, account, region and period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from probative.domain.assessments import Scope
from probative.domain.evidence_sources import (
    AlarmSource,
    ApiCallSource,
    AutomatedSource,
    Chain,
    CloudTrailSource,
    ConfigRuleSource,
    MetricSource,
    SecurityHubSource,
    chain_key,
    questions_of,
)
from probative.domain.ids import GLOBAL, AccountId, Region
from probative.domain.slots import Slot, SourceKind
from probative.ports.asking import Period
from probative.sources.aws.models import BotocoreModels

_KINDS = {
    ApiCallSource: SourceKind.API_CALL,
    ConfigRuleSource: SourceKind.CONFIG,
    SecurityHubSource: SourceKind.SECURITY_HUB,
    MetricSource: SourceKind.CLOUDWATCH,
    AlarmSource: SourceKind.CLOUDWATCH,
}


def plan(sources: Iterable[AutomatedSource], scope: Scope, period: Period, models: BotocoreModels) -> Iterator[Slot]:
    """Yield the slots of `sources`, each once, in their order."""
    planned: set[tuple[SourceKind, str]] = set()
    for source in sources:
        if isinstance(source, CloudTrailSource):
            continue
        kind = _KINDS[type(source)]
        for question in questions_of(source):
            if (kind, question) in planned:
                continue
            planned.add((kind, question))
            regions = regions_of(source.chain, scope, models) if isinstance(source, ApiCallSource) else scope.regions
            places = [(account, region) for account in scope.accounts for region in regions]
            span = _hours(period) if isinstance(source, MetricSource) or _is_dated(question) else _today(period)
            yield from (_slot(kind, question, place, span) for place in places)


def plan_chain(chain: Chain, scope: Scope, period: Period, models: BotocoreModels) -> Iterator[Slot]:
    """Yield the slots of one chain."""
    question = chain_key(chain)
    span = _hours(period) if _is_dated(question) else _today(period)
    places = [(account, region) for account in scope.accounts for region in regions_of(chain, scope, models)]
    yield from (_slot(SourceKind.API_CALL, question, place, span) for place in places)


def regions_of(chain: Chain, scope: Scope, models: BotocoreModels) -> tuple[Region, ...]:
    """Return where a chain is asked: once for the account if all its services are global, else in each region."""
    is_global = all(models.is_global(step.service) for step in chain)
    return (GLOBAL,) if is_global else scope.regions


def _slot(kind: SourceKind, question: str, place: tuple[AccountId, Region], span: tuple[datetime, datetime]) -> Slot:
    (account, region), (since, until) = place, span
    return Slot(kind=kind, question=question, account=account, region=region, since=since, until=until)


def _is_dated(question: str) -> bool:
    """Say whether a chain's arguments name the period, so that its answer is about it and not about today."""
    return "{since}" in question or "{until}" in question


def _today(period: Period) -> tuple[datetime, datetime]:
    day = period.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day + timedelta(days=1)


def _hours(period: Period) -> tuple[datetime, datetime]:
    return _hour(period.since), _hour(period.until)


def _hour(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class SlotPlanner:
    """The port `Planner`: the plan without anybody to carry it out."""

    models: BotocoreModels

    def plan(self, sources: Iterable[AutomatedSource], scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots of `sources`, each once, in their order."""
        return plan(sources, scope, period, self.models)

    def plan_chain(self, chain: Chain, scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots of one chain."""
        return plan_chain(chain, scope, period, self.models)
