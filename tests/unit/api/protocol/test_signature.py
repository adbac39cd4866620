import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from probative.api.protocol.claims import read_claim
from probative.api.protocol.refusals import RefusalCode, SignatureRefusedError
from probative.api.protocol.signature import KeyRecord, Scope, SignedRequest, presign, verify_request
from tests.support.wire_client import ENDPOINT, KEY
from tests.support.wire_signing import FILES, SERVICE, by_header, by_query, find, header, now, to_url, with_header

URL = f"{ENDPOINT}/tags/arn%3Aaws%2Fa%20b?x=1&b=%2F&b=&a"
FILE = f"{ENDPOINT}/files/a%20b.pdf"
BODY = b'{"tags": {}}'
MINUTE = timedelta(minutes=1)


def refused(request: SignedRequest, scope: Scope = SERVICE, *, later: timedelta = timedelta()) -> RefusalCode:
    with pytest.raises(SignatureRefusedError) as raised:
        verify_request(request, find, scope, now=now() + later)
    assert KEY.secret not in str(raised.value)
    return raised.value.code


def accepted(request: SignedRequest, scope: Scope = SERVICE, *, later: timedelta = timedelta()) -> bool:
    return verify_request(request, find, scope, now=now() + later).key == KEY


@pytest.mark.parametrize("url", [URL, f"{ENDPOINT}/", f"{ENDPOINT}/assessments/", f"{ENDPOINT}/a?%C3%A4=~-_."])
def test_what_botocore_signs_is_accepted(url: str) -> None:
    assert accepted(by_header(url, body=BODY))
    assert accepted(by_header(url, scope=FILES, method="PUT", body=BODY), FILES)


def test_signed_headers_count_in_any_case_and_spacing_and_others_not_at_all() -> None:
    request = by_header(URL, headers={"X-Amz-Meta": " a   b ", "content-type": "application/json"})

    assert "content-type;host;x-amz-date;x-amz-meta" in header(request, "authorization")
    assert accepted(with_header(request, "x-AMZ-meta", "a b"))
    assert accepted(with_header(request, "User-Agent", "x"))
    assert refused(with_header(request, "x-amz-meta", "a c")) == RefusalCode.INVALID


def tampered() -> dict[str, SignedRequest]:
    request = by_header(URL, body=BODY, headers={"x-amz-meta": "v"})
    authorization = header(request, "authorization")
    return {
        "method": replace(request, method="DELETE"),
        "path": replace(request, raw_path=request.raw_path + "c"),
        "path decoded": replace(request, raw_path="/tags/arn:aws/a%20b"),
        "path with case of escapes": replace(request, raw_path=request.raw_path.replace("%3A", "%3a")),
        "query": replace(request, query=request.query.replace("x=1", "x=2")),
        "query parameter added": replace(request, query=request.query + "&c=1"),
        "query parameter doubled": replace(request, query=request.query + "&x=1"),
        "query dropped": replace(request, query=""),
        "body": replace(request, body_sha256=hashlib.sha256(b"other").hexdigest()),
        "signed header": with_header(request, "x-amz-meta", "w"),
        "signed header gone": with_header(request, "x-amz-meta", None),
        "signed header doubled": replace(request, headers=(*request.headers, ("x-amz-meta", "v"))),
        "host": with_header(request, "host", "elsewhere"),
        "host doubled": replace(request, headers=(*request.headers, ("host", "elsewhere"))),
        "signature": with_header(
            request, "authorization", authorization[:-1] + ("0" if authorization[-1] != "0" else "1")
        ),
        "signature cut": with_header(request, "authorization", authorization[:-1]),
        "signature not ASCII": with_header(request, "authorization", authorization[:-1] + "ä"),
        "signed header that is not there": with_header(
            request, "authorization", authorization.replace(";x-amz-meta", ";x-amz-meta;x-amz-none")
        ),
        "signed headers": with_header(request, "authorization", authorization.replace(";x-amz-meta", "")),
    }


@pytest.mark.parametrize("what", tampered())
def test_a_changed_request_is_refused_whatever_was_changed(what: str) -> None:
    assert refused(tampered()[what]) == RefusalCode.INVALID


