"""Operations asked as the door asks them, and their outputs held against the model."""

from collections.abc import Callable
from typing import Any

from probative.api.operations.context import Context, Page, Shape
from probative.api.protocol.model import service
from probative.api.protocol.serialize import to_json
from probative.app.application import Application
from probative.domain.people import Caller
from tests.support.serving import context


def ask(  # noqa: PLR0913  who asks what, and for which part
    application: Application,
    name: str,
    function: Callable[[Context, Shape], Shape],
    request: Shape,
    *,
    by: Caller | None = None,
    after: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    """Return what `function` answers to an operation's request, which fits the model; absent members are left out."""
    page = Page(after, limit, lambda place: place)
    output = function(context(application, name, by=by, page=page), request)
    to_json(service().operations[name].output, output)
    return {member: value for member, value in output.items() if value is not None}
