"""Pages of the native API's lists, and the signed tokens that lead from one to the next."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from probative.api.protocol.paging import Page, PageTokens, Position, listing_of, page
from probative.native.contract import Asked, Input, Output

T = TypeVar("T")

MOST_RESULTS = 1_000


PageSize: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=MOST_RESULTS)]


class PagedQuery(Input):
    """Which page is asked for: how much of the list, and where it goes on."""

    max_results: PageSize = 100
    next_token: str | UnsetType = UNSET


class Paged(Output):
    """A page; without `nextToken` it is the last."""

    next_token: str | UnsetType = UNSET


def next_token_of(found: Page[T]) -> str | UnsetType:
    """Return the token of the page after `found`, as an answer has it."""
    return UNSET if found.next_token is None else found.next_token


def read_page(  # noqa: PLR0917  a page, spread out
    tokens: PageTokens,
    listing: str,
    asked: Asked,
    query: Input,
    items_after: Callable[[Position | None, int], Sequence[T]],
    position_of: Callable[[T], Position],
) -> Page[T]:
    """Return the page of `listing` that `query` asks for; its token holds for the same path and filters alone.

    `query` has the members of a `PagedQuery`.

    Raises:
        InvalidError: The token is of another list.
    """
    values = {**msgspec.to_builtins(query), **asked.path}
    of = listing_of(listing, asked.caller.account, values)
    return page(items_after, position_of, listing=of, values=values, tokens=tokens)
