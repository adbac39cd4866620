"""Keywords against botocore's models: Audit Manager's own words are all there, and what is listed can be asked."""

from pathlib import Path

import pytest

from probative.app.application import Catalogue
from probative.app.custom_sources import plan
from probative.app.keyword_index import ApiCall, KeywordIndex
from probative.app.library_controls import standard_control
from probative.domain.custom import SourceType
from probative.domain.evidence_sources import CloudTrailSource, EventName
from probative.sources.aws.read_only import check_read_only
from tests.support.serving import application, known_models, standard_framework

AUDIT_MANAGERS = {
    "acm": "GetAccountConfiguration ListCertificates",
    "autoscaling": "DescribeAutoScalingGroups",
    "backup": "ListBackupPlans",
    "bedrock": "GetModelInvocationLoggingConfiguration",
    "cloudfront": "ListDistributions",
    "cloudtrail": "DescribeTrails ListTrails",
    "cloudwatch": "DescribeAlarms",
    "config": "DescribeConfigRules DescribeDeliveryChannels",
    "directconnect": "DescribeDirectConnectGateways DescribeVirtualGateways",
    "docdb": "DescribeCertificates DescribeDBClusterParameterGroups DescribeDBInstances",
    "dynamodb": "DescribeTable ListBackups ListTables",
    "ec2": (
        "DescribeAddresses DescribeCustomerGateways DescribeEgressOnlyInternetGateways DescribeFlowLogs"
        " DescribeInstances DescribeInternetGateways"
        " DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations DescribeLocalGatewayVirtualInterfaces"
        " DescribeLocalGateways DescribeNatGateways DescribeNetworkAcls DescribeRouteTables"
        " DescribeSecurityGroupRules DescribeSecurityGroups DescribeTransitGateways DescribeVolumes"
        " DescribeVpcEndpointConnections DescribeVpcEndpointServiceConfigurations DescribeVpcEndpoints"
        " DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConnections DescribeVpnGateways"
        " GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault"
    ),
    "ecs": "DescribeClusters",
    "eks": "DescribeAddonVersions",
    "elasticache": "DescribeCacheClusters DescribeServiceUpdates",
    "elasticfilesystem": "DescribeAccessPoints DescribeFileSystems",
    "elasticloadbalancingv2": "DescribeLoadBalancers DescribeSSLPolicies DescribeTargetGroups",
    "elasticmapreduce": "ListSecurityConfigurations",
    "events": "ListConnections ListEventBuses ListEventSources ListRules",
    "firehose": "ListDeliveryStreams",
    "fsx": "DescribeFileSystems",
    "guardduty": "ListDetectors",
    "iam": (
        "GenerateCredentialReport GetAccountPasswordPolicy GetAccountSummary ListGroups ListOpenIDConnectProviders"
        " ListPolicies ListRoles ListSAMLProviders ListUsers ListVirtualMFADevices"
    ),
    "kafka": "ListClusters ListKafkaVersions",
    "kinesis": "ListStreams",
    "kms": "GetKeyPolicy GetKeyRotationStatus ListKeys",
    "lambda": "ListFunctions",
    "rds": "DescribeDBClusters DescribeDBInstances DescribeDbInstanceAutomatedBackups DescribeDbSecurityGroups",
    "redshift": "DescribeClusters",
    "s3": "GetBucketEncryption ListBuckets",
    "sagemaker": (
        "ListAlgorithms ListDomains ListEndpointConfigs ListEndpoints ListFlowDefinitions ListHumanTaskUis"
        " ListLabelingJobs ListModelBiasJobDefinitions ListModelCards ListModelQualityJobDefinitions ListModels"
        " ListMonitoringAlerts ListMonitoringSchedules ListTrainingJobs ListUserProfiles"
    ),
    "secretsmanager": "ListSecrets",
    "sns": "ListTopics",
    "sqs": "ListQueues",
    "waf": "ListRuleGroups ListRules ListWebAcls",
}
"""The API calls that Audit Manager's guide lists for custom controls."""
KEYWORDS = [f"{prefix}_{name}" for prefix, names in AUDIT_MANAGERS.items() for name in names.split()]


@pytest.fixture(scope="module")
def index() -> KeywordIndex:
    return KeywordIndex(known_models(), Catalogue([standard_framework()]))


def test_all_of_audit_managers_calls_are_counted() -> None:
    assert len(KEYWORDS) == 106


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_each_of_audit_managers_calls_can_be_made(keyword: str, index: KeywordIndex) -> None:
    call = index.find_call(keyword)

    assert call is not None
    planned = known_models().plan_call(*call)
    assert planned is not None
    last = planned.chain[-1]
    assert (last.service, last.operation) == call
    for step in planned.chain:
        assert known_models().check_call(step.service, step.operation) is None
        given = {*step.arguments, *step.hand_over}
        assert known_models().missing_inputs(step.service, step.operation, given) == ()
    assert known_models().check_output(*call, planned.each or "") is None