@pytest.mark.parametrize(
    "path",
    [
        "/tags/x/../arn%3Aaws%2Fa%20b",
        "/./tags/arn%3Aaws%2Fa%20b",
        "//tags/arn%3Aaws%2Fa%20b",
        "/tags/arn%3Aaws%2Fa%20b/.",
    ],
)
def test_one_signature_is_good_for_one_spelling_of_a_path(path: str) -> None:
    request = by_header(URL, body=BODY)

    assert accepted(request)
    assert refused(replace(request, raw_path=path)) == RefusalCode.INVALID


@pytest.mark.parametrize("extra", ["#x", "?x", "\tx", "\nx", " x", "\x00", "ä"])
def test_what_a_url_parser_would_drop_is_never_let_through(extra: str) -> None:
    request = by_header(f"{ENDPOINT}/controls", method="GET")

    assert accepted(request)
    assert refused(replace(request, raw_path=request.raw_path + extra)) == RefusalCode.INVALID
    if extra != "?x":
        assert refused(replace(request, query=extra)) == RefusalCode.INVALID


@pytest.mark.parametrize(
    "scope",
    [Scope(region="eu-west-1"), Scope(service="s3"), Scope(service="probative-files"), Scope(region="US-EAST-1")],
)
def test_a_signature_for_another_region_or_service_is_refused(scope: Scope) -> None:
    assert refused(by_header(URL, scope=replace(scope, takes_unsigned_body=False))) == RefusalCode.INVALID
    assert refused(by_header(URL), scope) == RefusalCode.INVALID


@pytest.mark.parametrize(
    "key", [None, replace(KEY, is_enabled=False), replace(KEY, is_enabled=False, secret="wrong")], ids=str
)
def test_an_unknown_or_disabled_key_is_told_the_same_whatever_the_signature(key: KeyRecord | None) -> None:
    request = by_header(URL)
    for tried in (request, replace(request, method="DELETE")):
        with pytest.raises(SignatureRefusedError) as raised:
            verify_request(tried, lambda _: key, SERVICE, now=now())

        assert raised.value.code == RefusalCode.UNKNOWN_KEY
        assert raised.value.message == "The security token included in the request is invalid."


def test_a_wrong_secret_is_refused() -> None:
    with pytest.raises(SignatureRefusedError, match="does not match the signature you provided"):
        verify_request(by_header(URL), lambda _: replace(KEY, secret="wrong"), SERVICE, now=now())


def test_an_unknown_key_costs_a_signature_too() -> None:
    asked: list[str] = []

    def find_nobody(access_key_id: str) -> KeyRecord | None:
        asked.append(access_key_id)
        return None

    with pytest.raises(SignatureRefusedError):
        verify_request(by_header(URL), find_nobody, SERVICE, now=now())
    assert asked == [KEY.access_key_id]


@pytest.mark.parametrize(("later", "is_accepted"), [(14, True), (-14, True), (16, False), (-16, False), (1440, False)])
def test_the_clocks_may_be_a_quarter_of_an_hour_apart(later: int, is_accepted: bool) -> None:  # noqa: FBT001
    request = by_header(URL)
    if is_accepted:
        assert accepted(request, later=later * MINUTE)
    else:
        assert refused(request, later=later * MINUTE) == RefusalCode.INVALID


def test_the_skew_is_fifteen_minutes_to_the_second_both_ways() -> None:
    request = by_header(URL)
    signed_at = verify_request(request, find, SERVICE, now=now()).signed_at
    second = timedelta(seconds=1)

    for edge in (15 * MINUTE, -15 * MINUTE):
        verify_request(request, find, SERVICE, now=signed_at + edge)
    for beyond in (15 * MINUTE + second, -15 * MINUTE - second):
        with pytest.raises(SignatureRefusedError, match=r"Signature (expired|not yet current): "):
            verify_request(request, find, SERVICE, now=signed_at + beyond)


def test_the_scope_is_of_the_day_of_the_time_stamp() -> None:
    request = by_header(URL)
    day = read_claim(request.query, request.headers).day
    moved = header(request, "authorization").replace(f"/{day}/", "/20200101/")

    assert refused(with_header(request, "authorization", moved)) == RefusalCode.INVALID


