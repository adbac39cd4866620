"""Lists of standard content in pages: what ships does not change, so that a place is a number."""

from collections.abc import Sequence
from typing import TypeVar

from probative.api.operations.context import Page

T = TypeVar("T")


def page_of(page: Page, values: Sequence[T]) -> tuple[list[T], str | None]:
    """Return the part of `values` that is asked for, and the next token."""
    start = int(page.after or 0)
    numbers, token = page.cut(range(start, len(values))[: page.limit + 1], lambda number: str(number + 1))
    return [values[number] for number in numbers], token
