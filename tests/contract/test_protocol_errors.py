"""Errors as real clients see them: every declared one of every operation, and none that is not declared."""

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from probative.api.protocol import refusals
from probative.api.protocol.errors import WireError, declared, error_reply, to_wire_error, write_error
from probative.api.protocol.model import service
from probative.api.protocol.refusals import (
    CannotParseError,
    ConstraintError,
    RefusalCode,
    RequestError,
    SignatureRefusedError,
    UnknownOperationError,
)
from probative.domain import errors as domain_errors
from probative.domain.errors import (
    DomainError,
    Finding,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    NotRegisteredError,
    QuotaError,
    StoreError,
    ThrottledError,
    UnprovenError,
    WrongStateError,
)
from tests.support.wire_client import Client
from tests.support.wire_shapes import MODEL, OPERATIONS, least, operation

CLIENT = Client()
FINDING = Finding("name", "Value at 'name' failed to satisfy constraint: Member must not be null")
SOURCES: dict[type[Exception], Exception] = {
    NotFoundError: NotFoundError("assessment", "f7cdaffa-69c5-367a-8b1e-0123456789ab", ("secret-id",)),
    InvalidError: InvalidError(FINDING),
    WrongStateError: WrongStateError("assessment", "INACTIVE", "be edited"),
    ForbiddenError: ForbiddenError("arn:aws:iam::111122223333:user/Ada", "auditmanager:GetAssessment"),
    NotRegisteredError: NotRegisteredError("arn:aws:iam::111122223333:user/Ada", "auditmanager:GetAssessment"),
    QuotaError: QuotaError("active assessments", 100),
    ThrottledError: ThrottledError(timedelta(seconds=1.2)),
    UnprovenError: UnprovenError("secret reason"),
    UnknownOperationError: UnknownOperationError("PATCH", "/x", ("GET",)),
    CannotParseError: CannotParseError("the body is not JSON"),
    ConstraintError: ConstraintError(2, FINDING, Finding("tags", "Value at 'tags' failed")),
    StoreError: StoreError("disk /var/lib/secret is full"),
    RuntimeError: RuntimeError("secret detail"),
}


def raised(name: str, reply_error: Any) -> ClientError:
    CLIENT.answer = lambda _: reply_error
    shape = operation(name).input_shape
    with pytest.raises(ClientError) as caught:
        CLIENT.call(name, least(shape) if shape else {})
    return caught.value


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_declared_error_arrives_as_its_class_with_its_members(name: str) -> None:
    for shape in operation(name).error_shapes:
        members: dict[str, Any] = least(shape, is_whole=True)
        wire = WireError(shape=shape.name, message=members.pop("message"), members=members)

        error = raised(name, write_error(wire, request_id="request-1"))

        assert type(error) is getattr(CLIENT.boto.exceptions, shape.name)
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == shape.metadata["error"]["httpStatusCode"]
        assert error.response["Error"] == {"Code": shape.name, "Message": "x"}
        assert {key: error.response[key] for key in members} == members  # type: ignore[literal-required]
        assert error.response["ResponseMetadata"]["RequestId"] == "request-1"


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda error: type(error).__name__)
def test_whatever_goes_wrong_an_operation_answers_only_what_it_declares(source: Exception) -> None:
    for name in OPERATIONS:
        answer = error_reply(source, operation=service().operations[name], request_id="r")

        shape = dict(answer.headers)["x-amzn-ErrorType"]
        wanted = MODEL.shape_for(shape)
        assert shape in {error.name for error in operation(name).error_shapes}
        assert answer.status == wanted.metadata["error"]["httpStatusCode"]
        assert set(json.loads(answer.body)) >= set(wanted.metadata.get("required", ()))
        assert "secret" not in answer.body.decode()


def test_every_error_of_the_domain_and_of_the_protocol_has_its_place() -> None:
    kinds = [kind for module in (domain_errors, refusals) for kind in vars(module).values() if isinstance(kind, type)]
    placed = [kind for kind in kinds if issubclass(kind, DomainError | RequestError) and not kind.__subclasses__()]

    assert len(placed) >= 8
    assert [kind for kind in placed if to_wire_error(SOURCES[kind]).shape == "InternalServerException"] == []


@pytest.mark.parametrize(
    ("name", "shape", "nearest"),
    [
        ("GetInsights", "ValidationException", "AccessDeniedException"),
        ("GetSettings", "ValidationException", "AccessDeniedException"),
        ("TagResource", "AccessDeniedException", "ValidationException"),
        ("UntagResource", "AccessDeniedException", "ValidationException"),
        ("ListTagsForResource", "AccessDeniedException", "ValidationException"),
        ("ListAssessments", "ResourceNotFoundException", "ValidationException"),
        ("GetInsights", "ResourceNotFoundException", "AccessDeniedException"),
        ("UpdateControl", "ServiceQuotaExceededException", "ValidationException"),
        ("GetAssessment", "ThrottlingException", "InternalServerException"),
        ("CreateAssessment", "ThrottlingException", "ThrottlingException"),
    ],
)
def test_what_is_not_declared_becomes_the_nearest_that_is_and_keeps_its_message(
    name: str, shape: str, nearest: str
) -> None:
    found = declared(service().operations[name], WireError(shape=shape, message="said", headers=(("h", "v"),)))

    assert (found.shape, found.message) == (nearest, "said")
    assert bool(found.headers) == (shape == "ThrottlingException")


@pytest.mark.parametrize("shape", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_an_operation_that_declares_no_fault_of_the_caller_says_no_more_than_that_it_failed(shape: str) -> None:
    found = declared(service().operations["GetAccountStatus"], WireError(shape=shape, message="said"))

    assert (found.shape, found.message) == ("InternalServerException", "An internal error occurred. Try again later.")


@pytest.mark.parametrize("code", RefusalCode)
def test_a_refused_signature_is_403_under_its_own_name_for_every_operation(code: RefusalCode) -> None:
    for name in OPERATIONS:
        refused = SignatureRefusedError(code, "no")
        error = raised(name, error_reply(refused, operation=service().operations[name], request_id="r"))

        assert error.response["Error"] == {"Code": code, "Message": "no"}
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_no_operation_yet_means_the_error_as_it_is() -> None:
    answer = error_reply(SOURCES[UnknownOperationError], operation=None, request_id="r")

    assert answer.status == 400
    assert json.loads(answer.body) == {
        "message": "Unknown operation: the method is not allowed here; allowed: GET",
        "reason": "unknownOperation",
    }
