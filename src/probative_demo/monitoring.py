"""CloudWatch: which metrics there are, and their data points, computed when asked.

A point is a function of its place, series and hour alone, so that it is the same whenever it is asked for.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from math import pi, sin
from typing import Any, Final, NamedTuple

from probative_demo.answers import page_of
from probative_demo.catalogue import places_in
from probative_demo.inventory import load_table
from probative_demo.models import Members
from probative_demo.places import Place
from probative_demo.routing import Call
from probative_demo.simulation import Simulation

_HISTORY: Final = timedelta(days=15)
_HOUR: Final = timedelta(hours=1)
_LIST_PAGE: Final = 500


class Series(NamedTuple):
    """A metric under its dimensions, with what it measures on average."""

    namespace: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    average: float
    is_level: bool
    """A height (latency, percent), not an amount that adds up over a day."""
    unit: str


@cache
def series_of(place: Place) -> tuple[Series, ...]:
    """Return all series that have data in `place`."""
    return tuple(one for row in load_table("metrics") for one in _row_series(row, place))


def _row_series(row: Members, place: Place) -> Iterator[Series]:
    level = row.get("level", False)
    facts = {"is_level": level, "unit": row.get("unit", "Count")}
    values = {
        name: float(average)
        for spelled, group in row["values"].items()
        if place in places_in([spelled])
        for name, average in group.items()
    }
    for name, average in values.items():
        dimensions = ((row["dimension"], name),) if row.get("dimension") else ()
        yield Series(row["namespace"], row["metric"], dimensions, average, **facts)
    if values and row.get("aggregate"):
        total = sum(values.values()) / (len(values) if level else 1)
        yield Series(row["namespace"], row["metric"], (), total, **facts)


def list_metrics(_: Simulation, call: Call) -> Members:
    """Answer ListMetrics."""
    asked = call.given
    found = [
        {"Namespace": one.namespace, "MetricName": one.metric, "Dimensions": _spelled(one.dimensions)}
        for one in series_of(call.place)
        if asked.get("Namespace", one.namespace) == one.namespace
        and asked.get("MetricName", one.metric) == one.metric
        and _has_dimensions(one, asked.get("Dimensions", ()))
    ]
    page, token = page_of(asked, found, size=_LIST_PAGE)
    return {"Metrics": page} | ({"NextToken": token} if token else {})


def _spelled(dimensions: Sequence[tuple[str, str]]) -> list[Members]:
    return [{"Name": name, "Value": value} for name, value in dimensions]


def _has_dimensions(one: Series, asked: Sequence[Members]) -> bool:
    held = dict(one.dimensions)
    return all(each["Name"] in held and each.get("Value", held[each["Name"]]) == held[each["Name"]] for each in asked)


def get_metric_data(simulation: Simulation, call: Call) -> Members:
    """Answer GetMetricData for queries that name a metric; expressions have no data."""
    now = simulation.clock()
    newest_first = call.given.get("ScanBy", "TimestampDescending") == "TimestampDescending"
    results = []
    for query in call.given["MetricDataQueries"]:
        if not query.get("ReturnData", True):
            continue
        points = _query_points(call, query, now)
        if newest_first:
            points.reverse()
        results.append(
            {
                "Id": query["Id"],
                "Label": query.get("Label") or query.get("MetricStat", {}).get("Metric", {}).get("MetricName", ""),
                "Timestamps": [at for at, _ in points],
                "Values": [value for _, value in points],
                "StatusCode": "Complete",
            }
        )
    return {"MetricDataResults": results, "Messages": []}


def _query_points(call: Call, query: Members, now: datetime) -> list[tuple[datetime, float]]:
    stat = query.get("MetricStat")
    if not stat:
        return []
    one = _find(call.place, stat["Metric"])
    return _points(call, one, stat["Stat"], period=int(stat["Period"]), now=now) if one else []


def get_metric_statistics(simulation: Simulation, call: Call) -> Members:
    """Answer GetMetricStatistics."""
    one = _find(call.place, call.given)
    points: dict[datetime, Members] = {}
    for stat in call.given.get("Statistics", ()) if one else ():
        for at, value in _points(call, one, stat, period=int(call.given["Period"]), now=simulation.clock()):
            points.setdefault(at, {"Timestamp": at, "Unit": one.unit if one else "None"})[stat] = value
    return {"Label": call.given["MetricName"], "Datapoints": list(points.values())}


def _find(place: Place, metric: Members) -> Series | None:
    dimensions = tuple((each["Name"], each["Value"]) for each in metric.get("Dimensions", ()))
    wanted = (metric.get("Namespace"), metric["MetricName"], dimensions)
    return next((one for one in series_of(place) if one[:3] == wanted), None)


def _points(call: Call, one: Series | None, stat: str, *, period: int, now: datetime) -> list[tuple[datetime, float]]:
    if one is None:
        return []
    step = timedelta(seconds=max(60, period))
    since, until = (_aware(call.given[name]) for name in ("StartTime", "EndTime"))
    at = since - timedelta(seconds=since.timestamp() % min(step.total_seconds(), 3600), microseconds=0)
    points = []
    while at < min(until, now):
        hours = _hours(call.place, one, at, min(at + step, now))
        if hours and at >= now - _HISTORY:
            points.append((at, _STATISTICS.get(stat, _average)(hours)))
        at += step
    return points


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _hours(place: Place, one: Series, since: datetime, until: datetime) -> list[float]:
    at = since.replace(minute=0, second=0, microsecond=0)
    values = []
    while at < until:
        values.append(_value(place, one, at))
        at += _HOUR
    return values


def _value(place: Place, one: Series, hour: datetime) -> float:
    seed = f"{place}/{one[:3]}/{hour:%Y-%m-%dT%H}".encode()
    drawn = int.from_bytes(hashlib.blake2b(seed, digest_size=4).digest(), "big") / 2**32
    if one.is_level:
        return round(one.average * (0.85 + 0.3 * drawn), 4)
    working = 1 + 0.8 * sin((hour.hour - 8) / 24 * 2 * pi)
    return float(round(one.average / 24 * working * (0.8 + 0.4 * drawn)))


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values)


_STATISTICS: Final[Mapping[str, Callable[[Any], float]]] = {
    "Sum": lambda values: float(sum(values)),
    "Maximum": max,
    "Minimum": min,
    "SampleCount": lambda values: float(len(values)),
    "Average": _average,
}
