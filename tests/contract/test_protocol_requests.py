"""What botocore sends is what we read: all operations, from the model."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probative.api.protocol.errors import error_reply
from probative.api.protocol.model import service
from probative.api.protocol.parse import parse_input
from probative.api.protocol.refusals import RequestError, UnknownOperationError
from probative.api.protocol.request import read_input
from probative.api.protocol.route import Router
from probative.api.protocol.serialize import Reply
from probative.api.protocol.signature import Scope, verify_request
from probative.domain.errors import InvalidError
from tests.support.wire_client import KEY, Client, Sent, written
from tests.support.wire_shapes import MODEL, OPERATIONS, inputs, operation, valid_inputs

ROUTER = Router(service().operations.values())
CLIENT = Client()
EXAMPLES = max(6, settings.default.max_examples // 8)  # type: ignore[union-attr]  # a profile is loaded
few = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])


def test_the_model_has_the_operations_and_errors_of_botocore() -> None:
    assert tuple(service().operations) == OPERATIONS
    assert len(OPERATIONS) >= 62
    for name, ours in service().operations.items():
        assert ours.errors == {shape.name for shape in operation(name).error_shapes}
    assert {name: shape.status for name, shape in service().errors.items()} == {
        shape.name: shape.metadata["error"]["httpStatusCode"] for shape in MODEL.error_shapes
    }


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_botocore_writes_is_what_we_parse(name: str) -> None:
    @few
    @given(inputs(name))
    def round_trip(values: dict[str, Any]) -> None:
        request = written(name, values)
        match = ROUTER.match(request.method, request.raw_path.encode("ascii"))

        assert match.operation.name == name
        assert parse_input(match.operation, match.labels, request.query, request.body) == values

    round_trip()


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_input_that_keeps_the_constraints_is_read_as_it_is(name: str) -> None:
    @settings(max_examples=max(4, EXAMPLES // 2))
    @given(valid_inputs(name))
    def read(values: dict[str, Any]) -> None:
        request = written(name, values)

        assert read_input(ROUTER.match(request.method, request.raw_path), request.query, request.body) == values

    read()


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=3)
@given(st.data())
def test_what_a_real_client_signs_and_sends_is_verified_and_read(name: str, data: st.DataObject) -> None:
    values = data.draw(valid_inputs(name))
    read: list[dict[str, Any]] = []

    def answer(request: Sent) -> Reply:
        now = datetime.now(UTC)
        assert verify_request(request.signed(), lambda _: KEY, Scope(), now=now).key == KEY
        read.append(read_input(ROUTER.match(request.method, request.raw_path), request.query, request.body))
        return Reply(status=200, headers=(), body=b"{}")

    CLIENT.answer = answer
    CLIENT.call(name, values)

    assert read == [values]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def read_or_refused(method: str, path: str, query: str, body: bytes) -> None:
    try:
        read_input(ROUTER.match(method, path), query, body)
    except (RequestError, InvalidError) as error:
        answer = error_reply(error, operation=None, request_id="r")
        assert answer.status == 400
        assert len(answer.body) < 1_000 + 1_000 * max(1, len(query) + len(body) + len(path))


@given(st.sampled_from(["GET", "PUT", "POST"]), st.text(max_size=30), st.text(max_size=30), st.binary(max_size=60))
def test_whatever_arrives_is_read_or_refused(method: str, path: str, query: str, body: bytes) -> None:
    for start in ("/", "/controls", "/tags/", "/assessments/a/controlSets/"):
        read_or_refused(method, start + path, query, body)


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_members_of_any_type_are_read_or_refused(name: str, data: st.DataObject) -> None:
    ours = service().operations[name]
    names = st.sampled_from([*ours.input.members, "unheardOf"])
    body = data.draw(st.dictionaries(names, json_values, max_size=4))
    query = data.draw(st.lists(st.tuples(names, st.text(max_size=5)), max_size=4))

    path = ours.path.replace("{", "").replace("}", "")
    read_or_refused(ours.method, path, urlencode(query), json.dumps(body).encode())


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS", "get", ""])
def test_a_path_with_another_method_is_no_operation_and_says_what_is_allowed(method: str) -> None:
    for name in OPERATIONS:
        with pytest.raises(UnknownOperationError) as raised:
            ROUTER.match(method, operation(name).http["requestUri"])

        assert operation(name).http["method"] in raised.value.allowed
