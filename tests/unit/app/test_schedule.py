from collections.abc import Callable, Hashable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from probative.app.schedule import Lookout, heed
from probative.domain.collecting import Effort, LogPosition, Notice
from probative.domain.engagements import AssessmentStatus, ScopedAccount
from probative.domain.ids import AccountId, Region
from probative.domain.registration import AccountStatus, Registration
from probative.records.database import Database
from probative.records.shelves import SqlBooks, SqlStore
from tests.support.assessing import ACCOUNT, REGION
from tests.support.collecting import ASSESSMENT, CREATED, OTHER_ACCOUNT, World, an_engagement

R = TypeVar("R")

SOON = timedelta(hours=1)
NOBODYS = "999999999999"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(Database(tmp_path / "records.db")) as database:
        yield World(database)


def rest(world: World, account: str = ACCOUNT) -> None:
    """Let nothing be due in the account for an hour."""
    later = Effort(due_at=world.clock() + SOON, ran_at=world.clock())
    status = replace(world.status(account=account), live=later, logs=later, checks=later)
    world.store.change(lambda books: books.statuses.put(status))


def test_a_new_assessment_is_due_at_once_in_each_of_its_accounts(world: World) -> None:
    world.put(an_engagement(accounts=(OTHER_ACCOUNT, ACCOUNT)))

    assert world.due() == [ACCOUNT, OTHER_ACCOUNT]
    assert world.status().since == CREATED


def test_a_new_assessment_ripens_unless_it_is_changed(world: World) -> None:
    lookout = Lookout(world.store, world.clock, timedelta(seconds=3))
    world.put(an_engagement())
    assert lookout.due() == []
    world.clock.advance(seconds=2)
    assert lookout.due() == []
    world.clock.advance(seconds=1)
    assert lookout.due() == [ACCOUNT]
    assert world.status().since == CREATED, "evidence is of all that happened since"


def test_a_new_assessment_that_is_changed_is_due_at_once(world: World) -> None:
    lookout = Lookout(world.store, world.clock, timedelta(seconds=3))
    world.put(an_engagement())
    assert lookout.due() == []
    world.clock.advance(seconds=1)
    world.change(services=("iam",))
    assert lookout.due() == [ACCOUNT]


def test_an_account_that_joins_is_due_at_once(world: World) -> None:
    lookout = Lookout(world.store, world.clock, timedelta(seconds=3))
    world.put(an_engagement())
    world.clock.advance(seconds=3)
    lookout.due()
    rest(world)
    world.change(accounts=(ScopedAccount(id=AccountId(ACCOUNT)), ScopedAccount(id=AccountId(OTHER_ACCOUNT))))
    assert OTHER_ACCOUNT in lookout.due()


def test_nothing_is_due_where_nothing_is_active(world: World) -> None:
    world.put(replace(an_engagement(), status=AssessmentStatus.INACTIVE))

    assert world.due() == []


def test_what_waits_longest_comes_first(world: World) -> None:
    world.put(an_engagement(accounts=(ACCOUNT, OTHER_ACCOUNT)))
    world.due()
    rest(world)
    world.clock.advance(hours=2)
    assert world.due() == [OTHER_ACCOUNT, ACCOUNT]


def test_what_is_done_is_due_again_in_its_time(world: World) -> None:
    world.put(an_engagement())
    world.due()
    rest(world)
    assert world.due() == []
    world.clock.advance(hours=1)
    assert world.due() == [ACCOUNT]


def test_a_changed_assessment_is_due_at_once(world: World) -> None:
    world.put(an_engagement())
    world.due()
    rest(world)
    world.clock.advance(minutes=1)
    world.change(name="December")

    assert world.due() == [ACCOUNT]


def test_a_change_does_not_cut_short_the_pause_after_a_failure(world: World) -> None:
    world.put(an_engagement())
    world.due()
    rest(world)
    failed = replace(world.status(), live=Effort(due_at=CREATED + SOON, error="no", failures=1))
    world.store.change(lambda books: books.statuses.put(failed))
    world.clock.advance(minutes=1)
    world.change(name="December")

    assert world.due() == []


def test_an_account_that_comes_into_scope_is_looked_at_from_then_on(world: World) -> None:
    world.put(an_engagement())
    world.due()
    world.clock.advance(hours=3)
    world.change(accounts=(ScopedAccount(id=AccountId(ACCOUNT)), ScopedAccount(id=OTHER_ACCOUNT)))

    assert OTHER_ACCOUNT in world.due()
    assert world.status(account=OTHER_ACCOUNT).since == CREATED + timedelta(hours=3)
    assert world.status().since == CREATED


def test_an_assessment_that_pauses_collects_nothing_and_then_begins_anew(world: World) -> None:
    world.put(an_engagement())
    world.due()
    known = replace(world.status(), listed_through=CREATED.date(), planned_through=CREATED.date())
    world.store.change(lambda books: books.statuses.put(known))

    world.change(status=AssessmentStatus.INACTIVE)
    assert world.due() == []
    assert world.status().is_paused
    world.clock.advance(days=30)
    world.change(status=AssessmentStatus.ACTIVE)

    assert world.due() == [ACCOUNT]
    status = world.status()
    assert (status.is_paused, status.since) == (False, CREATED + timedelta(days=30))
    assert (status.listed_through, status.planned_through) == (None, None)


