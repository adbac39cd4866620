"""The running organization, as boto3 meets it: accounts, refusals, changes and the trail."""

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from probative_demo.places import ACCOUNTS, EXTERNAL_ID, TRAIL_BUCKET
from tests.unit.demo.clients import NOW, Clients, organization_at

_GUARDRAIL = {"blockedInputMessaging": "no", "blockedOutputsMessaging": "no"}
_DELIVERED_SECONDS = 4.0
_CLOUDTRAIL_SECONDS = 0.1
_SURELY_DELIVERED_SECONDS = 1.5
"""After this, whatever the trail was going to tell is told."""


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    with organization_at() as found:
        yield found


def _code(raised: pytest.ExceptionInfo[ClientError]) -> str:
    return str(raised.value.response["Error"]["Code"])


def _role(name: str, role: str = "ProbativeReader") -> str:
    return f"arn:aws:iam::{ACCOUNTS.get(name, name)}:role/{role}"


# --- who calls


def test_a_role_is_assumed_in_each_account(clients: Clients) -> None:
    identities = {name: clients.reader(name, "sts").get_caller_identity() for name in ACCOUNTS}

    assert {name: each["Account"] for name, each in identities.items()} == ACCOUNTS
    assert all(each["Arn"].endswith(":assumed-role/ProbativeReader/probative") for each in identities.values())


@pytest.mark.parametrize(
    "asked",
    [
        {"RoleArn": _role("production"), "ExternalId": "guessed"},
        {"RoleArn": _role("production")},
        {"RoleArn": _role("000000000000"), "ExternalId": EXTERNAL_ID},
        {"RoleArn": _role("production", "SomeoneElse"), "ExternalId": EXTERNAL_ID},
    ],
    ids=["wrong external id", "no external id", "unknown account", "unknown role"],
)
def test_a_role_is_not_assumed_without_all_that_it_asks_for(clients: Clients, asked: dict[str, str]) -> None:
    with pytest.raises(ClientError) as raised:
        clients.admin("security", "sts").assume_role(RoleSessionName="probative", **asked)

    assert _code(raised) == "AccessDenied"
    assert asked["RoleArn"] in str(raised.value)


def test_the_administrator_role_is_for_the_management_account_only(clients: Clients) -> None:
    asked = {"RoleArn": _role("research", "OrganizationAccountAccessRole"), "RoleSessionName": "demo"}

    keys = clients.admin("security", "sts").assume_role(**asked)["Credentials"]
    there = clients.keyed(keys["AccessKeyId"], "sts", secret=keys["SecretAccessKey"], token=keys["SessionToken"])
    assert there.get_caller_identity()["Account"] == ACCOUNTS["research"]
    with pytest.raises(ClientError):
        clients.admin("production", "sts").assume_role(**asked)


