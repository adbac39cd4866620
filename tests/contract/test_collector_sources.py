"""Config, Security Hub, metrics and alarms against an answer server."""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probative.app.policy import actions
from probative.domain.assessments import Scope
from probative.domain.evidence import Verdict
from probative.domain.evidence_sources import (
    AlarmSource,
    AutomatedSource,
    ConfigRuleSource,
    MetricSource,
    SecurityHubSource,
)
from probative.domain.ids import Region, SourceId
from probative.domain.slots import Refusal, SourceKind
from probative.ports.asking import Change
from tests.support.aws_asking import ACCOUNT, GUARDRAILS, NOW, PERIOD, REGION, SCOPE, Collected, collect, models, source
from tests.support.aws_server import Asked, Error, Said, answering

# --- AWS Config


def config(*rules: str) -> ConfigRuleSource:
    return ConfigRuleSource(id=SourceId("c"), name="c", rules=rules)


def rule(name: str, identifier: str, owner: str = "AWS") -> dict[str, Any]:
    return {"ConfigRuleName": name, "Source": {"Owner": owner, "SourceIdentifier": identifier}}


def evaluation(resource: str, compliance: str) -> dict[str, Any]:
    qualifier = {"ConfigRuleName": "r", "ResourceType": "AWS::S3::Bucket", "ResourceId": resource}
    return {
        "EvaluationResultIdentifier": {"EvaluationResultQualifier": qualifier},
        "ComplianceType": compliance,
        "ResultRecordedTime": NOW - timedelta(hours=5),
    }


EVALUATIONS = {
    "cloudtrail-enabled-conformance-pack-abc123": [evaluation("trail", "COMPLIANT")],
    "kms-again": [evaluation("key", "NOT_APPLICABLE"), evaluation("other", "INSUFFICIENT_DATA")],
    "kms": [evaluation("key", "NON_COMPLIANT")],
}
RULES = [
    rule("cloudtrail-enabled-conformance-pack-abc123", "CLOUD_TRAIL_ENABLED"),
    rule("kms", "CMK_BACKING_KEY_ROTATION_ENABLED"),
    rule("kms-again", "CMK_BACKING_KEY_ROTATION_ENABLED"),
    rule("OrgConfigRule-mine-abcd1234", "arn:aws:lambda:f", "CUSTOM_LAMBDA"),
]
CONFIG: dict[str, Any] = {
    "config:DescribeConfigurationRecorderStatus": {"ConfigurationRecordersStatus": [{"recording": True}]},
    "config:DescribeConfigRules": lambda asked: (
        {"ConfigRules": RULES[2:]} if asked.given.get("NextToken") else {"ConfigRules": RULES[:2], "NextToken": "more"}
    ),
    "config:GetComplianceDetailsByConfigRule": lambda asked: {
        "EvaluationResults": EVALUATIONS.get(asked.given["ConfigRuleName"], [])
    },
}


def test_config_brings_its_own_verdict_for_each_resource() -> None:
    with answering(CONFIG) as server:
        found = collect(source(server.url), config("CLOUD_TRAIL_ENABLED", "CMK_BACKING_KEY_ROTATION_ENABLED"))
        assert server.twice() == []
        assert server.calls()["config:DescribeConfigRules"] == 2
    said = {(fact.event_name, fact.resource, fact.compliance) for fact in found.facts}
    assert said == {
        ("CLOUD_TRAIL_ENABLED", "trail", Verdict.COMPLIANT),
        ("CMK_BACKING_KEY_ROTATION_ENABLED", "key", Verdict.NON_COMPLIANT),
        ("CMK_BACKING_KEY_ROTATION_ENABLED", "key", Verdict.NOT_APPLICABLE),
        ("CMK_BACKING_KEY_ROTATION_ENABLED", "other", Verdict.INCONCLUSIVE),
    }
    assert {fact.time for fact in found.facts} == {NOW - timedelta(hours=5)}
    assert {fact.collected_at for fact in found.facts} == {NOW}
    assert {(fact.part, fact.kind) for fact in found.facts} == {("", SourceKind.CONFIG)}
    assert sorted(answer.facts_count for answer in found.answers) == [1, 3]


