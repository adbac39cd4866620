"""Laws of paging: the pages are the list, whatever changes between them; a token opens nothing but its own listing."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from probative.api.protocol.paging import Listing, PageTokens, Position, listing_of, page
from probative.domain.errors import InvalidError

TOKENS = PageTokens(b"k" * 32)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
items = st.sets(st.tuples(st.integers(0, 5), st.text(max_size=3)), max_size=30)
positions = st.lists(st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=40), max_size=3).map(tuple)
filters = st.dictionaries(st.text(max_size=6), st.text(max_size=6) | st.integers() | st.lists(st.text(max_size=3)))
listings = st.builds(Listing, operation=st.text(max_size=8), account=st.text(max_size=12), filters=filters)

Item = tuple[int, str]


def keyset(current: Callable[[], set[Item]]) -> Callable[[Position | None, int], Sequence[Item]]:
    """Return what a store does: the first of those behind a position, as they are when it is asked."""

    def items_after(position: Position | None, count: int) -> Sequence[Item]:
        return [item for item in sorted(current()) if position is None or item > position][:count]

    return items_after


def walk(current: Callable[[], set[Item]], count: int) -> list[list[Item]]:
    values: dict[str, Any] = {"maxResults": count, "status": "ACTIVE"}
    pages: list[list[Item]] = []
    while not pages or "nextToken" in values:
        listing = listing_of("ListAssessments", "111122223333", values)
        found = page(keyset(current), lambda item: item, listing=listing, values=values, tokens=TOKENS)
        pages.append(list(found.items))
        values = {name: value for name, value in values.items() if name != "nextToken"}
        values |= {"nextToken": found.next_token} if found.next_token else {}
    return pages


@given(items, st.integers(1, 7))
def test_the_pages_are_the_list_and_only_the_last_is_short(all_items: set[Item], count: int) -> None:
    pages = walk(lambda: all_items, count)

    assert [item for found in pages for item in found] == sorted(all_items)
    assert all(len(found) == count for found in pages[:-1])
    assert pages[-1] or not all_items


@given(items, items, items, st.integers(1, 7))
def test_what_comes_and_goes_between_pages_loses_and_doubles_nothing_that_stays(
    staying: set[Item], going: set[Item], coming: set[Item], count: int
) -> None:
    leaving, arriving = sorted(going - staying), sorted(coming - staying - going)
    present = staying | going

    def current() -> set[Item]:
        nonlocal present
        before = set(present)
        present = (present - {leaving.pop()} if leaving else present) | ({arriving.pop()} if arriving else set())
        return before

    given_items = [item for found in walk(current, count) for item in found]

    assert len(given_items) == len(set(given_items))
    assert staying <= set(given_items) <= staying | going | coming


@given(listings, positions)
def test_a_token_leads_back_to_its_position_and_fits_the_wire(listing: Listing, position: Position) -> None:
    token = TOKENS.issue(listing, position)

    assert TOKENS.read(listing, token) == position
    assert re.fullmatch(r"[A-Za-z0-9+/=]{1,1000}", token)


@given(listings, listings, positions)
def test_a_token_opens_no_other_listing(listing: Listing, other: Listing, position: Position) -> None:
    assume(listing != other)

    with pytest.raises(InvalidError):
        TOKENS.read(other, TOKENS.issue(listing, position))


@given(listings, positions, st.integers(0, 10_000), st.sampled_from(ALPHABET))
def test_no_character_of_a_token_can_change(listing: Listing, position: Position, place: int, character: str) -> None:
    token = TOKENS.issue(listing, position)
    place %= len(token)
    altered = token[:place] + character + token[place + 1 :]
    assume(altered != token)

    with pytest.raises(InvalidError, match="nextToken"):
        TOKENS.read(listing, altered)


@given(listings, st.text(max_size=100) | st.text(ALPHABET, max_size=100))
def test_whatever_is_no_token_is_refused(listing: Listing, text: str) -> None:
    with pytest.raises(InvalidError):
        TOKENS.read(listing, text)


@given(listings, positions)
def test_a_token_of_another_key_is_refused(listing: Listing, position: Position) -> None:
    with pytest.raises(InvalidError):
        TOKENS.read(listing, PageTokens(b"l" * 32).issue(listing, position))