@pytest.mark.parametrize(
    ("service", "method", "code"),
    [
        ("bedrock", "list_guardrails", "UnrecognizedClientException"),
        ("sagemaker", "list_models", "UnrecognizedClientException"),
        ("cloudwatch", "describe_alarms", "UnrecognizedClientException"),
        ("iam", "list_users", "InvalidClientTokenId"),
        ("ec2", "describe_vpc_endpoints", "AuthFailure"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
    ],
)
def test_an_unknown_key_is_refused_as_each_protocol_says_it(
    clients: Clients, service: str, method: str, code: str
) -> None:
    with pytest.raises(ClientError) as raised:
        getattr(clients.keyed("AKIAUNKNOWN000000000", service), method)()

    assert _code(raised) == code


def test_each_account_and_region_has_a_state_of_its_own(clients: Clients) -> None:
    names = {
        (name, region): {
            each["name"] for each in clients.reader(name, "bedrock", region).list_guardrails()["guardrails"]
        }
        for name in ACCOUNTS
        for region in ("us-east-1", "eu-west-1")
    }

    assert "adjuster-copilot" in names["production", "us-east-1"]
    assert "adjuster-copilot" not in names["production", "eu-west-1"]
    assert names["security", "us-east-1"] == set()


# --- what is refused


class Refused(NamedTuple):
    """A call of the reader, and the code of its refusal."""

    name: str
    service: str
    method: str
    arguments: dict[str, Any]
    code: str


@pytest.mark.parametrize(
    "refused",
    [
        Refused("research", "macie2", "get_macie_session", {}, "AccessDeniedException"),
        Refused("research", "organizations", "describe_organization", {}, "AccessDeniedException"),
        Refused("research", "iam", "list_service_specific_credentials", {}, "AccessDenied"),
        Refused("production", "bedrock", "delete_guardrail", {"guardrailIdentifier": "g"}, "AccessDeniedException"),
        Refused("production", "ec2", "delete_vpc_endpoints", {"VpcEndpointIds": ["v"]}, "UnauthorizedOperation"),
        Refused("production", "bedrock", "get_guardrail", {"guardrailIdentifier": "g"}, "ResourceNotFoundException"),
        Refused(
            "production",
            "config",
            "get_compliance_details_by_config_rule",
            {"ConfigRuleName": "none"},
            "NoSuchConfigRuleException",
        ),
        Refused("production", "sagemaker", "describe_endpoint", {"EndpointName": "e"}, "ValidationException"),
    ],
    ids=lambda refused: f"{refused.service}-{refused.code}",
)
def test_a_refusal_has_the_code_of_aws(clients: Clients, refused: Refused) -> None:
    with pytest.raises(ClientError) as raised:
        getattr(clients.reader(refused.name, refused.service), refused.method)(**refused.arguments)

    assert _code(raised) == refused.code


def test_a_service_is_not_enabled_not_there_or_busy_somewhere(clients: Clients) -> None:
    calls = {
        "InvalidAccessException": clients.reader("research", "securityhub", "eu-west-1").get_findings,
        "UnknownOperationException": clients.reader("research", "bedrock-agentcore-control", "eu-west-1").list_gateways,
        "ThrottlingException": clients.impatient("production", "resiliencehub", "eu-west-1").list_apps,
    }
    for code, call in calls.items():
        with pytest.raises(ClientError) as raised:
            call()
        assert _code(raised) == code


def test_config_says_where_security_hub_is_off(clients: Clients) -> None:
    found = {
        (name, region): config.get_compliance_details_by_config_rule(ConfigRuleName="securityhub-enabled")
        for name in ACCOUNTS
        for region in ("us-east-1", "eu-west-1")
        if (config := clients.reader(name, "config", region))
    }
    verdicts = {place: answer["EvaluationResults"][0]["ComplianceType"] for place, answer in found.items()}

    assert {place for place, verdict in verdicts.items() if verdict == "NON_COMPLIANT"} == {("research", "eu-west-1")}


def test_a_busy_service_throttles_some_and_answers_when_asked_again(clients: Clients) -> None:
    client = clients.impatient("production", "sagemaker")
    codes = []
    for _ in range(120):
        try:
            client.list_models()
            codes.append("answered")
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])

    assert set(codes) == {"answered", "ThrottlingException"}
    assert clients.reader("production", "sagemaker").list_models()["Models"]


def test_what_nobody_simulates_is_not_implemented(clients: Clients) -> None:
    with pytest.raises(ClientError) as raised:
        clients.reader("production", "bedrock").get_imported_model(modelIdentifier="none")
    assert _code(raised) == "ResourceNotFoundException"
    with pytest.raises(ClientError) as raised:
        clients.admin("production", "bedrock").get_custom_model_deployment(customModelDeploymentIdentifier="a")
    assert _code(raised) == "NotImplemented"
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


# --- what is listed


