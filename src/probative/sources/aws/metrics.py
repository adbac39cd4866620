"""CloudWatch metrics: which series a source means, what they say over the period, and how series become one.

A metric is published in several series, by combinations of dimensions, which overlap: only the combination with
the fewest dimensions counts, so that nothing is added up twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from probative.domain.paths import elements_at, values_at
from probative.domain.slots import RefusalReason, Slot
from probative.ports.ambient import Clock
from probative.ports.asking import Observation
from probative.sources.aws.calls import Call
from probative.sources.aws.facts import FactMaker, Origin, Said
from probative.sources.aws.spool import PageRef
from probative.sources.aws.walks import Asked, Gone, Outcome, Read, Refused, Tally

_LIST, _DATA = range(2)
_QUERIES_A_CALL: Final = 100
"""CloudWatch allows 500; fewer keep answers small."""
_FAILED: Final = {"InternalError": RefusalReason.ERROR, "Forbidden": RefusalReason.ACCESS_DENIED}
"""Status codes of results that hold no data."""
_WEIGHT: Final = "SampleCount"
"""The statistic that averages of several series are weighed by."""


class MetricQuestion(NamedTuple):
    """What a metric source asks, read from its slot's question."""

    namespace: str
    metrics: tuple[str, ...]
    dimension: str
    statistic: str
    hours: int

    @classmethod
    def parse(cls, question: str) -> "MetricQuestion":
        """Read `metric:<namespace>:<metrics>:<dimension>:<statistic>:<hours>`; a dimension may hold colons."""
        left, statistic, hours = question.rsplit(":", 2)
        _, namespace, metrics, dimension = left.split(":", 3)
        return cls(namespace, tuple(metrics.split(",")), dimension, statistic, int(hours))

    def is_about(self, metric: str) -> bool:
        """Say whether the metric is asked for, by its name or by a prefix that ends in `*`."""
        return is_named(metric, self.metrics)


class Series(NamedTuple):
    """One series of a metric."""

    metric: str
    dimensions: tuple[tuple[str, str], ...]


class Sample(NamedTuple):
    """One data point of a series, and how many samples it stands for."""

    value: float
    weight: float


def is_named(metric: str, names: Iterable[str]) -> bool:
    """Say whether `metric` is one of `names`; a name that ends in `*` is a prefix."""
    return any(metric.startswith(name[:-1]) if name.endswith("*") else metric == name for name in names)


def chosen(listed: Iterable[Series], dimension: str) -> dict[Series, list[Series]]:
    """Return the series to add up, by the series that they become.

    `dimension` is `Name=Value` (only series with it), `Name` (one series for each value) or empty (one series).
    """
    name, _, value = dimension.partition("=")
    fitting: dict[tuple[str, tuple[str, ...]], list[Series]] = defaultdict(list)
    for series in listed:
        own = dict(series.dimensions)
        if not name or (name in own and value in {"", own[name]}):
            fitting[series.metric, tuple(sorted(own))].append(series)
    fewest: dict[str, tuple[str, ...]] = {}
    for metric, names in fitting:
        fewest[metric] = min(fewest.get(metric, names), names, key=lambda names: (len(names), names))
    groups: dict[Series, list[Series]] = defaultdict(list)
    for (metric, names), several in fitting.items():
        for series in several if names == fewest[metric] else ():
            kept = tuple(pair for pair in series.dimensions if pair[0] == name)
            groups[Series(metric, kept)].append(series)
    return dict(groups)


def _mean(samples: Sequence[Sample]) -> float:
    weight = sum(sample.weight for sample in samples)
    return sum(sample.value * sample.weight for sample in samples) / weight if weight else 0.0


_COMBINE: Final[Mapping[str, Callable[[Sequence[Sample]], float]]] = {
    "Sum": lambda samples: sum(sample.value for sample in samples),
    "SampleCount": lambda samples: sum(sample.value for sample in samples),
    "Maximum": lambda samples: max(sample.value for sample in samples),
    "Minimum": lambda samples: min(sample.value for sample in samples),
    "Average": _mean,
}


def combined(statistic: str, samples: Sequence[Sample]) -> float:
    """Return what several series say together at one instant; of percentiles, the highest: they cannot be added."""
    return _COMBINE.get(statistic, _COMBINE["Maximum"])(samples)


