"""Operations of keywords."""

from probative.api.operations.context import Context, Shape
from probative.api.operations.standard_pages import page_of
from probative.app.keywords import list_keywords
from probative.domain.custom import SourceType


def list_keywords_for_data_source(context: Context, request: Shape) -> Shape:
    """Answer `ListKeywordsForDataSource`."""
    found = list_keywords(context.application, context.caller, SourceType(request["source"]))
    keywords, token = page_of(context.page, found)
    return {"keywords": keywords, "nextToken": token}
