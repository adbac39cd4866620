import pytest

from probative.api.protocol.model import ModelError, service
from probative.api.protocol.refusals import CannotParseError, UnknownOperationError
from probative.api.protocol.route import Router

OPERATIONS = service().operations
ROUTER = Router(OPERATIONS.values())
SET = "/assessments/a/controlSets/{}/status"


@pytest.mark.parametrize(
    ("encoded", "label"),
    [
        ("a%2Fb", "a/b"),
        ("arn%3Aaws%3Ax", "arn:aws:x"),
        ("arn:aws:x", "arn:aws:x"),
        ("two%20words", "two words"),
        ("a+b", "a+b"),
        ("%2B", "+"),
        (".", "."),
        ("..", ".."),
        ("%2E%2e", ".."),
        ("%C3%A4%F0%9F%98%80", "ä\U0001f600"),
        ("100%25", "100%"),
        ("%252F", "%2F"),
        ("%zz%", "%zz%"),
        ("%00", "\x00"),
        ("%3F%23", "?#"),
        ("controls", "controls"),
    ],
)
def test_a_label_is_decoded_once_after_the_path_is_split(encoded: str, label: str) -> None:
    match = ROUTER.match("PUT", SET.format(encoded).encode())

    assert match.operation.name == "UpdateAssessmentControlSetStatus"
    assert match.labels == {"assessmentId": "a", "controlSetId": label}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//",
        "assessments",
        "x/assessments",
        "/assessments/",
        "/assessments//status",
        SET.format(""),
        SET.format("a/b"),
        SET.format("a") + "/",
        "//assessments",
        "/Assessments",
        "/%61ssessments",
        "/assessments/a/controlSets",
        "/nowhere",
        "/assessments/" + "/".join("x" * 10_000),
    ],
)
def test_a_path_that_no_operation_has_is_told_as_such(path: str) -> None:
    for method in ("GET", "PUT", "POST", "DELETE"):
        with pytest.raises(UnknownOperationError) as raised:
            ROUTER.match(method, path)

        assert raised.value.allowed == ()
        assert str(raised.value) == "no operation has this path"


def test_one_path_means_another_operation_with_another_method() -> None:
    path = b"/assessments/a/delegations"

    assert ROUTER.match("POST", path).operation.name == "BatchCreateDelegationByAssessment"
    assert ROUTER.match("PUT", path).operation.name == "BatchDeleteDelegationByAssessment"
    with pytest.raises(UnknownOperationError, match="POST, PUT") as raised:
        ROUTER.match("DELETE", path)
    assert raised.value.allowed == ("POST", "PUT")


@pytest.mark.parametrize("path", [SET.format("%FF"), SET.format("%C3"), SET.format("%ED%A0%80"), SET.format("ä")])
def test_a_label_that_is_no_utf_8_cannot_be_parsed(path: str) -> None:
    with pytest.raises(CannotParseError):
        ROUTER.match("PUT", path.encode("latin-1"))


def test_two_operations_on_one_route_are_refused() -> None:
    with pytest.raises(ModelError, match="share a route"):
        Router([OPERATIONS["GetControl"], OPERATIONS["GetControl"]])
