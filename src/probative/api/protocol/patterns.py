r"""The model's regular expressions, which are Java's, as Python's.

What differs, and is translated: `\w`, `\s`, `\d` are ASCII; a point matches no Unicode line end either; a
hyphen after a class such as `\s` inside brackets is a hyphen. A pattern covers the whole value.

What would be slow is translated, too: `.*` before a literal tries every place of the literal, so that two kilobytes
of colons keep `arn:.*:controlcatalog:.*:.*:domain/.*` busy for seconds.
"""

import re
from functools import cache
from typing import Final

# A code point, an escape, or any other character.
_PIECE: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\.|.", re.DOTALL)
_CLASSES: Final = frozenset({r"\w", r"\W", r"\s", r"\S", r"\d", r"\D"})
_POINT: Final = r"[^\n\r\u0085\u2028\u2029]"
_DOTALL: Final = "(?s)"
_SEARCH: Final = re.compile(rf"{re.escape(_POINT)}\*([A-Za-z0-9:/@]+)(?={re.escape(_POINT)}\*)")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return `pattern`, to be used with `fullmatch`.

    Raises:
        re.error: It uses what Python's expressions do not have.
    """
    return re.compile(to_python(pattern), re.ASCII)


def to_python(pattern: str) -> str:
    """Return a Java `pattern` as one of Python that matches the same."""
    point = "." if pattern.startswith(_DOTALL) else _POINT
    written: list[str] = []
    is_in_brackets = False
    for piece in _PIECE.findall(pattern):
        if is_in_brackets:
            written.append(r"\-" if piece == "-" and written[-1] in _CLASSES else piece)
            is_in_brackets = piece != "]"
        else:
            written.append(point if piece == "." else piece)
            is_in_brackets = piece == "["
    # What follows takes anything again, so the first place of the literal is as good as any later one.
    return _SEARCH.sub(lambda found: f"(?>{_POINT}*?{found[1]})", "".join(written))
