"""Processes that work off tasks, one task at a time each; results in the order they come.

The standard library's executor cannot be stopped at once and keeps finished work waiting; here, closing the
iterator ends the processes, and one that dies is an error that says on what.
"""

import gc
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Final, Generic, TypeAlias, TypeVar

from probative.sources.cloudtrail.memory import keep_memory
from probative.sources.cloudtrail.unreadable import WorkerLostError

Task = TypeVar("Task")
T = TypeVar("T")
Pipe: TypeAlias = "connection.Connection"

_GRACE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Worker(Generic[T]):
    process: BaseProcess
    pipe: Pipe


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


def run_in_processes(
    act: Callable[[Task], T],
    tasks: Iterable[Task],
    processes_count: int,
    *,
    describe: Callable[[Task], str],
    preload: Sequence[str],
) -> Iterator[T]:
    """Yield what `act` makes of each task, in any order; `act`, tasks and results must be picklable.

    Modules named in `preload` are imported once and shared by the processes.

    What `act` raises is raised here. Closing the iterator ends the processes and what they were doing.

    Raises:
        WorkerLostError: A process ended by itself; `describe` says what it was working on.
    """
    context = _context(preload)
    packed = ForkingPickler.dumps(act)
    workers: list[_Worker[T]] = []
    try:
        with _undisturbed():
            workers.extend(_start(context) for _ in range(processes_count))
        for worker in workers:
            with suppress(OSError):
                # What a process is to do is sent when all are started: as an argument, each would be waited for.
                worker.pipe.send_bytes(packed)
        yield from _hand_out(workers, iter(tasks), describe)
    finally:
        _stop(workers)


def prepare_processes(preload: Sequence[str]) -> None:
    """Start what processes are forked from, and do not wait until it has imported what is named in `preload`.

    It would be started by the first process else, which then waits for it.
    """
    _context(preload)
    with _undisturbed():
        ensure_running()


def _context(preload: Sequence[str]) -> ForkServerContext:
    # Not fork: the parent may have threads, whose locks a forked child would find held for ever.
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__, *preload])
    return context


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: what they inherit keeps it from them, too."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(context: ForkServerContext) -> _Worker[T]:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    # With our copy closed, the pipe ends when the process does.
    theirs.close()
    return _Worker(process, ours)


def _hand_out(workers: list[_Worker[T]], tasks: Iterator[Task], describe: Callable[[Task], str]) -> Iterator[T]:
    busy: dict[Pipe, tuple[_Worker[T], Task]] = {}
    _refill(busy, workers, tasks)
    while busy:
        for pipe in _ready(busy):
            worker, task = busy.pop(pipe)
            outcome = _receive(worker, describe(task))
            # The next task goes out before the result does: the process must not wait for who takes results.
            _refill(busy, [worker], tasks)
            yield outcome


def _ready(pipes: Iterable[Pipe]) -> list[Pipe]:
    waited_for = list(pipes)
    ready = connection.wait(waited_for)
    return [pipe for pipe in waited_for if pipe in ready]


def _refill(busy: dict[Pipe, tuple[_Worker[T], Task]], workers: Iterable[_Worker[T]], tasks: Iterator[Task]) -> None:
    for worker, task in zip(workers, tasks, strict=False):
        with suppress(OSError):
            # A process that is gone already is told when its answer is waited for.
            worker.pipe.send(task)
        busy[worker.pipe] = (worker, task)


def _receive(worker: _Worker[T], what: str) -> T:
    try:
        outcome: T | _Failed = worker.pipe.recv()
    except (EOFError, OSError) as error:
        worker.process.join(_GRACE_SECONDS)
        raise WorkerLostError(worker.process.exitcode, what) from error
    if isinstance(outcome, _Failed):
        raise outcome.error
    return outcome


def _stop(workers: Iterable[_Worker[T]]) -> None:
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(_GRACE_SECONDS)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.pipe.close()
        worker.process.close()


def _work(pipe: Pipe) -> None:
    """Take from `pipe` what is to be done, then do it with all that comes until it ends."""
    # Ctrl-C reaches the whole group; the parent alone decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    keep_memory()
    with suppress(EOFError, OSError):
        act = pipe.recv()
        gc.freeze()
        while True:
            pipe.send(_attempt(act, pipe.recv()))
            gc.collect()


def _attempt(act: Callable[[Task], object], task: Task) -> object:
    try:
        return act(task)
    except Exception as error:  # noqa: BLE001  it is raised in the process that waits for the result
        return _Failed(error)