def test_a_rule_of_ones_own_is_found_by_its_name_wherever_it_was_deployed_from() -> None:
    with answering(CONFIG) as server:
        found = collect(source(server.url), config("Custom_mine"))
        assert server.seen[-1].given["ConfigRuleName"] == "OrgConfigRule-mine-abcd1234"
    assert [answer.facts_count for answer in found.answers] == [0]


def test_a_rule_that_is_not_deployed_is_refused_by_its_name() -> None:
    with answering(CONFIG) as server:
        found = collect(source(server.url), config("IAM_PASSWORD_POLICY"))
    (refusal,) = found.refusals
    assert (refusal.reason, found.answers, found.facts) == ("NOT_ENABLED", [], [])
    assert "IAM_PASSWORD_POLICY" in refusal.message


@pytest.mark.parametrize("statuses", [[], [{"recording": False}]])
def test_config_without_a_recorder_is_not_enabled(statuses: list[dict[str, bool]]) -> None:
    off = {"config:DescribeConfigurationRecorderStatus": {"ConfigurationRecordersStatus": statuses}}
    with answering({**CONFIG, **off}) as server:
        found = collect(source(server.url), config("CLOUD_TRAIL_ENABLED"))
        assert "config:DescribeConfigRules" not in server.calls()
    assert (found.reasons, found.answers) == (["NOT_ENABLED"], [])


def test_rules_that_may_not_be_listed_are_not_missing() -> None:
    denied = {"config:DescribeConfigRules": Error("AccessDeniedException", "no", 403)}
    with answering({**CONFIG, **denied}) as server:
        found = collect(source(server.url), config("CLOUD_TRAIL_ENABLED"))
    assert (found.reasons, found.answers) == (["ACCESS_DENIED"], [])


# --- what changed

SINCE = NOW - timedelta(hours=1)
EVALUATED = {"kms": NOW - timedelta(hours=2), "kms-again": NOW - timedelta(minutes=3), "other": NOW}


def statuses(asked: Asked) -> Said:
    """Answer in two pages when each rule was evaluated."""
    told = [{"ConfigRuleName": name, "LastSuccessfulEvaluationTime": at} for name, at in EVALUATED.items()]
    told.append({"ConfigRuleName": "never"})
    if asked.given.get("NextToken"):
        return {"ConfigRulesEvaluationStatus": told[2:]}
    return {"ConfigRulesEvaluationStatus": told[:2], "NextToken": "more"}


def changes(url: str, *sources: AutomatedSource, since: datetime = SINCE) -> tuple[dict[str, datetime], list[Refusal]]:
    """Return what changed, by question, and what was refused."""
    with closing(source(url)) as live:
        slots = list(live.plan(sources, SCOPE, PERIOD))
        questions = {slot.id: slot.question for slot in slots}
        said = list(live.changes(slots, since))
    found = {questions[each.slot_id]: each.at for each in said if isinstance(each, Change)}
    return found, [each for each in said if isinstance(each, Refusal)]


def test_rules_that_were_evaluated_since_have_something_new_to_say() -> None:
    with answering({**CONFIG, "config:DescribeConfigRuleEvaluationStatus": statuses}) as server:
        wanted = config("CMK_BACKING_KEY_ROTATION_ENABLED", "CLOUD_TRAIL_ENABLED")
        found = changes(server.url, wanted)
        assert server.calls() == {"config:DescribeConfigRuleEvaluationStatus": 2, "config:DescribeConfigRules": 2}

    assert found == ({"config:CMK_BACKING_KEY_ROTATION_ENABLED": EVALUATED["kms-again"]}, [])


def test_where_no_rule_was_evaluated_since_one_call_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EVALUATED, "other", SINCE)
    with answering({"config:DescribeConfigRuleEvaluationStatus": statuses}) as server:
        found = changes(server.url, config("CLOUD_TRAIL_ENABLED"), since=NOW)
        assert set(server.calls()) == {"config:DescribeConfigRuleEvaluationStatus"}

    assert found == ({}, [])


def test_who_may_not_see_when_rules_were_evaluated_is_told() -> None:
    denied = {"config:DescribeConfigRuleEvaluationStatus": Error("AccessDeniedException", "no", 403)}
    with answering({**CONFIG, **denied}) as server:
        found, (refusal,) = changes(server.url, config("CLOUD_TRAIL_ENABLED"))

    assert (found, refusal.reason) == ({}, "ACCESS_DENIED")
    assert "DescribeConfigRuleEvaluationStatus" in refusal.unit


