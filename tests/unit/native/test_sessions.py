"""Sign-in with a browser, over HTTP: cookies, the second token, and ways back that lead nowhere else."""

import json
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from probative.app.application import Application
from probative.app.callers import SESSION_IDLE
from probative.app.provider_sign_in import GroupRights, ProviderSignIn, safe_path
from probative.app.signing_in import ATTEMPTS_PER_NAME
from probative.domain.people import Standing
from probative.native.sessions import CSRF_COOKIE, CSRF_HEADER, SESSION_COOKIE, STATE_COOKIE, Sessions
from probative.people.oidc import OidcProvider, OidcSettings
from tests.support.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, serving
from tests.support.people import PASSWORD, guarded, keep_user, keyring
from tests.support.serving import SetClock

URL: Final = "https://probative.example"
AT_PROVIDER: Final = httpx.Client()
Answered: TypeAlias = Any
"""What Starlette's client answers with: whose class that is changes from version to version."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Application:
    app = guarded(tmp_path, clock)
    keep_user(app, "Olivia", Standing.ADMINISTRATOR)
    return app


@pytest.fixture
def provider(clock: SetClock) -> Iterator[Provider]:
    with serving(lambda: clock().timestamp()) as provider:
        provider.user = {"sub": "1", "preferred_username": "Dan"}
        yield provider


@pytest.fixture
def sessions(app: Application) -> Sessions:
    return Sessions(application=app, keyring=keyring(), by_provider=None, public_url="")


@pytest.fixture
def browser(sessions: Sessions) -> TestClient:
    return browser_of(sessions)


@pytest.fixture
def travelling(app: Application, clock: SetClock, provider: Provider) -> TestClient:
    """A browser of a server that has a provider."""
    settings = OidcSettings(issuer=provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    by = ProviderSignIn(provider=OidcProvider(settings, clock, AT_PROVIDER), rights=GroupRights())
    return browser_of(Sessions(application=app, keyring=keyring(), by_provider=by, public_url=""))


def browser_of(sessions: Sessions, url: str = URL) -> TestClient:
    served = Starlette(routes=sessions.routes())
    return TestClient(served, base_url=url, follow_redirects=False, client=("192.0.2.1", 50000))


def enter(browser: TestClient, name: str = "Olivia", password: str = PASSWORD) -> Answered:
    return browser.post("/v1/session", json={"name": name, "password": password})


def cookies_of(response: Answered) -> dict[str, "Morsel[str]"]:
    found: dict[str, Morsel[str]] = {}
    for header in response.headers.get_list("set-cookie"):
        found |= SimpleCookie(header)
    return found


def problem(response: Answered) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/json"
    return response.status_code, response.json()["code"]


def test_who_signs_in_is_told_who_it_is(browser: TestClient) -> None:
    entered = enter(browser)

    assert entered.status_code == 200
    told = entered.json()
    assert told.pop("id")
    assert "ManageUsers" in told.pop("rights")
    assert told == {
        "name": "Olivia",
        "arn": "arn:aws:iam::111122223333:user/Olivia",
        "roleArns": [],
        "standing": "administrator",
        "hasPassword": True,
        "accountId": "111122223333",
        "region": "us-east-1",
        "expiresAt": "2026-11-21T00:00:00Z",
    }
    assert browser.get("/v1/session").json() == entered.json()


def test_the_session_is_in_a_cookie_that_no_script_reads(browser: TestClient) -> None:
    entered = enter(browser)
    session, csrf = (cookies_of(entered)[name] for name in (SESSION_COOKIE, CSRF_COOKIE))

    assert session["httponly"]
    assert not csrf["httponly"]
    for cookie in (session, csrf):
        assert cookie["secure"]
        assert cookie["samesite"] == "lax"
        assert cookie["path"] == "/"
        assert cookie["max-age"] == "43200"
    assert session.value not in entered.text
    assert entered.headers["cache-control"] == "no-store"


def test_without_https_the_cookies_travel_without_it(sessions: Sessions) -> None:
    session = cookies_of(enter(browser_of(sessions, "http://127.0.0.1:8080")))[SESSION_COOKIE]

    assert not session["secure"]
    assert session["httponly"]


def test_behind_a_proxy_the_public_url_says_that_it_is_https(app: Application) -> None:
    behind = Sessions(application=app, keyring=keyring(), by_provider=None, public_url=URL)

    assert cookies_of(enter(browser_of(behind, "http://10.0.0.1:8080")))[SESSION_COOKIE]["secure"]


@pytest.mark.parametrize(("name", "password"), [("Olivia", "wrong"), ("nobody", PASSWORD)])
def test_whatever_is_wrong_the_answer_is_the_same(browser: TestClient, name: str, password: str) -> None:
    refused = enter(browser, name, password)

    assert refused.status_code == 401
    assert refused.json() == {
        "code": "sign_in_refused",
        "message": "the name or the password is wrong",
        "fields": [],
    }
    assert not refused.cookies


def test_too_many_attempts_wait(browser: TestClient) -> None:
    for _ in range(ATTEMPTS_PER_NAME):
        enter(browser, password="wrong")

    refused = enter(browser)

    assert problem(refused) == (429, "throttled")
    assert refused.headers["retry-after"] == "300"


@pytest.mark.parametrize("body", ["", "[]", "{", '{"name": "x"}', '{"name": 1, "password": "x"}', '"\ud83d'])
def test_what_is_no_sign_in_is_refused(browser: TestClient, body: str) -> None:
    content = body.encode(errors="replace")
    refused = browser.post("/v1/session", content=content, headers={"content-type": "application/json"})

    assert problem(refused) == (400, "invalid")


def test_a_body_that_never_ends_is_refused(browser: TestClient) -> None:
    assert problem(enter(browser, password="x" * 100_000)) == (400, "invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_of_another_origin_signs_nobody_in(browser: TestClient, kind: str) -> None:
    body = json.dumps({"name": "Olivia", "password": PASSWORD}).encode()

    refused = browser.post("/v1/session", content=body, headers={"content-type": kind})

    assert problem(refused) == (400, "invalid")
    assert not refused.cookies


def test_nobody_is_signed_in_at_first(browser: TestClient) -> None:
    assert problem(browser.get("/v1/session")) == (401, "unauthenticated")
    assert problem(browser.delete("/v1/session")) == (401, "unauthenticated")


def test_signing_out_needs_the_second_token(browser: TestClient) -> None:
    csrf = cookies_of(enter(browser))[CSRF_COOKIE].value
    assert problem(browser.delete("/v1/session")) == (401, "unauthenticated")
    assert problem(browser.delete("/v1/session", headers={CSRF_HEADER: "made up"})) == (401, "unauthenticated")
    assert browser.get("/v1/session").status_code == 200
    token = browser.cookies[SESSION_COOKIE]

    left = browser.delete("/v1/session", headers={CSRF_HEADER: csrf})

    assert left.status_code == 204
    assert SESSION_COOKIE not in browser.cookies
    browser.cookies.set(SESSION_COOKIE, token)
    assert problem(browser.get("/v1/session")) == (401, "unauthenticated")


def test_signing_in_anew_ends_the_session_before(browser: TestClient) -> None:
    enter(browser)
    before = browser.cookies[SESSION_COOKIE]
    enter(browser)
    assert browser.cookies[SESSION_COOKIE] != before

    browser.cookies.set(SESSION_COOKIE, before)

    assert browser.get("/v1/session", headers={"cookie": f"{SESSION_COOKIE}={before}"}).status_code == 401


def test_a_session_that_was_left_alone_has_ended(browser: TestClient, clock: SetClock) -> None:
    enter(browser)
    clock.advance(seconds=SESSION_IDLE.total_seconds())

    assert problem(browser.get("/v1/session")) == (401, "unauthenticated")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "get"])
def test_what_changes_something_needs_the_second_token(sessions: Sessions, browser: TestClient, method: str) -> None:
    enter(browser)
    headers = {"cookie": f"a=b; {SESSION_COOKIE}={browser.cookies[SESSION_COOKIE]}; c"}

    assert sessions.find(method, headers) is None
    caller = sessions.find(method, {**headers, CSRF_HEADER: browser.cookies[CSRF_COOKIE]})
    assert caller is not None
    assert caller.name == "Olivia"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_only_reads_needs_no_second_token(sessions: Sessions, browser: TestClient, method: str) -> None:
    enter(browser)

    assert sessions.find(method, {"cookie": f"{SESSION_COOKIE}={browser.cookies[SESSION_COOKIE]}"})


@pytest.mark.parametrize("cookie", ["", "probative_session", "probative_session=", "probative_session=\x00\xff", ";;="])
def test_a_cookie_that_is_none_is_nobodys(sessions: Sessions, cookie: str) -> None:
    assert sessions.find("GET", {"cookie": cookie}) is None


def test_the_second_token_of_another_session_does_not_serve(sessions: Sessions) -> None:
    mine, other = browser_of(sessions), browser_of(sessions)
    enter(mine)
    enter(other)
    headers = {"cookie": f"{SESSION_COOKIE}={mine.cookies[SESSION_COOKIE]}", CSRF_HEADER: other.cookies[CSRF_COOKIE]}

    assert sessions.find("POST", headers) is None


def test_how_one_may_sign_in_is_told(browser: TestClient, travelling: TestClient) -> None:
    assert browser.get("/v1/session/methods").json() == {"password": True, "oidc": False}
    assert travelling.get("/v1/session/methods").json() == {"password": True, "oidc": True}


# --- at a provider


def leave(browser: TestClient, return_to: str = "/reports?x=1") -> dict[str, str]:
    """Go to the provider, and return what the browser comes back with."""
    departed = browser.get("/v1/session/oidc", params={"return_to": return_to})
    assert departed.status_code == 303
    went = AT_PROVIDER.get(departed.headers["location"])
    back = urlsplit(went.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{URL}/v1/session/oidc/callback"
    return dict(parse_qsl(back.query))


def come_back(browser: TestClient, brought: dict[str, str]) -> Answered:
    return browser.get("/v1/session/oidc/callback", params=brought)


def test_whom_the_provider_proves_is_signed_in_and_goes_on(travelling: TestClient) -> None:
    arrived = come_back(travelling, leave(travelling))

    assert arrived.status_code == 303
    assert arrived.headers["location"] == "/reports?x=1"
    assert arrived.headers["cache-control"] == "no-store"
    assert cookies_of(arrived)[SESSION_COOKIE]["httponly"]
    assert travelling.get("/v1/session").json()["name"] == "Dan"
    assert STATE_COOKIE not in travelling.cookies


def test_the_state_is_in_a_cookie_of_its_own(travelling: TestClient) -> None:
    state = cookies_of(travelling.get("/v1/session/oidc"))[STATE_COOKIE]

    assert state["httponly"]
    assert state["secure"]
    assert state["samesite"] == "lax"
    assert state["path"] == "/v1/session/oidc"


def test_a_browser_that_was_not_sent_is_not_signed_in(travelling: TestClient) -> None:
    brought = leave(travelling)
    travelling.cookies.clear()

    refused = come_back(travelling, brought)

    assert problem(refused) == (401, "unproven")
    assert SESSION_COOKIE not in travelling.cookies


@pytest.mark.parametrize("changed", [{"state": "another"}, {"state": ""}, {"code": "another"}, {"code": ""}])
def test_what_was_changed_on_the_way_is_refused(travelling: TestClient, changed: dict[str, str]) -> None:
    assert problem(come_back(travelling, leave(travelling) | changed)) == (401, "unproven")


def test_coming_back_twice_is_refused(travelling: TestClient) -> None:
    brought = leave(travelling)
    come_back(travelling, brought)
    travelling.cookies.set(STATE_COOKIE, brought["state"])

    assert problem(come_back(travelling, brought)) == (401, "unproven")


def test_what_the_provider_refuses_is_refused(travelling: TestClient) -> None:
    brought = leave(travelling)

    refused = come_back(travelling, {"state": brought["state"], "error": "access_denied"})

    assert problem(refused) == (401, "unproven")


def test_a_token_that_is_not_valid_is_told_to_the_log_only(
    travelling: TestClient, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims = {"nonce": "another"}

    refused = come_back(travelling, leave(travelling))

    assert problem(refused) == (401, "unproven")
    assert "nonce" not in refused.text
    assert "nonce" in caplog.text


def test_a_provider_that_fails_is_no_fault_of_the_browser(travelling: TestClient, provider: Provider) -> None:
    provider.discovery = {"issuer": "https://elsewhere.example"}

    assert problem(travelling.get("/v1/session/oidc")) == (502, "provider")


@pytest.mark.parametrize("path", ["/v1/session/oidc", "/v1/session/oidc/callback"])
def test_without_a_provider_there_is_nowhere_to_go(browser: TestClient, path: str) -> None:
    assert problem(browser.get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/a\r\nset-cookie: x=y",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/" + "a" * 2001,
        "/a\\b",
        "/é",
    ],
)
def test_the_way_back_leads_nowhere_else(travelling: TestClient, elsewhere: str) -> None:
    assert safe_path(elsewhere) == "/"
    assert come_back(travelling, leave(travelling, elsewhere)).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/", "/a/b?c=d&e=%20#f", "/assessments/1"])
def test_the_way_back_leads_to_a_page_of_ours(path: str) -> None:
    assert safe_path(path) == path


def test_a_fault_of_ours_tells_nothing(sessions: Sessions, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Any) -> Any:
        raise RuntimeError(PASSWORD)

    class Failing:
        read = change = edition = staticmethod(fail)

    broken = replace(sessions, application=replace(sessions.application, store=Failing()))  # type: ignore[arg-type]

    refused = enter(browser_of(broken))

    assert problem(refused) == (500, "internal")
    assert PASSWORD not in refused.text
    assert "RuntimeError" in caplog.text
    assert PASSWORD not in caplog.text
