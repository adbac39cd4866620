"""Signatures that AWS has published, as known answers: our verifier takes them, and makes the same presigned URL.

Sources: the Signature Version 4 test suite (get-vanilla) and the Amazon S3 API reference, "Authenticating
requests: examples" (GET object, presigned GET object), all with the keys that AWS made up for them.
"""

from datetime import UTC, datetime, timedelta

from probative.api.protocol.signature import KeyRecord, Scope, SignedRequest, presign, verify_request

SUITE_KEY = KeyRecord(
    access_key_id="AKIDEXAMPLE",
    secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    account="123456789012",
    principal="suite",
)
S3_KEY = KeyRecord(
    access_key_id="AKIAIOSFODNN7EXAMPLE",
    secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    account="123456789012",
    principal="s3",
)
S3 = Scope(region="us-east-1", service="s3", takes_unsigned_body=True)
SUITE_SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
    "SignedHeaders=host;x-amz-date, "
    "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
)
S3_SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
    "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
    "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
)
PRESIGNED = (
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
)


def test_the_vanilla_request_of_the_suite_is_taken() -> None:
    request = SignedRequest(
        method="GET",
        raw_path="/",
        query="",
        headers=(
            ("Host", "example.amazonaws.com"),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Authorization", SUITE_SIGNATURE),
        ),
    )
    signed_at = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)

    identity = verify_request(request, {"AKIDEXAMPLE": SUITE_KEY}.get, Scope(service="service"), now=signed_at)

    assert identity.key == SUITE_KEY
    assert identity.signed_at == signed_at


def test_the_get_object_request_of_the_s3_reference_is_taken() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    request = SignedRequest(
        method="GET",
        raw_path="/test.txt",
        query="",
        headers=(
            ("Host", "examplebucket.s3.amazonaws.com"),
            ("Range", "bytes=0-9"),
            ("x-amz-content-sha256", empty),
            ("x-amz-date", "20130524T000000Z"),
            ("Authorization", S3_SIGNATURE),
        ),
    )

    assert verify_request(request, lambda _: S3_KEY, S3, now=datetime(2013, 5, 24, tzinfo=UTC)).key == S3_KEY


def test_the_presigned_url_of_the_s3_reference_is_what_we_make_and_take() -> None:
    now = datetime(2013, 5, 24, tzinfo=UTC)
    url, life = "https://examplebucket.s3.amazonaws.com/test.txt", timedelta(days=1)

    assert presign("GET", url, S3_KEY, S3, life=life, now=now) == PRESIGNED
    request = SignedRequest(
        method="GET",
        raw_path="/test.txt",
        query=PRESIGNED.partition("?")[2],
        headers=(("Host", "examplebucket.s3.amazonaws.com"),),
    )
    assert verify_request(request, lambda _: S3_KEY, S3, now=now + timedelta(hours=23)).key == S3_KEY