def test_lists_come_in_pages_and_filters_hold(clients: Clients) -> None:
    bedrock = clients.reader("production", "bedrock")
    paged = bedrock.get_paginator("list_evaluation_jobs").paginate(PaginationConfig={"PageSize": 1})
    pages = [page["jobSummaries"] for page in paged]

    assert [len(page) for page in pages] == [1] * len(bedrock.list_evaluation_jobs()["jobSummaries"])
    research = clients.reader("research", "bedrock")
    assert [each["jobName"] for each in research.list_evaluation_jobs(statusEquals="Failed")["jobSummaries"]] == [
        "fraud-notes-eval"
    ]
    assert research.list_evaluation_jobs(nameContains="nothing")["jobSummaries"] == []
    assert bedrock.list_evaluation_jobs(creationTimeAfter=NOW)["jobSummaries"] == []


def test_security_hub_filters_hold(clients: Clients) -> None:
    hub = clients.reader("production", "securityhub")

    def found(**filters: str) -> list[dict[str, Any]]:
        wanted = {name: [{"Value": value, "Comparison": "EQUALS"}] for name, value in filters.items()}
        return [
            each for page in hub.get_paginator("get_findings").paginate(Filters=wanted) for each in page["Findings"]
        ]

    failed = found(ComplianceStatus="FAILED", RecordState="ACTIVE")
    assert failed
    assert {each["Compliance"]["Status"] for each in failed} == {"FAILED"}
    assert found(ComplianceSecurityControlId="S3.99") == []
    assert found(ComplianceSecurityControlId="S3.8", ResourceType="AwsS3Bucket")


def test_metrics_are_the_same_whenever_they_are_asked_for(clients: Clients) -> None:
    cloudwatch = clients.reader("production", "cloudwatch")
    metric = {"Namespace": "AWS/Bedrock", "MetricName": "Invocations"}
    asked = {
        "MetricDataQueries": [{"Id": "m0", "MetricStat": {"Metric": metric, "Period": 86400, "Stat": "Sum"}}],
        "StartTime": clients.running.since,
        "EndTime": NOW.replace(hour=0, minute=0),
    }
    first = cloudwatch.get_metric_data(**asked)["MetricDataResults"][0]

    assert len(first["Values"]) == 7
    assert cloudwatch.get_metric_data(**asked)["MetricDataResults"][0] == first


# --- what is changed, and told


def _events_since(
    clients: Clients, known: set[str], name: str, seconds: float = _DELIVERED_SECONDS, *, asked: Any = None
) -> list[dict[str, Any]]:
    """Return the new records of calls named `name` (that `asked` so), waiting as long as delivery may take."""
    s3 = clients.admin("security", "s3")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        prefix = f"AWSLogs/o-qh7m2kx9ra/{ACCOUNTS['production']}/CloudTrail/us-east-1/{NOW:%Y/%m/%d}/"
        listed = s3.list_objects_v2(Bucket=TRAIL_BUCKET, Prefix=prefix)["Contents"]
        new = [each["Key"] for each in listed if each["Key"] not in known]
        bodies = (s3.get_object(Bucket=TRAIL_BUCKET, Key=key)["Body"].read() for key in new)
        records = [record for body in bodies for record in json.loads(gzip.decompress(body))["Records"]]
        found = [record for record in records if record["eventName"] == name]
        if asked is not None:
            found = [record for record in found if record["requestParameters"] == asked]
        if found:
            return found
        time.sleep(_CLOUDTRAIL_SECONDS)
    return []


def test_a_change_shows_in_the_state_and_in_the_trail(clients: Clients) -> None:
    bedrock = clients.admin("production", "bedrock")
    known = set(clients.trail_files())
    made = bedrock.create_guardrail(
        name="new",
        contentPolicyConfig={"filtersConfig": [{"type": "HATE", "inputStrength": "LOW", "outputStrength": "LOW"}]},
        **_GUARDRAIL,
    )
    shown = bedrock.get_guardrail(guardrailIdentifier=made["guardrailId"])
    bedrock.delete_guardrail(guardrailIdentifier=made["guardrailId"])

    assert shown["contentPolicy"]["filters"][0]["type"] == "HATE"
    assert made["guardrailId"] not in {each["id"] for each in bedrock.list_guardrails()["guardrails"]}
    # What other tests deleted may be delivered just now, too.
    asked = {"guardrailIdentifier": made["guardrailId"]}
    (record,) = _events_since(clients, known, "DeleteGuardrail", asked=asked)
    assert record["userIdentity"]["arn"] == f"arn:aws:iam::{ACCOUNTS['production']}:user/demo-admin"
    assert record["eventTime"].startswith("2026-11-23T09:")


