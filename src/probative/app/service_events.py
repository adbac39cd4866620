"""Service events: kept in the transaction of what they tell of, and sent to the bus until it has taken them.

A bus that cannot be reached for a while misses nothing; one that was told of an event just before a server died is told
again, with the same id.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from probative.app.application import Application
from probative.app.leasing import Leases
from probative.books import Books
from probative.domain.engagements import Change
from probative.domain.errors import BusError
from probative.domain.service_events import ServiceEvent, event_type
from probative.ports.people import EventBus

SENT_FOR: Final = timedelta(hours=24)
"""How long a bus may be out of reach without missing anything: as long as EventBridge itself tries to deliver."""
_AT_ONCE: Final = 50
_PAUSES: Final = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
_NAME: Final = "service events"


def emit(application: Application, books: Books, change: Change) -> None:
    """Keep an event of `change` for the bus, if there is one that is told of such changes; its assessment is there."""
    type_ = event_type(change)
    if not application.has_bus or type_ is None:
        return
    books.service_events.add(
        ServiceEvent(
            type=type_,
            change=change,
            account=application.account,
            assessment_name=books.engagements.get(change.assessment_id).name,
            assessment_arn=application.arn(f"assessment/{change.assessment_id}"),
        )
    )


@dataclass(slots=True, kw_only=True)
class EventSending:
    """An errand of the collector: sends what waits, oldest first."""

    application: Application
    bus: EventBus
    tell: Callable[[str, Exception], None]
    _failures: int = field(default=0, init=False)
    _failed_at: datetime | None = field(default=None, init=False)

    def __call__(self) -> bool:
        """Send what waits, unless another server does or the bus was out of reach just now; say whether any was taken.

        What waited for a day is given up, and told of.
        """
        if self._pauses() or not self._waiting(1):
            return False
        application = self.application
        leases = Leases(store=application.store, clock=application.clock, new_id=application.new_id)
        lease = leases.take(_NAME)
        if lease is None:
            return False
        try:
            return self._send(self._waiting(_AT_ONCE))
        finally:
            leases.give_back(lease)

    def _pauses(self) -> bool:
        if self._failed_at is None:
            return False
        since = self.application.clock() - self._failed_at
        # A clock that was set back waits no longer for it.
        return timedelta(0) <= since < _PAUSES[min(self._failures, len(_PAUSES)) - 1]

    def _waiting(self, limit: int) -> Sequence[ServiceEvent]:
        return self.application.store.read(lambda books: books.service_events.select(limit=limit))

    def _send(self, events: Sequence[ServiceEvent]) -> bool:
        taken: set[str] = set()
        try:
            for id_ in self.bus.send(events):
                taken.add(id_)
        except BusError as error:
            self._failures += 1
            self._failed_at = self.application.clock()
            self.tell("sending events to the bus", error)
        else:
            self._failures, self._failed_at = 0, None
        self._forget(taken)
        self._give_up(event for event in events if event.id not in taken)
        return bool(taken)

    def _give_up(self, left: Iterable[ServiceEvent]) -> None:
        until = self.application.clock() - SENT_FOR
        late = [event for event in left if event.created_at < until]
        for event in late:
            told = f"{event.type} {event.id} of {event.created_at:%Y-%m-%dT%H:%M:%SZ} was refused for a day"
            self.tell("sending events to the bus: given up", BusError(told))
        self._forget(event.id for event in late)

    def _forget(self, ids: Iterable[str]) -> None:
        known = tuple(ids)
        if not known:
            return

        def act(books: Books) -> None:
            for id_ in known:
                books.service_events.remove(id_)

        self.application.store.change(act)
