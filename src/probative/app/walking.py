"""Long shelves walked in pieces, for lists that show only what their caller may see."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from probative.books import Position, Shelf

T = TypeVar("T")
R = TypeVar("R")

_PIECE: Final = 100


def walk(
    shelf: Shelf[T],
    look: Callable[[Sequence[T]], Iterator[R]],
    *,
    after: Position | None,
    limit: int,
    **filed_by: str,
) -> Sequence[R]:
    """Return what `look` finds to show in a shelf, newest first: one more than `limit`, if there are more.

    `look` gets the shelf in pieces, in order; what it leaves out does not count, and the walk goes on behind it.
    """
    return list(islice(_walk(shelf, look, after, max(limit + 1, _PIECE), filed_by), limit + 1))


def _walk(  # noqa: PLR0917  the walk, spread out
    shelf: Shelf[T],
    look: Callable[[Sequence[T]], Iterator[R]],
    after: Position | None,
    count: int,
    filed_by: dict[str, str],
) -> Iterator[R]:
    while piece := shelf.select(after=after, limit=count, newest_first=True, **filed_by):
        yield from look(piece)
        if len(piece) < count:
            return
        after = shelf.position(piece[-1])