def test_controls_whose_findings_were_updated_since_have_something_new_to_say() -> None:
    def answer(asked: Asked) -> Said:
        filters = asked.given["Filters"]
        assert filters["UpdatedAt"] == [{"Start": "2026-11-19T05:00:00.000Z", "End": "2026-11-21T05:00:00.000Z"}]
        assert [each["Value"] for each in filters["ComplianceSecurityControlId"]] == ["CloudTrail.1", "CloudTrail.2"]
        return {
            "Findings": [
                finding("CloudTrail.1", "a", "PASSED", 6),
                finding("CloudTrail.1", "b", "PASSED", 7),
                finding("CloudTrail.2", "too old, whatever the filter", "PASSED", 5),
                finding("CloudTrail.2", "other account", "PASSED", 9, AwsAccountId="999999999999"),
                finding("CloudTrail.2", "no time", "PASSED", 9, UpdatedAt="soon"),
                finding("CloudTrail.3", "not asked", "PASSED", 9),
            ]
        }

    with answering({"securityhub:GetFindings": answer}) as server:
        since = datetime(2026, 11, 19, 5, tzinfo=UTC)
        found = changes(server.url, hub("CloudTrail.2", "CloudTrail.1"), since=since)
        assert server.calls() == {"securityhub:GetFindings": 1}

    assert found == ({"securityhub:CloudTrail.1": datetime(2026, 11, 19, 7, tzinfo=UTC)}, [])


def test_many_controls_are_looked_after_twenty_at_a_time_in_each_place() -> None:
    controls = tuple(f"IAM.{number}" for number in range(45))
    with answering({"securityhub:GetFindings": {"Findings": [finding("IAM.7", "r", "FAILED", 9)]}}) as server:
        found, refusals = changes(server.url, hub(*controls), since=datetime(2026, 11, 19, tzinfo=UTC))
        assert server.calls() == {"securityhub:GetFindings": 3}

    assert (list(found), refusals) == (["securityhub:IAM.7"], [])


def test_what_only_api_calls_and_metrics_ask_cannot_change_here() -> None:
    with answering({}) as server:
        assert changes(server.url, GUARDRAILS) == ({}, [])
        assert not server.seen


# --- Security Hub


def hub(*controls: str) -> SecurityHubSource:
    return SecurityHubSource(id=SourceId("h"), name="h", controls=controls)


def finding(control: str, resource: str, status: str, hour: int, **more: Any) -> dict[str, Any]:
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"{control}-{resource}-{hour}",
        "ProductArn": "arn:aws:securityhub:::product/aws/securityhub",
        "GeneratorId": f"security-control/{control}",
        "AwsAccountId": ACCOUNT,
        "Region": REGION,
        "CreatedAt": "2026-11-01T00:00:00Z",
        "UpdatedAt": f"2026-11-19T{hour:02}:00:00Z",
        "RecordState": "ACTIVE",
        "Compliance": {"Status": status, "SecurityControlId": control},
        "Resources": [{"Type": "AwsAccount", "Id": resource}],
        "Title": "t",
        "Description": "d",
        **more,
    }


HUB: dict[str, Any] = {"securityhub:DescribeHub": {"HubArn": "arn:hub"}}


def found_by_hub(*findings: dict[str, Any], controls: tuple[str, ...] = ("CloudTrail.1",)) -> Collected:
    with answering({**HUB, "securityhub:GetFindings": {"Findings": list(findings)}}) as server:
        return collect(source(server.url), hub(*controls))


def test_only_the_latest_state_of_a_resource_counts() -> None:
    found = found_by_hub(
        finding("CloudTrail.1", "a", "FAILED", 3),
        finding("CloudTrail.1", "a", "PASSED", 9),
        finding("CloudTrail.1", "a", "FAILED", 6),
        finding("CloudTrail.1", "b", "WARNING", 6),
        finding("CloudTrail.1", "c", "NOT_AVAILABLE", 6),
    )
    assert {(fact.resource, fact.compliance) for fact in found.facts} == {
        ("a", Verdict.COMPLIANT),
        ("b", Verdict.NON_COMPLIANT),
        ("c", Verdict.INCONCLUSIVE),
    }
    assert {fact.event_name for fact in found.facts} == {"CloudTrail.1"}
    assert {fact.time for fact in found.facts if fact.resource == "a"} == {datetime(2026, 11, 19, 9, tzinfo=UTC)}


