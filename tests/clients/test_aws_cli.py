"""The AWS CLI works unchanged."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.server_process import Running

AWS = Path(sys.executable).with_name("aws")


def aws(server: Running, *arguments: str) -> Any:
    done = subprocess.run(
        [AWS, "auditmanager", *arguments, "--output", "json"],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


def test_a_conversation_from_the_library_to_a_review(server: Running) -> None:
    assert aws(server, "get-account-status") == {"status": "ACTIVE"}

    frameworks = aws(server, "list-assessment-frameworks", "--framework-type", "Standard")["frameworkMetadataList"]
    framework = next(each for each in frameworks if each["controlsCount"] == 110)

    owner = f"arn:aws:iam::{server.told['account_id']}:user/{server.told['username']}"
    made = aws(
        server,
        *("create-assessment", "--name", "By the CLI", "--framework-id", framework["id"]),
        *("--assessment-reports-destination", "destinationType=S3,destination=s3://reports/cli"),
        *("--scope", "awsAccounts=[{id=111122223333}]"),
        *("--roles", f"roleType=PROCESS_OWNER,roleArn={owner}"),
        *("--tags", "team=audit"),
    )["assessment"]
    id_ = made["metadata"]["id"]
    assert made["tags"] == {"team": "audit"}

    control_set = made["framework"]["controlSets"][0]
    reviewed = aws(
        server,
        *("update-assessment-control", "--assessment-id", id_, "--control-set-id", control_set["id"]),
        *("--control-id", control_set["controls"][0]["id"], "--control-status", "REVIEWED"),
        *("--comment-body", "Looked at it."),
    )["control"]
    assert (reviewed["status"], reviewed["comments"][0]["commentBody"]) == ("REVIEWED", "Looked at it.")

    assert [each["id"] for each in aws(server, "list-assessments")["assessmentMetadata"]] == [id_]
    aws(server, "delete-assessment", "--assessment-id", id_)
    assert aws(server, "list-assessments")["assessmentMetadata"] == []


def test_an_error_is_told_as_the_cli_tells_those_of_aws(server: Running) -> None:
    done = subprocess.run(
        [AWS, "auditmanager", "get-control", "--control-id", "00000000-0000-4000-8000-000000000000"],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode in {254, 255}  # which of them has changed between versions
    assert "(ResourceNotFoundException) when calling the GetControl operation" in done.stderr
