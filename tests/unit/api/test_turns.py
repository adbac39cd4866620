"""Requests that wait together: the edition is asked for once for all of them, and a reply made once."""

import asyncio
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Any

import pytest
import uvloop

from probative.api.protocol.serialize import Reply
from probative.api.replies import Edition
from probative.api.turns import Begun, Together, Turn


class Changing:
    """Something whose edition is the number of changes; says how often it was asked."""

    def __init__(self) -> None:
        self.changes = 0
        self.asked = 0

    def edition(self) -> Edition | None:
        self.asked += 1
        return self.changes, 0


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Run something in a loop of either kind."""

    def run_in(what: Any) -> Any:
        with asyncio.Runner(loop_factory=request.param) as runner:
            return runner.run(what)

    return run_in


def test_requests_that_wait_together_ask_once(run: Callable[[Any], Any]) -> None:
    changing = Changing()
    turn = Turn(changing.edition)

    async def ask() -> Edition | None:
        return turn.edition_at_hand()

    async def all_at_once() -> list[Edition | None]:
        return await asyncio.gather(*(ask() for _ in range(10)))

    assert run(all_at_once()) == [(0, 0)] * 10
    assert changing.asked == 1


def test_whoever_comes_after_a_change_learns_of_it(run: Callable[[Any], Any]) -> None:
    changing = Changing()
    turn = Turn(changing.edition)
    told: list[tuple[int, Edition | None]] = []

    async def ask(at_least: int) -> None:
        told.append((at_least, turn.edition_at_hand()))

    async def ask_change_and_let_others_ask(count: int) -> None:
        await ask(changing.changes)
        changing.changes += 1
        # As a request that is read from its socket from now on: queued behind everything that waits already.
        later = [asyncio.create_task(ask(changing.changes)) for _ in range(3)]
        if count:
            later.append(asyncio.create_task(ask_change_and_let_others_ask(count - 1)))
        await asyncio.gather(*later)

    run(ask_change_and_let_others_ask(20))

    assert len(told) == 84
    assert all(edition is not None and edition[0] >= at_least for at_least, edition in told)  # type: ignore[operator]


def test_one_task_that_makes_two_requests_asks_for_each(run: Callable[[Any], Any]) -> None:
    changing = Changing()
    turn = Turn(changing.edition)

    async def ask_twice() -> list[Edition | None]:
        before = turn.edition_at_hand()
        changing.changes += 1
        return [before, turn.edition_at_hand()]

    assert run(ask_twice()) == [(0, 0), (1, 0)]


def test_what_is_not_at_hand_is_asked_for_again(run: Callable[[Any], Any]) -> None:
    answers: list[Edition | None] = [None, (1, 1)]
    turn = Turn(lambda: answers.pop(0))

    async def ask_twice() -> list[Edition | None]:
        return [turn.edition_at_hand(), turn.edition_at_hand()]

    assert run(ask_twice()) == [None, (1, 1)]


class Making:
    """A reply that is made once it may be, counts how often, and is at hand from then on where it is kept."""

    def __init__(self, *, is_kept: bool = True, fails: bool = False) -> None:
        self.may = Event()
        self.made = 0
        self.is_kept = is_kept
        self.fails = fails
        self._lock = Lock()

    def make(self) -> Reply:
        assert self.may.wait(10)
        with self._lock:
            self.made += 1
            number = self.made
        if self.fails and number == 1:
            raise RuntimeError("the first fails")
        return a_reply(number)

    def look(self) -> Reply | None:
        return a_reply(self.made) if self.is_kept and self.made else None

    def begun(self, key: Hashable | None) -> Begun:
        return Begun(key, self.look, self.make)


def a_reply(number: int) -> Reply:
    return Reply(status=200, headers=(), body=b"%d" % number)


async def bodies(making: Making, *keys: Hashable | None) -> list[object]:
    """Return what requests with these keys get, who all wait before anything is made."""
    together = Together()
    waiting = [asyncio.create_task(together.reply_to(making.begun(key))) for key in keys]
    await asyncio.sleep(0.05)
    making.may.set()
    got = await asyncio.gather(*waiting, return_exceptions=True)
    return [each.body if isinstance(each, Reply) else str(each) for each in got]


def test_a_reply_is_made_once_for_all_who_wait_for_it(run: Callable[[Any], Any]) -> None:
    making = Making()

    assert run(bodies(making, "a", "a", "a", "a")) == [b"1"] * 4
    assert making.made == 1


def test_what_differs_or_is_not_known_is_made_for_each(run: Callable[[Any], Any]) -> None:
    assert sorted(run(bodies(Making(), "a", "b", None, None))) == [b"1", b"2", b"3", b"4"]


def test_whoever_waited_in_vain_makes_it(run: Callable[[Any], Any]) -> None:
    assert sorted(run(bodies(Making(is_kept=False), "a", "a", "a"))) == [b"1", b"2", b"3"]


def test_a_failure_is_of_whoever_met_it_alone(run: Callable[[Any], Any]) -> None:
    first, *others = run(bodies(Making(is_kept=False, fails=True), "a", "a", "a"))

    assert first == "the first fails"
    assert sorted(others) == [b"2", b"3"]


def test_the_next_who_comes_is_first_again(run: Callable[[Any], Any]) -> None:
    together, making = Together(), Making(is_kept=False)
    making.may.set()

    async def one_after_the_other() -> list[bytes]:
        return [(await together.reply_to(making.begun("a"))).body for _ in range(3)]

    assert run(one_after_the_other()) == [b"1", b"2", b"3"]
