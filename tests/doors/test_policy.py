"""`probative policy`: rights to read a log, encrypted or not, in any partition; and what is wrong with a request."""

import json
from typing import Any

import pytest

from tests.support.cli import Tool

KEY = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
LOGS = ("--cloudtrail", "s3://trail-logs/org")


def statements(out: str) -> dict[str, Any]:
    policies = json.loads(out)
    return {each["Sid"]: each for policy in policies for each in policy["Statement"]}


def test_the_role_may_read_an_encrypted_log_in_the_partition_of_its_key(tool: Tool) -> None:
    done = tool("policy", *LOGS, "--cloudtrail-kms-key", KEY)

    assert (done.code, done.err) == (0, "")
    said = statements(done.out)
    assert said["ReadLogs"]["Resource"] == "arn:aws-us-gov:s3:::trail-logs/org/*"
    assert (said["DecryptLogs"]["Action"], said["DecryptLogs"]["Resource"]) == (["kms:Decrypt"], KEY)
    assert not any("kms:Decrypt" in each["Action"] for sid, each in said.items() if sid != "DecryptLogs")


def test_a_partition_may_be_named(tool: Tool) -> None:
    done = tool("policy", "--partition", "aws-cn", "--format", "trust", "--principal", "111122223333")
    assert json.loads(done.out)["Statement"][0]["Principal"] == {"AWS": "arn:aws-cn:iam::111122223333:root"}


def test_templates_take_the_partition_that_they_are_deployed_in(tool: Tool) -> None:
    command = ("policy", *LOGS, "--principal", "111122223333", "--format")
    stack, terraform = tool(*command, "cloudformation").out, tool(*command, "terraform").out

    assert '"Fn::Sub": "arn:${AWS::Partition}:iam::111122223333:root"' in stack
    assert '"arn:${data.aws_partition.current.partition}:iam::111122223333:root"' in terraform
    assert "arn:aws" not in stack + terraform


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--partition", "aws-mars"), "--partition: AWS has no 'aws-mars': one of aws, aws-cn,"),
        (("--partition", "aws", "--principal", "arn:aws-cn:iam::111122223333:root"), "stays in one partition"),
        (("--cloudtrail-kms-key", KEY), "--cloudtrail-kms-key: say with --cloudtrail which log files"),
        ((*LOGS, "--cloudtrail-kms-key", "alias/trail"), "--cloudtrail-kms-key: 'alias/trail' is no ARN of a key"),
        ((*LOGS, "--cloudtrail-kms-key", KEY.replace("key/", "alias/")), "rights are given to keys, not to aliases"),
        (("--cloudtrail", "s3://Bucket"), "--cloudtrail: 's3://Bucket' names no bucket"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(tool: Tool, arguments: tuple[str, ...], error: str) -> None:
    done = tool("policy", *arguments)
    assert (done.code, done.out, len(done.errors)) == (2, "", 1)
    assert error in done.err
