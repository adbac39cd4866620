"""What an attacker tries against sessions, keys, links and guessed passwords, on the whole server in process."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.support.knocking import URL, Answer, Door, door

JSON: Final = (b"content-type", b"application/json")
HOST: Final = (b"host", b"127.0.0.1:8080")
CONTROL: Final = {"name": "Own", "controlMappingSources": [{"sourceName": "m", "sourceType": "MANUAL"}]}
PASSWORD: Final = "correct horse battery"
MOST_SECONDS: Final = 5.0
"""How long a disabled key may still be answered."""


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door(tmp_path_factory.mktemp("door") / "data") as opened:
        yield opened


def sign_in(server: Door, name: str, password: str, *more: tuple[bytes, bytes]) -> Answer:
    body = json.dumps({"name": name, "password": password}).encode()
    return server.knock("POST", b"/v1/session", headers=[JSON, HOST, *more], body=[body])


def cookies_of(answer: Answer) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    for name, value in answer.headers:
        if name == b"set-cookie":
            jar.load(value.decode())
    return {name: morsel.value for name, morsel in jar.items()}


def signed_in(server: Door) -> dict[str, str]:
    answer = sign_in(server, server.told.username, server.told.password)
    assert answer.status == 200
    return cookies_of(answer)


def cookie(jar: dict[str, str]) -> tuple[bytes, bytes]:
    return b"cookie", "; ".join(f"{name}={value}" for name, value in jar.items()).encode()


def controls(server: Door) -> list[Any]:
    found: list[Any] = json.loads(server.signed("GET", "/controls", "controlType=Custom").body)["controlMetadataList"]
    return found


def native(server: Door, method: str, path: str, **given: Any) -> Any:
    answer = server.signed(method, path, body=json.dumps(given).encode() if given else b"")
    assert answer.status in {200, 204}, answer
    return json.loads(answer.body or b"null")


def as_user(server: Door, **rights: Any) -> tuple[Door, str, dict[str, str]]:
    """Return the server as a new user's key sees it, the user's id, and its key."""
    user = native(server, "POST", "/v1/users", name="mallory", password=PASSWORD, **rights)
    key = native(server, "POST", f"/v1/users/{user['id']}/access-keys")
    told = type(server.told)(
        url=URL,
        username="mallory",
        password=PASSWORD,
        access_key_id=key["id"],
        secret_access_key=key["secret"],
        account_id=server.told.account_id,
        region=server.told.region,
    )
    return Door(server.app, told, server.folder), user["id"], key


# --- forged requests


def forgeries(jar: dict[str, str]) -> Iterator[Sequence[tuple[bytes, bytes]]]:
    """Yield what a page of another origin can make a browser of a signed-in person send, and a little more."""
    yield [cookie(jar)]
    yield [cookie(jar), (b"content-type", b"text/plain"), (b"origin", b"https://evil.example")]
    yield [cookie(jar), (b"x-csrf-token", b"")]
    yield [cookie(jar), (b"x-csrf-token", b"null")]
    yield [cookie(jar), (b"x-csrf-token", jar["probative_session"].encode())]
    # A cookie that a neighbouring host has planted does not prove anything: the session knows its own token.
    planted = jar | {"probative_csrf": "planted"}
    yield [cookie(planted), (b"x-csrf-token", b"planted")]
    yield [cookie(jar), (b"authorization", b"AWS4-HMAC-SHA256 Credential=a")]
    yield [(b"cookie", b"probative_csrf=" + jar["probative_csrf"].encode())]


def test_no_forged_request_changes_anything(server: Door) -> None:
    jar = signed_in(server)
    body = json.dumps(CONTROL).encode()

    for headers in forgeries(jar):
        assert server.knock("POST", b"/controls", headers=[HOST, *headers], body=[body]).status in {400, 403}
        assert server.knock("PUT", b"/v1/password", headers=[HOST, *headers], body=[b"{}"]).status == 401
        assert server.knock("DELETE", b"/v1/session", headers=[HOST, *headers]).status == 401
    assert controls(server) == []


def test_the_person_itself_can_do_it(server: Door) -> None:
    jar = signed_in(server)
    headers = [HOST, cookie(jar), (b"x-csrf-token", jar["probative_csrf"].encode())]

    assert server.knock("POST", b"/controls", headers=headers, body=[json.dumps(CONTROL).encode()]).status == 200
    assert len(controls(server)) == 1


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "post", "GET"])
def test_no_other_method_leads_to_a_change(server: Door, method: str) -> None:
    jar = signed_in(server)

    server.knock(method, b"/controls", headers=[HOST, cookie(jar)], body=[json.dumps(CONTROL).encode()])

    assert controls(server) == []


def test_a_session_that_was_planted_is_not_taken_over(server: Door) -> None:
    planted = (b"cookie", b"probative_session=chosen-by-the-attacker")
    answer = sign_in(server, server.told.username, server.told.password, planted)

    assert cookies_of(answer)["probative_session"] != "chosen-by-the-attacker"
    assert server.knock("GET", b"/v1/session", headers=[HOST, planted]).status == 401


def test_a_session_ends_with_its_user(server: Door) -> None:
    mallory, user_id, _ = as_user(server, standing="member")
    jar = signed_in(mallory)
    native(server, "PUT", f"/v1/users/{user_id}/state", isDisabled=True)

    assert server.knock("GET", b"/v1/session", headers=[HOST, cookie(jar)]).status == 401
    assert server.knock("GET", b"/settings/ALL", headers=[HOST, cookie(jar)]).status == 403


# --- guesses


@pytest.mark.slow
def test_a_thousand_wrong_passwords_are_ten_guesses(server: Door) -> None:
    began = time.monotonic()

    statuses = Counter(sign_in(server, server.told.username, f"guess {number}").status for number in range(1_000))

    assert statuses == {401: 10, 429: 990}
    # Guessing costs the server nothing to speak of: passwords are looked at ten times.
    assert time.monotonic() - began < 60
    # The owner of the name has to wait, too, and is told for how long; access keys go on.
    refused = sign_in(server, server.told.username, server.told.password)
    assert (refused.status, 0 < int(refused.header("retry-after")) <= 300) == (429, True)
    assert server.signed("GET", "/settings/ALL").status == 200


@pytest.mark.slow
def test_one_address_has_a_hundred_guesses_whatever_the_names(server: Door) -> None:
    statuses = Counter(sign_in(server, f"user{number}", "guess").status for number in range(150))

    assert statuses == {401: 100, 429: 50}


def test_who_took_a_session_over_has_no_more_guesses_at_its_password(server: Door) -> None:
    jar = signed_in(server)
    headers = [HOST, cookie(jar), (b"x-csrf-token", jar["probative_csrf"].encode())]

    def guess(current: str) -> int:
        body = json.dumps({"current": current, "password": PASSWORD}).encode()
        return server.knock("PUT", b"/v1/password", headers=headers, body=[body]).status

    assert [guess(f"guess {number}") for number in range(12)] == [400] * 10 + [429] * 2
    assert guess(server.told.password) == 429


# --- keys


@pytest.mark.slow
@pytest.mark.parametrize("what", ["key", "user"])
def test_what_is_disabled_is_refused_within_seconds(server: Door, what: str) -> None:
    mallory, user_id, key = as_user(server, standing="administrator")
    assert mallory.signed("GET", "/settings/ALL").status == 200
    path = f"/v1/access-keys/{key['id']}/state" if what == "key" else f"/v1/users/{user_id}/state"
    native(server, "PUT", path, isDisabled=True)
    disabled_at = time.monotonic()

    while mallory.signed("GET", "/settings/ALL").status == 200:
        time.sleep(0.1)

    assert time.monotonic() - disabled_at < MOST_SECONDS + 1.0
    assert mallory.signed("GET", "/v1/users").status == 401


def test_an_auditor_reads_until_its_end_and_no_longer(server: Door) -> None:
    framework = json.loads(server.signed("GET", "/assessmentFrameworks", "frameworkType=Standard").body)
    asked = {
        "name": "A",
        "assessmentReportsDestination": {"destinationType": "S3", "destination": "s3://b/r"},
        "scope": {"awsAccounts": [{"id": "111122223333"}]},
        "roles": [{"roleType": "PROCESS_OWNER", "roleArn": "arn:aws:iam::111122223333:role/Owner"}],
        "frameworkId": framework["frameworkMetadataList"][0]["id"],
    }
    made = json.loads(server.signed("POST", "/assessments", body=json.dumps(asked).encode()).body)
    id_ = made["assessment"]["metadata"]["id"]
    end = datetime.now(UTC) + timedelta(seconds=4)
    auditing = {"assessments": [id_], "until": end.isoformat()}
    mallory, _, _ = as_user(server, standing="auditor", auditing=auditing)
    jar = signed_in(mallory)

    def seen() -> tuple[int, int, int]:
        by_session = mallory.knock("GET", f"/assessments/{id_}".encode(), headers=[HOST, cookie(jar)])
        listed = json.loads(mallory.signed("GET", "/assessments").body).get("assessmentMetadata", [])
        return mallory.signed("GET", f"/assessments/{id_}").status, by_session.status, len(listed)

    assert seen() == (200, 200, 1)
    assert mallory.signed("PUT", f"/assessments/{id_}/status", body=b'{"status":"INACTIVE"}').status == 403
    time.sleep(max(0.0, (end - datetime.now(UTC)).total_seconds()))

    status, by_session, count = seen()
    assert (status >= 400, by_session >= 400, count) == (True, True, 0)


# --- links


def upload_link(server: Door, name: str = "a.txt") -> tuple[bytes, bytes]:
    answer = server.signed("GET", "/evidenceFileUploadUrl", f"fileName={name}")
    address = urlsplit(json.loads(answer.body)["uploadUrl"])
    return address.path.encode(), address.query.encode()


def test_a_link_serves_for_one_file_once_and_for_nothing_else(server: Door) -> None:
    first, second = upload_link(server), upload_link(server)
    signed = first[1]

    attempts = [
        ("PUT", second[0], signed),
        ("GET", first[0], signed),
        ("PUT", first[0] + b"x", signed),
        ("PUT", b"/files/keys/server.key", signed),
        ("PUT", b"/files/..%2Fkeys%2Fserver.key", signed),
        ("PUT", first[0], signed.replace(b"expires=", b"expires=9")),
        ("PUT", first[0], signed + b"0"),
        ("PUT", first[0], signed + b"&name=other"),
        ("PUT", first[0], signed[:-1]),
        ("PUT", first[0], b"expires=9999999999&" + signed + b"&expires=9999999999"),
    ]
    assert {server.knock(method, path, query, body=[b"x"]).status for method, path, query in attempts} == {403}
    assert server.knock("PUT", *first, body=[b"mine"]).status == 200
    assert server.knock("PUT", *first, body=[b"theirs"]).status == 403
    (kept,) = [path for path in (server.folder / "objects").rglob("*") if path.is_file()]
    assert kept.read_bytes() == b"mine"


def test_a_link_needs_no_caller_and_a_caller_no_link(server: Door) -> None:
    path, query = upload_link(server)
    jar = signed_in(server)

    assert server.knock("PUT", path, headers=[HOST, cookie(jar)], body=[b"x"]).status == 403
    assert server.knock("PUT", path, query, body=[b"x"]).status == 200


def test_links_lead_where_the_client_asked_and_are_not_given_to_another(server: Door) -> None:
    """A host that somebody else made up appears in no reply but their own."""
    evil = [(b"host", b"evil.example"), cookie(signed_in(server))]
    theirs = server.knock("GET", b"/evidenceFileUploadUrl", b"fileName=a.txt", evil)
    assert b"evil.example" in theirs.body

    ours = server.signed("GET", "/evidenceFileUploadUrl", "fileName=a.txt")

    assert b"evil.example" not in ours.body


# --- presigned


def presigned(server: Door, method: str, path: str, seconds: int = 60) -> tuple[bytes, bytes]:
    request = AWSRequest(method=method, url=f"{URL}{path}")
    credentials = Credentials(server.told.access_key_id, server.told.secret_access_key)
    SigV4QueryAuth(credentials, "auditmanager", server.told.region, seconds).add_auth(request)
    address = urlsplit(str(request.url))
    return address.path.encode(), address.query.encode()


def test_a_presigned_address_serves_for_what_it_says_and_nothing_else(server: Door) -> None:
    path, query = presigned(server, "GET", "/settings/ALL")

    assert server.knock("GET", path, query, [HOST]).status == 200
    attempts: list[tuple[str, bytes, bytes, bytes]] = [
        ("PUT", path, query, HOST[1]),
        ("GET", b"/settings/SNS_TOPIC", query, HOST[1]),
        ("GET", b"//settings/ALL", query, HOST[1]),
        ("GET", b"/x/../settings/ALL", query, HOST[1]),
        ("GET", path, query, b"evil.example"),
        ("GET", path, query.replace(b"X-Amz-Expires=60", b"X-Amz-Expires=604800"), HOST[1]),
        ("GET", path, query + b"&more=1", HOST[1]),
        ("GET", path, query + b"&" + query, HOST[1]),
    ]
    for method, where, what, host in attempts:
        assert server.knock(method, where, what, [(b"host", host)]).status in {400, 403}


def test_a_presigned_address_ends(server: Door) -> None:
    path, query = presigned(server, "GET", "/settings/ALL", 1)
    time.sleep(2)

    assert server.knock("GET", path, query, [HOST]).status == 403