def test_a_deleted_assessment_leaves_no_status(world: World) -> None:
    world.put(an_engagement())
    world.due()

    world.store.change(lambda books: books.engagements.remove(ASSESSMENT))

    assert world.due() == []
    assert world.store.read(lambda books: books.statuses.count()) == 0


def test_nothing_is_collected_for_an_account_that_was_deregistered(world: World) -> None:
    world.put(an_engagement())
    registration = Registration(
        id=ACCOUNT,
        status=AccountStatus.INACTIVE,
        kms_key=None,
        admin_account=None,
        organization_id=None,
        updated_at=CREATED,
    )
    world.store.change(lambda books: books.registrations.put(registration))
    assert world.due() == []

    world.store.change(lambda books: books.registrations.put(replace(registration, status=AccountStatus.ACTIVE)))
    assert world.due() == [ACCOUNT]


def test_a_dormant_assessment_begins_anew_when_it_wakes_up(world: World) -> None:
    world.put(an_engagement())
    world.due()
    rest(world)
    world.change(is_dormant=True)
    world.clock.advance(hours=2)
    assert world.due() == []
    assert world.status().is_paused

    world.change(is_dormant=False)
    assert world.due() == [ACCOUNT]
    assert world.status().since == world.clock()


def test_logs_can_be_had_looked_for_at_once_but_not_within_a_pause_after_a_failure(world: World) -> None:
    world.put(an_engagement(accounts=(ACCOUNT, OTHER_ACCOUNT)))
    world.due()
    rest(world)
    rest(world, OTHER_ACCOUNT)
    failed = replace(world.status(account=OTHER_ACCOUNT), logs=Effort(due_at=CREATED + SOON, error="no", failures=1))
    world.store.change(lambda books: books.statuses.put(failed))

    heed(world.store, [a_notice(world), a_notice(world, OTHER_ACCOUNT), a_notice(world, NOBODYS)], world.clock())

    assert world.due() == [ACCOUNT]


def test_a_notice_is_done_once_all_is_read_that_was_there_when_it_came(world: World) -> None:
    world.put(an_engagement())
    world.due()
    rest(world)
    notice = a_notice(world)
    world.clock.advance(minutes=1)

    assert heed(world.store, [notice], world.clock()).done == set()
    put(world, read_at=notice.told_at - timedelta(seconds=1))
    assert heed(world.store, [notice], world.clock()).done == set()
    put(world, read_at=notice.told_at)
    assert heed(world.store, [notice], world.clock()).done == {notice}


def test_a_notice_that_comes_while_logs_are_read_has_them_read_again(world: World) -> None:
    world.put(an_engagement())
    world.due()
    notice = a_notice(world)
    assert not heed(world.store, [notice], world.clock()).hastened, "it is due already"
    rest(world)
    put(world, read_at=notice.told_at - timedelta(seconds=1))

    heed(world.store, [notice], world.clock())

    assert world.due() == [ACCOUNT]


def test_notices_of_where_nobody_looks_are_done_and_hasten_nothing(world: World) -> None:
    world.put(an_engagement())
    world.due()
    rest(world)
    elsewhere = [a_notice(world, NOBODYS), a_notice(world, region="eu-west-1")]

    heeded = heed(world.store, elsewhere, world.clock())

    assert heeded.done == set(elsewhere)
    assert not heeded.hastened
    assert world.due() == []


def test_a_notice_of_a_region_that_nothing_came_from_before_has_everything_listed(world: World) -> None:
    world.put(an_engagement(regions=(REGION, "eu-west-1")))
    world.due()
    rest(world)
    position = LogPosition(folder="logs", region=Region(REGION), last_key="logs/1")
    put(world, listed_whole_at=CREATED, log_positions=(position,))

    heed(world.store, [a_notice(world)], world.clock())
    assert world.status().listed_whole_at == CREATED
    heed(world.store, [a_notice(world, region="eu-west-1")], world.clock())
    assert world.status().listed_whole_at is None


def a_notice(world: World, account: str = ACCOUNT, region: str = REGION) -> Notice:
    return Notice(AccountId(account), Region(region), world.clock())


def put(world: World, **fields: object) -> None:
    """Change the status of the account."""
    changed = replace(world.status(), **fields)  # type: ignore[arg-type]  # fields of a status
    world.store.change(lambda books: books.statuses.put(changed))


def test_a_lookout_that_sees_nothing_due_looks_again_when_something_changes_or_is_due(world: World) -> None:
    lookout = Lookout(world.store, world.clock)
    assert not lookout.due()
    world.put(an_engagement())
    assert lookout.due() == [ACCOUNT]
    rest(world)
    assert lookout.due() == []
    world.clock.advance(minutes=59)
    assert lookout.due() == []
    world.clock.advance(minutes=1)
    assert lookout.due() == [ACCOUNT]


def test_a_lookout_that_saw_nothing_asks_the_books_nothing(world: World) -> None:
    store = CountingStore(world.store)
    lookout = Lookout(store, world.clock)
    assert not lookout.due()
    asked = store.reads

    assert not lookout.due()

    assert store.reads == asked > 0


@dataclass
class CountingStore:
    """The books, and how often they were read."""

    store: SqlStore
    reads: int = 0

    def read(self, act: Callable[[SqlBooks], R]) -> R:
        self.reads += 1
        return self.store.read(act)

    def change(self, act: Callable[[SqlBooks], R]) -> R:
        return self.store.change(act)

    def edition(self) -> Hashable:
        return self.store.edition()

    def edition_at_hand(self) -> Hashable | None:
        return self.store.edition_at_hand()
