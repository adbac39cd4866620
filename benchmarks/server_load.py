"""Requests sent as fast as they are answered, over a number of connections, by one event loop."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from statistics import quantiles
from typing import Final, NamedTuple

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length: "
_HUNDRED: Final = 100


class Loaded(NamedTuple):
    """What came of a load: answers, seconds, and milliseconds that half and nearly all of them took at most."""

    answers: int
    seconds: float
    p50_ms: float
    p99_ms: float
    errors: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def signed_request(url: str, target: str, key: tuple[str, str], region: str) -> bytes:
    """Return the bytes of a signed GET of `target`; they are good for fifteen minutes."""
    request = AWSRequest("GET", url + target)
    SigV4Auth(Credentials(*key), "auditmanager", region).add_auth(request)
    host = url.removeprefix("http://")
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {host}",
        *(f"{name}: {value}" for name, value in request.headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def load(url: str, requests: Sequence[bytes], *, connections: int, seconds: float) -> Loaded:
    """Send one of `requests` over and over for `seconds` on each connection, all of them on as many as each other."""
    return asyncio.run(_load(url, requests, connections, seconds))


async def _load(url: str, requests: Sequence[bytes], connections: int, seconds: float) -> Loaded:
    host, _, port = url.removeprefix("http://").partition(":")
    took: list[float] = []
    statuses: dict[bytes, int] = {}
    began = time.perf_counter()
    end = began + seconds

    async def talk(request: bytes) -> None:
        reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 24)
        while (sent := time.perf_counter()) < end:
            writer.write(request)
            head = await reader.readuntil(_END_OF_HEAD)
            await reader.readexactly(_length(head))
            took.append(time.perf_counter() - sent)
            status = head[9:12]
            statuses[status] = statuses.get(status, 0) + 1
        writer.close()

    await asyncio.gather(*(talk(request) for request in islice(cycle(requests), connections)))
    cuts = quantiles(took, n=_HUNDRED)
    return Loaded(len(took), time.perf_counter() - began, cuts[49] * 1000, cuts[98] * 1000, _errors(statuses))


def _length(head: bytes) -> int:
    at = head.lower().index(_LENGTH) + len(_LENGTH)
    return int(head[at : head.index(b"\r", at)])


def _errors(statuses: Mapping[bytes, int]) -> int:
    return sum(count for status, count in statuses.items() if status != b"200")
