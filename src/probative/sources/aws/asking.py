"""Asking: walks are taken through their calls by a few threads, each service at its own pace, nothing twice.

1. A call that was asked before in this run is answered from the spool, or refused as it was.
2. A call that is under way is waited for, without a thread.
3. Any other call stands in the lane of its account, region and service, where the token bucket says when the
   next may be sent. In a lane, earlier slots come first, and in a slot what lies deeper: so a list's elements are
   asked for before its next page is fetched, and what waits stays about a page long.
4. Throttled calls go back into their lane, until patience ends; failures are tried again a few times.
5. Each page that comes is kept in the spool and told to every walk that waits for it.

Only a bounded number of walks is begun at a time, counting those that nobody has fetched yet: so a slow reader
holds the asking back, and memory stays bounded.
"""

import heapq
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, islice
from queue import SimpleQueue
from typing import Final, NamedTuple

from probative.domain.slots import RefusalReason
from probative.ports import Clock
from probative.sources.aws.caller import Caller, Received, Trouble
from probative.sources.aws.calls import Call
from probative.sources.aws.error_codes import REASONS, TRIED_AGAIN, Meaning
from probative.sources.aws.pace import Bucket, Rate
from probative.sources.aws.spool import Page, PageRef, Spool
from probative.sources.aws.walks import Asked, Gone, Outcome, Refused, Walk