def test_every_listed_call_only_reads_and_is_named_once(index: KeywordIndex) -> None:
    listed = index.keywords(SourceType.API_CALL)

    assert list(listed) == sorted(set(listed))
    assert len(listed) > 8_000
    for keyword in listed:
        call = index.find_call(keyword)
        assert call is not None
        assert check_read_only(*call) is None
        assert index.keyword_of_call(*call) == keyword


def test_every_listed_event_is_one_that_can_be_found(index: KeywordIndex) -> None:
    listed = index.keywords(SourceType.CLOUDTRAIL)

    assert list(listed) == sorted(set(listed))
    assert len(listed) > 10_000
    assert all(index.events_of(keyword) for keyword in listed)


def test_events_that_change_nothing_are_no_keywords(index: KeywordIndex) -> None:
    nothing = (
        "s3_ListBuckets",
        "kms_Decrypt",
        "kms_GenerateDataKey",
        "sts_AssumeRole",
        "iam_GetUser",
        "dynamodb_Query",
    )

    assert not {*nothing} & {*index.keywords(SourceType.CLOUDTRAIL)}


@pytest.mark.parametrize(
    ("keyword", "events"),
    [
        ("bedrock_CreateGuardrail", [("bedrock.amazonaws.com", "CreateGuardrail")]),
        ("bedrock_InvokeModel", [("bedrock.amazonaws.com", "InvokeModel")]),
        ("cloudwatch_PutMetricAlarm", [("monitoring.amazonaws.com", "PutMetricAlarm")]),
        ("elasticfilesystem_CreateFileSystem", [("elasticfilesystem.amazonaws.com", "CreateFileSystem")]),
        ("signin_ConsoleLogin", [("signin.amazonaws.com", "ConsoleLogin")]),
        (
            "lambda_CreateFunction",
            [
                ("lambda.amazonaws.com", "CreateFunction"),
                ("lambda.amazonaws.com", "CreateFunction20150331"),
                ("lambda.amazonaws.com", "CreateFunction20150331v2"),
            ],
        ),
        ("cloudwatch_Nope", []),
        ("nope_CreateX", []),
    ],
)
def test_an_event_keyword_asks_for_what_cloudtrail_calls_it(
    keyword: str, events: list[tuple[str, str]], index: KeywordIndex
) -> None:
    assert index.events_of(keyword) == tuple(EventName(source=source, name=name) for source, name in events)


def test_every_event_of_the_library_has_a_keyword_that_asks_for_it(index: KeywordIndex) -> None:
    for _, _, source in standard_framework().sources():
        for event in source.events if isinstance(source, CloudTrailSource) else ():
            assert event in index.events_of(index.keyword_of_event(event))


def test_every_source_of_a_standard_control_has_a_sound_keyword(index: KeywordIndex, tmp_path: Path) -> None:
    app = application(tmp_path)
    for control in standard_framework().controls:
        for source in standard_control(app, control).sources:
            if source.keyword is not None:
                assert source.type is not None
                assert index.check(source.type, source.keyword.value or "") is None


def test_the_lists_hold_what_the_library_asks_for(index: KeywordIndex) -> None:
    rules, controls = index.keywords(SourceType.CONFIG), index.keywords(SourceType.SECURITY_HUB)

    assert {"S3_BUCKET_VERSIONING_ENABLED", "SAGEMAKER_ENDPOINT_CONFIGURATION_KMS_KEY_CONFIGURED"} <= {*rules}
    assert len(rules) > 800
    assert list(controls).index("EC2.2") < list(controls).index("EC2.10")
    assert all(index.check(SourceType.SECURITY_HUB, control) is None for control in controls)
    assert len(controls) > 300
    assert index.keywords(SourceType.MANUAL) == ()


def test_no_keyword_is_longer_than_the_wire_allows(index: KeywordIndex) -> None:
    for type_ in SourceType:
        assert all(len(keyword) <= 100 for keyword in index.keywords(type_))


def test_the_library_knows_best_how_a_call_is_made(tmp_path: Path) -> None:
    app = application(tmp_path)
    collections = plan(app, ApiCall("opensearchserverless", "BatchGetCollection"))
    quotas = plan(app, ApiCall("service-quotas", "ListServiceQuotas"))

    assert collections is not None
    assert [step.operation for step in collections.chain] == ["ListCollections", "BatchGetCollection"]
    assert quotas is not None
    assert quotas.chain[0].arguments


def test_no_two_standard_controls_differ_in_a_parameter_of_one_name() -> None:
    known: dict[str, object] = {}
    for control in standard_framework().controls:
        for name, value in control.parameter_values.items():
            assert known.setdefault(name, value) == value, "a control that rests on both would mix them up"
