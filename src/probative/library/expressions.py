"""What a CEL expression reads, found in its text: so that a misspelt member is told before any answer comes.

The engine finds a misspelt member only when it gets there; `has()` and short circuits hide it. The scan here follows
member chains and the loop variables of `exists`, `all` and the like. What it cannot follow, it leaves to the engine.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from probative.rules import without_literals

_CHAIN: Final = re.compile(r"((?<![\w.])[A-Za-z_]\w*|[)\]}])((?:\s*\.\s*[A-Za-z_]\w*|\s*\[[^\[\]]*\])*)(\s*\()?")
_ENDS: Final = frozenset(")]}")
_LINK: Final = re.compile(r"\.\s*([A-Za-z_]\w*)|\[([^\[\]]*)\]")
_LOOPS: Final = frozenset({"all", "exists", "exists_one", "filter", "map"})
_LOOP_VARIABLE: Final = re.compile(r"\s*([A-Za-z_]\w*)\s*,")
_WORDS: Final = frozenset(
    {"true", "false", "null", "in", "bool", "bytes", "double", "int", "list", "map", "null_type", "string", "uint"}
)
FUNCTIONS: Final = frozenset(
    {"bytes", "contains", "double", "duration", "dyn", "endsWith", "getDate", "getDayOfMonth", "getDayOfWeek"}
    | {"getDayOfYear", "getFullYear", "getHours", "getMilliseconds", "getMinutes", "getMonth", "getSeconds", "has"}
    | {"int", "matches", "size", "startsWith", "string", "timestamp", "type", "uint", *_LOOPS}
)
"""The functions and macros that the engine has."""


class Reads(NamedTuple):
    """What an expression reads: `paths` by variable (`[]` walks a list), and the functions it calls."""

    paths: tuple[tuple[str, str], ...]
    functions: tuple[str, ...]


class _Binding(NamedTuple):
    """A loop variable: between `start` and `end` of the text it stands for an element at `path` of `root`."""

    name: str
    start: int
    end: int
    root: str
    path: str | None
    """None: what it stands for is not known."""
    is_filter: bool


def scan(expression: str) -> Reads:
    """Return what `expression` reads.

    >>> scan("resources.exists(r, has(r.a.b)) && size(params.x) > 0").paths
    (('resources', ''), ('resources', '[].a.b'), ('params', 'x'))
    """
    text = without_literals(expression)
    bindings: list[_Binding] = []
    paths: dict[tuple[str, str], None] = {}
    functions: dict[str, None] = {}
    for match in _CHAIN.finditer(text):
        root, links, method = _parts(match)
        if method:
            functions[method] = None
        if method == root and not links:
            continue
        base = _base_of(bindings, root, match.start())
        followed = None if base is None else _Followed(base.root, *_follow(base.path, links))
        if method in _LOOPS:
            bindings += _bind(text, match.end(), followed, is_filter=method == "filter")
        if followed is not None and root not in _WORDS:
            paths[followed.root, followed.path] = None
    return Reads(tuple(paths), tuple(functions))


class _Base(NamedTuple):
    """Where a chain begins: `path` in what variable `root` holds."""

    root: str
    path: str


class _Followed(NamedTuple):
    root: str
    path: str
    is_whole: bool
    """Whether all links could be followed."""


def _parts(match: re.Match[str]) -> tuple[str, list[tuple[str, str]], str]:
    """Return the root, its links as (member, index), and the function called, if the chain ends in a call."""
    root = match[1]
    links: list[tuple[str, str]] = _LINK.findall(match[2])
    if not match[3]:
        return root, links, ""
    if not links:
        return root, [], root
    return (root, links[:-1], links[-1][0]) if links[-1][0] else (root, links, "")


def _follow(path: str, links: list[tuple[str, str]]) -> tuple[str, bool]:
    for member, index in links:
        if member:
            path = f"{path}.{member}".lstrip(".")
        elif index.strip().isdigit():
            path = f"{path}[]"
        else:
            return path, False
    return path, True


def _bind(text: str, start: int, followed: _Followed | None, *, is_filter: bool) -> Iterator[_Binding]:
    variable = _LOOP_VARIABLE.match(text, start)
    if variable is None:
        return
    end = _closing(text, start)
    if followed is None or not followed.is_whole:
        yield _Binding(variable[1], start, end, "", None, is_filter=is_filter)
    else:
        yield _Binding(variable[1], start, end, followed.root, f"{followed.path}[]", is_filter=is_filter)


def _closing(text: str, start: int) -> int:
    """Return the position of the parenthesis that closes the one before `start`."""
    depth = 1
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return len(text)


def _base_of(bindings: list[_Binding], root: str, position: int) -> _Base | None:
    """Return where the chain at `position` begins; None: that is not known."""
    if root in _ENDS:
        # What a filter leaves has the shape of what it was given; other results are not followed.
        filters = [entry for entry in bindings if entry.end == position and entry.is_filter and entry.path]
        return _Base(filters[-1].root, (filters[-1].path or "").removesuffix("[]")) if filters else None
    inside = [entry for entry in bindings if entry.name == root and entry.start <= position < entry.end]
    if not inside:
        return _Base(root, "")
    return None if inside[-1].path is None else _Base(inside[-1].root, inside[-1].path)
