"""Pages of a list, and the signed tokens that lead from one to the next.

A position is the sort key of the last item that was given, never an offset: items that come or go between two
pages make none lost and none doubled. A token is bound to the operation, the account and the filters it was
made for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

T = TypeVar("T")

DEFAULT_COUNT: Final = 100

Position: TypeAlias = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is being listed: a token of one listing is worth nothing in another."""

    operation: str
    account: str
    filters: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items in order, and the token of the page after; None: the last page."""

    items: tuple[T, ...]
    next_token: str | None


class PageTokens:
    """Makes and reads page tokens, signed with `key`, which all servers of one deployment share."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, listing: Listing, position: Position) -> str:
        """Return the token that leads behind `position` in `listing`: 1 to 1,000 characters of base64."""
        raise NotImplementedError

    def read(self, listing: Listing, token: str) -> Position:
        """Return the position that `token` was issued for.

        Raises:
            InvalidError: It was not issued by us for `listing`, or it was changed.
        """
        raise NotImplementedError


def listing_of(operation: str, account: str, values: Mapping[str, object]) -> Listing:
    """Return the listing that the input `values` of `operation` ask for: all of them but the paging ones."""
    raise NotImplementedError


def page(
    items_after: Callable[[Position | None, int], Sequence[T]],
    position_of: Callable[[T], Position],
    *,
    listing: Listing,
    values: Mapping[str, object],
    tokens: PageTokens,
) -> Page[T]:
    """Return the page that the input `values` (`nextToken`, `maxResults`) ask for.

    `items_after(position, count)` gives up to `count` items behind `position` (None: from the start) in one
    total order; `position_of(item)` is the place of an item in that order.

    Raises:
        InvalidError: The token is not one of this listing.
    """
    raise NotImplementedError
