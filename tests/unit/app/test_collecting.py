"""Turns of the collector, over sources that say what they are told and a clock that is set."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from probative.domain.assessments import UseStatus
from probative.domain.engagements import AssessmentStatus, Engagement
from probative.domain.errors import NotFoundError, StoreError, WrongStateError
from probative.domain.evidence_sources import CallStep, Frequency
from probative.domain.ids import AccountId, AssessmentId, Region
from probative.domain.slots import RefusalReason, Slot, SlotState, SourceKind
from probative.records.database import Database
from tests.support.assessing import (
    ACCOUNT,
    BEDROCK,
    REGION,
    a_control,
    a_framework,
    an_api_source,
    an_event_source,
    bedrock_platform,
)
from tests.support.collecting import ASSESSMENT, CREATED, FACTS_A_SLOT, OTHER_ACCOUNT, World, an_engagement
from tests.support.jobs_fused import KilledError

LIST = "bedrock:ListGuardrails"
SECOND = AssessmentId("00000000-0000-7000-8000-0000000000bb")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(Database(tmp_path / "records.db")) as database:
        made = World(database)
        made.put(an_engagement())
        yield made


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


def spans(world: World, kind: SourceKind = SourceKind.API_CALL) -> dict[tuple[int, int], SlotState]:
    """Return the state of the slots of a kind, by the days on which they begin and end."""
    return {(slot.since.day, slot.until.day): state for slot, state in world.states().items() if slot.kind is kind}


def spans_by_region(world: World) -> dict[str, SlotState]:
    return {slot.region: state for slot, state in world.states().items() if slot.kind is SourceKind.API_CALL}


def evidence_count(world: World, id_: str = ASSESSMENT) -> int:
    return sum(cell.count for cell in world.lake.counts(AssessmentId(id_)))


# --- asking AWS


def test_the_first_turn_brings_the_first_evidence(world: World) -> None:
    assert world.turn() == [ACCOUNT]

    assert spans(world) == {(18, 19): SlotState.ANSWERED}
    assert evidence_count(world) == FACTS_A_SLOT
    assert (world.status().live.ran_at, world.status().live.error) == (CREATED, "")
    assert world.due() == []


def test_nothing_is_asked_again_until_the_next_day_and_then_once(world: World) -> None:
    world.turn()
    world.clock.at = day(18) + timedelta(hours=23, minutes=59)
    world.turn()
    assert len(world.live.asked) == 1

    world.clock.at = day(19)
    world.turn()
    world.turn()

    assert len(world.live.asked) == 2
    assert spans(world) == {(18, 19): SlotState.ANSWERED, (19, 20): SlotState.ANSWERED}
    assert evidence_count(world) == 2 * FACTS_A_SLOT


def test_days_on_which_nobody_could_ask_stay_due_for_ever(world: World) -> None:
    world.turn()
    world.clock.at = day(22) + timedelta(hours=1)

    world.turn()
    world.clock.at = day(23)
    world.turn()

    due, answered = SlotState.DUE, SlotState.ANSWERED
    assert list(spans(world).values()) == [answered, due, due, due, answered, answered]
    assert [slot.since.day for slot in world.live.asked] == [18, 22, 23]


def test_a_weekly_source_is_asked_once_a_week(world: World) -> None:
    weekly = replace(an_api_source("weekly"), frequency=Frequency.WEEKLY)
    world.frameworks[ASSESSMENT] = a_framework(a_control(weekly))
    for number in range(18, 27):
        world.clock.at = max(CREATED, day(number))
        world.turn()

    assert spans(world) == {(16, 23): SlotState.ANSWERED, (23, 30): SlotState.ANSWERED}
    assert len(world.live.asked) == 2


def test_a_daily_and_a_weekly_source_with_one_question_keep_their_own_pace(world: World) -> None:
    weekly = replace(an_api_source("weekly"), frequency=Frequency.WEEKLY)
    world.frameworks[ASSESSMENT] = a_framework(a_control(weekly), a_control(an_api_source("daily"), id_="SAFE-1.2"))
    for number in range(18, 21):
        world.clock.at = max(CREATED, day(number))
        world.turn()

    counts = Counter({cell.source_id: 0 for cell in world.lake.counts(ASSESSMENT)})
    for cell in world.lake.counts(ASSESSMENT):
        counts[cell.source_id] += cell.count
    assert counts == {"daily": 3 * FACTS_A_SLOT, "weekly": FACTS_A_SLOT}


def test_a_refused_slot_is_asked_again_after_pauses_that_grow(world: World) -> None:
    world.live.refuses[LIST] = RefusalReason.ACCESS_DENIED
    world.turn()
    assert spans(world) == {(18, 19): SlotState.REFUSED}
    assert (world.status().refusing, world.status().live.error) == (1, "")

    asked: list[int] = []
    for number in range(2, 10):
        world.clock.at = world.status().live.due_at
        asked.append((world.clock() - CREATED) // timedelta(minutes=1))
        world.turn()
        assert len(world.live.asked) == number
    assert asked == [5, 10, 20, 40, 80, 160, 320, 560]
    world.live.refuses.clear()
    world.clock.advance(hours=4)
    world.turn()
    assert spans(world) == {(18, 19): SlotState.ANSWERED}
    assert world.status().refusing == 0


def test_what_sources_of_every_pace_refuse_is_told_as_refused_and_breaks_nothing_off(world: World) -> None:
    weekly = replace(an_api_source("weekly"), frequency=Frequency.WEEKLY)
    world.frameworks[ASSESSMENT] = a_framework(a_control(weekly), a_control(an_api_source("daily"), id_="SAFE-1.2"))
    world.live.refuses[LIST] = RefusalReason.ACCESS_DENIED

    world.turn()

    assert set(spans(world).values()) == {SlotState.REFUSED}
    assert (world.status().refusing, world.status().live.error) == (2, "")


def test_a_slot_that_is_first_asked_late_in_its_day_is_soon_asked_again(world: World) -> None:
    world.live.refuses[LIST] = RefusalReason.ACCESS_DENIED
    world.clock.at = day(20) + timedelta(hours=12)
    world.turn()

    assert world.status().live.due_at == world.clock() + timedelta(minutes=5)


def test_a_source_that_says_nothing_is_asked_with_pauses(world: World) -> None:
    world.live.silent.add(LIST)
    for _ in range(10):
        world.turn()
        world.clock.advance(seconds=30)

    assert len(world.live.asked) == 1
    assert spans(world) == {(18, 19): SlotState.DUE}


def test_what_two_assessments_ask_is_attached_to_both_and_kept_once(world: World) -> None:
    world.put(an_engagement(SECOND))

    world.turn()

    assert (evidence_count(world), evidence_count(world, SECOND)) == (FACTS_A_SLOT, FACTS_A_SLOT)
    assert world.live.opened == 1


def test_each_account_has_its_own_turn(world: World) -> None:
    world.change(accounts=an_engagement(accounts=(ACCOUNT, OTHER_ACCOUNT)).accounts)

    assert world.turn() == [ACCOUNT, OTHER_ACCOUNT]

    assert {slot.account for slot in world.live.asked} == {ACCOUNT, OTHER_ACCOUNT}


def test_a_region_that_comes_into_scope_is_asked_at_once_and_one_that_leaves_no_more(world: World) -> None:
    world.turn()
    world.clock.advance(minutes=1)
    world.change(regions=(Region("eu-west-1"),))

    world.turn()
    world.clock.at = day(19)
    world.turn()

    assert [(slot.region, slot.since.day) for slot in world.live.asked] == [
        (REGION, 18),
        ("eu-west-1", 18),
        ("eu-west-1", 19),
    ]


def test_a_control_that_becomes_active_brings_its_slots_and_one_that_becomes_inactive_no_more(world: World) -> None:
    world.turn()
    world.clock.advance(minutes=1)
    models = replace(an_api_source("models"), chain=(CallStep(service="bedrock", operation="ListCustomModels"),))
    world.frameworks[ASSESSMENT] = a_framework(a_control(models, id_="SAFE-1.2"))
    world.change()

    world.turn()
    world.clock.at = day(19)
    world.turn()

    assert [slot.question for slot in world.live.asked] == [
        LIST,
        "bedrock:ListCustomModels",
        "bedrock:ListCustomModels",
    ]


def test_an_inactive_assessment_collects_nothing_and_has_no_slots_of_that_time(world: World) -> None:
    world.turn()
    world.change(status=AssessmentStatus.INACTIVE)
    for number in (19, 20):
        world.clock.at = day(number)
        assert world.turn() == []
    world.clock.at = day(21)
    world.change(status=AssessmentStatus.ACTIVE)
    world.turn()

    assert list(spans(world)) == [(18, 19), (21, 22)]


def test_a_platform_that_is_not_in_use_is_not_asked_about_until_it_is(world: World) -> None:
    source = an_api_source(platforms=(BEDROCK,))
    world.frameworks[ASSESSMENT] = a_framework(a_control(source), platforms=(bedrock_platform(),))
    world.live.empty.add(LIST)
    world.turn()
    assert spans(world) == {(18, 19): SlotState.NOT_APPLICABLE}
    (use,) = world.records.uses(ASSESSMENT)
    assert use.status is UseStatus.NOT_IN_USE

    world.live.empty.clear()
    world.clock.at = day(19)
    world.turn()

    assert spans(world) == {(18, 19): SlotState.NOT_APPLICABLE, (19, 20): SlotState.ANSWERED}


def test_logs_that_cannot_be_listed_never_say_that_a_platform_is_not_in_use(world: World) -> None:
    source = an_api_source(platforms=(BEDROCK,))
    world.frameworks[ASSESSMENT] = a_framework(a_control(source), platforms=(bedrock_platform(),))
    world.live.empty.add(LIST)
    world.logs.is_closed = True

    world.turn()

    (use,) = world.records.uses(ASSESSMENT)
    assert use.status is UseStatus.UNKNOWN
    assert "could not be listed" in use.because
    assert spans(world) == {(18, 19): SlotState.ANSWERED}


def test_without_aws_what_should_be_asked_is_written_down(world: World) -> None:
    world.collecting = replace(world.collecting, open_live=world.live.open_none)

    world.turn()

    assert spans(world) == {(18, 19): SlotState.DUE}
    assert world.status().live.due_at == day(19)


# --- reading logs


def test_events_are_read_once_as_files_come(world: World) -> None:
    world.logs.deliver(1)
    world.turn()
    world.clock.advance(minutes=1)
    world.turn()
    world.logs.deliver(2)
    world.clock.advance(minutes=1)
    world.turn()

    assert world.logs.reads == {"log-111122223333-1.gz": 1, "log-111122223333-2.gz": 1}
    assert spans(world, SourceKind.CLOUDTRAIL) == {(18, 19): SlotState.ANSWERED}
    assert evidence_count(world) == FACTS_A_SLOT + 2


def test_a_file_that_comes_again_in_another_version_is_read_again(world: World) -> None:
    world.logs.deliver(1)
    world.turn()
    world.logs.deliver(1, version="2")
    world.clock.advance(minutes=1)
    world.turn()

    assert world.logs.reads.total() == 2
    assert evidence_count(world) == FACTS_A_SLOT + 1


def test_events_before_the_assessment_are_none_of_its_evidence(world: World) -> None:
    world.logs.deliver(-1)
    world.turn()
    assert evidence_count(world) == FACTS_A_SLOT


def test_files_that_come_late_are_found_for_two_days(world: World) -> None:
    world.turn()
    world.clock.at = day(20)
    world.turn()
    world.logs.deliver(5)
    world.clock.advance(minutes=1)
    world.turn()
    assert world.logs.reads.total() == 1

    world.clock.at = day(21)
    world.turn()
    world.logs.deliver(6)
    world.clock.advance(minutes=1)
    world.turn()
    assert world.logs.reads.total() == 1


def test_files_that_come_late_are_looked_for_once_an_hour(world: World) -> None:
    world.clock.at = day(19) + timedelta(hours=12)
    world.turn()
    world.logs.deliver(5)
    for _ in range(59):
        world.clock.advance(minutes=1)
        world.turn()
    assert world.logs.reads.total() == 0

    world.clock.advance(minutes=1)
    world.turn()
    assert world.logs.reads.total() == 1


def test_after_a_long_pause_of_the_server_nothing_is_missed(world: World) -> None:
    world.turn()
    for number in range(10):
        world.logs.deliver(5 + number * 24 * 60)
    world.clock.at = day(29)

    world.turn()

    assert world.logs.reads.total() == 10
    assert len(spans(world, SourceKind.CLOUDTRAIL)) == 12


def test_a_damaged_file_is_read_again_after_pauses_that_grow(world: World) -> None:
    world.logs.damaged.add(world.logs.deliver(1).key)
    reads: list[int] = []
    for minutes in range(0, 100, 5):
        world.turn()
        if world.logs.reads.total() > len(reads):
            reads.append(minutes)
        world.clock.advance(minutes=5)
    assert reads == [0, 5, 15, 35, 75]

    world.logs.damaged.clear()
    world.clock.advance(hours=2)
    world.turn()
    assert spans(world, SourceKind.CLOUDTRAIL) == {(18, 19): SlotState.ANSWERED}


def test_a_file_is_read_once_for_all_who_miss_it_and_each_takes_its_own(world: World) -> None:
    world.logs.deliver(1)
    world.clock.advance(minutes=5)
    second = replace(an_engagement(SECOND), created_at=world.clock())
    world.put(second)
    world.logs.deliver(6)

    world.turn()

    assert world.logs.reads.total() == 2
    assert evidence_count(world) == FACTS_A_SLOT + 2
    assert evidence_count(world, SECOND) == FACTS_A_SLOT + 1


def test_an_assessment_without_events_expects_no_log(world: World) -> None:
    world.frameworks[ASSESSMENT] = a_framework(a_control(an_api_source()))
    world.logs.deliver(1)
    world.turn()

    assert world.logs.reads.total() == 0
    assert spans(world, SourceKind.CLOUDTRAIL) == {}


def test_days_of_log_are_expected_also_where_there_is_no_log(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "records.db")) as database:
        world = World(database, has_logs=False)
        world.put(an_engagement())
        world.turn()

        assert spans(world, SourceKind.CLOUDTRAIL) == {(18, 19): SlotState.DUE}
        assert world.status().logs.due_at == day(19)


def test_days_of_log_of_a_region_that_comes_into_scope_are_expected_at_once(world: World) -> None:
    world.turn()
    world.clock.advance(seconds=10)
    world.change(regions=(REGION, Region("eu-west-1")))
    world.turn()

    logs = {slot.region: state for slot, state in world.states().items() if slot.kind is SourceKind.CLOUDTRAIL}
    assert logs == {REGION: SlotState.DUE, "eu-west-1": SlotState.DUE}


def test_logs_that_cannot_be_listed_are_told_and_tried_again_with_pauses(world: World) -> None:
    world.logs.is_closed = True
    world.turn()
    assert world.status().logs.error == "logs: cannot be listed"
    assert world.status().logs.due_at == CREATED + timedelta(minutes=5)
    assert world.status().live.error == ""
    world.clock.advance(minutes=5)
    world.turn()
    assert world.status().logs.due_at == CREATED + timedelta(minutes=15)

    world.logs.is_closed = False
    world.clock.advance(minutes=10)
    world.turn()
    assert (world.status().logs.error, world.status().logs.failures) == ("", 0)


# --- trouble


def test_what_one_assessment_breaks_on_holds_up_no_other(world: World) -> None:
    world.put(an_engagement(SECOND))
    world.logs.deliver(1)
    framework_of = world.collecting.framework_of

    def broken(books: object, engagement: Engagement) -> object:
        if engagement.id == ASSESSMENT:
            raise NotFoundError("framework", "gone")
        return framework_of(books, engagement)  # type: ignore[arg-type]  # the books are handed on

    world.collecting = replace(world.collecting, framework_of=broken)  # type: ignore[arg-type]  # as above
    world.turn()

    assert world.status().live.error == world.status().logs.error == "no framework has the id gone"
    assert evidence_count(world, SECOND) == FACTS_A_SLOT + 1
    assert world.status(SECOND).logs.error == ""
    assert [what for what, _ in world.told] == [
        "asking AWS in 111122223333",
        "looking for changes in 111122223333",
        "reading logs in 111122223333",
    ]


def test_what_is_not_meant_for_people_is_told_by_its_kind_only(world: World) -> None:
    def fail(_: Slot) -> None:
        raise LookupError("secret")

    world.live.before_each = fail
    world.turn()

    assert world.status().live.error == "LookupError"


def test_aws_that_cannot_be_opened_is_told_to_all(world: World) -> None:
    def fail() -> None:
        raise StoreError("no room for answers")

    world.collecting = replace(world.collecting, open_live=fail)  # type: ignore[arg-type]  # it opens nothing
    world.turn()

    assert world.status().live.error == "no room for answers"
    assert world.status().live.failures == 1


def test_a_turn_that_is_broken_off_keeps_what_is_done_and_goes_on_later(world: World) -> None:
    world.change(regions=(Region("eu-west-1"), Region("us-east-1"), Region("us-west-2")))
    world.turn(goes_on=lambda: len(world.live.asked) < 2)
    assert world.status().live.ran_at is None
    # That the first is answered shows when the second begins to be: it is broken off.
    assert list(spans_by_region(world).values()) == [SlotState.ANSWERED, SlotState.DUE, SlotState.DUE]

    world.turn()

    assert [slot.region for slot in world.live.asked] == ["eu-west-1", "us-east-1", "us-east-1", "us-west-2"]
    assert world.status().live.ran_at == CREATED


def test_a_worker_whose_account_was_taken_over_writes_nothing(world: World) -> None:
    world.due()
    held = world.begin(AccountId(ACCOUNT))
    assert held

    def take_over(_: Slot) -> None:
        world.clock.advance(minutes=2)
        assert world.begin(AccountId(ACCOUNT))

    world.live.before_each = take_over

    with pytest.raises(WrongStateError, match="taken over"):
        world.work(AccountId(ACCOUNT), held)

    assert evidence_count(world) == 0
    assert world.records.pending() == []
    assert world.status().live.error == ""


def test_what_a_killed_worker_had_begun_is_finished_and_nothing_else_asked_again(world: World) -> None:
    world.change(regions=(Region("eu-west-1"), Region("us-east-1"), Region("us-west-2")))
    world.collecting = replace(world.collecting, commit_every=timedelta(0))
    world.due()
    held = world.begin(AccountId(ACCOUNT))
    assert held

    def die(_: Slot) -> None:
        if len(world.live.asked) == 2:
            raise KilledError

    world.live.before_each = die
    with pytest.raises(KilledError):
        world.work(AccountId(ACCOUNT), held)
    world.live.before_each = lambda _: None
    assert world.begin(AccountId(ACCOUNT)) is None

    world.clock.advance(minutes=2)
    world.turn()

    assert [slot.region for slot in world.live.asked] == ["eu-west-1", "us-east-1", "us-east-1", "us-west-2"]
    assert evidence_count(world) == 3 * FACTS_A_SLOT


def test_an_assessment_that_is_deleted_meanwhile_leaves_no_status(world: World) -> None:
    def delete(_: Slot) -> None:
        world.store.change(lambda books: books.engagements.remove(ASSESSMENT))
        world.due()

    world.live.before_each = delete
    world.turn()

    assert world.due() == []
    assert world.store.read(lambda books: books.statuses.count()) == 0


def test_an_event_source_of_a_region_alone_is_read(world: World) -> None:
    world.frameworks[ASSESSMENT] = a_framework(a_control(an_event_source()))
    world.logs.deliver(1)
    world.turn()

    assert world.live.asked == []
    assert evidence_count(world) == 1
