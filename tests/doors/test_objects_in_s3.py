"""A server that keeps its files in S3, seen from outside: reports and evidence files come and go by links."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.support.acknowledged import Work, begin, client_of
from tests.support.buckets import EITHER, Bucket, opened
from tests.support.server_process import Running, serving

QUIET = {"PROBATIVE_ENDPOINT_URL": "http://127.0.0.1:1"}


@pytest.fixture(scope="module", params=EITHER)
def bucket(request: pytest.FixtureRequest) -> Iterator[Bucket]:
    with opened(request.param) as bucket:
        yield bucket


@pytest.fixture
def server(bucket: Bucket, tmp_path: Path) -> Iterator[Running]:
    settings = bucket.settings(tmp_path.name) | QUIET
    with serving(tmp_path / "data", port=0, told=None, **settings) as running:
        yield running


@pytest.mark.slow
def test_an_evidence_file_and_a_report_go_to_the_bucket_and_come_back(
    server: Running, bucket: Bucket, tmp_path: Path
) -> None:
    work, client = begin(server.told), client_of(server.told)
    work.make_assessment(client)
    put_file(work, client, b"mine")
    link = made_report(work, client)

    with urlopen(link, timeout=30) as response:
        assert response.read(4) == b"PK\x03\x04"
    kept = list(objects(bucket, tmp_path.name))
    assert sorted(key.partition("/")[2].partition("/")[0] for key in kept) == ["evidence-files", "reports"]
    (file,) = (key for key in kept if "/evidence-files/" in key)
    assert bucket.client().get_object(Bucket=bucket.name, Key=file)["Body"].read() == b"mine"
    assert not list((tmp_path / "data" / "objects").glob("**/*"))


@pytest.mark.slow
def test_what_is_kept_carries_the_key_of_the_settings(server: Running, bucket: Bucket, tmp_path: Path) -> None:
    if not bucket.place.endpoint_url.startswith("http://127.0.0.1") or bucket.name != "kept":
        pytest.skip("needs a KMS beside the S3 service")
    key = bucket.client("kms").create_key()["KeyMetadata"]["Arn"]
    work, client = begin(server.told), client_of(server.told)
    work.make_assessment(client)
    put_file(work, client, b"before")
    client.update_settings(kmsKey=key)
    put_file(work, client, b"after")
    made_report(work, client)
    client.update_settings(kmsKey="DEFAULT")
    put_file(work, client, b"later")

    keys = {name: encrypted_by(bucket, name) for name in objects(bucket, tmp_path.name)}

    assert sorted(keys.values()) == ["", "", key, key]
    assert [keys[name] for name in keys if "/reports/" in name] == [key]


def put_file(work: Work, client: Any, content: bytes) -> None:
    place = client.get_evidence_file_upload_url(fileName="a.txt")
    with urlopen(Request(place["uploadUrl"], content, method="PUT"), timeout=30) as response:
        assert response.status == 200
    answer = client.batch_import_evidence_to_assessment_control(
        **work.address(work.assessments[0]), manualEvidence=[{"evidenceFileName": place["evidenceFileName"]}]
    )
    assert not answer["errors"]


def made_report(work: Work, client: Any) -> str:
    """Make a report, and return a link to it."""
    assessment = work.assessments[0]
    report = client.create_assessment_report(name="R", assessmentId=assessment)["assessmentReport"]
    work.wait_until(
        lambda: [each["status"] for each in client.list_assessment_reports()["assessmentReports"]] == ["COMPLETE"]
    )
    answer = client.get_assessment_report_url(assessmentId=assessment, assessmentReportId=report["id"])
    link: str = answer["preSignedUrl"]["link"]
    return link


def objects(bucket: Bucket, prefix: str) -> Iterator[str]:
    for each in bucket.client().list_objects_v2(Bucket=bucket.name, Prefix=f"{prefix}/")["Contents"]:
        yield each["Key"]


def encrypted_by(bucket: Bucket, key: str) -> str:
    kms_key: str = bucket.client().head_object(Bucket=bucket.name, Key=key).get("SSEKMSKeyId", "")
    return kms_key
