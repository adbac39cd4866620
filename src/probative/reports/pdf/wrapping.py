"""Lines of text: broken at spaces, and inside long names where they allow it."""

import functools
import re
from collections.abc import Iterator
from typing import Final

from probative.reports.pdf.fonts import Style, shown, width_of

_PIECES: Final = re.compile(r"\S+?[/:.,;_=&|@()]+(?=\S)|\S+| +")
"""A word, or the part of one up to a mark after which a name may break: ARNs, paths, rules."""


@functools.lru_cache(maxsize=4096)
def wrap(text: str, style: Style, width: float) -> tuple[str, ...]:
    """Return `text` as lines no wider than `width` points, one line at least; nothing is left out.

    Characters that cannot be shown are told by code point; a piece that is too wide for any line is cut anywhere.
    """
    flat = shown(text, style).strip()
    if width_of(flat, style) <= width:
        return (flat,)
    return tuple(_lines(flat, style, width))


def _lines(text: str, style: Style, width: float) -> Iterator[str]:
    line, used = "", 0.0
    space = width_of(" ", style)
    for word in text.split(" "):
        size = width_of(word, style)
        if used + (space if line else 0) + size <= width:
            line, used = (f"{line} {word}", used + space + size) if line else (word, size)
            continue
        if size <= width:
            yield line
            line, used = word, size
            continue
        *whole, line = _broken(f"{line} {word}" if line else word, style, width)
        yield from whole
        used = width_of(line, style)
    yield line


def _broken(text: str, style: Style, width: float) -> Iterator[str]:
    """Yield the lines of `text`, which ends in a word that is too wide for a line."""
    line, used = "", 0.0
    for piece in _PIECES.findall(text):
        size = width_of(piece, style)
        if line and used + size > width:
            yield line.rstrip(" ")
            line, used = "", 0.0
        if size > width:
            *whole, piece = _cut(piece, style, width)  # noqa: PLW2901  the rest of the piece goes on
            yield from whole
            size = width_of(piece, style)
        line, used = line + piece, used + size
    yield line


def _cut(piece: str, style: Style, width: float) -> Iterator[str]:
    start, used = 0, 0.0
    for index, character in enumerate(piece):
        size = width_of(character, style)
        if used + size > width and index > start:
            yield piece[start:index]
            start, used = index, 0.0
        used += size
    yield piece[start:]


def wrap_code(text: str, style: Style, width: float) -> tuple[str, ...]:
    """Return the lines of a rule as it was written, each wrapped where it is too long, with its indentation."""
    lines: list[str] = []
    for line in text.rstrip().splitlines() or [""]:
        indent = line[: len(line) - len(line.lstrip(" "))][: int(width / style.size / 4)]
        room = width - len(indent) * style.size * 0.6
        lines += [indent + part for part in wrap(line.strip(), style, room)]
    return tuple(lines)
