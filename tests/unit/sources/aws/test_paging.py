"""Which member of an answer asks for its next page."""

import pytest

from probative.sources.aws.paging import Paging, find_paging
from tests.support.aws_asking import models


def paging(call: str) -> Paging:
    service, operation = call.split(":")
    return find_paging(models().operation(service, operation), models().paginator(service, operation))


@pytest.mark.parametrize(
    ("call", "answer", "token"),
    [
        ("bedrock:ListGuardrails", {"nextToken": "t"}, {"nextToken": "t"}),
        ("bedrock:ListGuardrails", {"nextToken": ""}, None),
        ("wafv2:ListWebACLs", {"NextMarker": "m"}, {"NextMarker": "m"}),
        ("iam:ListUsers", {"IsTruncated": True, "Marker": "m"}, {"Marker": "m"}),
        ("iam:ListUsers", {"IsTruncated": False, "Marker": "m"}, None),
        ("iam:ListServiceSpecificCredentials", {"IsTruncated": True, "Marker": "m"}, {"Marker": "m"}),
        ("iam:ListServiceSpecificCredentials", {"IsTruncated": False, "Marker": "m"}, None),
        ("kms:ListKeys", {"Truncated": True, "NextMarker": "m"}, {"Marker": "m"}),
        ("dynamodb:ListTables", {"LastEvaluatedTableName": "t"}, {"ExclusiveStartTableName": "t"}),
        ("s3:ListObjectVersions", {"IsTruncated": True, "NextKeyMarker": "k", "NextVersionIdMarker": "v"},
         {"KeyMarker": "k", "VersionIdMarker": "v"}),
        ("s3:ListObjects", {"IsTruncated": True, "Contents": [{"Key": "a"}, {"Key": "b"}]}, {"Marker": "b"}),
        ("s3:ListObjects", {"IsTruncated": True, "NextMarker": "n", "Contents": [{"Key": "a"}]}, {"Marker": "n"}),
        ("sts:GetCallerIdentity", {"Account": "1"}, None),
    ],
)  # fmt: skip
def test_the_next_page_is_asked_for_by_what_the_answer_hands_out(
    call: str, answer: dict[str, object], token: dict[str, object] | None
) -> None:
    assert paging(call).next_token(answer) == token


def test_tokens_are_no_part_of_the_resource() -> None:
    answer: dict[str, object] = {"Users": [1], "IsTruncated": True, "Marker": "m"}
    assert paging("iam:ListUsers").without_tokens(answer) == {"Users": [1]}


def test_the_page_size_is_the_models_largest_and_an_argument_of_the_chain_goes_before_it() -> None:
    assert paging("sagemaker:ListModels").sized({}) == {"MaxResults": 100}
    assert paging("sagemaker:ListModels").sized({"MaxResults": 5}) == {"MaxResults": 5}
    assert paging("s3:ListBuckets").sized({}) == {"MaxBuckets": 1000}
    assert paging("cloudtrail:DescribeTrails").sized({}) == {}


def test_operations_that_hand_out_a_token_and_take_one_are_paged() -> None:
    """Without this, a page would pass for the whole list."""
    missed = []
    for service in (
        "bedrock",
        "bedrock-agent",
        "bedrock-agentcore-control",
        "sagemaker",
        "wafv2",
        "iam",
        "config",
        "macie2",
    ):
        for operation in models().model(service).operation_names:
            model = models().operation(service, operation)
            output, inputs = model.output_shape, model.input_shape
            if not operation.startswith("List") or output is None or inputs is None:
                continue
            names = {name for name in output.members if name.lower() in {"nexttoken", "marker", "nextmarker"}}
            takes = {name.lower() for name in inputs.members} & {"nexttoken", "marker", "nextmarker"}
            if names and takes and not paging(f"{service}:{operation}").inputs:
                missed.append(f"{service}:{operation}")
    assert missed == []
