"""A backup taken while people work is one state of everything, and another server goes on from it elsewhere."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest

from probative.objects.obstore_files import ObjectFiles
from tests.support.acknowledged import Work, begin, client_of
from tests.support.buckets import EITHER, opened
from tests.support.postgresql import postgresql_running
from tests.support.server_process import serving

WAIT_SECONDS = 120
NOWHERE = "http://127.0.0.1:1"


def probative(*arguments: object, **settings: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROBATIVE_")}
    done = subprocess.run(
        [sys.executable, "-m", "probative", *map(str, arguments), "--quiet", "--output", "json"],
        env=environment | settings,
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def remembered(work: Work) -> Work:
    """Return what is acknowledged by now."""
    return Work(
        work.told,
        work.framework_id,
        work.control_id,
        assessments=list(work.assessments),
        comments=list(work.comments),
        delegates=list(work.delegates),
        evidence=list(work.evidence),
    )


def a_report(work: Work, client: Any) -> tuple[str, str]:
    """Have a report made of the first assessment, and return that and its own id."""
    assessment_id = work.assessments[0]
    report = client.create_assessment_report(name="R", assessmentId=assessment_id)["assessmentReport"]
    work.wait_until(lambda: report_statuses(client) == {report["id"]: "COMPLETE"})
    return assessment_id, report["id"]


def report_statuses(client: Any) -> dict[str, str]:
    return {each["id"]: each["status"] for each in client.list_assessment_reports()["assessmentReports"]}


def report_of(client: Any, assessment_id: str, report_id: str) -> bytes:
    answer = client.get_assessment_report_url(assessmentId=assessment_id, assessmentReportId=report_id)
    with urlopen(answer["preSignedUrl"]["link"], timeout=WAIT_SECONDS) as response:
        content: bytes = response.read()
        return content


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_another_server_goes_on_from_a_backup(tmp_path: Path, database: str) -> None:
    if database == "sqlite":
        round_trip(tmp_path)
        return
    with postgresql_running() as server:
        round_trip(tmp_path, server.new_database(), server.new_database())


@pytest.mark.slow
@pytest.mark.parametrize("which", EITHER)
def test_another_server_goes_on_from_a_backup_with_files_in_a_bucket(tmp_path: Path, which: str) -> None:
    with opened(which) as bucket:
        here, there = bucket.settings(f"{tmp_path.name}/here"), bucket.settings(f"{tmp_path.name}/there")
        here["PROBATIVE_ENDPOINT_URL"] = there["PROBATIVE_ENDPOINT_URL"] = NOWHERE
        with serving(tmp_path / "here", port=0, told=None, **here) as server:
            work, client = begin(server.told), client_of(server.told)
            work.make_assessment(client)
            report = a_report(work, client)
            with work.going_on(), files_going_in(server.told) as put:
                work.wait_until(lambda: len(put) >= 5)
                before, put_before = remembered(work), set(put)
                at = ("--data-dir", tmp_path / "here")
                copied = probative("backup", tmp_path / "copied", *at, "--with-keys", **here)
                listed = probative("backup", tmp_path / "listed", *at, "--objects", "list", **here)
            original = report_of(client, *report)
        assert work.broke_off == {}
        assert (copied["differing"], listed["differing"], listed["objectsCopied"]) == ([], [], 0)

        back = probative("restore", tmp_path / "copied", "--data-dir", tmp_path / "there", **there)
        same = probative("restore", tmp_path / "listed", "--data-dir", tmp_path / "same", **here)

        assert (back["objectsPut"], back["objectsLacking"]) == (copied["objectsCopied"], [])
        assert (same["objectsThere"], same["objectsLacking"]) == (listed["objectsListed"], [])
        files = ObjectFiles(there["PROBATIVE_OBJECTS_URL"], bucket.place)
        assert put_before <= {files.get(key) for key in files.all_keys()}
        with serving(tmp_path / "there", port=0, told=server.told, **there) as other:
            before.check(client_of(other.told))
            assert report_of(client_of(other.told), *report) == original


@contextmanager
def files_going_in(told: Mapping[str, str]) -> Iterator[list[bytes]]:
    """Put evidence files one after the other meanwhile; those that were acknowledged are given."""
    put: list[bytes] = []
    stop = Event()

    def run() -> None:
        client = client_of(told)
        while not stop.is_set():
            content = f"file {len(put)}".encode()
            link = client.get_evidence_file_upload_url(fileName="a.txt")["uploadUrl"]
            with urlopen(Request(link, content, method="PUT"), timeout=WAIT_SECONDS):
                put.append(content)

    thread = Thread(target=run)
    thread.start()
    try:
        yield put
    finally:
        stop.set()
        thread.join(WAIT_SECONDS)


def round_trip(folder: Path, here: str = "", there: str = "") -> None:
    with serving(folder / "here", PROBATIVE_ENDPOINT_URL=NOWHERE, PROBATIVE_DATABASE_URL=here) as running:
        work = begin(running.told)
        client = client_of(running.told)
        work.make_assessment(client)
        work.bring(client, work.assessments[0])
        report = a_report(work, client)
        original = report_of(client, *report)
        with work.going_on():
            work.wait_for(10)
            before = remembered(work)
            told = probative(
                "backup", folder / "backup", "--with-keys", "--data-dir", folder / "here", PROBATIVE_DATABASE_URL=here
            )
            work.wait_for(5)
    assert told["hasKeys"]
    assert work.broke_off == {}

    probative("restore", folder / "backup", "--data-dir", folder / "there", PROBATIVE_DATABASE_URL=there)

    place = folder / "there"
    with serving(place, told=running.told, PROBATIVE_ENDPOINT_URL=NOWHERE, PROBATIVE_DATABASE_URL=there) as other:
        client = client_of(other.told)
        before.check(client)
        assert report_of(client, *report) == original
        (archive,) = (place / "objects").rglob("*.zip")
        lies_at = f"s3://{archive.relative_to(place / 'objects')}"
        assert client.validate_assessment_report_integrity(s3RelativePath=lies_at)["signatureValid"]
        assert report_statuses(client) == {report[1]: "COMPLETE"}
        # What was acknowledged after the backup is not there, and what is there can be worked on.
        assert len(client.list_assessments()["assessmentMetadata"]) >= len(before.assessments)
        going = Work(other.told, work.framework_id, work.control_id, assessments=before.assessments[:1])
        going.bring(client, before.assessments[0])
        going.check(client)
