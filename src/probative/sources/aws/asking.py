"""Asking: walks are taken through their calls by a few threads, each service at its own pace, nothing twice.

1. A call that was asked before in this run is answered from the spool, or refused as it was.
2. A call that is under way is waited for, without a thread.
3. Any other call stands in the lane of its account, region and service, until it may be sent.
4. Throttled calls go back into their lane, until patience ends; failures are tried again a few times.
5. Each page that comes is kept in the spool and told to every walk that waits for it.

Only a bounded number of walks is begun at a time, counting those that nobody has fetched yet: so a slow reader
holds the asking back, and memory stays bounded.
"""

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
from typing import Final, NamedTuple, TypeGuard

from probative.domain.slots import RefusalReason
from probative.ports.ambient import Clock
from probative.sources.aws.caller import Caller, Received, Trouble
from probative.sources.aws.calls import Call
from probative.sources.aws.error_codes import REASONS, TRIED_AGAIN, Meaning
from probative.sources.aws.lanes import Lanes, Task
from probative.sources.aws.pace import Rate
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


@dataclass(slots=True, eq=False)
class _Progress:
    """A walk under way."""

    walk: Walk
    order: int
    open_calls: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Turn(NamedTuple):
    """A page of a call that a walk waits for."""

    progress: _Progress
    asked: Asked
    token: Mapping[str, object]
    tokens_seen: frozenset[bytes]


