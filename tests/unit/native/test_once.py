"""Changes with a key are made once, however often they are sent."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from probative.native.once import Once

Messages = list[MutableMapping[str, Any]]


class Server:
    """Counts what it is asked to do, takes its time, and answers with `status`."""

    def __init__(self, status: int = 200, body: bytes = b"done") -> None:
        self.status, self.body, self.made = status, body, 0
        self.now = 0.0
        self.once = Once(self.answer, lambda: self.now)

    async def answer(self, _scope: Any, _receive: Any, send: Any) -> None:
        self.made += 1
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": self.body + b" %d" % self.made})

    async def ask(self, key: str | None = "k", **more: Any) -> bytes:
        headers = [(b"cookie", more.pop("cookie", "session=1").encode())]
        if key is not None:
            headers.append((b"idempotency-key", key.encode()))
        scope = {"type": "http", "method": "POST", "path": "/v1/x", "raw_path": b"/v1/x", "query_string": b""}
        told: Messages = []

        async def send(message: MutableMapping[str, Any]) -> None:
            told.append(message)

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request"}

        await self.once({**scope, "headers": headers, **more}, receive, send)
        return b"".join(message.get("body", b"") for message in told)


async def twice(server: Server, first: dict[str, Any], second: dict[str, Any]) -> list[bytes]:
    return [await server.ask(**first), await server.ask(**second)]


def test_a_change_that_is_sent_again_is_answered_as_the_first_time() -> None:
    server = Server()

    assert asyncio.run(twice(server, {}, {})) == [b"done 1", b"done 1"]
    assert server.made == 1


def test_a_change_that_is_sent_again_meanwhile_waits_for_the_first() -> None:
    server = Server()

    async def together() -> list[bytes]:
        return await asyncio.gather(*(server.ask() for _ in range(5)))

    assert asyncio.run(together()) == [b"done 1"] * 5
    assert server.made == 1


@pytest.mark.parametrize(
    "other",
    [
        {"key": "another"},
        {"key": None},
        {"cookie": "session=2"},
        {"method": "PUT"},
        {"raw_path": b"/v1/y"},
        {"query_string": b"a=b"},
    ],
)
def test_another_change_is_made(other: dict[str, Any]) -> None:
    server = Server()

    assert asyncio.run(twice(server, {}, other)) == [b"done 1", b"done 2"]


@pytest.mark.parametrize("asked", [{"method": "GET"}, {"cookie": ""}, {"key": ""}])
def test_what_is_read_or_is_nobodys_is_answered_each_time(asked: dict[str, Any]) -> None:
    server = Server()

    assert asyncio.run(twice(server, asked, asked)) == [b"done 1", b"done 2"]


@pytest.mark.parametrize(("status", "body"), [(400, b""), (401, b""), (503, b""), (200, b"x" * 300_000)])
def test_what_changed_nothing_is_tried_again(status: int, body: bytes) -> None:
    server = Server(status, body)

    asyncio.run(twice(server, {}, {}))

    assert server.made == 2


def test_an_answer_is_kept_for_a_while_only() -> None:
    server = Server()

    async def later() -> list[bytes]:
        first = await server.ask()
        server.now = 61.0
        return [first, await server.ask()]

    assert asyncio.run(later()) == [b"done 1", b"done 2"]


@pytest.mark.parametrize(("body", "count"), [(b"", 1_001), (b"x" * 200_000, 84)])
def test_no_more_is_kept_than_has_room(body: bytes, count: int) -> None:
    server = Server(body=body)

    async def many() -> None:
        for number in range(1_005):
            await server.ask(str(number))
        await server.ask("1004")

    asyncio.run(many())

    assert len(server.once._known) <= count
    assert server.made == 1_005, "the last is still known"


def test_a_server_that_fails_leaves_nobody_waiting() -> None:
    server = Server()

    async def fail(*_: Any) -> None:
        server.made += 1
        raise RuntimeError("gone")

    failing = Once(fail)
    server.once = failing

    async def both() -> list[bytes | BaseException]:
        return list(await asyncio.gather(server.ask(), server.ask(), return_exceptions=True))

    assert [type(each) for each in asyncio.run(both())] == [RuntimeError, RuntimeError]
    assert server.made == 2
