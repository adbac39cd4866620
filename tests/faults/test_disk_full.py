"""A full disk: what writes is refused and kept not even by half, what reads is answered, and space is all it takes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError

from tests.support.acknowledged import Work, begin, client_of
from tests.support.server_process import serving

SIZE = "48m"
FILE = bytes(8 << 20)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of one's own."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk to fill")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", place], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4_096))
    return filler


def put(link: str) -> int:
    try:
        with urlopen(Request(link, FILE, method="PUT"), timeout=60) as response:
            status: int = response.status
            return status
    except HTTPError as error:
        return error.code
    except URLError as error:
        # Refused before all of it was sent, the answer may be lost with the connection.
        if isinstance(error.reason, ConnectionResetError):
            return 500
        raise


def refused(work: Work, assessment_id: str) -> list[str]:
    """Try each way to write until it is refused, and return how each was."""
    client = client_of(work.told)

    def until_refused(act: Callable[[Any, str], None]) -> None:
        # Some may find room in a file that is there already; those are acknowledged, and must be kept.
        for _ in range(2_000):
            act(client, assessment_id)

    codes = []
    for act in (work.comment, work.delegate, work.bring):
        with pytest.raises(ClientError) as caught:
            until_refused(act)
        codes.append(caught.value.response["Error"]["Code"])
        assert "disk" not in caught.value.response["Error"]["Message"]
    return codes


@pytest.mark.slow
def test_space_is_all_it_takes(disk: Path) -> None:
    temporary = disk / "tmp"
    temporary.mkdir()
    with serving(disk / "data", PROBATIVE_ENDPOINT_URL="http://127.0.0.1:1", TMPDIR=str(temporary)) as running:
        work = begin(running.told)
        client = client_of(running.told)
        work.make_assessment(client)
        (assessment_id,) = work.assessments
        work.bring(client, assessment_id)
        work.comment(client, assessment_id)
        link = client.get_evidence_file_upload_url(fileName="a.txt")["uploadUrl"]

        filler = fill(disk)
        assert set(refused(work, assessment_id)) == {"InternalServerException"}
        assert put(link) == 500
        work.check(client)
        assert list(temporary.iterdir()) == []
        assert not list((disk / "data" / "objects").rglob("*.txt*"))

        filler.unlink()
        for act in (work.comment, work.delegate, work.bring, work.bring):
            act(client, assessment_id)
        assert put(link) == 200
        work.check(client)
        report = client.create_assessment_report(name="R", assessmentId=assessment_id)["assessmentReport"]
        work.wait_until(lambda: statuses(work) == {report["id"]: "COMPLETE"})

        fill(disk)
        backup = subprocess.run(
            [sys.executable, "-m", "probative", "backup", disk / "backup", "--data-dir", disk / "data"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (backup.returncode, "No space left" in backup.stderr or "full" in backup.stderr) == (3, True)
        assert sorted(path.name for path in disk.iterdir()) == ["data", "filler", "tmp"]
        filler.unlink()

    with serving(disk / "data", told=running.told, PROBATIVE_COLLECT="false") as again:
        work.check(client_of(again.told))


def statuses(work: Work) -> dict[str, str]:
    reports = client_of(work.told).list_assessment_reports()["assessmentReports"]
    return {each["id"]: each["status"] for each in reports}
