"""What botocore sends is what we read: all operations, from the model."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probative.api.protocol.model import service
from probative.api.protocol.parse import parse_input
from probative.api.protocol.refusals import UnknownOperationError
from probative.api.protocol.request import read_input
from probative.api.protocol.route import Router
from probative.api.protocol.serialize import Reply
from probative.api.protocol.signature import Scope, verify_request
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


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS", "get", ""])
def test_a_path_with_another_method_is_no_operation_and_says_what_is_allowed(method: str) -> None:
    for name in OPERATIONS:
        with pytest.raises(UnknownOperationError) as raised:
            ROUTER.match(method, operation(name).http["requestUri"])

        assert operation(name).http["method"] in raised.value.allowed