def test_what_the_filters_should_have_kept_out_is_kept_out() -> None:
    found = found_by_hub(
        finding("CloudTrail.1", "mine", "PASSED", 1),
        finding("CloudTrail.2", "other control", "PASSED", 1),
        finding("CloudTrail.10", "longer name", "PASSED", 1),
        finding("CloudTrail.1", "archived", "PASSED", 1, RecordState="ARCHIVED"),
        finding("CloudTrail.1", "other account", "PASSED", 1, AwsAccountId="999999999999"),
        finding("CloudTrail.1", "other region", "PASSED", 1, Region="eu-west-1"),
    )
    assert [fact.resource for fact in found.facts] == ["mine"]


def test_findings_of_a_standard_of_its_own_are_told_by_their_generator() -> None:
    generator = "aws-foundational-security-best-practices/v/1.0.0/CloudTrail.1"
    found = found_by_hub(
        finding("CloudTrail.1", "a", "PASSED", 1, GeneratorId=generator, Compliance={"Status": "FAILED"})
    )
    assert [fact.compliance for fact in found.facts] == [Verdict.NON_COMPLIANT]


def test_controls_share_calls_of_at_most_twenty_each() -> None:
    controls = tuple(f"IAM.{number}" for number in range(45))

    def answer(asked: Asked) -> Said:
        wanted = [each["Value"] for each in asked.given["Filters"]["ComplianceSecurityControlId"]]
        assert asked.given["Filters"]["RecordState"] == [{"Value": "ACTIVE", "Comparison": "EQUALS"}]
        return {"Findings": [finding(control, "r", "PASSED", 1) for control in wanted]}

    with answering({**HUB, "securityhub:GetFindings": answer}) as server:
        found = collect(source(server.url), hub(*controls))
        assert server.calls() == {"securityhub:DescribeHub": 1, "securityhub:GetFindings": 3}
    assert sorted(fact.event_name for fact in found.facts) == sorted(controls)
    assert len(found.answers) == 45


def test_a_hub_that_is_not_enabled_refuses_every_control() -> None:
    error = Error("InvalidAccessException", f"Account {ACCOUNT} is not subscribed to AWS Security Hub", 401)
    with answering({"securityhub:DescribeHub": error}) as server:
        found = collect(source(server.url), hub("IAM.1", "IAM.2"))
        assert server.calls() == {"securityhub:DescribeHub": 1}
    assert (found.reasons, found.answers) == (["NOT_ENABLED", "NOT_ENABLED"], [])


# --- CloudWatch metrics


def metric(dimension: str | None = None, statistic: str = "Sum", name: str = "Invocations") -> MetricSource:
    return MetricSource(
        id=SourceId("m"), name="m", namespace="AWS/Bedrock", metrics=(name,), dimension=dimension, statistic=statistic,
        period_hours=24,
    )  # fmt: skip


def series(name: str, **dimensions: str) -> dict[str, Any]:
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    return {"Namespace": "AWS/Bedrock", "MetricName": name, "Dimensions": pairs}


DAYS = [datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC)]


