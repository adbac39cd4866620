"""Leases: work that one worker holds for a while, so that others leave it alone, and take it over when it died.

A lease is for good manners: it spares double work. What must not happen twice is held by the records, which take
nothing from a worker whose lease somebody else has taken since (`Records.begin`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Final

from probative.books import Books, Store
from probative.domain.collecting import Lease
from probative.domain.errors import PortError
from probative.ports.ambient import Clock, Ids

LEASE: Final = timedelta(seconds=60)
"""How long the work of a worker that was killed waits for another one."""
_BEATS_A_LEASE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """The leases in `store`."""

    store: Store
    clock: Clock
    new_id: Ids
    length: timedelta = LEASE

    def take(self, name: str) -> Lease | None:
        """Return a new lease on the work called `name`; None: somebody holds it."""
        now, holder = self.clock(), self.new_id()
        lease = Lease(id=name, holder=holder, taken_at=now, until=now + self.length)
        return self.store.change(partial(self._take, lease))

    def _take(self, lease: Lease, books: Books) -> Lease | None:
        held = books.leases.find(lease.id)
        # One from far ahead was taken by a clock that ran ahead, and would hold for as long.
        if held is not None and lease.taken_at < held.until <= lease.taken_at + 2 * self.length:
            return None
        books.leases.put(lease)
        return lease

    def renew(self, lease: Lease) -> Lease | None:
        """Return `lease`, for as long again from now; None: somebody else has taken the work over."""
        renewed = replace(lease, until=self.clock() + self.length)

        def act(books: Books) -> Lease | None:
            if not _is_kept(books, lease):
                return None
            books.leases.put(renewed)
            return renewed

        return self.store.change(act)

    def is_kept(self, lease: Lease) -> bool:
        """Say whether nobody has taken the work over."""
        return self.store.read(lambda books: _is_kept(books, lease))

    def give_back(self, lease: Lease) -> None:
        """Let others have the work at once; nothing happens where somebody has it already."""

        def act(books: Books) -> None:
            if _is_kept(books, lease):
                books.leases.remove(lease.id)

        self.store.change(act)

    def forget_all(self) -> None:
        """Let go of everything that anybody holds: for who knows that all of them are dead."""

        def act(books: Books) -> None:
            for lease in books.leases.select():
                books.leases.remove(lease.id)

        self.store.change(act)

    @contextmanager
    def beating(self, lease: Lease) -> Iterator[Event]:
        """Renew `lease` again and again; the event is set once somebody else has it, or nobody can tell."""
        lost, done = Event(), Event()
        heart = Thread(target=self._beat, args=(lease, lost, done), name=f"lease {lease.id}", daemon=True)
        heart.start()
        try:
            yield lost
        finally:
            done.set()
            heart.join()

    def _beat(self, lease: Lease, lost: Event, done: Event) -> None:
        pause = self.length.total_seconds() / _BEATS_A_LEASE
        kept: Lease | None = lease
        while kept is not None and not done.wait(pause):
            lease = kept
            try:
                kept = self.renew(lease)
            except PortError:
                # The store may come back before the lease ends.
                kept = lease if self.clock() < lease.until else None
        if kept is None:
            lost.set()


def _is_kept(books: Books, lease: Lease) -> bool:
    held = books.leases.find(lease.id)
    return held is not None and held.holder == lease.holder
