"""Pages of a list, and the signed tokens that lead from one to the next.

A position is the sort key of the last item that was given, never an offset: items that come or go between two
pages make none lost and none doubled. A token is bound to the operation, the account and the filters it was
made for; how many items a page has may change on the way.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from probative.domain.errors import Finding, InvalidError

T = TypeVar("T")

DEFAULT_COUNT: Final = 100
_LONGEST_TOKEN: Final = 1_000
_TAG_BYTES: Final = hashlib.sha256().digest_size
_PURPOSE: Final = "probative page token 1"
_PAGING: Final = frozenset({"nextToken", "maxResults"})

Position: TypeAlias = tuple[str | int | None, ...]

_POSITIONS: Final = msgspec.json.Decoder(Position)


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
        """Return the token that leads behind `position` in `listing`: up to 1,000 characters of base64.

        Raises:
            ValueError: The position has more than about 700 bytes; sort by something shorter.
        """
        body = msgspec.json.encode(position)
        token = base64.b64encode(self._tag(listing, body) + body).decode()
        if len(token) > _LONGEST_TOKEN:
            raise ValueError(f"a position of {len(body)} bytes does not fit into a page token")
        return token

    def read(self, listing: Listing, token: str) -> Position:
        """Return the position that `token` was issued for.

        Raises:
            InvalidError: It was not issued by us for `listing`, or it was changed.
        """
        signed = _decoded(token)
        tag, body = signed[:_TAG_BYTES], signed[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(listing, body)):
            raise _refused()
        return _POSITIONS.decode(body)

    def _tag(self, listing: Listing, body: bytes) -> bytes:
        # An encoded list ends where its bracket closes, so no two pairs of listing and position read the same.
        about = [_PURPOSE, listing.operation, listing.account, listing.filters]
        message = msgspec.json.encode(about, order="deterministic") + body
        return hmac.digest(self._key, message, "sha256")


def listing_of(operation: str, account: str, values: Mapping[str, object]) -> Listing:
    """Return the listing that the input `values` of `operation` ask for: all of them but the paging ones."""
    filters = {name: value for name, value in values.items() if name not in _PAGING}
    return Listing(operation=operation, account=account, filters=filters)


def page(
    items_after: Callable[[Position | None, int], Sequence[T]],
    position_of: Callable[[T], Position],
    *,
    listing: Listing,
    values: Mapping[str, object],
    tokens: PageTokens,
    default_count: int = DEFAULT_COUNT,
) -> Page[T]:
    """Return the page that the input `values` (`nextToken`, `maxResults`) ask for.

    `items_after(position, count)` gives the first `count` items behind `position` (None: from the start), or all
    there are, in one total order; `position_of(item)` is the place of an item in that order.

    Raises:
        InvalidError: The token is not one of this listing.
    """
    token = values.get("nextToken")
    count = int(str(values.get("maxResults", default_count)))
    found = items_after(None if token is None else tokens.read(listing, str(token)), count + 1)
    items = tuple(found[:count])
    has_more = len(found) > count
    return Page(items=items, next_token=tokens.issue(listing, position_of(items[-1])) if has_more else None)


def _decoded(token: str) -> bytes:
    try:
        signed = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused() from error
    # The last character of base64 has bits that decode to nothing: only one spelling is ours.
    if base64.b64encode(signed).decode() != token:
        raise _refused()
    return signed


def _refused() -> InvalidError:
    return InvalidError(Finding("nextToken", "the token is not one that this listing gave"))
