"""The same command again, another assessment beside it, and logs that overlap: nothing is read or kept twice."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq

from tests.support.cli import Tool
from tests.support.cloudtrail import DAY, an_event
from tests.support.jobs import framework_text, kept_in, put_framework, put_log

OFFLINE = (
    *("assess", "--offline", "--framework", "framework.yaml", "--cloudtrail", "logs", "--output", "json"),
    *("--since", f"{DAY}", "--until", f"{DAY + timedelta(days=1)}"),
)


def kept_rows(data: Path, table: str) -> int:
    """Count what lies in the files of a table."""
    return sum(pq.read_metadata(path).num_rows for path in (data / "lake" / table / "data").rglob("*.parquet"))


def test_a_log_file_that_arrives_later_is_read_and_no_other_again(tool: Tool) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    early = put_log(tool.home / "logs", [an_event(1), an_event(2)], number=1)
    first = tool(*OFFLINE, "--report-dir", "first")
    # Same size and time, other content: were it read again, it would be refused.
    spoil(early)
    put_log(tool.home / "logs", [an_event(3)], number=2)
    second = tool(*OFFLINE, "--report-dir", "second")

    assert (first.code, second.code) == (1, 1), second.err
    assert len(kept_in(tool.home / "data", first.out).evidence) == 3
    assert json.loads(first.out)["evidenceCount"] == 2
    assert json.loads(second.out)["evidenceCount"] == 3
    assert json.loads(second.out)["refusals"] == []


def spoil(path: Path) -> None:
    before = path.stat()
    path.write_bytes(b"x" * before.st_size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_log_file_that_was_damaged_is_read_again_once_it_is_whole(tool: Tool) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    path = put_log(tool.home / "logs", [an_event(1), an_event(2)])
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    first = tool(*OFFLINE, "--report-dir", "first")
    still = tool(*OFFLINE, "--report-dir", "still")
    path.write_bytes(whole)
    second = tool(*OFFLINE, "--report-dir", "second")

    assert (first.code, still.code, second.code) == (3, 3, 1)
    assert [refusal["attempts"] for refusal in json.loads(still.out)["refusals"]] == [2]
    assert json.loads(second.out)["refusals"] == []
    assert json.loads(second.out)["coverage"]["answered"] == 1


def test_the_same_command_again_says_the_same(tool: Tool) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    put_log(tool.home / "logs", [an_event(1), an_event(2)])
    first = tool(*OFFLINE, "--report-dir", "first")
    second = tool(*OFFLINE, "--report-dir", "second")

    assert second.out == first.out.replace('"first"', '"second"')
    assert kept_rows(tool.home / "data", "facts") == kept_rows(tool.home / "data", "evidence") == 2


def test_two_assessments_keep_each_fact_once(tool: Tool) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    put_log(tool.home / "logs", [an_event(number) for number in range(5)])
    one = kept_in(tool.home / "data", tool(*OFFLINE, "--name", "One", "--report-dir", "1").out)
    two = kept_in(tool.home / "data", tool(*OFFLINE, "--name", "Two", "--report-dir", "2").out)

    assert one.facts == two.facts
    assert {item.id for item in one.evidence}.isdisjoint(item.id for item in two.evidence)
    assert (len(one.evidence), len(two.evidence)) == (5, 5)
    assert kept_rows(tool.home / "data", "facts") == 5
    assert kept_rows(tool.home / "data", "evidence") == 10


def test_an_event_in_two_trails_is_one_fact_and_one_item_of_evidence_a_control(tool: Tool) -> None:
    text = framework_text(events={"StopLogging": "false"})
    control = text[text.index("          - id: TRAIL-1.1") :]
    put_framework(tool.home, text + control.replace("TRAIL-1.1", "TRAIL-1.2").replace("trail-1.1", "trail-1.2"))
    both = [an_event(1), an_event(2)]
    put_log(tool.home / "logs", both, number=1)
    put_log(tool.home / "logs", [*both, an_event(3)], number=2, head="AWSLogs/o-example12345")
    # A file of its own, delivered later: its events were in a batch of another run.
    first = tool(*OFFLINE, "--report-dir", "first")
    put_log(tool.home / "logs", [an_event(3), an_event(4)], number=3)
    second = tool(*OFFLINE, "--report-dir", "second")

    assert json.loads(first.out)["evidenceCount"] == 6
    kept = kept_in(tool.home / "data", second.out)
    assert len(kept.facts) == 4
    assert kept.verdicts == {"TRAIL-1.1": ["NON_COMPLIANT"] * 4, "TRAIL-1.2": ["NON_COMPLIANT"] * 4}
    assert kept_rows(tool.home / "data", "facts") == 4
    assert kept_rows(tool.home / "data", "evidence") == 8


def test_the_period_bounds_what_counts(tool: Tool) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "false"}))
    at = [
        f"{DAY}T00:00:00Z",
        f"{DAY}T23:59:59Z",
        f"{DAY - timedelta(days=1)}T23:59:59Z",
        f"{DAY + timedelta(days=1)}T00:00:00Z",
    ]
    put_log(tool.home / "logs", [an_event(number, eventTime=time) for number, time in enumerate(at)])
    done = tool(*OFFLINE[:-2], "--until", f"{DAY + timedelta(days=1)}")

    times = {item.time.isoformat() for item in kept_in(tool.home / "data", done.out).evidence}
    assert times == {f"{DAY}T00:00:00+00:00", f"{DAY}T23:59:59+00:00"}


def test_days_without_a_log_file_are_unseen(tool: Tool) -> None:
    put_framework(tool.home, framework_text(events={"StopLogging": "true"}))
    put_log(tool.home / "logs", [an_event(1)])
    command = ("--until", f"{DAY + timedelta(days=2)}", "--regions", "us-east-1,eu-west-1", "--report-dir")
    done = tool(*OFFLINE, *command, "report")
    text = tool(*OFFLINE, *command, "text", "--output", "text")

    assert json.loads(done.out)["coverage"] == {
        "expected": 4, "answered": 1, "partial": 0, "refused": 0, "unseen": 3, "notApplicable": 0,
    }  # fmt: skip
    assert "3 of 4 observations were not made" in text.out
    assert f"111122223333  eu-west-1       {DAY}  1 of 1" in text.out
