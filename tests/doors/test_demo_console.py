"""`make run` as a process: the main job, then the console on what it found, until an interrupt ends it in seconds."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from probative_demo.console import ServeError, free_port
from probative_demo.people import AUDITOR, OWNER, PEOPLE, SAFETY

_START_SECONDS = 400
_FIRST_EVIDENCE_SECONDS = 120
_SEED = "Simulated organization, generative AI"
Ask = Callable[..., Any]


def _command(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "probative", "demo", "run", "--output-dir", str(folder), *arguments],
        # What a user has set must not lead the demo astray; and tables are as wide wherever the tests run.
        env=os.environ
        | {"PROBATIVE_DATABASE_URL": "postgresql://nowhere", "PROBATIVE_COLLECT": "false", "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@dataclass(frozen=True)
class Visited:
    """The console as it was announced."""

    process: "subprocess.Popen[str]"
    said: str
    folder: Path
    taken: int

    @property
    def url(self) -> str:
        return str(re.findall(r"http://127\.0\.0\.1:[0-9]+(?=/console/)", self.said)[0])

    def sign_in(self, name: str) -> Ask:
        """Sign in with the password that was shown, and return how to ask."""
        (password,) = re.findall(rf"^  {name} +([0-9a-f]+)  ", self.said, re.MULTILINE)
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

        def ask(path: str, given: object = None, method: str | None = None) -> Any:
            body = None if given is None else json.dumps(given).encode()
            tokens = [cookie.value or "" for cookie in jar if cookie.name == "probative_csrf"]
            headers = {"content-type": "application/json", "x-csrf-token": "".join(tokens)}
            with opener.open(urllib.request.Request(self.url + path, body, headers, method=method)) as answer:
                return json.loads(answer.read() or b"null")

        ask("/v1/session", {"name": name, "password": password})
        return ask


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    folder = tmp_path_factory.mktemp("visited")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = _command(folder, "--port", str(port))
        try:
            seen = Visited(process, _read_until(process), next(folder.iterdir()), port)
            yield seen
            # Here, since tests come in any order, and nothing is left to visit afterwards.
            _check_an_interrupt_ends_everything_in_seconds(seen)
        finally:
            process.kill()
            process.communicate()


def _check_an_interrupt_ends_everything_in_seconds(visited: Visited) -> None:
    begun = time.monotonic()
    visited.process.send_signal(signal.SIGINT)
    _, said = visited.process.communicate(timeout=20)

    assert visited.process.returncode == 0
    assert said.endswith("ended\n")
    assert time.monotonic() - begun < 10
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(visited.url + "/healthz", timeout=5)


def _read_until(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    lines: list[str] = []
    until = time.monotonic() + _START_SECONDS
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C ends everything" in line:
            return "".join(lines)
        assert time.monotonic() < until
    process.wait()
    assert process.stderr
    raise AssertionError("".join(lines) + process.stderr.read())


def _assessments(ask: Ask) -> Mapping[str, str]:
    return {each["name"]: each["id"] for each in ask("/assessments")["assessmentMetadata"]}


def test_the_main_job_is_told_as_ever_and_the_console_after_it(visited: Visited) -> None:
    summary, _, welcome = visited.said.partition("The console is at ")

    assert " All              110 " in summary
    assert "AssessmentReportSummary.pdf" in summary
    assert f"Port {visited.taken} is taken." in welcome
    assert all(person.name in welcome for person in PEOPLE)
    assert (visited.folder / "report" / "AssessmentReportSummary.pdf").is_file()
    assert not (visited.folder / "bootstrap.json").exists()
    assert (visited.folder / "sign-in.json").stat().st_mode & 0o777 == 0o600


def test_an_owner_finds_what_the_main_job_found(visited: Visited) -> None:
    ask = visited.sign_in(OWNER.name)
    found = _assessments(ask)[_SEED]
    (total,) = re.findall(r"^ All .* ([0-9]+) +[0-9]+ % +[0-9]+ *$", visited.said, re.MULTILINE)

    coverage = ask(f"/v1/assessments/{found}/coverage")
    assessment = ask(f"/assessments/{found}")["assessment"]

    assert coverage["evidenceCount"] >= int(total)
    assert coverage["refusalsCount"] >= 90
    assert {each["name"] for each in assessment["metadata"]["scope"]["awsAccounts"]} == {
        "quillhaven-security",
        "quillhaven-claims-prod",
        "quillhaven-research",
    }
    assert sum(each["manualEvidenceCount"] for each in assessment["framework"]["controlSets"]) == 4
    assert {each["state"] for each in ask(f"/v1/assessments/{found}/collection")} <= {"COLLECTING", "WAITING"}


def test_collecting_goes_on_for_the_houses_own_framework(visited: Visited) -> None:
    ask = visited.sign_in(OWNER.name)
    own = _assessments(ask)["Research, model gate"]
    until = time.monotonic() + _FIRST_EVIDENCE_SECONDS
    while not (count := ask(f"/v1/assessments/{own}/coverage")["evidenceCount"]) and time.monotonic() < until:
        time.sleep(1)

    verdicts = {each["verdict"] for each in ask(f"/v1/assessments/{own}/evidence")["evidence"]}
    assert count
    assert "NON_COMPLIANT" in verdicts


def test_a_report_is_made(visited: Visited) -> None:
    ask = visited.sign_in(OWNER.name)
    until = time.monotonic() + _FIRST_EVIDENCE_SECONDS
    (report,) = ask("/assessmentReports")["assessmentReports"]
    while report["status"] == "IN_PROGRESS" and time.monotonic() < until:
        time.sleep(1)
        (report,) = ask("/assessmentReports")["assessmentReports"]

    assert (report["status"], report["assessmentName"]) == ("COMPLETE", _SEED)


def test_a_delegate_sees_the_delegated_control_set_alone(visited: Visited) -> None:
    ask = visited.sign_in(SAFETY.name)

    (assessment,) = _assessments(ask).values()
    sets = ask(f"/assessments/{assessment}")["assessment"]["framework"]["controlSets"]

    assert [each["id"] for each in sets] == ["Safe"]
    assert len(ask("/notifications")["notifications"]) == 1


def test_an_auditor_reads_everything_and_changes_nothing(visited: Visited) -> None:
    ask = visited.sign_in(AUDITOR.name)
    found = _assessments(ask)

    assert len(found) == 2
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(f"/assessments/{found[_SEED]}/status", {"status": "INACTIVE"}, "PUT")


def test_once_ends_after_the_report(tmp_path: Path) -> None:
    process = _command(tmp_path, "--once")
    said, talk = process.communicate(timeout=_START_SECONDS)

    assert process.returncode == 0
    assert "AssessmentReportSummary.pdf" in said
    assert "console" not in said + talk


def test_ports_that_are_all_taken_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probative_demo.console._PORTS_TRIED", 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match="choose another --port"):
            free_port(port)
