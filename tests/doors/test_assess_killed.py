"""Kill -9: whenever a run dies, the same command goes on, and ends with exactly what an uninterrupted run gives."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

import pytest

from probative_demo.organization import Running
from tests.support.cli import Ended, Forks, Tool, read_until
from tests.support.jobs import Call, Kept, framework_text, kept_in, put_framework, put_many_logs

FILES: Final = 48
EVENTS: Final = 60
POINTS: Final = (
    *("Reading CloudTrail logs", "  Reading CloudTrail logs", "Listing CloudTrail logs") * 2,
    *("Reading CloudTrail logs", "  Reading CloudTrail logs", "report", "  report", "report", "  report"),
)
"""The lines of progress after which runs are killed: a moment later, drawn by lot."""
LATEST_SECONDS: Final = 0.2


class Killer:
    """Runs a command and kills it, a moment after it said a line."""

    def __init__(self, tool: Tool, command: Sequence[object], seed: int) -> None:
        self.tool = tool
        self.command = command
        self.lot = Random(seed)
        self.kills = 0

    def kill_after(self, line: str) -> None:
        running = self.tool.start(*self.command)
        assert running.stderr
        # A run that finds all its work done does not say the line: it dies in its report.
        read_until(running.stderr, lambda said: said.startswith((line, "report")))
        time.sleep(self.lot.uniform(0, LATEST_SECONDS))
        running.kill()
        running.communicate()
        self.kills += running.returncode == -signal.SIGKILL
        assert_alone(running)


def assert_alone(running: subprocess.Popen[str]) -> None:
    """Fail if a process of the killed run works on, for longer than it takes to notice."""
    for _ in range(100):
        try:
            os.killpg(running.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a process of the killed run is still there")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def meaning(kept: Kept) -> set[tuple[str, ...]]:
    """Return what evidence says, without when it was collected."""
    return {
        (item.id, item.fact_id, item.control_id, item.verdict, item.reason, kept.facts[item.fact_id].content_sha256)
        for item in kept.evidence
    }


@pytest.mark.slow
def test_log_files_are_read_once_however_often_a_run_is_killed(
    tmp_path_factory: pytest.TempPathFactory, forked: Forks
) -> None:
    home = tmp_path_factory.mktemp("logs")
    tool = Tool(home, forks=forked)
    put_framework(home, framework_text(events={"StopLogging": "false", "CreateTrail": "true"}))
    put_many_logs(home / "logs", files=FILES, events=EVENTS, file_bytes=240_000)
    command = ("assess", "--offline", "--framework", "framework.yaml", "--cloudtrail", "logs", "--output", "json")
    whole = kept_in(home / "whole", tool(*command, "--data-dir", "whole", "--report-dir", "whole-report").out)
    assert len(whole.evidence) == FILES * EVENTS

    killer = Killer(tool, (*command, "--commit-every", 0, "--report-dir", "report"), seed=11)
    for line in POINTS:
        killer.kill_after(line)
        assert not (home / "report").exists() or (home / "report" / "digest.json").exists()
    done = finished(tool, killer.command, home)

    assert killer.kills >= 10
    assert_whole(home, kept_in(home / "data", done.out), whole)


def finished(tool: Tool, command: Sequence[object], home: Path) -> Ended:
    """Run `command` to its end, into a new report folder if a killed run came to write its own."""
    if (home / "report").exists():
        command = (*command, "--report-dir", "report-2")
    return tool(*command)


def assert_whole(home: Path, kept: Kept, whole: Kept) -> None:
    assert meaning(kept) == meaning(whole)
    assert len(kept.evidence) == len(whole.evidence)
    assert [(record.slot, record.state) for record in kept.slots] == [
        (record.slot, record.state) for record in whole.slots
    ]
    assert sum(record.facts_count for record in kept.slots) == sum(record.facts_count for record in whole.slots)
    assert list((home / "data" / "lake" / "staging").iterdir()) == []
    assert [name for name in names(home) if name.startswith(".")] == []


@pytest.mark.slow
def test_aws_is_asked_to_the_end_however_often_a_run_is_killed(
    tmp_path_factory: pytest.TempPathFactory, forked: Forks, organization: Running
) -> None:
    home = tmp_path_factory.mktemp("live")
    keys = {"AWS_ACCESS_KEY_ID": organization.access_key_id, "AWS_SECRET_ACCESS_KEY": organization.secret_access_key}
    tool = Tool(home, keys, forked)
    put_framework(home, framework_text(calls=[Call(*call) for call in CALLS]))
    command = (
        *("assess", "--framework", "framework.yaml", "--output", "json", "--rate", 200, "--patience", 1),
        *("--accounts", ",".join(organization.accounts), "--regions", ",".join(organization.regions)),
        *("--role-name", organization.role_name, "--external-id", organization.external_id),
        *("--endpoint-url", organization.endpoint_url),
    )
    whole = kept_in(home / "whole", tool(*command, "--data-dir", "whole", "--report-dir", "whole-report").out)
    assert len(whole.evidence) > 50

    killer = Killer(tool, (*command, "--commit-every", 0, "--report-dir", "report"), seed=12)
    for line in ("Asking AWS", "  Asking AWS: ", "Asking AWS", "report", "  Asking AWS: "):
        killer.kill_after(line)
    done = finished(tool, killer.command, home)

    assert killer.kills >= 4
    assert_whole(home, kept_in(home / "data", done.out), whole)


CALLS: Final = (
    ("bedrock:ListGuardrails", "guardrails", "arn"),
    ("bedrock:ListCustomModels", "modelSummaries", "modelArn"),
    ("bedrock:ListFoundationModels", "modelSummaries", "modelArn"),
    ("bedrock:ListInferenceProfiles", "inferenceProfileSummaries", "inferenceProfileArn"),
    ("sagemaker:ListModels", "Models", "ModelArn"),
    ("sagemaker:ListEndpoints", "Endpoints", "EndpointArn"),
    ("kms:ListKeys", "Keys", "KeyArn"),
    ("cloudtrail:DescribeTrails", "trailList", "TrailARN"),
    ("s3:ListBuckets", "Buckets", "Name"),
    ("lambda:ListFunctions", "Functions", "FunctionArn"),
    ("iam:ListRoles", "Roles", "Arn"),
    ("logs:DescribeLogGroups", "logGroups", "arn"),
)
