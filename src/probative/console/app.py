"""The console as an ASGI application: its pages below `/console/`, and the way there for browsers that come to `/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from probative.console.files import BUILT, INDEX, StaticFile, read_files

PLACE: Final = "/console/"
"""No operation of the AWS API has a path below it."""

_ASSETS: Final = "assets/"
_READING: Final = frozenset({"GET", "HEAD"})
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
# Cloudscape sets sizes and places of single elements: their style attributes may be, style sheets in the page may not.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_SAFETY: Final[Mapping[str, str]] = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_NOT_BUILT: Final = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Probative</title></head>
<body>
<h1>The console is not built</h1>
<p>This server runs from sources whose pages were not built. In the folder of the sources, run</p>
<pre>make install</pre>
<p>and start the server again. Its API answers meanwhile.</p>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class ConsoleApp:
    """Answers what browsers ask for the console; `files` are by their paths."""

    files: Mapping[str, StaticFile] = field(default_factory=lambda: read_files(BUILT))

    @staticmethod
    def takes(scope: Scope) -> bool:
        """Say whether a request is for the console: all below its place, and a browser that comes to the root."""
        path: str = scope["path"]
        return path.startswith(PLACE) or path == PLACE.rstrip("/") or (path == "/" and _is_browser(scope))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that it takes."""
        request = Request(scope, receive)
        response = self._answer(request)
        response.headers.update(_SAFETY)
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path: str = request.scope["path"]
        if request.method not in _READING:
            return Response("The console is only read.", 405, {"allow": "GET, HEAD"}, "text/plain")
        if not path.startswith(PLACE):
            return RedirectResponse(PLACE, 307, {"cache-control": _ASK_AGAIN})
        name = path.removeprefix(PLACE)
        if name.startswith(_ASSETS):
            return self._asset(request, name)
        # Every other path is a page, which the script knows.
        found = self.files.get(name) or self.files.get(INDEX)
        if found is None:
            return Response(_NOT_BUILT, 503, {"cache-control": "no-store"}, "text/html")
        return _told(request, found, _ASK_AGAIN)

    def _asset(self, request: Request, name: str) -> Response:
        found = self.files.get(name)
        if found is None:
            return Response("There is no such file.", 404, {"cache-control": "no-store"}, "text/plain")
        return _told(request, found, _FOREVER)


def _told(request: Request, file: StaticFile, kept: str) -> Response:
    encoding, content = file.best(request.headers.get("accept-encoding", ""))
    headers = {"cache-control": kept, "vary": "accept-encoding", "content-length": str(len(content))}
    if encoding:
        headers["content-encoding"] = encoding
    body = b"" if request.method == "HEAD" else content
    return Response(body, 200, headers, file.media_type)


def _is_browser(scope: Scope) -> bool:
    if scope["method"] not in _READING:
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
