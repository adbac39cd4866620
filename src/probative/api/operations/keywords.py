"""Operations of keywords."""

from probative.api.operations.context import Context, Shape
from probative.app.keywords import list_keywords
from probative.domain.custom import SourceType


def list_keywords_for_data_source(context: Context, request: Shape) -> Shape:
    """Answer `ListKeywordsForDataSource`."""
    page, type_ = context.page, SourceType(request["source"])
    found = list_keywords(context.application, context.caller, type_, after=page.after, limit=page.limit + 1)
    fitting, token = page.cut(found, lambda keyword: keyword)
    return {"keywords": list(fitting), "nextToken": token}
