"""AWS Config and Security Hub, asked again when they have something new to say."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from probative.app.schedule import SETTLING, heed
from probative.domain.collecting import Notice, NoticeKind
from probative.domain.evidence_sources import ConfigRuleSource, SecurityHubSource
from probative.domain.ids import AccountId, AssessmentId, Region, SourceId
from probative.domain.slots import RefusalReason, SlotState, SourceKind
from probative.records.database import Database
from tests.support.assessing import ACCOUNT, REGION, a_control, a_framework, an_api_source
from tests.support.collecting import ASSESSMENT, CREATED, FACTS_A_SLOT, World, an_engagement

RULE: Final = "config:CLOUD_TRAIL_ENABLED"
OTHER_RULE: Final = "config:IAM_PASSWORD_POLICY"
CONTROL: Final = "securityhub:CloudTrail.1"
SECOND: Final = AssessmentId("00000000-0000-7000-8000-0000000000bb")
EVERY: Final = timedelta(minutes=5)
CHECKED: Final = a_framework(
    a_control(
        an_api_source(),
        ConfigRuleSource(id=SourceId("c"), name="c", rules=("CLOUD_TRAIL_ENABLED", "IAM_PASSWORD_POLICY")),
        SecurityHubSource(id=SourceId("h"), name="h", controls=("CloudTrail.1",)),
    )
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(Database(tmp_path / "records.db")) as database:
        made = World(database)
        made.frameworks[ASSESSMENT] = CHECKED
        made.put(an_engagement())
        made.turn()
        made.live.asked.clear()
        made.live.looks.clear()
        yield made


def evidence_count(world: World, id_: str = ASSESSMENT) -> int:
    return sum(cell.count for cell in world.lake.counts(AssessmentId(id_)))


def asked(world: World) -> list[str]:
    """Return what was asked since the last time."""
    found = [slot.question for slot in world.live.asked]
    world.live.asked.clear()
    return found


def pass_time(world: World, span: timedelta = EVERY) -> None:
    world.clock.at += span
    world.turn()


def test_where_nothing_changed_it_is_only_looked(world: World) -> None:
    for _ in range(3):
        pass_time(world)

    assert asked(world) == []
    assert [questions for questions, _ in world.live.looks] == [(RULE, OTHER_RULE, CONTROL)] * 3
    assert evidence_count(world) == 4 * FACTS_A_SLOT


def test_what_changed_is_asked_again_and_only_what_is_new_becomes_evidence(world: World) -> None:
    world.live.changed[RULE] = CREATED + timedelta(minutes=3)
    pass_time(world)
    assert asked(world) == [RULE]
    assert evidence_count(world) == 4 * FACTS_A_SLOT + 1

    pass_time(world)
    assert asked(world) == []
    world.live.changed[RULE] = world.live.changed[CONTROL] = world.clock() + timedelta(minutes=1)
    pass_time(world)

    assert asked(world) == [RULE, CONTROL]
    assert evidence_count(world) == 4 * FACTS_A_SLOT + 3
    assert {state for slot, state in world.states().items() if slot.kind is SourceKind.CONFIG} == {SlotState.ANSWERED}


def test_it_is_looked_since_the_last_look_and_a_while_before(world: World) -> None:
    pass_time(world, timedelta(hours=1))
    pass_time(world)

    (_, first), (_, second) = world.live.looks
    assert CREATED - timedelta(minutes=2) < first < CREATED
    assert second == CREATED + timedelta(hours=1) - timedelta(minutes=10)


def test_a_change_that_comes_to_be_seen_late_is_asked_all_the_same(world: World) -> None:
    pass_time(world)
    pass_time(world)
    world.live.changed[CONTROL] = world.clock() - timedelta(minutes=7)
    pass_time(world)

    assert asked(world) == [CONTROL]


def test_every_day_begins_with_everything_whether_or_not_it_changed(world: World) -> None:
    world.clock.at = CREATED.replace(hour=0, minute=0) + timedelta(days=1)
    world.turn()

    assert sorted(asked(world)) == ["bedrock:ListGuardrails", RULE, OTHER_RULE, CONTROL]


def test_what_is_refused_today_is_not_looked_at(world: World) -> None:
    world.live.refuses[RULE] = RefusalReason.ACCESS_DENIED
    world.clock.at = CREATED.replace(hour=0, minute=0) + timedelta(days=1)
    world.turn()
    world.live.looks.clear()
    pass_time(world)

    assert {questions for questions, _ in world.live.looks} == {(OTHER_RULE, CONTROL)}


def test_a_look_that_is_refused_is_told_and_takes_pauses_and_harms_nothing(world: World) -> None:
    world.live.refuses_looks.add(CONTROL)
    world.live.changed[RULE] = CREATED + timedelta(minutes=3)
    pass_time(world)

    assert asked(world) == [RULE], "what is known is heeded"
    status = world.status()
    assert (status.checks.error, status.checks.failures) == ("look: no", 1)
    assert (status.live.error, status.logs.error) == ("", "")
    pass_time(world)
    pass_time(world, timedelta(minutes=10))
    assert world.status().checks.failures == 3
    assert not world.records.find_slots(ASSESSMENT, []), "nothing of it is on record"

    world.live.refuses_looks.clear()
    world.live.changed[CONTROL] = CREATED + timedelta(minutes=4)
    asked(world)
    pass_time(world, timedelta(hours=1))
    assert asked(world) == [CONTROL], "as far back as nobody could look"
    assert world.status().checks.error == ""


def test_what_refuses_when_it_is_asked_again_keeps_its_answer_and_is_asked_once_more(world: World) -> None:
    world.live.changed[RULE] = CREATED + timedelta(minutes=3)
    world.live.refuses[RULE] = RefusalReason.THROTTLED
    pass_time(world)
    assert world.status().checks.error == f"asked again, {RULE} in {REGION} did not answer"
    assert evidence_count(world) == 4 * FACTS_A_SLOT
    assert SlotState.REFUSED not in world.states().values()

    world.live.refuses.clear()
    pass_time(world)
    assert evidence_count(world) == 4 * FACTS_A_SLOT + 1


def test_without_a_look_each_few_minutes_a_notice_has_one_made(world: World) -> None:
    world.collecting = replace(world.collecting, changes_every=None)
    pass_time(world)
    world.live.looks.clear()
    pass_time(world, timedelta(hours=3))
    assert not world.live.looks

    world.live.changed[CONTROL] = world.clock()
    notice = a_notice(world)
    heed(world.store, [notice], world.clock())
    assert not heed(world.store, [notice], world.clock()).done
    pass_time(world, SETTLING)

    assert asked(world) == [CONTROL]
    assert heed(world.store, [notice], world.clock()).done == {notice}


def test_many_notices_lead_to_one_look(world: World) -> None:
    pass_time(world)
    world.live.looks.clear()
    notices = []
    for _ in range(10):
        world.clock.advance(seconds=1)
        notices.append(a_notice(world))
        heed(world.store, notices, world.clock())
        world.turn()
    assert not world.live.looks
    pass_time(world, SETTLING)

    assert len(world.live.looks) == 1
    assert heed(world.store, notices, world.clock()).done == set(notices)


def test_a_notice_does_not_cut_short_the_pause_after_a_failure(world: World) -> None:
    world.live.refuses_looks.add(CONTROL)
    pass_time(world)
    before = world.status().checks.due_at

    heed(world.store, [a_notice(world)], world.clock())

    assert world.status().checks.due_at == before > world.clock() + SETTLING


def test_an_assessment_without_checks_looks_at_nothing(world: World) -> None:
    world.frameworks[SECOND] = a_framework(a_control(an_api_source()))
    world.put(replace(an_engagement(SECOND), created_at=world.clock()))
    world.turn()
    world.live.looks.clear()
    pass_time(world)

    assert len(world.live.looks) == 1
    assert world.status(SECOND).checks.due_at == CREATED.replace(hour=0, minute=0) + timedelta(days=1)


def test_what_changed_is_asked_again_for_every_assessment_that_asks_it(world: World) -> None:
    world.frameworks[SECOND] = CHECKED
    world.put(replace(an_engagement(SECOND), created_at=world.clock()))
    world.turn()
    asked(world)
    world.live.changed[RULE] = CREATED + timedelta(minutes=3)
    pass_time(world)

    assert asked(world) == [RULE, RULE]
    assert evidence_count(world) == evidence_count(world, SECOND) == 4 * FACTS_A_SLOT + 1


def test_a_look_that_is_broken_off_is_made_again(world: World) -> None:
    world.live.changed[RULE] = CREATED + timedelta(minutes=3)
    world.clock.at += EVERY
    world.turn(goes_on=lambda: False)
    assert evidence_count(world) == 4 * FACTS_A_SLOT
    world.turn()

    assert asked(world) == [RULE]
    assert evidence_count(world) == 4 * FACTS_A_SLOT + 1


def a_notice(world: World) -> Notice:
    return Notice(AccountId(ACCOUNT), Region(REGION), world.clock(), NoticeKind.CHECKS)