def metrics(listed: list[dict[str, Any]], values: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Answer data by statistic and the values of the dimensions, joined by `/`."""

    def data(asked: Asked) -> Said:
        results = []
        for query in asked.given["MetricDataQueries"]:
            stat = query["MetricStat"]
            key = "/".join([stat["Stat"], *(pair["Value"] for pair in stat["Metric"].get("Dimensions", []))])
            numbers = values.get(key, [])
            results.append({
                "Id": query["Id"], "Label": "x", "StatusCode": "Complete", "Values": numbers,
                "Timestamps": DAYS[: len(numbers)],
            })  # fmt: skip
        return {"MetricDataResults": results}

    return {"cloudwatch:ListMetrics": {"Metrics": listed}, "cloudwatch:GetMetricData": data}


def points(found: Collected) -> list[tuple[str, datetime, float, dict[str, str]]]:
    (value,) = found.values
    return [(each["metric"], each["timestamp"], each["value"], each["dimensions"]) for each in value]


LISTED = [
    series("Invocations", ModelId="a"),
    series("Invocations", ModelId="b"),
    series("Invocations", ModelId="a", BucketedStep="1"),
    series("InvocationThrottles", ModelId="a"),
]


def test_series_of_the_fewest_dimensions_are_added_up() -> None:
    with answering(metrics(LISTED, {"Sum/a": [1, 2], "Sum/b": [10], "Sum/a/1": [100, 100]})) as server:
        found = collect(source(server.url), metric())
        given = next(asked.given for asked in server.seen if asked.operation == "GetMetricData")
    assert points(found) == [("Invocations", DAYS[0], 11, {}), ("Invocations", DAYS[1], 2, {})]
    (fact,) = found.facts
    assert [point["value"] for point in json.loads(fact.content)["points"]] == [11, 2]
    assert (fact.kind, fact.part, [answer.facts_count for answer in found.answers]) == (SourceKind.CLOUDWATCH, "", [1])
    span = [given[name].replace(tzinfo=UTC) for name in ("StartTime", "EndTime")]
    assert span == [PERIOD.since.replace(minute=0), PERIOD.until.replace(minute=0)]
    assert {query["MetricStat"]["Period"] for query in given["MetricDataQueries"]} == {86400}


def test_a_dimension_by_name_gives_a_series_for_each_value() -> None:
    with answering(metrics(LISTED, {"Maximum/a": [1], "Maximum/b": [10]})) as server:
        found = collect(source(server.url), metric("ModelId", "Maximum"))
    assert points(found) == [
        ("Invocations", DAYS[0], 1, {"ModelId": "a"}),
        ("Invocations", DAYS[0], 10, {"ModelId": "b"}),
    ]


def test_a_dimension_with_a_value_keeps_the_others_out() -> None:
    with answering(metrics(LISTED, {"Sum/a": [1], "Sum/b": [10]})) as server:
        found = collect(source(server.url), metric("ModelId=b"))
    assert points(found) == [("Invocations", DAYS[0], 10, {"ModelId": "b"})]


def test_averages_are_weighed_by_their_samples() -> None:
    values: dict[str, list[float]] = {
        "Average/a": [1.0],
        "Average/b": [5.0],
        "SampleCount/a": [3],
        "SampleCount/b": [1],
    }
    with answering(metrics(LISTED, values)) as server:
        found = collect(source(server.url), metric(None, "Average"))
    assert points(found) == [("Invocations", DAYS[0], 2.0, {})]


def test_a_prefix_takes_in_every_metric_that_begins_so() -> None:
    with answering(metrics(LISTED, {"Sum/a": [1], "Sum/b": [10]})) as server:
        found = collect(source(server.url), metric(name="Invocation*"))
    assert [(name, value) for name, _, value, _ in points(found)] == [("InvocationThrottles", 1), ("Invocations", 11)]


def test_no_series_is_one_fact_without_points_and_without_asking_for_data() -> None:
    with answering(metrics([], {})) as server:
        found = collect(source(server.url), metric())
        assert server.calls() == {"cloudwatch:ListMetrics": 1}
    assert (found.values, [answer.facts_count for answer in found.answers]) == ([[]], [1])


def test_half_of_the_data_is_no_fact() -> None:
    listed = [series("Invocations", ModelId=str(number)) for number in range(150)]

    def data(asked: Asked) -> Said:
        return (
            {"MetricDataResults": []}
            if len(asked.given["MetricDataQueries"]) == 100
            else Error("InternalFailure", "", 500)
        )

    with answering({"cloudwatch:ListMetrics": {"Metrics": listed}, "cloudwatch:GetMetricData": data}) as server:
        found = collect(source(server.url), metric())
    assert (found.facts, found.answers, found.reasons) == ([], [], ["ERROR"])


def test_series_that_cloudwatch_calls_failed_are_a_refusal() -> None:
    failed = {"MetricDataResults": [{"Id": "m0", "StatusCode": "InternalError", "Values": [], "Timestamps": []}]}
    handlers = {"cloudwatch:ListMetrics": {"Metrics": LISTED}, "cloudwatch:GetMetricData": failed}
    with answering(handlers) as server:
        found = collect(source(server.url), metric())
    assert (found.facts, found.answers, found.reasons) == ([], [], ["ERROR"])


# --- CloudWatch alarms


def alarm(name: str, **members: Any) -> dict[str, Any]:
    return {"AlarmName": name, "AlarmArn": f"arn:{name}", "ActionsEnabled": True, **members}


ALARMS = [
    alarm("plain", Namespace="AWS/Bedrock", MetricName="InvocationClientErrors"),
    alarm("other-metric", Namespace="AWS/Bedrock", MetricName="Invocations"),
    alarm("other-namespace", Namespace="AWS/SageMaker", MetricName="InvocationClientErrors"),
    alarm(
        "formula",
        Metrics=[
            {"Id": "e", "Expression": "m / 2"},
            {
                "Id": "m",
                "MetricStat": {
                    "Metric": {"Namespace": "AWS/Bedrock", "MetricName": "InvocationServerErrors"},
                    "Period": 60,
                    "Stat": "Sum",
                },
            },
        ],
    ),
    alarm("query", Metrics=[{"Id": "q", "Expression": 'SELECT SUM(InvocationServerErrors) FROM "AWS/Bedrock"'}]),
]


def alarms(*names: str) -> AlarmSource:
    return AlarmSource(id=SourceId("a"), name="a", namespace="AWS/Bedrock", metrics=names)


def test_alarms_that_watch_a_metric_are_found_in_formulas_and_queries_too() -> None:
    pages = {None: {"MetricAlarms": ALARMS[:3], "NextToken": "n"}, "n": {"MetricAlarms": ALARMS[3:]}}
    both = (alarms("InvocationClientErrors", "InvocationServerErrors"), alarms("Latency"))
    with answering({"cloudwatch:DescribeAlarms": lambda asked: pages[asked.given.get("NextToken")]}) as server:
        found = collect(source(server.url), *both)
        assert server.calls() == {"cloudwatch:DescribeAlarms": 2}
    names = {
        fact.event_name: [each["AlarmName"] for each in json.loads(fact.content)["alarms"]] for fact in found.facts
    }
    assert names == {
        "InvocationClientErrors,InvocationServerErrors": ["plain", "formula", "query"],
        "Latency": [],
    }
    assert [len(value) for value in found.values] in ([3, 0], [0, 3])


def test_alarms_that_may_not_be_read_are_not_absent() -> None:
    with answering({"cloudwatch:DescribeAlarms": Error("AccessDenied", "no", 403)}) as server:
        found = collect(source(server.url), alarms("Latency"))
    assert (found.facts, found.answers, found.reasons) == ([], [], ["ACCESS_DENIED"])


# --- planning and rights

EVERY: tuple[AutomatedSource, ...] = (config("CLOUD_TRAIL_ENABLED"), hub("IAM.1"), metric(), alarms("Latency"))


def test_each_question_is_planned_once_for_every_account_and_region() -> None:
    scope = Scope(accounts=(ACCOUNT,), regions=(REGION, Region("eu-west-1")))
    slots = list(source("http://127.0.0.1:9").plan([*EVERY, *EVERY], scope, PERIOD))
    assert len({slot.id for slot in slots}) == len(slots) == 8
    day = (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
    hours = (datetime(2026, 11, 18, 3, tzinfo=UTC), datetime(2026, 11, 20, 3, tzinfo=UTC))
    for slot in slots:
        assert (slot.since, slot.until) == (hours if slot.question.startswith("metric:") else day)


def test_what_is_called_is_what_the_reader_role_allows() -> None:
    handlers = {
        **CONFIG,
        **HUB,
        "securityhub:GetFindings": {"Findings": []},
        **metrics(LISTED, {}),
        "cloudwatch:DescribeAlarms": {"MetricAlarms": []},
    }
    with answering(handlers) as server:
        collect(source(server.url), *EVERY, scope=SCOPE)
        called = {models().iam_action(*call.split(":")) for call in server.calls()}
    assert called == {
        "config:DescribeConfigRules", "config:DescribeConfigurationRecorderStatus",
        "config:GetComplianceDetailsByConfigRule", "securityhub:DescribeHub", "securityhub:GetFindings",
        "cloudwatch:ListMetrics", "cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms",
    }  # fmt: skip
    assert actions([], models()) == ()
