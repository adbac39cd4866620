"""The loop of the collector: workers in threads, over records that are real."""

from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from probative.app.collector import Collector
from probative.domain.collecting import Notice
from probative.domain.errors import StoreError
from probative.domain.ids import AccountId, AssessmentId, Region
from probative.domain.slots import Slot, SlotState
from probative.ports.logs import LogFile
from probative.records.database import Database
from tests.support.assessing import ACCOUNT, REGION
from tests.support.collecting import ASSESSMENT, FACTS_A_SLOT, OTHER_ACCOUNT, World, an_engagement
from tests.support.postgresql import PostgresqlServer

PATIENCE = 20.0


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(Database(tmp_path / "records.db")) as database:
        yield World(database)


def wait_until(holds: Callable[[], bool]) -> None:
    until = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < until, "waited in vain"
        sleep(0.01)


@contextmanager
def running(*collectors: Collector) -> Iterator[Event]:
    stop = Event()
    threads = [Thread(target=collector.run, args=(stop,)) for collector in collectors]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads)


def collected(world: World) -> int:
    return sum(cell.count for cell in world.lake.counts(ASSESSMENT))


def test_a_new_assessment_is_collected_for_when_the_collector_is_woken(world: World) -> None:
    collector = Collector(collecting=world.collecting, look_every_seconds=600)
    with running(collector):
        wait_until(lambda: bool(collector._woken))
        world.put(an_engagement())
        collector.wake()
        wait_until(lambda: collected(world) == FACTS_A_SLOT)


def test_what_another_server_makes_is_seen_without_being_woken(world: World) -> None:
    with running(Collector(collecting=world.collecting, look_every_seconds=0.05)):
        world.put(an_engagement())
        wait_until(lambda: collected(world) == FACTS_A_SLOT)


def test_two_collectors_share_the_accounts(world: World) -> None:
    world.put(an_engagement(accounts=(ACCOUNT, OTHER_ACCOUNT)))
    both = Event()
    under_way: set[str] = set()

    def meet(slot: Slot) -> None:
        under_way.add(slot.account)
        if len(under_way) == 2:
            both.set()
        assert both.wait(PATIENCE), "one worker did all"

    world.live.before_each = meet
    collectors = [Collector(collecting=world.collecting, workers=1, look_every_seconds=0.05) for _ in range(2)]
    with running(*collectors):
        wait_until(lambda: collected(world) == 2 * FACTS_A_SLOT)

    assert len(world.live.asked) == 2
    assert world.store.read(lambda books: books.leases.count()) == 0


def test_a_collector_that_is_stopped_gives_back_what_it_cannot_finish(world: World) -> None:
    world.put(an_engagement())
    asked, stuck = Event(), Event()

    def hang(_: Slot) -> None:
        asked.set()
        stuck.wait(PATIENCE)

    world.live.before_each = hang
    with running(Collector(collecting=world.collecting, workers=1, grace_seconds=0.1)) as stop:
        assert asked.wait(PATIENCE)
        assert world.begin(an_engagement().accounts[0].id) is None
        stop.set()
        wait_until(lambda: world.store.read(lambda books: books.leases.count()) == 0)

    # Somebody else does the work, and what the other one brings at last is not taken.
    world.live.before_each = lambda _: None
    world.turn()
    stuck.set()
    sleep(0.2)
    assert collected(world) == FACTS_A_SLOT
    assert [state for slot, state in world.states().items() if slot.question != "cloudtrail"] == [SlotState.ANSWERED]


def test_errors_of_the_world_are_told_and_outlived(world: World) -> None:
    world.put(an_engagement())
    failures = iter([True, True, False])

    def recover() -> None:
        if next(failures, False):
            raise StoreError("the disk is full")

    collecting = replace(world.collecting, recover=recover)
    with running(Collector(collecting=collecting, workers=1, look_every_seconds=0.01)):
        wait_until(lambda: collected(world) == FACTS_A_SLOT)

    assert [str(error) for _, error in world.told] == ["the disk is full", "the disk is full"]


def test_errands_are_run_beside_collecting_until_there_is_nothing_to_do(world: World) -> None:
    waiting = [1, 2, 3]

    def errand() -> bool:
        if not waiting:
            return False
        waiting.pop()
        return True

    with running(Collector(collecting=world.collecting, errands=(errand,), look_every_seconds=600)):
        wait_until(lambda: not waiting)


class Postbox:
    """Notices that a test posts."""

    def __init__(self) -> None:
        self.posted: SimpleQueue[Notice] = SimpleQueue()
        self.held: set[Notice] = set()
        self.settled: list[Notice] = []
        self.before_settling: Callable[[], None] = lambda: None

    def wait(self) -> Collection[Notice]:
        with suppress(Empty):
            self.held.add(self.posted.get(timeout=0.05))
        return set(self.held)

    def settle(self, heeded: Collection[Notice]) -> None:
        for notice in heeded:
            self.before_settling()
            self.held.remove(notice)
            self.settled.append(notice)


def a_notice_after(world: World) -> Notice:
    """Return a notice that comes a while after all that was done."""
    world.clock.advance(seconds=1)
    return Notice(AccountId(ACCOUNT), Region(REGION), world.clock())


def test_a_notice_of_new_logs_has_them_read_at_once(world: World) -> None:
    world.put(an_engagement())
    postbox = Postbox()
    collector = Collector(collecting=world.collecting, notices=postbox, look_every_seconds=600)
    with running(collector):
        wait_until(lambda: world.store.read(lambda books: books.statuses.count()) == 1)
        wait_until(lambda: world.status().logs.ran_at is not None)
        world.logs.deliver(1)
        notice = a_notice_after(world)
        postbox.posted.put(notice)
        wait_until(lambda: collected(world) == FACTS_A_SLOT + 1)
        wait_until(lambda: postbox.settled == [notice])


def test_a_notice_is_settled_only_after_what_it_tells_of_is_committed(world: World) -> None:
    world.put(an_engagement())
    postbox = Postbox()
    kept: list[int] = []
    postbox.before_settling = lambda: kept.append(collected(world))
    asked, goes_on = Event(), Event()

    def hold(_: LogFile) -> None:
        asked.set()
        assert goes_on.wait(PATIENCE)

    world.logs.before_each = hold
    collector = Collector(collecting=world.collecting, notices=postbox, look_every_seconds=600)
    with running(collector):
        wait_until(lambda: world.store.read(lambda books: books.statuses.count()) == 1)
        wait_until(lambda: world.status().logs.ran_at is not None)
        world.logs.deliver(1)
        postbox.posted.put(a_notice_after(world))
        assert asked.wait(PATIENCE)
        sleep(0.2)
        assert not postbox.settled
        goes_on.set()
        wait_until(lambda: bool(postbox.settled))

    assert kept == [FACTS_A_SLOT + 1]


def test_a_database_that_is_restarted_holds_a_collector_up_and_no_more(
    postgresql_server: PostgresqlServer, postgresql: str
) -> None:
    with closing(Database(postgresql)) as database:
        world = World(database)
        world.put(an_engagement(accounts=(ACCOUNT,)))
        with running(Collector(collecting=world.collecting, look_every_seconds=0.05)):
            wait_until(lambda: collected(world) == FACTS_A_SLOT)
            postgresql_server.stop()
            wait_until(lambda: bool(world.told))
            postgresql_server.start()
            world.put(an_engagement("another", accounts=(OTHER_ACCOUNT,)))
            wait_until(lambda: sum(cell.count for cell in world.lake.counts(AssessmentId("another"))) == FACTS_A_SLOT)

    assert all(isinstance(error, StoreError) for _, error in world.told)
