"""Paths into answers: member names joined by dots; `[]` walks the elements of a list; `.` is the value itself."""

from collections.abc import Iterator, Mapping, Sequence


def values_at(value: object, path: str) -> Iterator[object]:
    """Yield what stands at `path` in `value`; a member that is absent or null yields nothing.

    A list met on the way, or at the end of a part that ends in `[]`, is walked element by element.

    >>> list(values_at({"a": [{"b": 1}, {"b": 2}]}, "a[].b"))
    [1, 2]
    >>> list(values_at({"a": [1, 2]}, "a"))
    [[1, 2]]
    """
    if path in {"", "."}:
        yield value
        return
    head, _, rest = path.partition(".")
    walks = head.endswith("[]")
    name = head.removesuffix("[]")
    for holder in _elements(value):
        found = holder.get(name) if isinstance(holder, Mapping) else None
        if found is None:
            continue
        for element in _elements(found) if walks else (found,):
            yield from values_at(element, rest)


def elements_at(value: object, path: str) -> Iterator[object]:
    """Yield what stands at `path`, a list there element by element; "" yields `value` itself."""
    for found in values_at(value, path):
        if path and _is_list(found):
            yield from _elements(found)
        else:
            yield found


def _elements(value: object) -> Iterator[object]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield from value
    else:
        yield value


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