@pytest.mark.parametrize("left", ["host", "x-amz-date"])
def test_host_and_time_must_be_signed(left: str) -> None:
    request = by_header(URL)
    authorization = header(request, "authorization")
    without = authorization.replace("host;x-amz-date", "host" if left == "x-amz-date" else "x-amz-date")

    with pytest.raises(SignatureRefusedError, match=f"'{left}' must be a 'SignedHeader'"):
        verify_request(with_header(request, "authorization", without), find, SERVICE, now=now())


# --- body


def test_an_announced_digest_must_be_that_of_the_body() -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    request = by_header(URL, body=BODY, headers={"X-Amz-Content-SHA256": digest})

    assert accepted(request)
    assert refused(replace(request, body_sha256="0" * 64)) == RefusalCode.INVALID
    assert refused(with_header(by_header(URL, body=BODY), "x-amz-content-sha256", "0" * 64)) == RefusalCode.INVALID
    assert accepted(with_header(by_header(URL, body=BODY), "x-amz-content-sha256", digest))


@pytest.mark.parametrize("text", ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", ""])
def test_a_service_takes_no_unsigned_body(text: str) -> None:
    assert refused(by_header(URL, body=BODY, headers={"X-Amz-Content-SHA256": text})) == RefusalCode.INVALID


def test_files_take_a_body_that_is_signed_or_left_open_as_its_header_says() -> None:
    signed_body = by_header(FILE, method="PUT", scope=FILES, body=BODY)
    secure = FILE.replace("http:", "https:")
    open_body = by_header(secure, method="PUT", scope=FILES, body=BODY, headers={"Content-MD5": "x"})

    assert header(open_body, "x-amz-content-sha256") == "UNSIGNED-PAYLOAD"
    for request in (signed_body, open_body):
        assert accepted(request, FILES)
        other = hashlib.sha256(b"other").hexdigest()
        assert refused(with_header(request, "x-amz-content-sha256", other), FILES) == RefusalCode.INVALID
    assert accepted(replace(open_body, body_sha256="0" * 64), FILES)
    assert refused(replace(signed_body, body_sha256="0" * 64), FILES) == RefusalCode.INVALID
    opened = with_header(signed_body, "x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    assert refused(opened, FILES) == RefusalCode.INVALID
    assert refused(open_body, replace(FILES, takes_unsigned_body=False)) == RefusalCode.INVALID


def test_files_signed_without_an_announced_digest_have_their_body_signed() -> None:
    request = by_header(f"{ENDPOINT}/files/a", body=BODY, scope=replace(FILES, takes_unsigned_body=False))

    assert accepted(request, FILES)
    assert refused(replace(request, body_sha256="0" * 64), FILES) == RefusalCode.INVALID


def test_a_digest_beside_a_presigned_url_is_checked_though_it_is_not_signed() -> None:
    request = to_url(presign("PUT", FILE, KEY, FILES, life=MINUTE, now=now()), method="PUT", body=BODY)

    assert accepted(with_header(request, "x-amz-content-sha256", request.body_sha256), FILES)
    assert refused(with_header(request, "x-amz-content-sha256", "0" * 64), FILES) == RefusalCode.INVALID


# --- presigned


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_our_presigned_urls_are_accepted_with_any_body_until_they_end(method: str) -> None:
    at = now().replace(microsecond=0)
    url = presign(method, f"{FILE}?version=2", KEY, FILES, life=5 * MINUTE, now=at)
    request = to_url(url, method=method, body=b"any")

    for later in (-15 * MINUTE, timedelta(), 5 * MINUTE - timedelta(seconds=2)):
        assert verify_request(request, find, FILES, now=at + later).key == KEY
    for later, code in ((5 * MINUTE, RefusalCode.EXPIRED), (-16 * MINUTE, RefusalCode.INVALID)):
        with pytest.raises(SignatureRefusedError) as raised:
            verify_request(request, find, FILES, now=at + later)
        assert raised.value.code == code


def test_a_presigned_url_of_the_service_signs_that_there_is_no_body() -> None:
    url = presign("GET", f"{ENDPOINT}/controls", KEY, SERVICE, life=MINUTE, now=now())

    assert accepted(to_url(url))
    assert refused(to_url(url, body=b"x")) == RefusalCode.MISMATCH


def test_what_botocore_presigns_is_accepted() -> None:
    assert accepted(by_query(FILE), FILES)
    assert accepted(by_query(f"{FILE}?a=b"), FILES)
    assert accepted(by_query(f"{ENDPOINT}/controls?controlType=Custom", scope=SERVICE), SERVICE)
    assert accepted(by_query(FILE, seconds=604_800), FILES, later=timedelta(days=6))


def test_a_changed_presigned_url_is_refused() -> None:
    request = by_query(f"{FILE}?a=b")
    for changed in (
        replace(request, method="PUT"),
        replace(request, raw_path="/files/other"),
        replace(request, query=request.query.replace("a=b", "a=c")),
        replace(request, query=request.query.replace("X-Amz-Expires=300", "X-Amz-Expires=301")),
        replace(request, query=f"{request.query}&c=d"),
        with_header(request, "host", "elsewhere"),
    ):
        assert refused(changed, FILES) == RefusalCode.MISMATCH


@pytest.mark.parametrize("seconds", [0, -1, 604_801, 10_000_000])
def test_a_presigned_url_lives_from_a_second_to_seven_days(seconds: int) -> None:
    assert refused(by_query(FILE, seconds=seconds), FILES) == RefusalCode.INCOMPLETE


# --- claims


def test_no_signature_at_all_is_missing() -> None:
    assert refused(to_url(URL)) == RefusalCode.MISSING


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer x",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA1 Credential=a/20261126/us-east-1/auditmanager/aws4_request, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261126/us-east-1/auditmanager/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=a/us-east-1/auditmanager/aws4_request, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20261126/us-east-1/auditmanager/aws5_request, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/b/20261126/us-east-1/auditmanager/aws4_request, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Signature=0, Signature=1, SignedHeaders=host, Credential=a/20261126/r/s/aws4_request",
    ],
)
def test_half_a_signature_is_incomplete(authorization: str) -> None:
    assert refused(with_header(by_header(URL), "authorization", authorization)) == RefusalCode.INCOMPLETE


