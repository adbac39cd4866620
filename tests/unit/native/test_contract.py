"""An endpoint is a declaration: reading, refusing, answering and describing it come from there."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from probative.api.authentication import Authentication
from probative.domain.errors import (
    DomainError,
    Finding,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    QuotaError,
    WrongStateError,
)
from probative.domain.people import Caller
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output
from probative.native.openapi import document
from probative.native.routes import MAX_BODY_BYTES, Serving
from tests.support.serving import NOW, REGION, application, caller


class Mood(StrEnum):
    GLAD = "GLAD"
    SAD = "SAD"


class Query(Input):
    limit: int = 10
    mood: list[Mood] = []  # noqa: RUF012  msgspec copies it


class Named(Input):
    full_name: str


class Greeting(Output):
    text: str
    said_by: str


def greet(asked: Asked, query: Query, body: Named) -> Greeting:
    words = [asked.path["word"], body.full_name, str(query.limit), *query.mood]
    return Greeting(text=" ".join(words), said_by=asked.caller.name)


GREET = Endpoint(
    method="POST", path="/v1/greetings/{word}", summary="Greet.", query=Query, body=Named, answer=Greeting, act=greet
)


def failing(error: Exception) -> Endpoint[Nothing, Nothing]:
    def act(*_: object) -> None:
        raise error

    return Endpoint(method="GET", path="/v1/fail", summary="Fail.", query=Nothing, body=Nothing, answer=None, act=act)


def client(folder: Path, *endpoints: Endpoint[Any, Any], signed_in: Caller | None) -> TestClient:
    authentication = Authentication(
        region=REGION, clock=lambda: NOW, find_key=lambda _: None, find_session=lambda _, __: signed_in
    )
    serving = Serving(application=application(folder), authentication=authentication)
    return TestClient(Starlette(routes=serving.routes(endpoints)), cookies={"probative_session": "x"})


def test_query_labels_and_body_reach_the_endpoint(tmp_path: Path) -> None:
    answer = client(tmp_path, GREET, signed_in=caller()).post("/v1/greetings/hi?limit=3", json={"fullName": "Ada"})

    assert answer.status_code == 200
    assert answer.json() == {"text": "hi Ada 3", "saidBy": "olivia"}


def test_a_list_is_a_member_given_several_times(tmp_path: Path) -> None:
    server = client(tmp_path, GREET, signed_in=caller())

    for query, said in (("mood=GLAD&limit=3&mood=SAD", "hi Ada 3 GLAD SAD"), ("mood=SAD", "hi Ada 10 SAD")):
        assert server.post(f"/v1/greetings/hi?{query}", json={"fullName": "Ada"}).json()["text"] == said


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("/v1/greetings/hi", b'{"fullName": 7}', "fullName"),
        ("/v1/greetings/hi", b"{}", "fullName"),
        ("/v1/greetings/hi", b'{"fullName": "Ada", "age": 36}', "age"),
        ("/v1/greetings/hi?limit=many", b'{"fullName": "Ada"}', "limit"),
        ("/v1/greetings/hi?limmit=3", b'{"fullName": "Ada"}', "limmit"),
        ("/v1/greetings/hi?limit=3&limit=4", b'{"fullName": "Ada"}', "is given more than once"),
        ("/v1/greetings/hi?mood=GLAD&mood=blue", b'{"fullName": "Ada"}', "mood[1]"),
        ("/v1/greetings/h%00i", b'{"fullName": "Ada"}', "word"),
        ("/v1/greetings/hi", b"{", "body"),
        ("/v1/greetings/hi", b"[" * 100_000, "body"),
        ("/v1/greetings/hi", b'"\xff"', "body"),
        ("/v1/greetings/hi", b"x" * (MAX_BODY_BYTES + 1), "larger"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, path: str, body: bytes, where: str) -> None:
    answer = client(tmp_path, GREET, signed_in=caller()).post(path, content=body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert where in answer.json()["message"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=many", "limit"),
        ("limit=1&limit=2", "limit"),
        ("mood=GLAD&mood=blue", "mood"),
        ("colour=red", "colour"),
        ("a%60b%5B0%5D=red", "a`b[0]"),
    ],
)
def test_a_query_that_is_wrong_is_told_by_the_member_at_fault(tmp_path: Path, query: str, name: str) -> None:
    answer = client(tmp_path, GREET, signed_in=caller()).post(f"/v1/greetings/hi?{query}", json={"fullName": "Ada"})

    assert answer.status_code == 400
    assert [field["name"] for field in answer.json()["fields"]] == [name]


def test_nobody_is_answered_who_is_not_proven(tmp_path: Path) -> None:
    answer = client(tmp_path, GREET, signed_in=None).post("/v1/greetings/hi", json={"fullName": "Ada"})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InvalidError(Finding("name", "is taken")), 400, "invalid"),
        (QuotaError("keys", 2), 400, "quota"),
        (ForbiddenError("olivia", "CreateUser"), 403, "forbidden"),
        (NotFoundError("user", "u1"), 404, "not_found"),
        (WrongStateError("user", "disabled", "sign in"), 409, "wrong_state"),
    ],
)
def test_an_error_is_a_problem_with_its_own_status(tmp_path: Path, error: DomainError, status: int, code: str) -> None:
    answer = client(tmp_path, failing(error), signed_in=caller()).get("/v1/fail")

    assert answer.status_code == status
    assert answer.json()["code"] == code


def test_what_is_invalid_is_named_field_by_field(tmp_path: Path) -> None:
    error = InvalidError(Finding("name", "is taken"), Finding("groups[0]", "is empty"))

    answer = client(tmp_path, failing(error), signed_in=caller()).get("/v1/fail")

    assert answer.json()["fields"] == [
        {"name": "name", "message": "is taken"},
        {"name": "groups[0]", "message": "is empty"},
    ]


def test_a_fault_of_ours_says_nothing_of_its_inside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    answer = client(tmp_path, failing(RuntimeError("password=hunter2")), signed_in=caller()).get("/v1/fail")

    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "GET /v1/fail: RuntimeError" in caplog.text


def test_the_document_names_every_endpoint_with_what_it_takes_and_gives() -> None:
    told = document([GREET, failing(RuntimeError())])

    greeting = told["paths"]["/v1/greetings/{word}"]["post"]
    assert greeting["operationId"] == "postGreetingsWord"
    assert [(each["name"], each["in"]) for each in greeting["parameters"]] == [
        ("word", "path"),
        ("limit", "query"),
        ("mood", "query"),
    ]
    assert greeting["parameters"][2]["schema"]["items"] == {"$ref": "#/components/schemas/Mood"}
    assert told["components"]["schemas"]["Mood"]["enum"] == ["GLAD", "SAD"]
    assert "Query" not in told["components"]["schemas"]
    assert greeting["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Named"}
    assert told["components"]["schemas"]["Named"]["required"] == ["fullName"]
    assert set(told["paths"]["/v1/fail"]["get"]["responses"]) >= {"204", "400", "401", "403", "404", "500"}
