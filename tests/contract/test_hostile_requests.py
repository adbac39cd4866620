"""Whatever is sent, the server answers: never with a fault of its own, never with its insides, never for long."""

import asyncio
import json
from collections.abc import Iterator, MutableMapping
from typing import Any, Final
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probative.api.asgi import BodyRefusedError, read_body
from probative.api.protocol.model import Operation, service
from tests.support.knocking import Door, door

OPERATIONS: Final = tuple(sorted(service().operations.values(), key=lambda operation: operation.name))
MEGABYTES: Final = (8 << 20) - 64
QUIET: Final = settings(suppress_health_check=[HealthCheck.too_slow])

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=30)
    | st.sampled_from(["\0", "\ud800", "../../etc/passwd", "a" * 5_000, "\r\nSet-Cookie: x=y", 10**30, -(10**400)]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
segments = st.one_of(
    st.binary(min_size=1, max_size=40).map(lambda piece: quote_from_bytes(piece, safe="")),
    st.text(min_size=1, max_size=300).map(lambda piece: quote(piece.encode("utf-8", "surrogatepass"), safe="")),
    st.uuids().map(str),
    st.sampled_from(["..", ".", "%2e%2e", "%2F", "%00", "%", "%zz", "a%0d%0aSet-Cookie:x"]),
)
printable = st.binary(max_size=60).map(lambda piece: bytes(byte for byte in piece if byte >= 32 and byte != 127))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door(tmp_path_factory.mktemp("door") / "data") as opened:
        yield opened


@st.composite
def asked(draw: st.DrawFn) -> tuple[Operation, str]:
    """An operation, and a path of it with any labels."""
    operation = draw(st.sampled_from(OPERATIONS))
    parts = [draw(segments) if part.startswith("{") else part for part in operation.path.split("/")]
    return operation, "/".join(parts)


@st.composite
def inputs(draw: st.DrawFn, operation: Operation) -> bytes:
    """A body that has the members of an operation, with anything in them, or that is anything."""
    names = st.sampled_from([member.wire_name for member in operation.input.members.values()] or ["name"])
    value: object = draw(st.one_of(st.dictionaries(names, anything), anything))
    return json.dumps(value).encode("utf-8", "surrogatepass")


@QUIET
@given(data=st.data())
def test_any_signed_input_is_answered(server: Door, data: st.DataObject) -> None:
    operation, path = data.draw(asked())
    query = data.draw(st.sampled_from(["", "maxResults=0", "maxResults=9" * 2, "nextToken=%00", "a=%ff&a=b&&="]))

    server.signed(operation.method, path, query, data.draw(inputs(operation) | st.binary(max_size=200)))


@QUIET
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT", "get", "\u00e4"]),
    path=st.lists(segments, max_size=6).map("/".join) | st.text(alphabet=st.characters(max_codepoint=255), max_size=50),
    query=printable,
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                [b"authorization", b"x-amz-date", b"x-amz-content-sha256", b"cookie", b"host", b"content-type"]
            ),
            printable,
        ),
        max_size=8,
    ),
    root=st.sampled_from(["/", "", "/v1/", "/files/", "/healthz", "/metrics/", "//", "/v1/session/oidc/", "*"]),
)
def test_any_unsigned_request_is_answered(  # noqa: PLR0917
    server: Door, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], root: str
) -> None:
    raw = (root + path).encode("latin-1", "replace")

    answer = server.knock(method, raw, query, headers, [b"{}"])

    assert answer.status != 200 or raw.startswith((b"/healthz", b"/readyz", b"/metrics", b"/v1/session"))


@QUIET
@given(data=st.data())
def test_a_changed_signature_is_refused(server: Door, data: st.DataObject) -> None:
    day, stamp = "20261120", "20261120T120000Z"
    parts = {
        "Credential": data.draw(st.sampled_from([server.told.access_key_id, "AKIAAAAAAAAAAAAAAAAA", "", "\xff"])),
        "SignedHeaders": data.draw(st.sampled_from(["host;x-amz-date", "", ";", "host;host", "a" * 3_000])),
        "Signature": data.draw(st.sampled_from(["0" * 64, "", "\xe4", "a" * 10_000])),
    }
    parts["Credential"] += data.draw(st.sampled_from([f"/{day}/us-east-1/auditmanager/aws4_request", "/", "/////"]))
    told = "AWS4-HMAC-SHA256 " + ", ".join(f"{name}={value}" for name, value in parts.items())
    dates = data.draw(st.lists(st.sampled_from([stamp, "99999999T999999Z", "00010101T000000Z", "x"]), max_size=2))
    headers = [(b"host", b"127.0.0.1:8080"), (b"authorization", told.encode("latin-1"))]
    headers += [(b"x-amz-date", date.encode()) for date in dates]

    assert server.knock("GET", b"/settings/ALL", headers=headers).status == 403


