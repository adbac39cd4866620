"""A walk: how one slot is asked, call by call, and what it says when it has come to its end.

A walk is told of each page as it comes and says what to ask next; it never waits. What it keeps in memory are
the places of pages, not the pages.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias

from probative.domain.slots import Answer, Refusal, RefusalReason, Slot
from probative.ports.asking import Observation
from probative.sources.aws.calls import Call
from probative.sources.aws.spool import Page, PageRef

Read: TypeAlias = Callable[[PageRef], Page]


class Refused(NamedTuple):
    """A call that will not be answered in this run."""

    reason: RefusalReason
    message: str
    attempts: int
    at: datetime


class Gone(NamedTuple):
    """What a call is about is not there (any more)."""

    message: str
    at: datetime


Outcome: TypeAlias = PageRef | Refused | Gone


class Asked(NamedTuple):
    """A call that a walk wants made, and which of the walk's steps it is."""

    call: Call
    step: int


class Walk(Protocol):
    """How one slot is asked. The asker calls `begin` once, then `take` for each page, one at a time."""

    @property
    def slot(self) -> Slot:
        """The slot that is asked."""

    def begin(self) -> Iterable[Asked]:
        """Return the first calls."""

    def take(self, asked: Asked, outcome: Outcome, read: Read) -> Iterable[Asked]:
        """Take in what became of a call, or of a page of it, and return what to ask next.

        Pages that follow are asked for by the asker.
        """

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield what the slot says, once every call is settled."""


@dataclass(slots=True)
class Leaf:
    """A last call of a walk: its pages, in order; whole unless a page was refused."""

    call: Call
    pages: list[PageRef] = field(default_factory=list)
    is_whole: bool = True


@dataclass(slots=True)
class Tally:
    """What a walk has come to: its leaves, its refusals, and what was gone."""

    slot: Slot
    leaves: dict[bytes, Leaf] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    gone: list[tuple[Call, Gone]] = field(default_factory=list)

    def add_page(self, call: Call, ref: PageRef) -> None:
        """Keep the place of a page of a last call."""
        self.leaves.setdefault(call.key({}), Leaf(call)).pages.append(ref)

    def refuse(self, call: Call, refused: Refused) -> None:
        """Keep a refusal; a leaf that it cut short is not whole."""
        leaf = self.leaves.get(call.key({}))
        if leaf is not None:
            leaf.is_whole = False
        page = f" page {len(leaf.pages) + 1}" if leaf is not None else ""
        self.refusals.append(
            Refusal(
                slot_id=self.slot.id,
                unit=call.unit + page,
                reason=refused.reason,
                message=refused.message,
                refused_at=refused.at,
                attempts=refused.attempts,
            )
        )

    def close(self, facts_count: int, at: datetime | None) -> Iterator[Observation]:
        """Yield the refusals, and the answer if there was one.

        Nothing answered beside a refusal is no answer: the list may have been cut short before its first
        element. Everything gone is none either: listing and getting contradict each other.
        """
        if not self.leaves and self.gone and not self.refusals:
            call, gone = self.gone[0]
            message = f"all {len(self.gone)} that were listed were gone when asked for; {gone.message}"
            self.refuse(call, Refused(RefusalReason.ERROR, message[:500], 1, gone.at))
        yield from self.refusals
        if (self.leaves or not self.refusals) and at is not None:
            yield Answer(slot_id=self.slot.id, answered_at=at, facts_count=facts_count)
