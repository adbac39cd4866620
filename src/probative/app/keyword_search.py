"""Keywords found by what is typed: every word must be in them, whatever the case."""

from collections.abc import Sequence
from typing import NamedTuple

from probative.app.application import Application
from probative.app.keywords import list_keywords
from probative.domain.custom import SourceType
from probative.domain.people import Caller


class KeywordsFound(NamedTuple):
    """The keywords that fit best, and how many fit in all."""

    keywords: Sequence[str]
    total: int


def search_keywords(
    application: Application, caller: Caller, type_: SourceType, text: str, *, limit: int
) -> KeywordsFound:
    """Return up to `limit` keywords with every word of `text` in them, those that begin with the first word first.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    words = text.casefold().replace("_", " ").replace(":", " ").split()
    found = [
        keyword
        for keyword in list_keywords(application, caller, type_)
        if all(word in keyword.casefold() for word in words)
    ]
    head = words[0] if words else ""
    found.sort(key=lambda keyword: (not keyword.casefold().startswith(head), keyword.casefold()))
    return KeywordsFound(found[:limit], len(found))