class _Told(NamedTuple):
    """What became of the call that a walk waits for; the page, where it is at hand."""

    turn: _Turn
    outcome: Outcome
    page: Page | None


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
        self._patience = patience
        self._concurrency = concurrency
        self._check = check
        self._chance = chance
        self._lanes: Lanes[_Turn] = Lanes(rate, concurrency)
        self._lock = threading.Lock()
        self._known: dict[bytes, Outcome | Task[_Turn]] = {}
        self._ticket = count()
        self._settled: SimpleQueue[_Progress | Future[None]] = SimpleQueue()

    def run(self, walks: Iterable[Walk]) -> Generator[Walk, None, None]:
        """Yield each of `walks` once it has come to its end, in any order. Closing the iterator stops the asking."""
        self._settled = SimpleQueue()
        self._lanes.open()
        waiting = (_Progress(walk, order) for order, walk in enumerate(walks))
        try:
            with ThreadPoolExecutor(self._concurrency, thread_name_prefix="probative-ask") as threads:
                yield from self._fetch(waiting, threads)
        finally:
            self._known = {key: known for key, known in self._known.items() if not isinstance(known, Task)}

    def _fetch(self, waiting: Iterator[_Progress], threads: ThreadPoolExecutor) -> Iterator[Walk]:
        try:
            for _ in range(self._concurrency):
                threads.submit(self._work).add_done_callback(self._settled.put)
            yield from self._settle(waiting)
        finally:
            self._lanes.close()

    def _settle(self, waiting: Iterator[_Progress]) -> Iterator[Walk]:
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

    # --- walks

    def _begin(self, progress: _Progress) -> None:
        with progress.lock:
            turns = [_Turn(progress, asked, {}, frozenset()) for asked in progress.walk.begin()]
            progress.open_calls = len(turns)
        if not turns:
            self._settled.put(progress)
        self._pursue(turns, ())

    def _pursue(self, turns: Iterable[_Turn], told: Iterable[_Told]) -> None:
        """Tell walks what is known, and put what they then ask in line, until only calls are left to be made."""
        pending = deque(told)
        pending.extend(self._ask(turns))
        while pending:
            pending.extend(self._ask(self._tell(pending.popleft())))

    def _ask(self, turns: Iterable[_Turn]) -> Iterator[_Told]:
        """Put calls in line; yield those whose outcome is known."""
        for turn in turns:
            outcome = self._put_in_line(turn)
            if outcome is not None:
                yield _Told(turn, outcome, None)

    def _put_in_line(self, turn: _Turn) -> Outcome | None:
        """Put the call in its lane, or behind the same call under way; return its outcome if that is known."""
        call = turn.asked.call
        key = call.key(turn.token)
        with self._lock:
            known = self._known.get(key) or self._refused_unasked(call)
            if isinstance(known, Task):
                known.waiting.append(turn)
                return None
            if known is not None:
                return known
            priority = (turn.progress.order, -turn.asked.step, next(self._ticket))
            task = Task(call, turn.token, key, priority, [turn], time.monotonic())
            self._known[key] = task
        self._lanes.put(task)
        return None

    def _refused_unasked(self, call: Call) -> Refused | None:
        trouble = self._check(call)
        return Refused(REASONS[trouble.meaning], trouble.message, 0, self._clock()) if trouble else None

    def _tell(self, told: _Told) -> list[_Turn]:
        """Tell a walk what became of a call; return what it asks next, the call's next page included."""
        progress, asked = told.turn.progress, told.turn.asked
        outcome, following = self._next_page(told.turn, told.outcome)

        def read(ref: PageRef) -> Page:
            return told.page if told.page is not None and ref is outcome else self._spool.read(ref)

        with progress.lock:
            wanted = progress.walk.take(asked, outcome, read)
            following += [_Turn(progress, each, {}, frozenset()) for each in wanted]
            progress.open_calls += len(following) - 1
            is_settled = progress.open_calls == 0
        if is_settled:
            self._settled.put(progress)
        return following

    def _next_page(self, turn: _Turn, outcome: Outcome) -> tuple[Outcome, list[_Turn]]:
        """Return the turn for the page after this one; a token that came before turns the page into a refusal."""
        if not isinstance(outcome, PageRef) or outcome.next_token is None:
            return outcome, []
        seen = turn.asked.call.key(outcome.next_token)
        if seen in turn.tokens_seen:
            message = "the service hands out the same page token again and again"
            return Refused(RefusalReason.MALFORMED, message, 1, self._clock()), []
        return outcome, [turn._replace(token=outcome.next_token, tokens_seen=turn.tokens_seen | {seen})]

    # --- calls

    def _work(self) -> None:
        while (task := self._lanes.next()) is not None:
            task.sent_at = time.monotonic()
            task.attempts += 1
            answer = self._renewed(task, self._caller.call(task.call, task.token))
            is_throttled = isinstance(answer, Trouble) and answer.meaning is Meaning.THROTTLED
            self._lanes.leave(task, throttled=is_throttled)
            self._judge(task, answer)

    def _renewed(self, task: Task[_Turn], answer: Received | Trouble) -> Received | Trouble:
        """Return what the call says with renewed credentials, if those it was sent with had expired."""
        if not isinstance(answer, Trouble) or answer.meaning is not Meaning.EXPIRED:
            return answer
        if task.is_renewed or not self._caller.renew(task.call):
            return Trouble(Meaning.EXPIRED, _EXPIRED + answer.message)
        task.is_renewed = True
        return self._caller.call(task.call, task.token)

    def _judge(self, task: Task[_Turn], answer: Received | Trouble) -> None:
        """Conclude the call, or have it tried again."""
        if isinstance(answer, Trouble) and answer.meaning is Meaning.EMPTY:
            answer = Received(Page({}, "", "", self._clock()), None)
        if isinstance(answer, Received):
            self._conclude(task, self._spool.write(answer.page, answer.next_token), answer.page)
        elif answer.meaning is Meaning.GONE:
            self._conclude(task, Gone(answer.message, self._clock()))
        else:
            pause = self._pause(task, answer)
            if pause is None:
                self._conclude(task, Refused(REASONS[answer.meaning], answer.message, task.attempts, self._clock()))
            else:
                self._lanes.put(task, pause)

    def _pause(self, task: Task[_Turn], trouble: Trouble) -> float | None:
        """Return after how many seconds the call is tried again; None: there is no patience left for it."""
        patience = self._patience
        if trouble.meaning is Meaning.THROTTLED:
            longest, tries = _LONGEST_THROTTLED, task.attempts
            is_over = self._lanes.is_dry(task.call, patience.throttled) or tries >= patience.throttled_attempts
        else:
            task.failures += 1
            longest, tries = _LONGEST, task.failures
            is_over = trouble.meaning not in TRIED_AGAIN or tries >= patience.attempts
        return None if is_over else patience.backoff.total_seconds() * min(2 ** (tries - 1), longest) * self._chance()

    def _conclude(self, task: Task[_Turn], outcome: Outcome, page: Page | None = None) -> None:
        """Tell everyone who waits for the call what became of it.

        When a lane is dry, the calls that stood in it all the while are refused with the one that found it so.
        """
        concluded = [(task, outcome)]
        patience = self._patience.throttled
        if _is_throttled(outcome) and self._lanes.is_dry(task.call, patience):
            waited = self._lanes.take_waited(task.call, patience)
            concluded += [(other, outcome._replace(attempts=other.attempts)) for other in waited]
        with self._lock:
            self._known.update({each.key: became for each, became in concluded})
        for each, became in concluded:
            self._pursue((), [_Told(turn, became, page) for turn in each.waiting])


def _is_throttled(outcome: Outcome) -> TypeGuard[Refused]:
    return isinstance(outcome, Refused) and outcome.reason is RefusalReason.THROTTLED
