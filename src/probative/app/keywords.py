"""Use case of keywords: which may be asked of a kind of source."""

from bisect import bisect_right
from collections.abc import Sequence

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.keyword_index import keyword_index
from probative.domain.custom import SourceType
from probative.domain.people import Caller


def list_keywords(
    application: Application, caller: Caller, type_: SourceType, *, after: str | None, limit: int
) -> Sequence[str]:
    """Return `limit` keywords of a source type from the one after `after` on; a type without keywords has none.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListKeywordsForDataSource")
    keywords = keyword_index(application.models, application.catalogue).keywords(type_)
    if after is None:
        return keywords[:limit]
    start = keywords.index(after) + 1 if after in set(keywords) else bisect_right(keywords, after)
    return keywords[start : start + limit]
