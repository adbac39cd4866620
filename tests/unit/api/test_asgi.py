"""The event loop's side of the AWS door: what is at hand is answered at once, and asked about once for all."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import uvloop

from probative.api.asgi import Turn
from probative.api.replies import Edition


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
