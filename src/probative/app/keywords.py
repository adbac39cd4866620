"""Use case of keywords: which may be asked of a kind of source."""

from collections.abc import Sequence

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.keyword_index import keyword_index
from probative.domain.custom import SourceType
from probative.domain.people import Caller


def list_keywords(application: Application, caller: Caller, type_: SourceType) -> Sequence[str]:
    """Return all keywords of a source type, in order; a type without keywords has none.

    Raises:
        ForbiddenError: The caller may not read the library.
    """
    check_account(application, caller, "ListKeywordsForDataSource")
    return keyword_index(application.models, application.catalogue).keywords(type_)