def test_a_refused_change_is_told_with_its_error(clients: Clients) -> None:
    known = set(clients.trail_files())
    with pytest.raises(ClientError):
        clients.reader("production", "bedrock").delete_custom_model(modelIdentifier="claims-triage-v3")

    (record,) = _events_since(clients, known, "DeleteCustomModel")
    assert record["errorCode"] == "AccessDeniedException"
    assert record["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] == "ProbativeReader"


def test_what_moto_does_is_told_too(clients: Clients) -> None:
    known = set(clients.trail_files())
    clients.admin("production", "iam").create_user(UserName="new.user")
    s3 = clients.admin("production", "s3")
    s3.put_object(Bucket=f"quillhaven-letters-{ACCOUNTS['production']}", Key="a/b", Body=b"letter")

    assert _events_since(clients, known, "CreateUser")[0]["requestParameters"] == {"userName": "new.user"}
    (put,) = _events_since(clients, known, "PutObject")
    assert put["resources"][0]["ARN"].endswith("/a/b")
    assert s3.get_object(Bucket=f"quillhaven-letters-{ACCOUNTS['production']}", Key="a/b")["Body"].read() == b"letter"
    with pytest.raises(ClientError) as raised:
        s3.head_object(Bucket=f"quillhaven-letters-{ACCOUNTS['production']}", Key="none")
    assert _code(raised) == "404"


def test_a_stopped_trail_tells_of_its_stop_and_of_nothing_more(clients: Clients) -> None:
    cloudtrail, bedrock = clients.admin("production", "cloudtrail"), clients.admin("production", "bedrock")
    known = set(clients.trail_files())
    cloudtrail.stop_logging(Name="org-audit")
    bedrock.put_account_data_retention(mode="default")

    assert _events_since(clients, known, "StopLogging")
    assert not _events_since(clients, known, "PutAccountDataRetention", _SURELY_DELIVERED_SECONDS)
    assert cloudtrail.get_trail_status(Name="org-audit")["IsLogging"] is False
    cloudtrail.start_logging(Name="org-audit")


def test_nobody_writes_to_the_log_but_the_trail(clients: Clients) -> None:
    s3 = clients.admin("security", "s3")
    with pytest.raises(ClientError) as raised:
        s3.put_object(Bucket=TRAIL_BUCKET, Key="AWSLogs/forged", Body=b"")
    assert _code(raised) == "AccessDenied"
    with pytest.raises(ClientError) as raised:
        s3.get_object(Bucket=TRAIL_BUCKET, Key="AWSLogs/none")
    assert _code(raised) == "NoSuchKey"


def test_log_files_are_listed_below_prefixes_and_read_in_parts(clients: Clients) -> None:
    s3 = clients.admin("security", "s3")
    prefix = "AWSLogs/o-qh7m2kx9ra/"
    folders = s3.list_objects_v2(Bucket=TRAIL_BUCKET, Prefix=prefix, Delimiter="/")
    paged = s3.get_paginator("list_objects_v2").paginate(Bucket=TRAIL_BUCKET, PaginationConfig={"PageSize": 50})
    keys = [each["Key"] for page in paged for each in page["Contents"]]

    assert [each["Prefix"] for each in folders["CommonPrefixes"]] == [f"{prefix}{id_}/" for id_ in ACCOUNTS.values()]
    assert len(keys) == len(set(keys)) == len(clients.trail_files())
    head = s3.head_object(Bucket=TRAIL_BUCKET, Key=keys[0])
    part = s3.get_object(Bucket=TRAIL_BUCKET, Key=keys[0], Range="bytes=0-9")
    assert len(part["Body"].read()) == 10
    assert part["ContentRange"] == f"bytes 0-9/{head['ContentLength']}"
