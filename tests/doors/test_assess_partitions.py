"""The partition of a run is that of its regions: roles are named there, and global services asked there."""

from dataclasses import replace
from typing import Any

import pytest

from probative.sources.cloudtrail.s3_access import S3Access
from tests.support.aws_guardrails import guardrails
from tests.support.aws_server import answering
from tests.support.cli import Tool
from tests.support.jobs import Call, framework_text, put_framework

ACCOUNT = "111122223333"
ASSUMED = {
    "Credentials": {
        "AccessKeyId": "ASIAROLE",
        "SecretAccessKey": "not-a-secret",
        "SessionToken": "token",
        "Expiration": "2099-01-01T00:00:00Z",
    }
}
HANDLERS: dict[str, Any] = {
    "sts:GetCallerIdentity": {"UserId": "u", "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/u"},
    "sts:AssumeRole": ASSUMED,
    "bedrock:ListGuardrails": guardrails("a"),
}
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAOWN", "AWS_SECRET_ACCESS_KEY": "not-a-secret"}


@pytest.mark.parametrize(
    ("regions", "configured", "partition"),
    [
        (("--regions", "us-east-1"), "cn-north-1", "aws"),
        (("--regions", "us-gov-west-1"), "us-east-1", "aws-us-gov"),
        ((), "cn-north-1", "aws-cn"),
    ],
)
def test_the_role_is_named_in_the_partition_of_the_regions(
    tool: Tool, regions: tuple[str, ...], configured: str, partition: str
) -> None:
    put_framework(tool.home, framework_text(calls=[Call("bedrock:ListGuardrails", "guardrails", "arn")]))
    command = ("assess", "--framework", "framework.yaml", "--accounts", ACCOUNT, "--role-name", "Reader", *regions)
    with answering(HANDLERS) as server:
        acting = replace(tool, variables=KEYS | {"AWS_DEFAULT_REGION": configured})
        done = acting(*command, "--endpoint-url", server.url)
        (assumed,) = [asked for asked in server.seen if asked.operation == "AssumeRole"]

    assert done.code == 0, done.err
    assert assumed.given["RoleArn"] == f"arn:{partition}:iam::{ACCOUNT}:role/Reader"


def test_a_bucket_is_sought_from_the_home_of_its_partition_where_no_region_is_configured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    home, elsewhere = S3Access(home="cn-northwest-1"), S3Access(home="cn-northwest-1", region="cn-north-1")
    assert [access(1).meta.region_name for access in (home, elsewhere)] == ["cn-northwest-1", "cn-north-1"]
