from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probative.app.rhythms import Planned, Rhythm, midnight, next_midnight, rhythms_of, span_of
from probative.domain.assessments import Scope
from probative.domain.evidence_sources import CallStep, Frequency, MetricSource
from probative.domain.frameworks import Framework
from probative.domain.ids import GLOBAL, SourceId
from probative.domain.slots import SourceKind
from tests.support.assessing import ACCOUNT, REGION, a_control, a_framework, a_manual_source, an_api_source
from tests.support.collecting import CREATED, PLANNER

SCOPE = Scope(accounts=(ACCOUNT,), regions=(REGION,))
WEDNESDAY = date(2026, 11, 18)
START = datetime(2026, 11, 1, tzinfo=UTC)


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "since", "until"),
    [
        (Frequency.DAILY, at(18), at(19)),
        (Frequency.WEEKLY, at(16), at(23)),
        (Frequency.MONTHLY, at(1), at(1, 12)),
    ],
)
def test_a_span_is_a_day_a_week_from_monday_or_a_month(frequency: Frequency, since: datetime, until: datetime) -> None:
    assert span_of(frequency, WEDNESDAY) == (since, until)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(Frequency))
def test_spans_hold_their_day_and_follow_each_other(day: date, frequency: Frequency) -> None:
    span = span_of(frequency, day)

    assert span.since <= midnight(day) < span.until
    assert span_of(frequency, span.until.date()).since == span.until
    assert span_of(frequency, span.since.date()) == span


def test_the_next_midnight_is_that_of_utc() -> None:
    assert next_midnight(CREATED) == at(19)
    assert next_midnight(at(18)) == at(19)


def a_mixed_framework() -> Framework:
    weekly = replace(
        an_api_source("weekly"),
        frequency=Frequency.WEEKLY,
        chain=(CallStep(service="iam", operation="ListRoles"),),
    )
    metric = MetricSource(
        id=SourceId("metric"),
        name="Invocations",
        namespace="AWS/Bedrock",
        metrics=("Invocations",),
        dimension="ModelId",
        statistic="Sum",
        period_hours=24,
        platforms=(),
        rule=None,
    )
    return a_framework(a_control(an_api_source("daily"), weekly, metric, a_manual_source()))


def rhythms() -> dict[Frequency, Rhythm]:
    return {rhythm.frequency: rhythm for rhythm in rhythms_of(a_mixed_framework())}


def planned(rhythm: Rhythm, day: date = WEDNESDAY, since: datetime = START) -> dict[SourceKind, Planned]:
    return {each.slot.kind: each for each in rhythm.slots(PLANNER, SCOPE, day, since)}


def test_each_frequency_has_its_own_part_and_none_where_nothing_is_asked() -> None:
    sources = {
        frequency: [source.id for _, _, source in rhythm.framework.sources()] for frequency, rhythm in rhythms().items()
    }

    assert sources == {Frequency.DAILY: ["daily", "metric", "safe-1.1-report"], Frequency.WEEKLY: ["weekly"]}


def test_what_is_so_now_is_asked_in_its_span() -> None:
    daily = planned(rhythms()[Frequency.DAILY])[SourceKind.API_CALL]
    weekly = planned(rhythms()[Frequency.WEEKLY])[SourceKind.API_CALL]

    assert (daily.slot.since, daily.slot.until) == (at(18), at(19))
    assert (weekly.slot.since, weekly.slot.until, weekly.slot.region) == (at(16), at(23), GLOBAL)
    assert [weekly.is_open(at(day)) for day in (15, 16, 22, 23)] == [False, True, True, False]


def test_a_metric_is_asked_for_the_span_that_has_ended() -> None:
    metric = planned(rhythms()[Frequency.DAILY])[SourceKind.CLOUDWATCH]

    assert (metric.slot.since, metric.slot.until) == (at(17), at(18))
    assert [metric.is_open(at(day)) for day in (17, 18, 30)] == [False, True, True]


def test_a_span_before_the_beginning_is_not_asked_about() -> None:
    assert SourceKind.CLOUDWATCH not in planned(rhythms()[Frequency.DAILY], since=CREATED)
    assert SourceKind.CLOUDWATCH in planned(rhythms()[Frequency.DAILY], date(2026, 11, 19), since=CREATED)


def test_a_week_has_the_same_slot_on_each_of_its_days() -> None:
    weekly = rhythms()[Frequency.WEEKLY]

    assert len({planned(weekly, date(2026, 11, day))[SourceKind.API_CALL].slot.id for day in range(16, 23)}) == 1


@pytest.mark.parametrize(
    ("hours", "frequency"),
    [(1, Frequency.DAILY), (24, Frequency.DAILY), (168, Frequency.WEEKLY), (720, Frequency.MONTHLY)],
)
def test_a_metric_is_asked_about_spans_that_hold_its_data_points(hours: int, frequency: Frequency) -> None:
    metrics = [source for _, _, source in a_mixed_framework().sources() if isinstance(source, MetricSource)]
    framework = a_framework(a_control(replace(metrics[0], period_hours=hours)))

    assert [rhythm.frequency for rhythm in rhythms_of(framework)] == [frequency]
