"""What an operation is answered with, and how its function is spelled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from probative.app.application import Application
from probative.books import Position
from probative.domain.people import Caller

T = TypeVar("T")

Shape: TypeAlias = Mapping[str, Any]
"""An input or output, in the model's spelling: parsed and checked, or to be serialised. Members that are None are left
out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A request on its way: who makes it, and what answers it."""

    application: Application
    caller: Caller
    operation: str
    """As the model spells it: also the action that authorization decides on."""
    base_url: str
    """Where the client reached the server, for links, say `http://127.0.0.1:8080`."""
    page: "Page"

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.application.clock()


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for, and how the rest is named; only paged operations use it."""

    after: str | None
    """The place to go on from, as `token_for` was given it; None: from the beginning."""
    limit: int
    token_for: Callable[[str], str]
    """Makes the token that leads back to a place."""

    def cut(self, found: Sequence[T], place_of: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
        """Return the values that fit, of `found` (one more than fits, if there is one), and the next token."""
        if len(found) <= self.limit:
            return found, None
        fitting = found[: self.limit]
        return fitting, self.token_for(place_of(fitting[-1]))


def to_place(position: Position) -> str:
    """Return `position` as a place in a list."""
    return f"{position.at.isoformat()} {position.id}"


def to_position(place: str | None) -> Position | None:
    """Return the position that `to_place` made `place` of."""
    if place is None:
        return None
    at, _, id_ = place.partition(" ")
    return Position(datetime.fromisoformat(at), id_)


Operation: TypeAlias = Callable[[Context, Shape], Shape]