@pytest.mark.parametrize(
    "stamp", [None, "", "20261126", "2026-11-26T00:00:00Z", "20261326T000000Z", "20261126T000000Z "]
)
def test_a_time_that_is_none_is_incomplete(stamp: str | None) -> None:
    assert refused(with_header(by_header(URL), "x-amz-date", stamp)) == RefusalCode.INCOMPLETE


def test_more_than_a_signature_is_incomplete() -> None:
    request = by_header(URL)
    authorization = header(request, "authorization")

    assert refused(with_header(request, "authorization", f"{authorization}, More=x")) == RefusalCode.INCOMPLETE
    dated_twice = replace(request, headers=(*request.headers, ("x-amz-date", header(request, "x-amz-date"))))
    assert refused(dated_twice) == RefusalCode.INCOMPLETE


def test_two_signatures_are_refused() -> None:
    request = by_header(URL)
    twice = replace(request, headers=(*request.headers, ("authorization", header(request, "authorization"))))

    assert refused(twice) == RefusalCode.INCOMPLETE
    assert refused(replace(request, query=f"{request.query}&X-Amz-Signature=0")) == RefusalCode.INCOMPLETE
    assert refused(replace(request, query="X-Amz-Algorithm=AWS4-HMAC-SHA256")) == RefusalCode.INCOMPLETE


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"])
def test_a_presigned_url_has_each_part_exactly_once(name: str) -> None:
    request = by_query(FILE)
    pairs = request.query.split("&")
    without = [pair for pair in pairs if not pair.startswith(f"X-Amz-{name}=")]

    assert len(without) == len(pairs) - 1
    assert refused(replace(request, query="&".join(without)), FILES) == RefusalCode.INCOMPLETE
    assert refused(replace(request, query=f"{request.query}&X-Amz-{name}=1"), FILES) == RefusalCode.INCOMPLETE


def test_another_algorithm_in_the_query_is_refused() -> None:
    request = by_query(FILE)
    other = request.query.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")

    assert refused(replace(request, query=other), FILES) == RefusalCode.INCOMPLETE


def test_a_secret_never_shows_in_a_record() -> None:
    assert KEY.secret not in repr(KEY)
