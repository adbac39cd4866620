"""Lanes: the calls of each account, region and service stand in one, and leave it at the pace of its token bucket.

In a lane, earlier slots come first, and in a slot what lies deeper: so a list's elements are asked for before its
next page is fetched, and what waits stays about a page long.
"""

import heapq
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Generic, TypeAlias, TypeVar

from probative.sources.aws.calls import Call
from probative.sources.aws.pace import Bucket, Rate

Priority: TypeAlias = tuple[int, int, int]
W = TypeVar("W")


@dataclass(slots=True, eq=False)
class Task(Generic[W]):
    """A call that stands in its lane, is under way or waits to be tried again; and who waits for it."""

    call: Call
    token: Mapping[str, object]
    key: bytes
    priority: Priority
    waiting: list[W]
    stood_since: float
    attempts: int = 0
    failures: int = 0
    """Attempts that ended otherwise than by throttling."""
    sent_at: float = 0.0
    is_renewed: bool = False


@dataclass(slots=True, eq=False)
class _Lane(Generic[W]):
    bucket: Bucket
    tasks: list[tuple[Priority, Task[W]]] = field(default_factory=list)
    under_way: int = 0
    is_listed: bool = False


class Lanes(Generic[W]):
    """All lanes, for the threads that send; safe between them. The agenda lists when lanes may send, and retries."""

    def __init__(self, rate: Rate, concurrency: int) -> None:
        self._rate = rate
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._agenda_changed = threading.Condition(self._lock)
        self._may_watch = threading.Condition(self._lock)
        self._lanes: dict[tuple[str, str, str], _Lane[W]] = {}
        self._agenda: list[tuple[float, int, _Lane[W] | Task[W]]] = []
        self._ticket = count()
        self._is_watched = False
        self._is_open = False

    def open(self) -> None:
        """Let calls stand and be sent."""
        self._is_open = True

    def close(self) -> None:
        """Empty all lanes, and have every thread that asks for the next call go home."""
        with self._lock:
            self._is_open = False
            self._agenda.clear()
            for lane in self._lanes.values():
                lane.tasks.clear()
                lane.is_listed = False
            self._agenda_changed.notify_all()
            self._may_watch.notify_all()

    def put(self, task: Task[W], pause: float = 0.0) -> None:
        """Have `task` stand in its lane, after `pause` seconds."""
        with self._lock:
            if self._is_open and pause:
                self._note(time.monotonic() + pause, task)
            elif self._is_open:
                self._stand(task)

    def next(self) -> Task[W] | None:
        """Return the next call to send, once it may be sent; None: it is time to go home.

        One thread at a time watches the agenda's first entry; the others wait for their turn to do so.
        """
        with self._lock:
            while self._is_open:
                if self._is_watched:
                    self._may_watch.wait()
                    continue
                task = self._due()
                if task is not None:
                    self._may_watch.notify()
                    return task
                self._is_watched = True
                self._agenda_changed.wait(self._seconds_to_watch())
                self._is_watched = False
        return None

    def leave(self, task: Task[W], *, throttled: bool) -> None:
        """Let the lane learn how a call that it sent was taken, and send its next."""
        now = time.monotonic()
        with self._lock:
            lane = self._lane(task.call)
            lane.under_way -= 1
            if throttled:
                lane.bucket.throttled(task.sent_at, now)
            else:
                lane.bucket.answered(now)
            self._list(lane)

    def is_dry(self, call: Call, patience: timedelta) -> bool:
        """Say whether the call's lane has heard nothing but "slow down" for all of `patience`."""
        with self._lock:
            return self._lane(call).bucket.dry_seconds(time.monotonic()) >= patience.total_seconds()

    def take_waited(self, call: Call, patience: timedelta) -> list[Task[W]]:
        """Take the calls out of the call's lane that have stood there for all of `patience`."""
        with self._lock:
            lane = self._lane(call)
            since = time.monotonic() - patience.total_seconds()
            waited = [task for _, task in lane.tasks if task.stood_since <= since]
            lane.tasks = [entry for entry in lane.tasks if entry[1].stood_since > since]
            heapq.heapify(lane.tasks)
        return waited

    def _stand(self, task: Task[W]) -> None:
        lane = self._lane(task.call)
        heapq.heappush(lane.tasks, (task.priority, task))
        self._list(lane)

    def _lane(self, call: Call) -> _Lane[W]:
        place = call[:3]
        if place not in self._lanes:
            self._lanes[place] = _Lane(Bucket(self._rate, time.monotonic()))
        return self._lanes[place]

    def _list(self, lane: _Lane[W]) -> None:
        """Note when the lane may send its next call, if it has one."""
        if lane.tasks and not lane.is_listed and lane.under_way < self._concurrency:
            lane.is_listed = True
            self._note(lane.bucket.ready_at(time.monotonic()), lane)

    def _note(self, at: float, item: _Lane[W] | Task[W]) -> None:
        heapq.heappush(self._agenda, (at, next(self._ticket), item))
        if self._agenda[0][2] is item:
            self._agenda_changed.notify()

    def _seconds_to_watch(self) -> float | None:
        return max(0.0, self._agenda[0][0] - time.monotonic()) if self._agenda else None

    def _due(self) -> Task[W] | None:
        now = time.monotonic()
        while self._agenda and self._agenda[0][0] <= now:
            _, _, item = heapq.heappop(self._agenda)
            if isinstance(item, Task):
                self._stand(item)
                continue
            item.is_listed = False
            if not item.tasks or item.bucket.ready_at(now) > now:
                self._list(item)
                continue
            _, task = heapq.heappop(item.tasks)
            item.bucket.take(now)
            item.under_way += 1
            self._list(item)
            return task
        return None