_WALKS_AHEAD: Final = 512
_LONGEST: Final = 20
"""The longest pause between attempts, in units of the first."""
_LONGEST_THROTTLED: Final = 4
"""The same for a throttled call, which the token bucket holds back besides."""
_EXPIRED: Final = "the credentials expired, or are not accepted here (a region that is not opted in?): "


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a call is kept trying before it counts as refused."""

    throttled: timedelta = timedelta(seconds=120)
    """How long a service may answer nothing but "slow down"."""
    throttled_attempts: int = 200
    attempts: int = 4
    """How often a call is sent that fails, times out or brings something malformed."""
    backoff: timedelta = timedelta(seconds=1)
    """The longest pause before the second attempt; it doubles from attempt to attempt. What is taken is by chance."""


class Turn(NamedTuple):
    """A page of a call that a walk waits for."""

    walk: "_Progress"
    asked: Asked
    token: Mapping[str, object]
    tokens_seen: frozenset[bytes]


@dataclass(slots=True, eq=False)
class _Progress:
    """A walk under way."""

    walk: Walk
    order: int
    open_calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(slots=True, eq=False)
class _Task:
    """A call that stands in its lane, is under way or waits to be tried again; and who waits for it."""

    call: Call
    token: Mapping[str, object]
    key: bytes
    priority: tuple[int, int, int]
    turns: list[Turn]
    attempts: int = 0
    failures: int = 0
    sent_at: float = 0.0
    is_renewed: bool = False


@dataclass(slots=True, eq=False)
class _Lane:
    """The calls of one account, region and service."""

    bucket: Bucket
    tasks: list[tuple[tuple[int, int, int], _Task]] = field(default_factory=list)
    under_way: int = 0
    is_listed: bool = False


class Asker:
    """Takes walks to their end. Lives for one run: what it was told once, it does not ask again."""

    def __init__(  # noqa: PLR0913  the settings of a run, each by name
        self,
        caller: Caller,
        spool: Spool,
        *,
        clock: Clock,
        rate: Rate,
        patience: Patience,
        concurrency: int,
        check: Callable[[Call], Trouble | None],
        chance: Callable[[], float] = random.random,  # noqa: S311  spreads pauses, keeps no secret
    ) -> None:
        self._caller = caller
        self._spool = spool
        self._clock = clock
        self._rate = rate
        self._patience = patience
        self._concurrency = concurrency
        self._check = check
        self._chance = chance
        self._lock = threading.Lock()
        self._agenda_changed = threading.Condition(self._lock)
        self._may_watch = threading.Condition(self._lock)
        self._known: dict[bytes, Outcome | _Task] = {}
        self._lanes: dict[tuple[str, str, str], _Lane] = {}
        self._agenda: list[tuple[float, int, _Lane | _Task]] = []
        self._ticket = count()
        self._is_watched = False
        self._is_stopped = False
        self._settled: SimpleQueue[_Progress | Future[None]] = SimpleQueue()

    def run(self, walks: Iterable[Walk]) -> Generator[Walk, None, None]:
        """Yield each of `walks` once it has come to its end, in any order. Closing the iterator stops the asking."""
        self._is_stopped = False
        waiting = (_Progress(walk, order) for order, walk in enumerate(walks))
        with ThreadPoolExecutor(self._concurrency, thread_name_prefix="probative-ask") as threads:
            try:
                for _ in range(self._concurrency):
                    threads.submit(self._work).add_done_callback(self._settled.put)
                yield from self._fetch(waiting)
            finally:
                self._stop()
        self._settled = SimpleQueue()

    def _fetch(self, waiting: Iterator[_Progress]) -> Iterator[Walk]:
        under_way = 0
        for progress in islice(waiting, _WALKS_AHEAD):
            self._begin(progress)
            under_way += 1
        while under_way:
            settled = self._settled.get()
            if isinstance(settled, Future):
                settled.result()  # a thread ended before its time: raises what ended it
                continue
            yield settled.walk
            under_way -= 1
            for progress in islice(waiting, 1):
                self._begin(progress)
                under_way += 1

    def _stop(self) -> None:
        """Have the threads end after their present call, and forget what was not sent."""
        with self._lock:
            self._is_stopped = True
            self._agenda.clear()
            for lane in self._lanes.values():
                lane.tasks.clear()
                lane.is_listed = False
            self._known = {key: known for key, known in self._known.items() if not isinstance(known, _Task)}
            self._agenda_changed.notify_all()
            self._may_watch.notify_all()

    # --- walks

    def _begin(self, progress: _Progress) -> None:
        with progress.lock:
            asked = list(progress.walk.begin())
            progress.open_calls = len(asked)
        if not asked:
            self._settled.put(progress)
        self._pursue(Turn(progress, one, {}, frozenset()) for one in asked)

    def _pursue(self, turns: Iterable[Turn], told: Iterable[tuple[Turn, Outcome, Page | None]] = ()) -> None:
        """Tell walks what is known, and put what they then ask in line, until only calls are left to be made."""
        pending = deque(told)
        for turn in turns:
            self._ask(turn, pending)
        while pending:
            turn, outcome, page = pending.popleft()
            for following in self._tell(turn, outcome, page):
                self._ask(following, pending)

    def _ask(self, turn: Turn, pending: deque[tuple[Turn, Outcome, Page | None]]) -> None:
        outcome = self._put_in_line(turn)
        if outcome is not None:
            pending.append((turn, outcome, None))

    def _tell(self, turn: Turn, outcome: Outcome, page: Page | None) -> list[Turn]:
        """Tell a walk what became of a call; return what it asks next, the call's next page included."""
        progress, asked = turn.walk, turn.asked
        outcome, next_page = self._next_page(turn, outcome)

        def read(ref: PageRef) -> Page:
            return page if page is not None and ref is outcome else self._spool.read(ref)

        with progress.lock:
            following = [Turn(progress, one, {}, frozenset()) for one in progress.walk.take(asked, outcome, read)]
            following += next_page
            progress.open_calls += len(following) - 1
            is_settled = progress.open_calls == 0
        if is_settled:
            self._settled.put(progress)
        return following

    def _next_page(self, turn: Turn, outcome: Outcome) -> tuple[Outcome, list[Turn]]:
        """Return the turn for the page after this one; a token that came before turns the page into a refusal."""
        if not isinstance(outcome, PageRef) or outcome.next_token is None:
            return outcome, []
        seen = turn.asked.call.key(outcome.next_token)
        if seen in turn.tokens_seen:
            message = "the service hands out the same page token again and again"
            return Refused(RefusalReason.MALFORMED, message, 1, self._clock()), []
        return outcome, [turn._replace(token=outcome.next_token, tokens_seen=turn.tokens_seen | {seen})]

    # --- lanes

    def _put_in_line(self, turn: Turn) -> Outcome | None:
        """Put the call in its lane, or behind the same call under way; return its outcome if that is known."""
        call = turn.asked.call
        key = call.key(turn.token)
        with self._lock:
            known = self._known.get(key)
            if isinstance(known, _Task):
                known.turns.append(turn)
                return None
            if known is not None:
                return known
            trouble = self._check(call)
            if trouble is not None:
                outcome = Refused(REASONS[trouble.meaning], trouble.message, 0, self._clock())
                self._known[key] = outcome
                return outcome
            priority = (turn.walk.order, -turn.asked.step, next(self._ticket))
            task = _Task(call, turn.token, key, priority, [turn])
            if not self._is_stopped:
                self._known[key] = task
                self._stand(task)
        return None

    def _stand(self, task: _Task) -> None:
        lane = self._lane(task.call)
        heapq.heappush(lane.tasks, (task.priority, task))
        self._list(lane)

    def _lane(self, call: Call) -> _Lane:
        place = call[:3]
        if place not in self._lanes:
            self._lanes[place] = _Lane(Bucket(self._rate, time.monotonic()))
        return self._lanes[place]

    def _list(self, lane: _Lane) -> None:
        """Note when the lane may send its next call, if it has one."""
        if lane.tasks and not lane.is_listed and lane.under_way < self._concurrency:
            lane.is_listed = True
            self._note(lane.bucket.ready_at(time.monotonic()), lane)

    def _note(self, at: float, item: _Lane | _Task) -> None:
        heapq.heappush(self._agenda, (at, next(self._ticket), item))
        if self._agenda[0][2] is item:
            self._agenda_changed.notify()

    def _next(self) -> _Task | None:
        """Return the next call to send, once it may be sent; None: it is time to stop.

        One thread at a time waits for the agenda's first entry; the others wait for their turn to do so.
        """
        with self._lock:
            while not self._is_stopped:
                if self._is_watched:
                    self._may_watch.wait()
                    continue
                task = self._due()
                if task is not None:
                    self._may_watch.notify()
                    return task
                self._is_watched = True
                self._agenda_changed.wait(self._until_due())
                self._is_watched = False
        return None

    def _until_due(self) -> float | None:
        return max(0.0, self._agenda[0][0] - time.monotonic()) if self._agenda else None

    def _due(self) -> _Task | None:
        now = time.monotonic()
        while self._agenda and self._agenda[0][0] <= now:
            _, _, item = heapq.heappop(self._agenda)
            if isinstance(item, _Task):
                self._stand(item)
                continue
            item.is_listed = False
            if item.bucket.ready_at(now) > now:
                self._list(item)
                continue
            _, task = heapq.heappop(item.tasks)
            item.bucket.take(now)
            item.under_way += 1
            self._list(item)
            return task
        return None

    # --- calls

    def _work(self) -> None:
        while (task := self._next()) is not None:
            task.sent_at = time.monotonic()
            task.attempts += 1
            answer = self._caller.call(task.call, task.token)
            answer = self._renewed(task, answer)
            self._leave(task, answer)
            settled = self._judge(task, answer)
            if settled is not None:
                self._conclude(task, *settled)

    def _renewed(self, task: _Task, answer: Received | Trouble) -> Received | Trouble:
        """Return what the call says with renewed credentials, if those it was sent with had expired."""
        if not isinstance(answer, Trouble) or answer.meaning is not Meaning.EXPIRED:
            return answer
        if task.is_renewed or not self._caller.renew(task.call):
            return Trouble(Meaning.EXPIRED, _EXPIRED + answer.message)
        task.is_renewed = True
        return self._caller.call(task.call, task.token)

    def _leave(self, task: _Task, answer: Received | Trouble) -> None:
        """Let the lane learn from the answer, and send its next call."""
        now = time.monotonic()
        with self._lock:
            lane = self._lane(task.call)
            lane.under_way -= 1
            if isinstance(answer, Trouble) and answer.meaning is Meaning.THROTTLED:
                lane.bucket.throttled(task.sent_at, now)
            else:
                lane.bucket.answered(now)
            self._list(lane)

    def _judge(self, task: _Task, answer: Received | Trouble) -> tuple[Outcome, Page | None] | None:
        """Return what became of the call; None: it will be tried again."""
        if isinstance(answer, Trouble) and answer.meaning is Meaning.EMPTY:
            answer = Received(Page({}, "", "", self._clock()), None)
        if isinstance(answer, Received):
            return self._spool.write(answer.page, answer.next_token), answer.page
        if answer.meaning is Meaning.GONE:
            return Gone(answer.message, self._clock()), None
        if self._tries_again(task, answer):
            return None
        return Refused(REASONS[answer.meaning], answer.message, task.attempts, self._clock()), None

    def _tries_again(self, task: _Task, trouble: Trouble) -> bool:
        """Put the call back in line if there is patience left for it."""
        patience, now = self._patience, time.monotonic()
        backoff = patience.backoff.total_seconds()
        if trouble.meaning is Meaning.THROTTLED:
            dry = self._lane(task.call).bucket.dry_seconds(now)
            if dry >= patience.throttled.total_seconds() or task.attempts >= patience.throttled_attempts:
                return False
            pause = backoff * min(2 ** (task.attempts - 1), _LONGEST_THROTTLED)
        else:
            task.failures += 1
            if trouble.meaning not in TRIED_AGAIN or task.failures >= patience.attempts:
                return False
            pause = backoff * min(2 ** (task.failures - 1), _LONGEST)
        with self._lock:
            if not self._is_stopped:
                self._note(now + pause * self._chance(), task)
        return True

    def _conclude(self, task: _Task, outcome: Outcome, page: Page | None) -> None:
        with self._lock:
            self._known[task.key] = outcome
            turns = task.turns
        self._pursue((), [(turn, outcome, page) for turn in turns])
