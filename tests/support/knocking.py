"""Requests of any shape, put to the whole server in process, as uvicorn would hand them over; and what must hold."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from probative.config import ServerSettings
from probative.native.app import NativeApp
from probative.serving.first_start import Welcome, first_start
from probative.serving.opening import opened

URL = "http://127.0.0.1:8080"
SECONDS = 10.0
"""No request may take longer, on a machine that is busy with other tests."""
BYTES = 256 << 10
"""No answer to nonsense is longer."""
_TELLTALES = ("Traceback", "site-packages", "/src/probative", ".py", "sqlalchemy", "sqlite", "botocore", "msgspec")


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value.decode("latin-1") for key, value in self.headers if key == name.encode()), "")


@dataclass(frozen=True)
class Door:
    """A server in process, its administrator, and where it keeps what no answer may tell."""

    app: NativeApp
    told: Welcome
    folder: Path

    def knock(  # noqa: PLR0917
        self,
        method: str,
        raw_path: bytes,
        query: bytes = b"",
        headers: Sequence[tuple[bytes, bytes]] = (),
        body: Sequence[bytes] = (b"",),
    ) -> Answer:
        """Return the answer to a request, once it is known to give nothing away."""
        began = time.monotonic()
        answer = asyncio.run(_answered(self.app, _scope(method, raw_path, query, headers), body))
        assert time.monotonic() - began < SECONDS
        self._check(answer)
        return answer

    def signed(self, method: str, path: str, query: str = "", body: bytes = b"") -> Answer:
        """Return the answer to a request that the administrator signs; path and query are encoded already."""
        url = f"{URL}{path}" + (f"?{query}" if query else "")
        request = AWSRequest(method=method, url=url, data=body, headers={"Host": "127.0.0.1:8080"})
        credentials = Credentials(self.told.access_key_id, self.told.secret_access_key)
        SigV4Auth(credentials, "auditmanager", self.told.region).add_auth(request)
        headers = [(name.lower().encode(), str(value).encode("latin-1")) for name, value in request.headers.items()]
        return self.knock(method, path.encode("latin-1"), query.encode("latin-1"), headers, [body])

    def _check(self, answer: Answer) -> None:
        assert answer.status < 500, answer
        assert len(answer.body) < BYTES
        for name, value in answer.headers:
            assert not {10, 13, 0} & {*name, *value}
        text = answer.body.decode(errors="replace") + repr(answer.headers)
        for telltale in (*_TELLTALES, str(self.folder), self.told.secret_access_key, self.told.password):
            assert telltale not in text, text[:2_000]


@contextmanager
def door(folder: Path) -> Iterator[Door]:
    """Open a server over `folder`, without a port."""
    told: list[Welcome] = []
    with opened(ServerSettings(data_dir=folder, collect=False)) as server:
        first_start(server, URL, told.append, "administrator")
        yield Door(server.app, told[0], folder)


def sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _scope(
    method: str, raw_path: bytes, query: bytes, headers: Sequence[tuple[bytes, bytes]]
) -> MutableMapping[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(raw_path).decode("utf-8", "replace"),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8080),
    }


async def _answered(app: NativeApp, scope: MutableMapping[str, Any], body: Sequence[bytes]) -> Answer:
    messages = _messages(body)
    sent: list[Mapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return await anext(messages)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], sent[0].get("headers", []), content)


async def _messages(body: Sequence[bytes]) -> AsyncIterator[MutableMapping[str, Any]]:
    for number, piece in enumerate(body):
        yield {"type": "http.request", "body": piece, "more_body": number + 1 < len(body)}
    while True:
        yield {"type": "http.disconnect"}
