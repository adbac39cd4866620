"""AWS, asked: the port `LiveSource` for one run."""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from probative.domain.assessments import Scope
from probative.domain.evidence_sources import AutomatedSource, Chain
from probative.domain.ids import GLOBAL, AccountId, Region
from probative.domain.slots import Refusal, Slot, SourceKind
from probative.ports.ambient import Clock
from probative.ports.asking import Change, Observation, Period, Question
from probative.sources.aws import planning
from probative.sources.aws.alarms import AlarmQuestion, AlarmWalk
from probative.sources.aws.asking import Asker, Patience
from probative.sources.aws.caller import Caller, Trouble
from probative.sources.aws.calls import Call
from probative.sources.aws.chains import ChainWalk
from probative.sources.aws.changes import ConfigChangeWalk, FindingChangeWalk, change_walks
from probative.sources.aws.config_rules import ConfigRuleWalk
from probative.sources.aws.error_codes import Meaning
from probative.sources.aws.metrics import MetricQuestion, MetricWalk
from probative.sources.aws.pace import Rate
from probative.sources.aws.security_hub import CONTROLS_A_CALL, SecurityHubWalk
from probative.sources.aws.sessions import Sessions
from probative.sources.aws.spool import Spool
from probative.sources.aws.walks import Walk

_ALARM: Final = "alarm:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How hard AWS is asked, and how long."""

    rate: Rate = field(default_factory=Rate)
    patience: Patience = field(default_factory=Patience)
    concurrency: int = 16
    """Calls under way at once, over all accounts, regions and services."""


class AwsSource:
    """The port `LiveSource`. One object serves one run; what it was told once, it does not ask again."""

    def __init__(
        self, sessions: Sessions, *, clock: Clock, limits: Limits | None = None, spool_folder: Path | None = None
    ) -> None:
        limits = limits or Limits()
        self._models = sessions.models
        self._sessions = sessions
        self._clock = clock
        self._spool = Spool(spool_folder)
        self._asker = Asker(
            Caller(sessions, clock),
            self._spool,
            clock=clock,
            rate=limits.rate,
            patience=limits.patience,
            concurrency=limits.concurrency,
            check=self._check,
        )

    def plan(self, sources: Iterable[AutomatedSource], scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots that `sources` need over `scope`, each once; CloudTrail sources need none here."""
        return planning.plan(sources, scope, period, self._models)

    def plan_chain(self, chain: Chain, scope: Scope, period: Period) -> Iterator[Slot]:
        """Yield the slots of one chain over `scope`: the slot whose question is `chain_key(chain)`."""
        return planning.plan_chain(chain, scope, period, self._models)

    def collect(self, slots: Sequence[Slot], questions: Mapping[str, Question]) -> Generator[Observation]:
        """Ask `slots`, many at once, and yield what comes, slot by slot in any order, never interleaved.

        `questions` gives the chain for the question of each API slot. Closing the iterator stops the asking.
        """
        batches = _security_hub_batches(slots)
        walks = (self._walk(slot, questions, batches) for slot in slots)
        with closing(self._asker.run(walks)) as settled:
            for walk in settled:
                yield from walk.observations(self._spool.read)

    def changes(self, slots: Sequence[Slot], since: datetime) -> Generator[Change | Refusal]:
        """Yield which of `slots`, of Config and Security Hub, have something to say that is newer than `since`."""
        with closing(self._asker.run(change_walks(slots, since))) as settled:
            for walk in settled:
                if isinstance(walk, ConfigChangeWalk | FindingChangeWalk):
                    yield from walk.changes()

    def close(self) -> None:
        """Let go of the answers kept for this run."""
        self._spool.close()

    def _walk(
        self, slot: Slot, questions: Mapping[str, Question], batches: Mapping[tuple[str, str, str], Sequence[str]]
    ) -> Walk:
        _, _, subject = slot.question.partition(":")
        match slot.kind:
            case SourceKind.API_CALL:
                return ChainWalk(slot, questions[slot.question], self._models, self._clock)
            case SourceKind.CONFIG:
                return ConfigRuleWalk(slot, subject, self._clock)
            case SourceKind.SECURITY_HUB:
                return SecurityHubWalk(slot, subject, batches[slot.account, slot.region, subject], self._clock)
            case SourceKind.CLOUDWATCH if slot.question.startswith(_ALARM):
                return AlarmWalk(slot, AlarmQuestion.parse(slot.question), self._clock)
            case SourceKind.CLOUDWATCH:
                return MetricWalk(slot, MetricQuestion.parse(slot.question), self._clock)
            case SourceKind.CLOUDTRAIL | SourceKind.MANUAL:
                raise ValueError(f"{slot.question} is not asked of AWS")

    def _check(self, call: Call) -> Trouble | None:
        """Return why the call need not be made: the service has no endpoint in the region."""
        is_simulated = bool(self._sessions.access.endpoint_url)
        if is_simulated or call.region == GLOBAL or self._models.is_offered(call.service, call.region):
            return None
        return Trouble(Meaning.NO_REGION, f"{call.service} is not offered in {call.region}")


def _security_hub_batches(slots: Iterable[Slot]) -> dict[tuple[str, str, str], Sequence[str]]:
    """Return, for each account, region and control, the controls that are asked for in the same call."""
    places: dict[tuple[AccountId, Region], set[str]] = defaultdict(set)
    for slot in slots:
        if slot.kind is SourceKind.SECURITY_HUB:
            places[slot.account, slot.region].add(slot.question.partition(":")[2])
    batches: dict[tuple[str, str, str], Sequence[str]] = {}
    for (account, region), controls in places.items():
        ordered = sorted(controls)
        for index, control in enumerate(ordered):
            start = index - index % CONTROLS_A_CALL
            batches[account, region, control] = ordered[start : start + CONTROLS_A_CALL]
    return batches
