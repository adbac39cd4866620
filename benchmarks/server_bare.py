"""The baseline: a bare Starlette application that answers recorded bytes, behind the same check of signatures."""

import json
import sys
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from probative.api.protocol.signature import KeyRecord, Scope, SignedRequest, verify_request

_SCOPE: Final = Scope()
PORT: Final = 18_099


def application(recorded: dict[str, str], key: KeyRecord) -> Starlette:
    """Return the application that answers each path of `recorded` with its text."""
    bodies = {target: text.encode() for target, text in recorded.items()}

    async def answer(request: Request) -> Response:
        body = await request.body()
        scope = request.scope
        signed = SignedRequest(
            method=scope["method"],
            raw_path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
            body_sha256=sha256(body).hexdigest(),
        )
        verify_request(signed, {key.access_key_id: key}.get, _SCOPE, now=datetime.now(UTC))
        target = signed.raw_path + (f"?{signed.query}" if signed.query else "")
        return Response(bodies[target], media_type="application/json")

    return Starlette(routes=[Route("/{path:path}", answer)])


def main() -> None:
    """Serve what standard input tells."""
    told = json.load(sys.stdin)
    key = KeyRecord(access_key_id=told["key"][0], secret=told["key"][1], account="0" * 12, principal="arn")
    app = application(told["recorded"], key)
    uvicorn.run(app, port=PORT, log_config=None, access_log=False, server_header=False, lifespan="off")


if __name__ == "__main__":
    main()