def deep(opening: bytes, closing: bytes, count: int = MEGABYTES // 2) -> bytes:
    return opening * count + closing * count


HEAVY: Final[dict[str, bytes]] = {
    "lists in lists": deep(b"[", b"]"),
    "objects in objects": b'{"name":' + b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000 + b"}",
    "lists without an end": b"[" * MEGABYTES,
    "a number without an end": b'{"name":' + b"9" * 7_000_000 + b"}",
    "a large exponent": b'{"name":1e999999999,"controlMappingSources":-1e400}',
    "a long text": b'{"name":"' + b"a" * 8_000_000 + b'"}',
    "many members": b'{"controlMappingSources":[' + b"{}," * 2_000_000 + b"{}]}",
    "many tags": json.dumps({"name": "n", "tags": {str(number): "" for number in range(300_000)}}).encode(),
    "the same member again": b'{"name":"a"' + b',"name":"b"' * 500_000 + b"}",
    "a lone surrogate": b'{"name":"\\ud800","controlMappingSources":[{"sourceName":"\\udfff"}]}',
    "no UTF-8": b'{"name":"\xff\xfe"}',
    "a text that ends early": b'{"name":"a',
    "white space": b" " * MEGABYTES,
    "NUL": b'{"name":"a\\u0000b","controlMappingSources":[{"sourceName":"a\\u0000"}]}',
    "a regular expression's worst": b'{"name":"' + b"a\\\\" * 100_000 + b'","description":"' + b" " * 100_000 + b'"}',
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_bodies_are_refused_quickly(server: Door, name: str) -> None:
    assert server.signed("POST", "/account/registerAccount").status == 200, "another test may have ended it"

    assert server.signed("POST", "/controls", body=HEAVY[name]).status == 400


def test_a_body_larger_than_any_is_not_read_to_its_end(server: Door) -> None:
    pieces = [bytes(1 << 20)] * 9 + [b"x"] * 3

    assert server.knock("POST", b"/controls", body=pieces).status == 400


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(BodyRefusedError, match="not there after"):
        asyncio.run(read_body(receive, 1_000_000, seconds=0.1))


@pytest.mark.parametrize("path", ["/v1/session", "/v1/users"])
@pytest.mark.parametrize("name", HEAVY)
def test_heavy_bodies_of_the_native_api_are_refused_quickly(server: Door, path: str, name: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"host", b"127.0.0.1:8080")]

    assert server.knock("POST", path.encode(), headers=headers, body=[HEAVY[name]]).status in {400, 401}


@QUIET
@given(body=st.binary(max_size=100) | anything.map(lambda value: json.dumps(value).encode("utf-8", "replace")))
def test_nobody_signs_in_with_nonsense(server: Door, body: bytes) -> None:
    headers = [(b"content-type", b"application/json")]

    assert server.knock("POST", b"/v1/session", headers=headers, body=[body]).status in {400, 401, 429}


@QUIET
@given(
    given=st.fixed_dictionaries({"name": st.text(max_size=400), "password": st.text(max_size=400)}),
    cookie=printable,
)
def test_nobody_signs_in_by_guessing(server: Door, given: dict[str, Any], cookie: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"cookie", b"probative_session=" + cookie)]
    body = json.dumps(given).encode("utf-8", "surrogatepass")

    assert server.knock("POST", b"/v1/session", headers=headers, body=[body]).status in {400, 401, 429}
    assert server.knock("GET", b"/v1/session", headers=headers).status == 401


@QUIET
@given(
    key=segments, query=st.sampled_from([b"expires=9999999999&name=", b"expires=99999999999999", b""]), more=printable
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_no_link_is_followed_that_we_did_not_make(  # noqa: PLR0917
    server: Door, method: str, key: str, query: bytes, more: bytes
) -> None:
    answer = server.knock(method, b"/files/" + key.encode(), query + b"&signature=" + more, body=[b"x"])

    assert answer.status in {403, 404}
