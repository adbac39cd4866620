"""Jobs done ahead: in order, within a budget, dropped when nobody waits for them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from probative.sources.cloudtrail.ahead import do_ahead


class Watched:
    """Jobs that note how many of them were given out before their results were taken."""

    def __init__(self, costs: list[int]) -> None:
        self.costs = costs
        self.given = 0
        self.done: list[int] = []

    def jobs(self) -> Iterator[tuple[int, "partial[int]"]]:
        for number, cost in enumerate(self.costs):
            self.given += 1
            yield cost, partial(self._do, number)

    def _do(self, number: int) -> int:
        self.done.append(number)
        return number


def test_results_come_in_order_and_all_of_them() -> None:
    with ThreadPoolExecutor(4) as threads:
        assert list(do_ahead(threads, Watched([1] * 50).jobs(), 8)) == list(range(50))
        assert list(do_ahead(threads, Watched([]).jobs(), 8)) == []


def test_no_more_is_under_way_than_the_budget_allows() -> None:
    watched = Watched([1] * 50)
    with ThreadPoolExecutor(4) as threads:
        for taken, _ in enumerate(do_ahead(threads, watched.jobs(), 8), start=1):
            assert watched.given <= taken + 8


def test_a_job_beyond_the_budget_is_done_alone() -> None:
    watched = Watched([100, 100, 100])
    with ThreadPoolExecutor(4) as threads:
        results = do_ahead(threads, watched.jobs(), 8)
        assert next(results) == 0
        assert (watched.given, watched.done) == (2, [0])
        assert list(results) == [1, 2]


def test_what_has_not_begun_is_dropped_when_nobody_waits() -> None:
    begun, release, done = threading.Event(), threading.Event(), list[int]()

    def wait() -> None:
        begun.set()
        release.wait(10)

    jobs: list[tuple[int, Callable[[], object]]] = [
        (1, partial(done.append, -1)),
        (1, wait),
        *((1, partial(done.append, number)) for number in range(5)),
    ]
    with ThreadPoolExecutor(1) as threads:
        results = do_ahead(threads, jobs, 6)
        next(results)
        begun.wait(10)
        results.close()  # type: ignore[attr-defined]  # a generator
        release.set()
    assert done == [-1]


def test_what_a_job_raises_is_raised_where_its_result_is_taken() -> None:
    def fail() -> int:
        raise ValueError("no")

    with ThreadPoolExecutor(1) as threads:
        results = do_ahead(threads, [(1, lambda: 1), (1, fail)], 8)
        assert next(results) == 1
        with pytest.raises(ValueError, match="no"):
            next(results)
