"""The collector: workers that take turns at the accounts in which something is due, until they are told to stop.

Any number of collectors may run over the same records: leases share the accounts among them, so that each account is
asked by one worker at a time, at that account's own pace.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from time import monotonic
from typing import Final

from probative.app.collecting import collect_account
from probative.app.collecting_turn import Collecting, Turn
from probative.app.schedule import AT_ONCE, Lookout, heed
from probative.domain.collecting import Lease
from probative.domain.ids import AccountId
from probative.ports.logs import Notices

WORKERS: Final = 2
_LOOK_EVERY_SECONDS: Final = 5.0
"""How soon another server's assessments are seen; one's own are seen at once."""
_LONGEST_PAUSE_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 8.0
"""How long a worker may take to come to an end: a service unit is killed after ten."""


@dataclass(slots=True, kw_only=True)
class Collector:
    """Collects for all active assessments."""

    collecting: Collecting
    errands: Sequence[Callable[[], bool]] = ()
    """What else is to be done beside collecting, in a thread of its own; each says whether it found something to do."""
    notices: Notices | None = None
    """Tells of what is new; None: it is looked for from time to time."""
    workers: int = WORKERS
    look_every_seconds: float = _LOOK_EVERY_SECONDS
    grace_seconds: float = _GRACE_SECONDS
    ripening: timedelta = AT_ONCE
    """How long a new assessment is left alone, unless it is changed."""
    _woken: list[Event] = field(default_factory=list)
    _held: set[Lease] = field(default_factory=set)
    _lookout: Lookout = field(init=False)

    def __post_init__(self) -> None:
        self._lookout = Lookout(self.collecting.store, self.collecting.clock, self.ripening)

    def wake(self) -> None:
        """Look at once whether something is due."""
        for event in self._woken:
            event.set()

    def run(self, stop: Event) -> None:
        """Work until `stop` is set; then finish or give back, within seconds, what is held.

        A worker that waits for a slow service then is left behind, in a thread that ends with the process: nobody
        takes anything from it any more.
        """
        jobs: list[Callable[[Event], bool]] = [self._take_turn] * self.workers
        if self.errands:
            jobs.append(self._run_errand)
        if self.notices is not None:
            jobs.append(partial(self._heed, self.notices))
        self._woken = [Event() for _ in jobs]
        threads = [
            Thread(target=self._repeat, args=(job, woken, stop), name=f"collector {number}", daemon=True)
            for number, (job, woken) in enumerate(zip(jobs, self._woken, strict=True))
        ]
        for thread in threads:
            thread.start()
        stop.wait()
        self.wake()
        until = monotonic() + self.grace_seconds
        for thread in threads:
            thread.join(max(0.0, until - monotonic()))
        for lease in list(self._held):
            self.collecting.leases.give_back(lease)

    def _repeat(self, job: Callable[[Event], bool], woken: Event, stop: Event) -> None:
        failures = 0
        while not stop.is_set():
            woken.clear()
            try:
                found = job(stop)
                failures = 0
            except Exception as error:  # noqa: BLE001  the world may come back, and a thread that ends would not
                self.collecting.tell("the collector", error)
                found = False
                failures += 1
            if not found and not stop.is_set():
                woken.wait(min(self.look_every_seconds * 2 ** min(failures, 10), _LONGEST_PAUSE_SECONDS))

    def _run_errand(self, stop: Event) -> bool:
        del stop
        # All of them, so that one that always finds something holds up no other.
        found = [errand() for errand in self.errands]
        return any(found)

    def _heed(self, notices: Notices, stop: Event) -> bool:
        """Wait for notices, let be looked at what they are of, and forget those of which all is committed."""
        told = notices.wait()
        if told and not stop.is_set():
            heeded = heed(self.collecting.store, told, self.collecting.clock())
            if heeded.hastened:
                self.wake()
            notices.settle(heeded.done)
        # The waiting was done already.
        return True

    def _take_turn(self, stop: Event) -> bool:
        """Do what is due in one account; False: nothing is, that nobody does already."""
        collecting = self.collecting
        held = self._take_first(self._lookout.due())
        if held is None:
            return False
        account, lease = held
        self._held.add(lease)
        try:
            with collecting.leases.beating(lease) as lost:
                collect_account(
                    Turn(
                        collecting=collecting,
                        account=account,
                        held=lease,
                        goes_on=lambda: not stop.is_set() and not lost.is_set(),
                    )
                )
        finally:
            self._held.discard(lease)
            collecting.leases.give_back(lease)
        return True

    def _take_first(self, accounts: Iterable[AccountId]) -> tuple[AccountId, Lease] | None:
        for account in accounts:
            lease = self.collecting.leases.take(f"account:{account}")
            if lease is not None:
                return account, lease
        return None
