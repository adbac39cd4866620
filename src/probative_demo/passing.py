"""Passing on: what moto does right, moto does; it learns the account from a header."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from probative_demo.errors import NotHereError
from probative_demo.routing import Call
from probative_demo.wire import Reply


@cache
def _moto() -> Callable[..., Any]:
    app: Callable[..., Any] = DomainDispatcherApplication(create_backend_app)
    return app


def pass_on(call: Call) -> Reply:
    """Let moto answer `call`, in the account of the caller.

    Raises:
        NotHereError: moto does not know the operation either: it would answer with a page of HTML.
    """
    environ = dict(call.request.environ)
    environ["wsgi.input"] = io.BytesIO(call.request.get_data(cache=True))
    environ["HTTP_X_MOTO_ACCOUNT_ID"] = call.place.account
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
        told.update(status=int(status.partition(" ")[0]), headers=headers)

    try:
        body = b"".join(_moto()(environ, start_response))
    except NotImplementedError as error:
        raise NotHereError(":".join(call.name)) from error
    headers = dict(told["headers"])
    # An answer to HEAD has no body, and S3's "no such key" then looks like the page of an operation that is missing.
    is_page = headers.get("Content-Type", "").startswith("text/html") and body
    if told["status"] >= 404 and is_page:
        raise NotHereError(":".join(call.name))
    return Reply(told["status"], headers, body)
