"""CloudWatch alarms: those that watch certain metrics of a namespace, by themselves or in a formula."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from probative.domain.paths import elements_at, values_at
from probative.domain.slots import RefusalReason, Slot
from probative.ports.ambient import Clock
from probative.ports.asking import Observation
from probative.sources.aws.calls import Call
from probative.sources.aws.facts import FactMaker, Origin, Said
from probative.sources.aws.metrics import is_named
from probative.sources.aws.spool import PageRef
from probative.sources.aws.walks import Asked, Gone, Outcome, Read, Refused, Tally


class AlarmQuestion(NamedTuple):
    """What an alarm source asks, read from its slot's question."""

    namespace: str
    metrics: tuple[str, ...]

    @classmethod
    def parse(cls, question: str) -> "AlarmQuestion":
        """Read `alarm:<namespace>:<metrics>`."""
        _, namespace, metrics = question.split(":", 2)
        return cls(namespace, tuple(metrics.split(",")))

    def is_watched_by(self, alarm: object) -> bool:
        """Say whether an alarm, as DescribeAlarms gives it, watches one of the metrics."""
        if self._is_meant(alarm):
            return True
        queries = list(elements_at(alarm, "Metrics"))
        metrics = (metric for query in queries for metric in values_at(query, "MetricStat.Metric"))
        expressions = (str(text) for query in queries for text in values_at(query, "Expression"))
        return any(map(self._is_meant, metrics)) or any(map(self._is_spoken_of, expressions))

    def _is_meant(self, metric: object) -> bool:
        namespace = next(values_at(metric, "Namespace"), None)
        return namespace == self.namespace and is_named(str(next(values_at(metric, "MetricName"), "")), self.metrics)

    def _is_spoken_of(self, expression: str) -> bool:
        """Say whether a search or query expression names the namespace and one of the metrics."""
        return self.namespace in expression and any(name.rstrip("*") in expression for name in self.metrics)


@dataclass(slots=True)
class AlarmWalk:
    """One alarm slot under way: all alarms, of which it keeps those that watch its metrics."""

    slot: Slot
    question: AlarmQuestion
    clock: Clock
    _tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        self._tally = Tally(self.slot)

    def begin(self) -> Iterable[Asked]:
        """Ask for all alarms: one list serves all slots of the account and region."""
        return [Asked(Call(self.slot.account, self.slot.region, "cloudwatch", "DescribeAlarms", {}), 0)]

    def take(self, asked: Asked, outcome: Outcome, _read: Read) -> Iterable[Asked]:
        """Keep the page."""
        match outcome:
            case Refused():
                self._tally.refuse(asked.call, outcome)
            case Gone():
                self._tally.refuse(asked.call, Refused(RefusalReason.ERROR, outcome.message, 1, outcome.at))
            case PageRef():
                self._tally.add_page(asked.call, outcome)
        return ()

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield one fact with all alarms on the metrics; with a refusal, none: the list would not be whole."""
        maker = FactMaker(self.slot)
        if self._tally.refusals:
            yield from self._tally.refusals
            return
        (leaf,) = self._tally.leaves.values()
        pages = [read(ref) for ref in leaf.pages]
        alarms = [
            alarm
            for page in pages
            for alarm in elements_at(page.value, "MetricAlarms")
            if self.question.is_watched_by(alarm)
        ]
        origin = Origin.of(leaf.call, "monitoring.amazonaws.com", *pages)
        said = Said(value=alarms, content={"alarms": alarms}, event_name=",".join(self.question.metrics))
        yield maker.make(origin, said)
        yield from self._tally.close(maker.count, origin.received_at)
