import base64

import pytest

from probative.api.protocol.paging import Listing, PageTokens, Position, listing_of, page
from probative.domain.errors import InvalidError

TOKENS = PageTokens(b"k" * 32)
LISTING = Listing(operation="ListControls", account="111122223333", filters={"controlType": "Custom"})


def numbers(position: Position | None, count: int) -> list[int]:
    start = 0 if position is None else int(str(position[0])) + 1
    return list(range(start, 250))[:count]


def test_the_paging_members_of_an_input_are_no_filters() -> None:
    values = {"controlType": "Custom", "maxResults": 5, "nextToken": "x"}

    assert listing_of("ListControls", "111122223333", values) == LISTING


def test_a_page_has_a_hundred_items_unless_asked_otherwise() -> None:
    def count_of(values: dict[str, object], **more: int) -> int:
        found = page(numbers, lambda number: (number,), listing=LISTING, values=values, tokens=TOKENS, **more)
        return len(found.items)

    assert count_of({}) == 100
    assert count_of({}, default_count=200) == 200
    assert count_of({"maxResults": 3}, default_count=200) == 3
    assert count_of({"maxResults": 1000}) == 250


def test_the_size_of_a_page_may_change_on_the_way() -> None:
    first = page(numbers, lambda number: (number,), listing=LISTING, values={"maxResults": 2}, tokens=TOKENS)
    values = {"maxResults": 248, "nextToken": first.next_token}
    second = page(numbers, lambda number: (number,), listing=LISTING, values=values, tokens=TOKENS)

    assert first.items == (0, 1)
    assert second.items == tuple(range(2, 250))
    assert second.next_token is None


def test_the_order_in_which_filters_were_sent_does_not_matter() -> None:
    one = Listing(operation="o", account="a", filters={"x": 1, "y": 2})
    other = Listing(operation="o", account="a", filters={"y": 2, "x": 1})

    assert TOKENS.read(other, TOKENS.issue(one, ("p",))) == ("p",)


def test_only_the_one_spelling_of_a_token_is_ours() -> None:
    token = TOKENS.issue(LISTING, ("p",))
    # The last character before the padding has bits that decode to nothing.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body, padding = token.rstrip("="), token[len(token.rstrip("=")) :]
    other = body[:-1] + alphabet[alphabet.index(body[-1]) + 1] + padding

    assert padding
    assert base64.b64decode(other) == base64.b64decode(token)
    for wrong in (other, f"{token}=", f"{token}\n", f" {token}", token.rstrip("="), ""):
        with pytest.raises(InvalidError, match="nextToken"):
            TOKENS.read(LISTING, wrong)


def test_a_position_too_long_for_a_token_is_our_fault() -> None:
    assert len(TOKENS.issue(LISTING, ("x" * 700,))) <= 1000
    with pytest.raises(ValueError, match="does not fit into a page token"):
        TOKENS.issue(LISTING, ("x" * 800,))
