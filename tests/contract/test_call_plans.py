"""How calls are made that nobody gives arguments, read off botocore's models."""

import pytest

from tests.support.serving import known_models

Step = tuple[str, str | None, dict[str, str], int | None]


def steps(call: str) -> list[Step] | None:
    plan = known_models().plan_call(*call.split(":"))
    if plan is None:
        return None
    return [(step.operation, step.for_each, dict(step.hand_over), step.batch) for step in plan.chain]


def listing(operation: str) -> Step:
    return (operation, None, {}, None)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("s3:ListBuckets", [listing("ListBuckets")]),
        (
            "s3:GetBucketEncryption",
            [listing("ListBuckets"), ("GetBucketEncryption", "Buckets", {"Bucket": "Name"}, None)],
        ),
        ("kms:GetKeyPolicy", [listing("ListKeys"), ("GetKeyPolicy", "Keys", {"KeyId": "KeyId"}, None)]),
        (
            "dynamodb:DescribeTable",
            [listing("ListTables"), ("DescribeTable", "TableNames", {"TableName": "."}, None)],
        ),
        (
            "bedrock:GetModelCustomizationJob",
            [
                listing("ListModelCustomizationJobs"),
                ("GetModelCustomizationJob", "modelCustomizationJobSummaries", {"jobIdentifier": "jobArn"}, None),
            ],
        ),
        (
            "iam:GetRolePolicy",
            [
                listing("ListRoles"),
                ("ListRolePolicies", "Roles", {"RoleName": "RoleName"}, None),
                ("GetRolePolicy", "PolicyNames", {"PolicyName": ".", "RoleName": "args.RoleName"}, None),
            ],
        ),
        ("eks:DescribeCluster", [listing("ListClusters"), ("DescribeCluster", "clusters", {"name": "."}, None)]),
        ("cloudtrail:GetTrailStatus", [listing("ListTrails"), ("GetTrailStatus", "Trails", {"Name": "Name"}, None)]),
        (
            "glue:GetTables",
            [listing("GetDatabases"), ("GetTables", "DatabaseList", {"DatabaseName": "Name"}, None)],
        ),
        (
            "es:DescribeElasticsearchDomains",
            [
                listing("ListDomainNames"),
                ("DescribeElasticsearchDomains", "DomainNames", {"DomainNames": "DomainName"}, 10),
            ],
        ),
        (
            "cloudfront:GetDistribution",
            [listing("ListDistributions"), ("GetDistribution", "DistributionList.Items", {"Id": "Id"}, None)],
        ),
    ],
)
def test_a_call_follows_the_list_of_what_it_is_about(call: str, expected: list[Step]) -> None:
    assert steps(call) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            "ecs:DescribeClusters",
            [listing("ListClusters"), ("DescribeClusters", "clusterArns", {"clusters": "."}, 10)],
        ),
        (
            "ecs:DescribeServices",
            [
                listing("ListClusters"),
                ("ListServices", "clusterArns", {"cluster": "."}, None),
                ("DescribeServices", "serviceArns", {"services": ".", "cluster": "args.cluster"}, 10),
            ],
        ),
        ("events:ListRules", [listing("ListEventBuses"), ("ListRules", "EventBuses", {"EventBusName": "Name"}, None)]),
    ],
)
def test_what_aws_would_answer_for_one_default_thing_is_asked_for_all(call: str, expected: list[Step]) -> None:
    assert steps(call) == expected


@pytest.mark.parametrize(
    "call",
    ["s3:GetObjectTagging", "wafv2:ListWebACLs", "logs:ListTagsForResource", "ec2:DescribeInstanceAttribute"],
)
def test_where_no_list_gives_what_is_needed_there_is_no_plan(call: str) -> None:
    assert steps(call) is None


@pytest.mark.parametrize(
    ("call", "each", "resource_id"),
    [
        ("ec2:DescribeInstances", "Reservations[].Instances", "InstanceId"),
        ("rds:DescribeDBInstances", "DBInstances", "DBInstanceArn"),
        ("cloudfront:ListDistributions", "DistributionList.Items", "ARN"),
        ("dynamodb:ListTables", "TableNames", "."),
        ("iam:ListUsers", "Users", "Arn"),
        ("apigateway:GetRestApis", "items", "id"),
        ("iam:GetAccountSummary", None, None),
        ("bedrock:GetGuardrail", None, None),
        ("cloudwatch:DescribeAlarms", None, None),
        ("iam:GetRole", None, None),
    ],
)
def test_resources_are_where_the_answer_has_its_one_list(call: str, each: str | None, resource_id: str | None) -> None:
    plan = known_models().plan_call(*call.split(":"))

    assert plan is not None
    assert (plan.each, plan.resource_id) == (each, resource_id)


def test_a_plan_is_worked_out_once() -> None:
    assert known_models().plan_call("kms", "GetKeyPolicy") is known_models().plan_call("kms", "GetKeyPolicy")
