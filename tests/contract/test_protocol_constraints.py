"""Constraints of the model, each kind with AWS's words for its breach, from what a client sends to what it is told."""

import json
from typing import Any

import pytest

from probative.api.protocol.errors import error_reply
from probative.api.protocol.model import service
from probative.api.protocol.refusals import ConstraintError
from probative.api.protocol.request import read_input
from probative.api.protocol.route import Router
from tests.support.wire_client import written

ROUTER = Router(service().operations.values())
ID = "f7cdaffa-69c5-367a-8b1e-0123456789ab"
IAM = "arn:aws:iam::111122223333:role/Owner"
SOURCE = {"sourceSetUpOption": "Procedural_Controls_Mapping", "sourceType": "MANUAL"}
EMPTY = {"name": "n", "controlMappingSources": [SOURCE]}


def told(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the error body that the input gets."""
    request = written(name, values)
    match = ROUTER.match(request.method, request.raw_path)
    with pytest.raises(ConstraintError) as raised:
        read_input(match, request.query, request.body)
    body: dict[str, Any] = json.loads(error_reply(raised.value, operation=match.operation, request_id="r").body)
    return body


def words(name: str, values: dict[str, Any]) -> list[str]:
    return [field["message"] for field in told(name, values)["fields"]]


LONGEST = "Member must have length less than or equal to"
INTEGER = "Member must be an integer"
LONGEST = "Member must have length less than or equal to"
SHORTEST = "Member must have length greater than or equal to"
MOST = "Member must have value less than or equal to"
LEAST = "Member must have value greater than or equal to"
PATTERN = "Member must satisfy regular expression pattern:"
ENUM = "Member must satisfy enum value set:"
UUID = "^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$"
TAG_KEY = f"[{LONGEST} 128, {SHORTEST} 1, {PATTERN} ^(?!aws:)[a-zA-Z+-=._:/]+$]"
TYPES = "[AWS_Cloudtrail, AWS_Config, AWS_Security_Hub, AWS_API_Call, MANUAL, Common_Control, Core_Control]"
TAGS = {f"k{number}": "v" for number in range(51)}
UNTAG = {"resourceArn": "arn:aws:auditmanager:::x", "tagKeys": ["ok", "k" * 129]}
DELEGATE = {"assessmentId": ID, "createDelegationRequests": [{"roleArn": "sts:secret:aaaaaaaaaaaaa"}]}
DELETE = {"assessmentId": ID, "delegationIds": [ID] * 51}
CUT = "x" * 60 + "..."


def sentence(shown: str, path: str, rule: str) -> str:
    return f"Value{shown} at '{path}' failed to satisfy constraint: {rule}"


@pytest.mark.parametrize(
    ("name", "values", "shown", "path", "rule"),
    [
        ("CreateControl", {"name": "n"}, " null", "controlMappingSources", "Member must not be null"),
        ("CreateControl", EMPTY | {"controlMappingSources": []}, " '[]'", "controlMappingSources", f"{SHORTEST} 1"),
        ("CreateControl", EMPTY | {"name": "x" * 301}, f" '{CUT}'", "name", f"{LONGEST} 300"),
        ("CreateControl", EMPTY | {"name": ""}, " ''", "name", f"{SHORTEST} 1"),
        ("CreateControl", EMPTY | {"description": "secret" * 200}, "", "description", f"{LONGEST} 1000"),
        ("CreateControl", EMPTY | {"tags": TAGS}, "", "tags", f"{LONGEST} 50"),
        ("CreateControl", EMPTY | {"tags": {"k": "x" * 257}}, f" '{CUT}'", "tags.k.member", f"{LONGEST} 256"),
        ("CreateControl", EMPTY | {"tags": {"aws:k": "v"}}, "", "tags", f"Map keys must satisfy constraint: {TAG_KEY}"),
        (
            "CreateControl",
            EMPTY | {"controlMappingSources": [SOURCE, SOURCE | {"sourceType": "Nope"}]},
            " 'Nope'",
            "controlMappingSources.2.member.sourceType",
            f"{ENUM} {TYPES}",
        ),
        ("GetControl", {"controlId": "F" * 36}, f" '{'F' * 36}'", "controlId", f"{PATTERN} {UUID}"),
        ("GetControl", {"controlId": f"{ID}\n"}, f" '{ID}\n'", "controlId", f"{LONGEST} 36"),
        ("ListControls", {"controlType": "Nope"}, " 'Nope'", "controlType", f"{ENUM} [Standard, Custom, Core]"),
        ("ListControls", {"controlType": "Core", "maxResults": 1001}, " '1001'", "maxResults", f"{MOST} 1000"),
        ("ListControls", {"controlType": "Core", "maxResults": 0}, " '0'", "maxResults", f"{LEAST} 1"),
        ("BatchDeleteDelegationByAssessment", DELETE, "", "delegationIds", f"{LONGEST} 50"),
        ("UntagResource", UNTAG, f" '{'k' * 60}...'", "tagKeys.2.member", f"{LONGEST} 128"),
        (
            "BatchCreateDelegationByAssessment",
            DELEGATE,
            "",
            "createDelegationRequests.1.member.roleArn",
            f"{PATTERN} ^arn:.*:iam:.*",
        ),
    ],
)
def test_each_kind_of_breach_is_told_in_the_words_of_aws(  # noqa: PLR0917  a row of the table
    name: str, values: dict[str, Any], shown: str, path: str, rule: str
) -> None:
    message = sentence(shown, path, rule)

    assert told(name, values) == {
        "message": f"1 validation error detected: {message}",
        "reason": "fieldValidationFailed",
        "fields": [{"name": path, "message": message}],
    }


def test_all_breaches_are_told_at_once_in_the_order_of_the_model() -> None:
    body = told("UpdateAssessmentControlSetStatus", {"assessmentId": "a", "controlSetId": "c" * 2049, "status": "NO"})

    assert [field["name"] for field in body["fields"]] == [
        "assessmentId",
        "assessmentId",
        "controlSetId",
        "status",
        "comment",
    ]
    assert body["message"].startswith("5 validation errors detected: Value 'a' at 'assessmentId' failed")
    assert body["message"].count("; Value ") == 4


def test_lengths_are_counted_in_code_points() -> None:
    request = written("CreateControl", EMPTY | {"name": "\U0001f600" * 300})

    assert read_input(ROUTER.match("POST", "/controls"), request.query, request.body)["name"] == "\U0001f600" * 300
    assert words("CreateControl", EMPTY | {"name": "\U0001f600" * 301})


def test_a_thousand_breaches_are_counted_but_only_the_first_are_shown() -> None:
    body = told("CreateControl", EMPTY | {"controlMappingSources": [{"sourceType": "x"}] * 1000})

    assert body["message"].startswith("1000 validation errors detected: ")
    assert body["message"].endswith("; and 900 more")
    assert len(body["fields"]) == 100


def test_what_is_sensitive_is_never_shown_wherever_it_stands() -> None:
    values = {
        "name": "secret\\",
        "assessmentReportsDestination": {"destinationType": "secret", "destination": "secret"},
        "scope": {"awsAccounts": [{"id": "secret", "emailAddress": "secret", "name": "s" * 51}]},
        "roles": [{"roleType": "secret", "roleArn": "secret"}],
        "frameworkId": ID,
    }

    assert len(words("CreateAssessment", values)) == 10
    assert "secret" not in json.dumps(told("CreateAssessment", values))


@pytest.mark.parametrize(
    ("body", "shown", "path", "rule"),
    [
        (b'{"name": 1}', " '1'", "name", "Member must be a string"),
        (b'{"name": ["secret"]}', "", "name", "Member must be a string"),
        (b'{"name": true}', " 'True'", "name", "Member must be a string"),
        (b'{"controlMappingSources": {}}', "", "controlMappingSources", "Member must be a list"),
        (b'{"controlMappingSources": ["x"]}', " 'x'", "controlMappingSources.1.member", "Member must be an object"),
        (b'{"controlMappingSources": [null]}', " null", "controlMappingSources.1.member", "Member must not be null"),
        (b'{"tags": [1]}', "", "tags", "Member must be an object"),
        (b'{"tags": {"k": null}}', " null", "tags.k.member", "Member must not be null"),
        (
            b'{"tags": {"k": 123456789012345678901}}',
            " '123456789012345678901'",
            "tags.k.member",
            "Member must be a string",
        ),
    ],
)
def test_wrong_types_are_told_with_all_else(body: bytes, shown: str, path: str, rule: str) -> None:
    with pytest.raises(ConstraintError) as raised:
        read_input(ROUTER.match("POST", "/controls"), "", body)

    assert sentence(shown, path, rule) in [found.reason for found in raised.value.findings]
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("query", "shown", "path", "rule"),
    [
        ("maxResults=ten", " 'ten'", "maxResults", INTEGER),
        ("maxResults=1e2", " '1e2'", "maxResults", INTEGER),
        ("maxResults=%D9%A1", " '\u0661'", "maxResults", INTEGER),
        ("maxResults=9999999999", " '9999999999'", "maxResults", INTEGER),
        ("maxResults=1&maxResults=2", "", "maxResults", "Member must be given once"),
        ("nextToken=", " ''", "nextToken", f"{SHORTEST} 1"),
    ],
)
def test_a_query_that_does_not_fit_is_told(query: str, shown: str, path: str, rule: str) -> None:
    with pytest.raises(ConstraintError) as raised:
        read_input(ROUTER.match("GET", "/controls"), f"controlType=Core&{query}", b"")

    assert [found.reason for found in raised.value.findings] == [sentence(shown, path, rule)]
