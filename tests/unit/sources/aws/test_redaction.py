"""Secrets are masked, and what evidence needs is not, although botocore marks both."""

import pytest

from probative.sources.aws.redaction import MASK, Redaction
from tests.support.aws_asking import models


def redacted(call: str, value: object) -> object:
    service, operation = call.split(":")
    return Redaction(service).redact(models().output(service, operation), value)


def test_what_a_filter_does_with_a_prompt_is_kept_although_it_is_marked() -> None:
    guardrail = {"name": "n", "contentPolicy": {"filters": [{"type": "HATE", "inputAction": "BLOCK"}]}}
    assert redacted("bedrock:GetGuardrail", guardrail) is guardrail


@pytest.mark.parametrize(
    ("call", "value", "masked"),
    [
        ("amplify:GetApp", {"app": {"name": "n", "basicAuthCredentials": "x"}},
         {"app": {"name": "n", "basicAuthCredentials": MASK}}),
        ("rds:DescribeDBInstances",
         {"DBInstances": [{"PendingModifiedValues": {"MasterUserPassword": "x", "Port": 1}}]},
         {"DBInstances": [{"PendingModifiedValues": {"MasterUserPassword": MASK, "Port": 1}}]}),
        ("lambda:GetFunctionConfiguration", {"Environment": {"Variables": {"A": "x"}}, "Runtime": "r"},
         {"Environment": {"Variables": {"A": MASK}}, "Runtime": "r"}),
        ("sagemaker:DescribeModel", {"PrimaryContainer": {"Image": "i", "Environment": {"KEY": "x"}}},
         {"PrimaryContainer": {"Image": "i", "Environment": {"KEY": MASK}}}),
    ],
)  # fmt: skip
def test_secrets_are_masked_and_their_names_stay(call: str, value: object, masked: object) -> None:
    assert redacted(call, value) == masked


def test_an_answer_without_a_shape_is_left_alone() -> None:
    assert Redaction("s3").redact(None, {"a": 1}) == {"a": 1}
