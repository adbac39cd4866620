"""The native API holds to its own OpenAPI document, whatever it is asked: the whole server, in process.

Requests are made from the document, sound ones and others, by an administrator who is signed in: with ids that nobody
knows, and with those of what is there. No answer is a fault of the server's, has a status or type that is not
described, or does not fit its schema.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from probative.api.asgi import AsgiScope, Receive, Send
from probative.app.engagements import create_assessment
from probative.config import ServerSettings
from probative.domain.ids import AccountId
from probative.domain.people import Caller, Standing
from probative.native.app import NativeApp
from probative.native.endpoints import endpoints
from probative.native.openapi import document
from probative.serving.first_start import Welcome, first_start
from probative.serving.opening import Server, opened
from tests.support.assessed import keep_some
from tests.support.engaging import OWN_CONTROL, new_assessment, own_control, small_framework, standard_controls
from tests.support.native import PAGE_TOKENS, ScriptedConnections
from tests.support.people import keyring
from tests.support.serving import standard_framework

NOBODY_ANSWERS: Final = "http://127.0.0.1:9"
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
TRIED: Final = settings(
    max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@dataclass
class Forwarding:
    """The application that requests go to, once there is one: what is to be asked is known before."""

    to: NativeApp | None = None

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        assert self.to is not None
        await self.to(scope, receive, send)


FORWARDING: Final = Forwarding()
DESCRIBED: Final = document(endpoints(keyring(), PAGE_TOKENS, ScriptedConnections()))
# Each request is made by who is signed in: nothing is learnt from tokens that are made up, again and again.
DOCUMENT: Final = schemathesis.openapi.from_dict({**DESCRIBED, "security": []})
DOCUMENT.app = FORWARDING


@dataclass(frozen=True)
class Tried:
    """A server, how to be signed in at it, and the ids of what is there."""

    app: NativeApp
    headers: dict[str, str]
    ids: Mapping[str, str]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    folder = tmp_path_factory.mktemp("server")
    # Accounts are asked of somebody who is not there: nothing leaves this machine.
    made = ServerSettings(data_dir=folder, collect=False, endpoint_url=NOBODY_ANSWERS)
    told: list[Welcome] = []
    with opened(made) as server:
        first_start(server, "http://testserver", told.append, "administrator")
        headers = _signed_in(server, told[0])
        FORWARDING.to = server.app
        yield Tried(server.app, headers, _filled(server, headers))


def _signed_in(server: Server, told: Welcome) -> dict[str, str]:
    client = TestClient(server.app)
    given = {"name": told.username, "password": told.password}
    assert client.post("/v1/session", json=given).status_code == 200
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return {"cookie": cookies, "x-csrf-token": client.cookies["probative_csrf"]}


def _filled(server: Server, headers: dict[str, str]) -> dict[str, str]:
    application = server.application
    client = TestClient(server.app, headers=headers)
    arn = client.get("/v1/session").json()["arn"]
    by = Caller(account=AccountId(application.account), arn=arn, name="administrator", standing=Standing.ADMINISTRATOR)
    application.store.change(lambda books: books.controls.put(own_control()))
    application.store.change(lambda books: books.frameworks.put(small_framework()))
    assessment_id = create_assessment(application, by, new_assessment()).engagement.id
    keep_some(application, standard_controls(1)[0], 3, assessment_id=assessment_id)
    user = client.post("/v1/users", json={"name": "ada", "standing": "member"}).json()
    key = client.post(f"/v1/users/{user['id']}/access-keys").json()
    return {
        "assessment_id": assessment_id,
        "control_id": OWN_CONTROL,
        "source_id": own_control().sources[0].id,
        "framework_id": standard_framework().uuid,
        "user_id": user["id"],
        "key_id": key["id"],
    }


@DOCUMENT.parametrize()
@TRIED
def test_whatever_is_asked_of_nothing_is_answered_as_described(case: schemathesis.Case[Any], tried: Tried) -> None:
    case.call_and_validate(headers=tried.headers, checks=CHECKS)


@DOCUMENT.parametrize()
@TRIED
def test_whatever_is_asked_of_what_is_there_is_answered_as_described(
    case: schemathesis.Case[Any], tried: Tried
) -> None:
    case.path_parameters.update({name: tried.ids[name] for name in case.path_parameters if name in tried.ids})

    case.call_and_validate(headers=tried.headers, checks=CHECKS)


def test_the_server_describes_itself_as_it_is_tried_here(tried: Tried) -> None:
    assert TestClient(tried.app).get("/v1/openapi.json").json() == DESCRIBED


def test_what_is_tried_is_there(tried: Tried) -> None:
    client = TestClient(tried.app, headers=tried.headers)

    told = client.get(f"/v1/assessments/{tried.ids['assessment_id']}/evidence").json()

    assert len(told["evidence"]) == 3


def test_nobody_is_answered_who_is_not_signed_in(tried: Tried) -> None:
    client = TestClient(tried.app)
    for path, methods in client.get("/v1/openapi.json").json()["paths"].items():
        for method in methods:
            answer = client.request(method, path.replace("{", "").replace("}", ""))
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path


def test_a_method_that_a_path_does_not_take_is_told_as_a_problem_with_those_that_it_does(tried: Tried) -> None:
    client = TestClient(tried.app, headers=tried.headers)
    for path, methods in {**DESCRIBED["paths"], "/v1/openapi.json": ["get"], "/healthz": ["get"]}.items():
        taken = {method.upper() for method in methods} | ({"HEAD"} if "get" in methods else set())
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - taken:
            answer = client.request(method, path.replace("{", "").replace("}", ""))
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed"), (method, path)
            assert taken <= set(answer.headers["allow"].split(", ")), path


def test_what_is_nowhere_is_told_as_a_problem(tried: Tried) -> None:
    answer = TestClient(tried.app).get("/v1/nothing/here")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
