"""Jobs done ahead of who takes their results, in order, within a budget."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

T = TypeVar("T")


def do_ahead(threads: Executor, jobs: Iterable[tuple[int, Callable[[], T]]], budget: int) -> Iterator[T]:
    """Yield the results of `jobs` in their order; those under way or waiting to be taken cost up to `budget`.

    A job that costs more than that is done alone. Closing the iterator drops what has not begun.
    """
    pending: deque[tuple[int, Future[T]]] = deque()
    spent = 0
    try:
        for cost, job in jobs:
            while pending and spent + cost > budget:
                spent -= pending[0][0]
                yield pending.popleft()[1].result()
            pending.append((cost, threads.submit(job)))
            spent += cost
        while pending:
            yield pending.popleft()[1].result()
    finally:
        for _, future in pending:
            future.cancel()
