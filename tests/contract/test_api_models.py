"""The facade over botocore's models, held against all of botocore."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from probative.sources.aws import read_only, shapes
from probative.sources.aws.models import BotocoreModels

SERVICES = [
    "accessanalyzer",
    "bedrock",
    "bedrock-agent",
    "bedrock-agentcore-control",
    "cloudtrail",
    "cloudwatch",
    "config",
    "ec2",
    "glue",
    "iam",
    "inspector2",
    "kms",
    "lambda",
    "macie2",
    "organizations",
    "s3",
    "sagemaker",
    "securityhub",
    "ssm",
    "sts",
    "wafv2",
]


@pytest.fixture(scope="module")
def models() -> BotocoreModels:
    return BotocoreModels()


def reading_calls(models: BotocoreModels) -> Iterator[tuple[str, str]]:
    for service in SERVICES:
        for operation in models.model(service).operation_names:
            if models.check_call(service, operation) is None:
                yield service, operation


def test_every_specimen_fits_its_own_shape(models: BotocoreModels) -> None:
    misfits = {
        f"{service}:{operation}": misfit
        for service, operation in reading_calls(models)
        for misfit in models.check_value(service, operation, "", models.specimen(service, operation, ""))
    }
    assert misfits == {}


def test_a_specimen_survives_json_and_back(models: BotocoreModels) -> None:
    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, datetime) else base64.b64encode(bytes(value)).decode()  # type: ignore[call-overload]  # only bytes are left

    for service, operation in reading_calls(models):
        specimen = models.specimen(service, operation, "")
        revived = models.revive(service, operation, "", json.loads(json.dumps(specimen, default=plain)))
        assert revived == specimen, f"{service}:{operation}"


def paths(shape: Shape, inside: tuple[str, ...] = (), at: str = "") -> Iterator[str]:
    yield at
    if shape.name in inside or shapes.is_document(shape):
        return
    below = (*inside, shape.name)
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield from paths(member, below, f"{at}.{name}".lstrip("."))
    elif isinstance(shape, ListShape):
        yield from paths(shape.member, below, f"{at}[]")
    elif isinstance(shape, MapShape):
        yield from paths(shape.value, below, f"{at}.some-key".lstrip("."))


@pytest.mark.parametrize(
    ("service", "operation"),
    [("bedrock", "GetGuardrail"), ("sagemaker", "DescribeModelPackage"), ("iam", "ListUsers"), ("ec2", "DescribeVpcs")],
)
def test_every_path_that_a_shape_has_is_sound_and_a_misspelt_one_is_not(
    models: BotocoreModels, service: str, operation: str
) -> None:
    shape = models.output(service, operation)
    assert shape is not None
    every = list(paths(shape))
    assert len(every) > 3
    for path in every:
        assert models.check_output(service, operation, path) is None
        name = path.rpartition(".")[2]
        if name and "[]" not in name and "some-key" not in path:
            assert models.check_output(service, operation, f"{path}Zz") is not None


def test_no_operation_that_hands_out_credentials_may_be_called(models: BotocoreModels) -> None:
    """Credentials in botocore: a secret key, or a session token, marked or named so, anywhere in the answer."""
    secret = re.compile(r"(?i)secretaccesskey|secretkey$|sessiontoken$|masteruserpassword$|SecretString$|accessToken$")
    told = {
        "rds",
        "redshift",
        "lightsail",
        "codepipeline",
        "route53globalresolver",
        "cognito-sync",
    }  # masked instead, or no credential
    handed: list[str] = []
    for service in models._services():
        model = models.model(service)
        for operation in model.operation_names:
            if service in told or models.check_call(service, operation) is not None:
                continue
            output = model.operation_model(operation).output_shape
            members = list(output.members) if isinstance(output, StructureShape) else []
            handed += [f"{service}:{operation}.{name}" for name in members if secret.search(name)]
    assert handed == []


def test_every_denied_call_exists_and_says_why(models: BotocoreModels) -> None:
    for call, reason in read_only.DENIED.items():
        service, operation = call.split(":")
        assert models.operation(service, operation).name == operation
        assert reason
        assert reason in (models.check_call(service, operation) or "")
    for call in read_only.ALSO_READING:
        assert models.check_call(*call.split(":")) is None


@pytest.mark.parametrize(
    "call",
    [
        "bedrock:CreateGuardrail",
        "s3:PutObject",
        "sts:AssumeRole",
        "kms:Decrypt",
        "iam:UpdateUser",
        "sts:GetSessionToken",
    ],
)
def test_a_call_that_writes_or_hands_out_secrets_is_named_and_refused(models: BotocoreModels, call: str) -> None:
    assert call in (models.check_call(*call.split(":")) or "")


def test_a_misspelt_service_or_operation_is_told_with_the_nearest(models: BotocoreModels) -> None:
    assert "did you mean bedrock?" in (models.check_call("bedrok", "GetGuardrail") or "")
    assert "did you mean GetGuardrail?" in (models.check_call("bedrock", "GetGuardrai") or "")
    assert "did you mean guardrailIdentifier?" in (
        models.check_input("bedrock", "GetGuardrail", "guardrailIdentifer") or ""
    )
    assert models.check_input("bedrock", "GetGuardrail", "guardrailIdentifier") is None


def test_required_inputs_that_nobody_gives_are_named(models: BotocoreModels) -> None:
    assert models.missing_inputs("bedrock-agent", "GetDataSource", ["dataSourceId"]) == ("knowledgeBaseId",)
    assert models.missing_inputs("bedrock", "ListGuardrails", []) == ()


def test_a_value_that_does_not_fit_is_told_by_its_place(models: BotocoreModels) -> None:
    def misfits(value: object) -> tuple[str, ...]:
        return models.check_value("bedrock", "GetGuardrail", "", value)

    assert misfits({"contentPolicy": {"filters": [{"type": "HATE"}]}}) == ()
    assert "contentPolicy.filters[0].typ" in misfits({"contentPolicy": {"filters": [{"typ": "HATE"}]}})[0]
    assert "none of" in misfits({"contentPolicy": {"filters": [{"type": "RAGE"}]}})[0]
    assert "should be a timestamp" in misfits({"createdAt": "yesterday"})[0]
    assert "should be a list" in misfits({"statusReasons": "one"})[0]
    assert "should be a structure" in misfits({"topicPolicy": [{"topics": []}]})[0]


def test_one_element_and_a_list_of_them_both_fit_where_the_path_is_a_list(models: BotocoreModels) -> None:
    element = {"arn": "a", "createdAt": "2026-11-01T00:00:00Z"}
    revived = {"arn": "a", "createdAt": datetime(2026, 11, 1, tzinfo=UTC)}
    for path in ("guardrails", "guardrails[]"):
        assert models.check_value("bedrock", "ListGuardrails", path, element) == ()
        assert models.check_value("bedrock", "ListGuardrails", path, [element]) == ()
        assert models.revive("bedrock", "ListGuardrails", path, element) == revived
        assert models.revive("bedrock", "ListGuardrails", path, [element]) == [revived]


def test_a_list_is_walked_only_where_the_path_says_so(models: BotocoreModels) -> None:
    assert "write []" in (models.check_output("bedrock", "ListGuardrails", "guardrails.arn") or "")
    assert "not a list" in (models.check_output("bedrock", "GetGuardrail", "contentPolicy[].filters") or "")
    assert "no members" in (models.check_output("bedrock", "GetGuardrail", "name.first") or "")


@pytest.mark.parametrize(
    ("service", "is_global"),
    [
        ("iam", True), ("organizations", True), ("s3", True), ("cloudfront", True), ("route53", True),
        ("budgets", True),
        ("ce", True), ("support", True), ("account", True), ("artifact", True), ("sustainability", True),
        ("health", True),
        ("sts", False), ("bedrock", False), ("bedrock-agent", False), ("config", False), ("no-such-service", False),
    ],
)  # fmt: skip
def test_services_that_answer_for_the_whole_account_are_global(
    models: BotocoreModels, service: str, *, is_global: bool
) -> None:
    assert models.is_global(service) is is_global


def test_a_region_without_the_service_is_known_and_a_service_without_a_list_is_asked(models: BotocoreModels) -> None:
    assert not models.is_offered("macie2", "us-gov-west-1")
    assert models.is_offered("macie2", "us-east-1")
    assert models.is_offered("bedrock-agent", "eu-west-1")


@pytest.mark.parametrize(
    ("call", "action"),
    [
        ("s3:ListBuckets", "s3:ListAllMyBuckets"),
        ("s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
        ("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
        ("s3control:GetPublicAccessBlock", "s3:GetAccountPublicAccessBlock"),
        ("bedrock-agent:ListAgents", "bedrock:ListAgents"),
        ("bedrock-agentcore-control:ListGateways", "bedrock-agentcore:ListGateways"),
        ("opensearchserverless:ListCollections", "aoss:ListCollections"),
        ("resourcegroupstaggingapi:GetResources", "tag:GetResources"),
        ("cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarms"),
        ("logs:DescribeLogGroups", "logs:DescribeLogGroups"),
        ("accessanalyzer:ListAnalyzers", "access-analyzer:ListAnalyzers"),
        ("application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalableTargets"),
        ("service-quotas:ListServiceQuotas", "servicequotas:ListServiceQuotas"),
        ("apigateway:GetRestApis", "apigateway:GET"),
        ("budgets:DescribeBudgets", "budgets:ViewBudget"),
        ("organizations:DescribeEffectivePolicy", "organizations:DescribeEffectivePolicy"),
        ("iam:ListServiceSpecificCredentials", "iam:ListServiceSpecificCredentials"),
    ],
)  # fmt: skip
def test_a_call_needs_the_iam_action_of_its_own_name_or_of_the_table(
    models: BotocoreModels, call: str, action: str
) -> None:
    assert models.iam_action(*call.split(":")) == action