@dataclass(slots=True)
class MetricWalk:
    """One metric slot under way: which series there are, then their data points."""

    slot: Slot
    question: MetricQuestion
    clock: Clock
    _tally: Tally = field(init=False)
    _listed: set[Series] = field(default_factory=set)
    _queries: list[tuple[Series, Series, str]] = field(default_factory=list)
    """By the number in a query's id: the series that it becomes, the series asked for, the statistic."""

    def __post_init__(self) -> None:
        self._tally = Tally(self.slot)

    def begin(self) -> Iterable[Asked]:
        """Ask which series the namespace has: one list serves all slots of the namespace."""
        return [Asked(self._call("ListMetrics", {"Namespace": self.question.namespace}), _LIST)]

    def take(self, asked: Asked, outcome: Outcome, read: Read) -> Iterable[Asked]:
        """Gather the series, and once they are all known ask for their data points."""
        match outcome:
            case Refused():
                self._tally.refuse(asked.call, outcome)
            case Gone():
                self._tally.refuse(asked.call, Refused(RefusalReason.ERROR, outcome.message, 1, outcome.at))
            case PageRef() if asked.step == _DATA:
                self._tally.add_page(asked.call, outcome)
            case PageRef():
                self._list(read(outcome).value)
                return self._data() if outcome.next_token is None else ()
        return ()

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield one fact with all data points; with a refusal, none: a part of a sum says nothing."""
        maker = FactMaker(self.slot)
        self._refuse_failed(read)
        if self._tally.refusals:
            yield from self._tally.refusals
            return
        points = self._points(read)
        pages = [read(ref) for leaf in self._tally.leaves.values() for ref in leaf.pages[:1]]
        call = self._call("GetMetricData" if pages else "ListMetrics", {"Namespace": self.question.namespace})
        said = Said(value=points, content={"points": points}, event_name=",".join(self.question.metrics))
        origin = Origin.of(call, "monitoring.amazonaws.com", *pages) if pages else self._nothing(call)
        yield maker.make(origin, said)
        yield from self._tally.close(maker.count, origin.received_at)

    # --- asking

    def _list(self, answer: Mapping[str, object]) -> None:
        for metric in elements_at(answer, "Metrics"):
            name = str(next(values_at(metric, "MetricName"), ""))
            if self.question.is_about(name):
                pairs = elements_at(metric, "Dimensions")
                dimensions = sorted((str(_at(pair, "Name")), str(_at(pair, "Value"))) for pair in pairs)
                self._listed.add(Series(name, tuple(dimensions)))

    def _data(self) -> list[Asked]:
        statistics = [self.question.statistic, *([_WEIGHT] if self.question.statistic == "Average" else [])]
        groups = chosen(self._listed, self.question.dimension)
        self._queries = [
            (becomes, series, statistic)
            for becomes in sorted(groups)
            for series in sorted(groups[becomes])
            for statistic in statistics
        ]
        queries = [self._query(number) for number in range(len(self._queries))]
        batches = [queries[start : start + _QUERIES_A_CALL] for start in range(0, len(queries), _QUERIES_A_CALL)]
        return [Asked(self._call("GetMetricData", self._data_arguments(batch)), _DATA) for batch in batches]

    def _query(self, number: int) -> dict[str, object]:
        _, series, statistic = self._queries[number]
        metric = {
            "Namespace": self.question.namespace,
            "MetricName": series.metric,
            "Dimensions": [{"Name": name, "Value": value} for name, value in series.dimensions],
        }
        stat = {"Metric": metric, "Period": self.question.hours * 3600, "Stat": statistic}
        return {"Id": f"m{number}", "MetricStat": stat, "ReturnData": True}

    def _data_arguments(self, queries: list[dict[str, object]]) -> dict[str, object]:
        return {
            "MetricDataQueries": queries,
            "StartTime": self.slot.since,
            "EndTime": self.slot.until,
            "ScanBy": "TimestampAscending",
        }

    def _call(self, operation: str, arguments: Mapping[str, object]) -> Call:
        return Call(self.slot.account, self.slot.region, "cloudwatch", operation, arguments)

    # --- telling

    def _points(self, read: Read) -> list[dict[str, object]]:
        """Return all data points, by metric, dimensions and instant."""
        values = self._values(read)
        samples: dict[tuple[Series, datetime], list[Sample]] = defaultdict(list)
        for number, (becomes, _, statistic) in enumerate(self._queries):
            if statistic != self.question.statistic:
                continue
            weights = values.get(number + 1, {}) if self.question.statistic == "Average" else {}
            for instant, value in values.get(number, {}).items():
                samples[becomes, instant].append(Sample(value, weights.get(instant, 1.0)))
        return [
            {
                "metric": series.metric,
                "timestamp": instant,
                "value": combined(self.question.statistic, samples[series, instant]),
                "dimensions": dict(series.dimensions),
            }
            for series, instant in sorted(samples)
        ]

    def _values(self, read: Read) -> dict[int, dict[datetime, float]]:
        """Return the data points of each query, by its number; the pages of an answer add up."""
        values: dict[int, dict[datetime, float]] = defaultdict(dict)
        for result in self._results(read):
            number = int(str(_at(result, "Id"))[1:])
            instants = [instant for instant in elements_at(result, "Timestamps") if isinstance(instant, datetime)]
            numbers = [float(str(value)) for value in elements_at(result, "Values")]
            values[number].update(zip(instants, numbers, strict=True))
        return values

    def _refuse_failed(self, read: Read) -> None:
        """Turn results that CloudWatch itself calls failed, or that fit no query, into a refusal."""
        for result in self._results(read):
            fault = self._fault(result)
            if fault is not None:
                call = self._call("GetMetricData", {"Namespace": self.question.namespace})
                self._tally.refuse(call, Refused(*fault, 1, self.clock()))
                return

    def _fault(self, result: object) -> tuple[RefusalReason, str] | None:
        status = str(_at(result, "StatusCode"))
        if status in _FAILED:
            return _FAILED[status], f"CloudWatch gave no data for some series: {status}"
        number = str(_at(result, "Id")).removeprefix("m")
        is_known = number.isdecimal() and int(number) < len(self._queries)
        values, instants = list(elements_at(result, "Values")), list(elements_at(result, "Timestamps"))
        if not is_known or len(values) != len(instants):
            return RefusalReason.MALFORMED, "CloudWatch gave data that fits no question"
        return None

    def _results(self, read: Read) -> Iterator[object]:
        for leaf in self._tally.leaves.values():
            for ref in leaf.pages:
                yield from elements_at(read(ref).value, "MetricDataResults")

    def _nothing(self, call: Call) -> Origin:
        return Origin(
            call=call, event_source="monitoring.amazonaws.com", request_ids="", digests="", received_at=self.clock()
        )


def _at(value: object, path: str) -> object:
    return next(values_at(value, path), "")
