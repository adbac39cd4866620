from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest

from probative.app.leasing import Leases
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.serving import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def leases(database_place: Path | str, clock: SetClock) -> Iterator[Leases]:
    numbers = count(1)
    with closing(Database(database_place)) as database:
        yield Leases(store=SqlStore(database), clock=clock, new_id=lambda: f"holder-{next(numbers)}")


def test_work_is_held_by_one_until_it_is_given_back(leases: Leases) -> None:
    held = leases.take("account:1")
    assert held
    assert leases.take("account:1") is None
    assert leases.take("account:2")

    leases.give_back(held)

    assert not leases.is_kept(held)
    assert leases.take("account:1")


def test_work_is_taken_over_when_the_lease_has_ended(leases: Leases, clock: SetClock) -> None:
    first = leases.take("account:1")
    assert first
    clock.advance(seconds=59)
    assert leases.take("account:1") is None
    clock.advance(seconds=1)

    second = leases.take("account:1")

    assert second
    assert leases.is_kept(second)
    assert not leases.is_kept(first)
    assert leases.renew(first) is None
    leases.give_back(first)
    assert leases.is_kept(second)


def test_a_lease_that_is_renewed_goes_on(leases: Leases, clock: SetClock) -> None:
    held = leases.take("account:1")
    assert held
    for _ in range(3):
        clock.advance(seconds=40)
        assert leases.renew(held)

    assert leases.take("account:1") is None


def test_a_lease_of_a_clock_that_ran_ahead_holds_nobody_up(leases: Leases, clock: SetClock) -> None:
    clock.advance(days=1)
    assert leases.take("account:1")
    clock.advance(days=-1)

    assert leases.take("account:1")


def test_everything_can_be_let_go(leases: Leases) -> None:
    held = leases.take("account:1")
    assert held

    leases.forget_all()

    assert not leases.is_kept(held)
    assert leases.take("account:1")


def test_of_many_who_want_the_work_one_gets_it(leases: Leases) -> None:
    threads = 4
    together = Barrier(threads)

    def work() -> bool:
        together.wait()
        return leases.take("account:1") is not None

    with ThreadPoolExecutor(threads) as pool:
        got = [each.result() for each in [pool.submit(work) for _ in range(threads)]]

    assert got.count(True) == 1


def test_a_heart_keeps_the_lease_and_tells_when_it_is_lost(database_place: Path | str, clock: SetClock) -> None:
    numbers = count(1)
    with closing(Database(database_place)) as database:
        leases = Leases(
            store=SqlStore(database),
            clock=clock,
            new_id=lambda: f"holder-{next(numbers)}",
            length=timedelta(milliseconds=80),
        )
        held = leases.take("account:1")
        assert held
        with leases.beating(held) as lost:
            assert not lost.wait(0.2)
            clock.advance(seconds=1)
            while not leases.take("account:1"):
                clock.advance(seconds=1)
            assert lost.wait(5)


def test_a_heart_that_cannot_reach_the_records_gives_up_when_the_lease_has_ended(
    database_place: Path | str, clock: SetClock
) -> None:
    database = Database(database_place)
    leases = Leases(store=SqlStore(database), clock=clock, new_id=lambda: "holder", length=timedelta(milliseconds=80))
    held = leases.take("account:1")
    assert held
    with closing(database), leases.beating(held) as lost:
        leases.forget_all()
        assert lost.wait(5)
