"""How often what is asked: a slot spans a UTC day, an ISO week or a month, as its source's frequency says.

Two kinds of slot come out of a plan. What a service says of itself now can be asked until its span ends. What is asked
about a span (metrics, calls that name the period) is asked once the span has ended.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from probative.app.planning import automated_in
from probative.domain.assessments import Scope
from probative.domain.evidence_sources import ApiCallSource, EvidenceSource, Frequency, MetricSource
from probative.domain.frameworks import Control, ControlSet, Framework, Objective
from probative.domain.slots import Slot
from probative.ports.asking import Period, Planner

_DAY: Final = timedelta(days=1)
_HOURS_A_DAY: Final = 24


class Span(NamedTuple):
    """`[since, until)`, both at midnight UTC."""

    since: datetime
    until: datetime


def span_of(frequency: Frequency, day: date) -> Span:
    """Return the UTC day, ISO week or month that `day` lies in."""
    match frequency:
        case Frequency.DAILY:
            return Span(midnight(day), midnight(day + _DAY))
        case Frequency.WEEKLY:
            monday = day - day.weekday() * _DAY
            return Span(midnight(monday), midnight(monday + 7 * _DAY))
        case Frequency.MONTHLY:
            first = day.replace(day=1)
            return Span(midnight(first), midnight((first + 31 * _DAY).replace(day=1)))


def midnight(day: date) -> datetime:
    """Return the instant at which `day` begins."""
    return datetime.combine(day, time(), UTC)


def next_midnight(now: datetime) -> datetime:
    """Return the instant at which the day after `now` begins."""
    return midnight(now.astimezone(UTC).date() + _DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What of a framework is asked at one frequency."""

    frequency: Frequency
    framework: Framework

    def slots(self, planner: Planner, scope: Scope, day: date, since: datetime) -> Iterator["Planned"]:
        """Yield the slots that `day` brings: of the span it lies in, and of the one before, if it ends after `since`.

        The second are those whose questions are about a span; so each span is asked about when it has ended.
        """
        span = span_of(self.frequency, day)
        before = span_of(self.frequency, (span.since - _DAY).date())
        period = Period(before.since, before.until, midnight(day))
        today = span_of(Frequency.DAILY, day)
        for slot in planner.plan(list(automated_in(self.framework)), scope, period):
            if (slot.since, slot.until) == today:
                yield Planned(replace(slot, since=span.since, until=span.until), span.since, span.until)
            elif slot.until > since:
                yield Planned(slot, slot.until, None)


class Planned(NamedTuple):
    """A slot, and when it can be asked: from `opens_at` until `closes_at`; None: it stays open."""

    slot: Slot
    opens_at: datetime
    closes_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Say whether the slot can be asked at `now`."""
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


def rhythms_of(framework: Framework) -> Iterator[Rhythm]:
    """Yield what of `framework` is asked daily, weekly and monthly, as far as there is something.

    Each has its own part of the framework: a weekly source gets no evidence of a daily slot with the same question.
    """
    for frequency in Frequency:
        part = _part(framework, frequency)
        if any(True for _ in automated_in(part)):
            yield Rhythm(frequency=frequency, framework=part)


def _part(framework: Framework, frequency: Frequency) -> Framework:
    return replace(framework, control_sets=tuple(_set_part(each, frequency) for each in framework.control_sets))


def _set_part(control_set: ControlSet, frequency: Frequency) -> ControlSet:
    return replace(control_set, objectives=tuple(_objective_part(each, frequency) for each in control_set.objectives))


def _objective_part(objective: Objective, frequency: Frequency) -> Objective:
    return replace(objective, controls=tuple(_control_part(each, frequency) for each in objective.controls))


def _control_part(control: Control, frequency: Frequency) -> Control:
    return replace(control, sources=tuple(each for each in control.sources if _frequency(each) is frequency))


def _frequency(source: EvidenceSource) -> Frequency:
    match source:
        case ApiCallSource():
            return source.frequency
        case MetricSource(period_hours=hours) if hours > _HOURS_A_DAY:
            # A data point must lie within the span that is asked about.
            return Frequency.WEEKLY if hours <= 7 * _HOURS_A_DAY else Frequency.MONTHLY
        case _:
            return Frequency.DAILY
