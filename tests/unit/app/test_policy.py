"""The reader role: exactly what is asked, within IAM's sizes, in forms that deploy."""

import json
import shutil
import subprocess
from dataclasses import replace
from typing import Any

import pytest

from probative.app.policy import (
    STACK_PARTITION,
    TERRAFORM_PARTITION,
    LogPlace,
    ReaderRole,
    actions,
    cloudformation_template,
    reader_policies,
    terraform_template,
    trust_policy,
)
from probative.domain.evidence_sources import (
    AlarmSource,
    CallStep,
    ConfigRuleSource,
    EvidenceSource,
    MetricSource,
    SecurityHubSource,
)
from probative.domain.ids import SourceId
from tests.support.assessing import (
    a_control,
    a_framework,
    a_manual_source,
    an_api_source,
    an_event_source,
    bedrock_platform,
)
from tests.support.aws_asking import models

ROLE = ReaderRole(name="ProbativeReader", principal="arn:aws:iam::111122223333:root", external_id="house-1")


def allowed(*sources: EvidenceSource) -> tuple[str, ...]:
    return actions([a_framework(a_control(*sources))], models())


def statements(policies: Any) -> list[dict[str, Any]]:
    return [statement for policy in policies for statement in policy["Statement"]]


CONFIG = ConfigRuleSource(id=SourceId("c"), name="c", rules=("ROOT_ACCOUNT_MFA_ENABLED",))
HUB = SecurityHubSource(id=SourceId("h"), name="h", controls=("IAM.1",))
METRIC = MetricSource(
    id=SourceId("m"),
    name="m",
    namespace="AWS/Bedrock",
    metrics=("A",),
    dimension=None,
    statistic="Sum",
    period_hours=24,
)
ALARM = AlarmSource(id=SourceId("a"), name="a", namespace="AWS/Bedrock", metrics=("A",))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (an_api_source(), ["bedrock:ListGuardrails"]),
        (an_event_source(), []),
        (a_manual_source(), []),
        (
            CONFIG,
            [
                "config:DescribeConfigRuleEvaluationStatus",
                "config:DescribeConfigRules",
                "config:DescribeConfigurationRecorderStatus",
                "config:GetComplianceDetailsByConfigRule",
            ],
        ),
        (HUB, ["securityhub:DescribeHub", "securityhub:GetFindings"]),
        (METRIC, ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]),
        (ALARM, ["cloudwatch:DescribeAlarms"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_source_needs_what_its_calls_need(source: EvidenceSource, expected: list[str]) -> None:
    assert list(allowed(source)) == expected


def test_every_step_of_a_chain_and_every_probe_counts_once() -> None:
    listed = CallStep(service="s3", operation="ListBuckets")
    each = CallStep(service="s3", operation="GetBucketPolicy", for_each="Buckets", hand_over={"Bucket": "Name"})
    chained = replace(an_api_source(), chain=(listed, each))
    framework = a_framework(a_control(chained, chained), platforms=(bedrock_platform(),))

    assert actions([framework, framework], models()) == (
        "bedrock:ListGuardrails",
        "s3:GetBucketPolicy",
        "s3:ListAllMyBuckets",
    )


def test_actions_are_grouped_by_service_and_allow_nothing_else() -> None:
    (policy,) = reader_policies(("bedrock:ListGuardrails", "kms:ListKeys", "resource-groups:ListGroups"))

    assert policy["Version"] == "2012-10-17"
    assert statements([policy]) == [
        {"Sid": "ReadBedrock", "Effect": "Allow", "Action": ["bedrock:ListGuardrails"], "Resource": "*"},
        {"Sid": "ReadKms", "Effect": "Allow", "Action": ["kms:ListKeys"], "Resource": "*"},
        {"Sid": "ReadResourceGroups", "Effect": "Allow", "Action": ["resource-groups:ListGroups"], "Resource": "*"},
    ]


@pytest.mark.parametrize("count", [1, 60, 61, 400, 1200])
@pytest.mark.parametrize("services", [1, 7, 60])
def test_policies_stay_within_the_size_of_one_and_keep_every_action(count: int, services: int) -> None:
    names = sorted(f"service-{number % services:02}:Describe{'Thing' * 8}{number:04}" for number in range(count))
    policies = reader_policies(names, LogPlace(location="s3://logs"))

    assert all(len(json.dumps(policy, separators=(",", ":"))) <= 6144 for policy in policies)
    kept = [action for statement in statements(policies) for action in statement["Action"]]
    assert sorted(kept) == sorted([*names, "s3:GetObject", "s3:ListBucket"])
    sids = [statement["Sid"] for statement in statements(policies)]
    assert len(set(sids)) == len(sids)
    assert all(sid.isalnum() for sid in sids)


KEY = "arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.mark.parametrize("place", ["s3://logs", "s3://logs/"])
def test_a_bucket_of_logs_may_be_listed_and_read(place: str) -> None:
    (policy,) = reader_policies((), LogPlace(location=place))
    assert statements([policy]) == [
        {"Sid": "ListLogs", "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "arn:aws:s3:::logs"},
        {"Sid": "ReadLogs", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::logs/*"},
    ]


@pytest.mark.parametrize("place", ["s3://logs/org/trail", "s3://logs/org/trail/"])
def test_logs_below_a_prefix_may_be_listed_and_read_there_and_nowhere_else(place: str) -> None:
    (policy,) = reader_policies((), LogPlace(location=place), partition="aws-us-gov")
    listing, reading = statements([policy])
    assert (listing["Resource"], listing["Condition"]) == (
        "arn:aws-us-gov:s3:::logs",
        {"StringLike": {"s3:prefix": "org/trail/*"}},
    )
    assert (reading["Action"], reading["Resource"]) == (["s3:GetObject"], "arn:aws-us-gov:s3:::logs/org/trail/*")


def test_the_key_of_logs_decrypts_for_s3_and_for_nothing_else() -> None:
    (policy,) = reader_policies((), LogPlace(location="s3://logs", kms_key_arn=KEY), partition="aws-cn")
    assert statements([policy])[2:] == [
        {
            "Sid": "DecryptLogs",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": KEY,
            "Condition": {"StringLike": {"kms:ViaService": "s3.cn-north-1.*"}},
        }
    ]


def test_the_trust_asks_for_the_external_id() -> None:
    (statement,) = statements([trust_policy(ROLE)])
    assert statement == {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "house-1"}},
    }


def test_without_an_external_id_the_trust_asks_for_none() -> None:
    (statement,) = statements([trust_policy(replace(ROLE, external_id=""))])
    assert "Condition" not in statement


POLICIES = reader_policies(sorted(f"service-{number:02}:DescribeThings{number:04}" for number in range(300)))


def test_the_stack_attaches_every_policy_to_the_role() -> None:
    template = json.loads(cloudformation_template(ROLE, POLICIES))
    role = template["Resources"].pop("ReaderRole")["Properties"]

    assert len(POLICIES) > 1
    assert [name["Ref"] for name in role["ManagedPolicyArns"]] == list(template["Resources"])
    assert [each["Properties"]["PolicyDocument"] for each in template["Resources"].values()] == list(POLICIES)
    assert role["AssumeRolePolicyDocument"] == trust_policy(ROLE)
    assert template["Outputs"]["RoleArn"]["Value"] == {"Fn::GetAtt": ["ReaderRole", "Arn"]}


def test_terraform_attaches_every_policy_to_the_role() -> None:
    text = terraform_template(ROLE, POLICIES)
    documents = [part.partition("\nEOT")[0] for part in text.split("<<-EOT\n")[1:]]

    assert [json.loads(document) for document in documents] == [trust_policy(ROLE), *POLICIES]
    for number in range(1, len(POLICIES) + 1):
        assert f"policy_arn = aws_iam_policy.probative_reader_{number}.arn" in text


def test_terraform_takes_nothing_in_a_document_for_a_template() -> None:
    odd: dict[str, object] = {"Version": "2012-10-17", "Statement": [{"Resource": "${aws:username}/%{x}"}]}
    assert '"$${aws:username}/%%{x}"' in terraform_template(ROLE, [odd])


def test_a_stack_fills_in_the_partition_that_it_is_deployed_in() -> None:
    role = replace(ROLE, principal=f"arn:{STACK_PARTITION}:iam::111122223333:root")
    policies = reader_policies(("kms:ListKeys",), LogPlace(location="s3://logs"), partition=STACK_PARTITION)
    resources = json.loads(cloudformation_template(role, policies))["Resources"]
    kept, listing, reading = resources["ReaderPolicy1"]["Properties"]["PolicyDocument"]["Statement"]
    trust = resources["ReaderRole"]["Properties"]["AssumeRolePolicyDocument"]

    assert kept == statements(policies)[0]
    assert listing["Resource"] == {"Fn::Sub": "arn:${AWS::Partition}:s3:::logs"}
    assert reading["Resource"] == {"Fn::Sub": "arn:${AWS::Partition}:s3:::logs/*"}
    assert trust["Statement"][0]["Principal"] == {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::111122223333:root"}}


def in_terraform() -> str:
    policies = reader_policies(("kms:ListKeys",), LogPlace(location="s3://logs"), partition=TERRAFORM_PARTITION)
    return terraform_template(ROLE, policies)


def test_terraform_fills_in_the_partition_that_it_works_in() -> None:
    assert in_terraform().startswith('data "aws_partition" "current" {}\n\nresource ')
    assert '"arn:${data.aws_partition.current.partition}:s3:::logs/*"' in in_terraform()
    assert "aws_partition" not in terraform_template(ROLE, POLICIES)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform on this machine")
@pytest.mark.parametrize("text", [terraform_template(ROLE, POLICIES), in_terraform()], ids=["plain", "partition"])
def test_terraform_finds_its_text_well_formed(text: str) -> None:
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
