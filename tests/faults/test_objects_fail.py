"""S3 that is slow, breaks off or falls silent: a report ends one way or the other, and a file can be put again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from probative.app.application import Application
from probative.app.files import new_upload
from probative.app.report_making import make_next_report
from probative.app.reporting import create_report
from probative.domain.engagements import AssessmentReport, ReportStatus
from probative.domain.errors import StoreError
from probative.objects.obstore_files import ObjectFiles, S3Place
from tests.support.acknowledged import begin, client_of
from tests.support.assessed import ASSESSMENT, engagement, keep_engagement
from tests.support.server_process import serving
from tests.support.serving import application, caller
from tests.support.tcp_proxy import Proxy, in_front_of
from tests.support.uploads import put_whole

PATIENCE = timedelta(seconds=4)
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
    boto3.client("s3", endpoint_url=url, region_name="us-east-1", **keys).create_bucket(Bucket="kept")
    yield url
    server.stop()


@pytest.fixture
def proxy(s3: str) -> Iterator[Proxy]:
    with in_front_of(s3) as running:
        yield running


@pytest.fixture
def server(tmp_path: Path, proxy: Proxy) -> Application:
    place = S3Place("us-east-1", proxy.url, KEY, SECRET, PATIENCE)
    server = replace(application(tmp_path), objects=ObjectFiles(f"s3://kept/{tmp_path.name}", place))
    whole = engagement()
    keep_engagement(server, replace(whole, control_sets=whole.control_sets[:1]))
    return server


def made(server: Application) -> AssessmentReport:
    id_ = create_report(server, caller(), ASSESSMENT, name="r", description=None, query=None).id
    assert make_next_report(server)
    return server.store.read(lambda books: books.reports.get(id_))


def test_a_report_is_complete_though_connections_break_off(server: Application, proxy: Proxy) -> None:
    proxy.resets = 2

    assert made(server).status is ReportStatus.COMPLETE


def test_a_report_is_complete_though_answers_are_slow(server: Application, proxy: Proxy) -> None:
    proxy.delay = 0.3

    assert made(server).status is ReportStatus.COMPLETE


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["silence", "resets", "no bucket"])
def test_a_report_that_cannot_be_put_has_failed_and_says_why(server: Application, proxy: Proxy, fault: str) -> None:
    proxy.swallows, proxy.resets = fault == "silence", -1 if fault == "resets" else 0
    if fault == "no bucket":
        place = S3Place("us-east-1", proxy.url, KEY, SECRET, PATIENCE)
        server = replace(server, objects=ObjectFiles("s3://nobodys", place))
    began = monotonic()

    report = made(server)

    assert monotonic() - began < 10 * PATIENCE.total_seconds()
    assert report.status is ReportStatus.FAILED
    assert "cannot be kept" in report.failure
    assert SECRET not in report.failure


@pytest.mark.slow
def test_a_file_that_could_not_be_put_can_be_put_again(server: Application, proxy: Proxy) -> None:
    place = new_upload(server, caller(), "a.txt", "")
    address = urlsplit(place.url)
    proxy.swallows = True
    with pytest.raises(StoreError, match="cannot be kept"):
        put_whole(server, address.path, address.query, [b"mine"])

    proxy.swallows = False
    put_whole(server, address.path, address.query, [b"mine"])

    upload = server.store.read(lambda books: books.uploads.get(place.evidence_file_name))
    assert server.objects.get(upload.key) == b"mine"


@pytest.mark.slow
def test_a_server_goes_on_when_its_bucket_comes_back(tmp_path: Path, proxy: Proxy) -> None:
    settings = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    objects = {"PROBATIVE_OBJECTS_URL": "s3://kept/server", "PROBATIVE_OBJECTS_ENDPOINT_URL": proxy.url}
    with serving(
        tmp_path / "data", told=None, port=0, PROBATIVE_ENDPOINT_URL="http://127.0.0.1:1", **settings, **objects
    ) as running:
        work = begin(running.told)
        client = client_of(running.told)
        work.make_assessment(client)
        work.bring(client, work.assessments[0])
        proxy.resets = -1
        report = client.create_assessment_report(name="R", assessmentId=work.assessments[0])["assessmentReport"]
        link = client.get_evidence_file_upload_url(fileName="a.txt")["uploadUrl"]
        # Everything else is answered meanwhile.
        work.comment(client, work.assessments[0])
        sleep(3)
        proxy.resets = 0

        work.wait_until(lambda: statuses(client) == ["COMPLETE"])
        assert put(link) == 200
        answer = client.get_assessment_report_url(assessmentId=work.assessments[0], assessmentReportId=report["id"])
        with urlopen(answer["preSignedUrl"]["link"], timeout=30) as response:
            assert response.read(2) == b"PK"


def statuses(client: Any) -> list[str]:
    return [each["status"] for each in client.list_assessment_reports()["assessmentReports"]]


def put(link: str) -> int:
    with urlopen(Request(link, b"mine", method="PUT"), timeout=30) as response:
        status: int = response.status
        return status
