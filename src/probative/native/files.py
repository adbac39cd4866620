"""Files that come and go by links: no caller is proven here, the link is the right to one thing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Final
from urllib.parse import quote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from probative.api.faults import told
from probative.app.application import Application
from probative.app.files import Download, Receiving, download, receive
from probative.app.links import PREFIX, LinkRefusedError
from probative.domain.errors import InvalidError, NotFoundError
from probative.native.contract import Problem
from probative.native.routes import JSON

_LOG: Final = logging.getLogger(__name__)
_PLAIN: Final = "application/octet-stream"
_PIECE_SECONDS: Final = 60.0
"""How long a piece of a file may take to come."""


def file_routes(application: Application) -> list[Route]:
    """Return the routes of links to files."""

    async def give(request: Request) -> Response:
        """Answer with the file that the link leads to."""
        path, query = _place(request)
        try:
            found = await run_in_threadpool(download, application, path, query)
        except Exception as error:  # noqa: BLE001  the outermost frame of this door
            return _problem(error)
        return StreamingResponse(_pieces(found.pieces), media_type=_PLAIN, headers=_headers(found))

    async def take(request: Request) -> Response:
        """Take in the file that is put to the link."""
        path, query = _place(request)
        try:
            receiving = await run_in_threadpool(receive, application, path, query)
            with receiving:
                await _fill(receiving, request)
        except (ClientDisconnect, TimeoutError):
            return Response(status_code=400)
        except Exception as error:  # noqa: BLE001  the outermost frame of this door
            return _problem(error)
        return Response(status_code=200)

    path = f"{PREFIX}{{key:path}}"
    return [Route(path, give, methods=["GET"]), Route(path, take, methods=["PUT"])]


def _place(request: Request) -> tuple[str, str]:
    # As they arrived: Starlette's own would take a query that is no UTF-8 for a fault of ours.
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    return raw_path.decode("latin-1"), query.decode("latin-1")


async def _fill(receiving: Receiving, request: Request) -> None:
    pieces = request.stream()
    while (piece := await _next(pieces)) is not None:
        if piece:
            await run_in_threadpool(receiving.add, piece)
    await run_in_threadpool(receiving.finish)


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    async with asyncio.timeout(_PIECE_SECONDS):
        return await anext(pieces, None)


async def _pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await run_in_threadpool(next, pieces, None)) is not None:
        yield piece


def _headers(found: Download) -> dict[str, str]:
    return {
        "content-length": str(found.size),
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        # What people brought is never shown as a page of ours.
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
    }


def _problem(error: Exception) -> Response:
    match error:
        case LinkRefusedError():
            status, code, message = 403, "link_refused", str(error)
        case InvalidError():
            status, code, message = 400, "invalid", str(error)
        case NotFoundError():
            status, code, message = 404, "not_found", "the file is gone"
        case _:
            _LOG.error("files: %s", told(error))
            status, code, message = 500, "internal", "The server could not answer; its log says why."
    return Response(msgspec.json.encode(Problem(code=code, message=message)), status, media_type=JSON)
