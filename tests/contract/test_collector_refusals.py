"""What AWS would not or could not say is told: never a pass, never a fail, never silence."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from probative.domain.assessments import Scope
from probative.domain.ids import Region
from probative.domain.slots import RefusalReason
from probative.sources.aws.collector import AwsSource
from probative.sources.aws.sessions import Keys
from tests.support.aws_asking import (
    ACCOUNT,
    FAST,
    GUARDRAIL,
    GUARDRAILS,
    KEYS,
    NOW,
    OTHER,
    PERIOD,
    SCOPE,
    Collected,
    api,
    collect,
    sessions,
    source,
    step,
)
from tests.support.aws_guardrails import HANDLERS, guardrail, guardrails
from tests.support.aws_server import Asked, Error, Raw, Said, answering


def refused_alone(found: Collected) -> tuple[str, str]:
    """Return reason and unit of the one refusal, beside which there is nothing."""
    assert found.facts == []
    assert found.answers == []
    (refusal,) = found.refusals
    assert refusal.message
    return refusal.reason, refusal.unit


HTML = b"<!DOCTYPE html><html><body>500 Internal Server Error</body></html>"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Error("AccessDeniedException", "User: x is not authorized", 403), "ACCESS_DENIED"),
        (Error("UnrecognizedClientException", "The security token is invalid", 403), "ACCESS_DENIED"),
        (Error("ThrottlingException", "Rate exceeded"), "THROTTLED"),
        (Error("TooManyRequestsException", "slow down", 429), "THROTTLED"),
        (Error("SubscriptionRequiredException", "The AWS Access Key Id needs a subscription", 403), "NOT_ENABLED"),
        (Error("OptInRequired", "You are not subscribed to this service", 403), "NOT_ENABLED"),
        (Error("ValidationException", "Guardrails are not supported in this region"), "REGION_UNAVAILABLE"),
        (Error("UnknownOperationException", "", 404), "NOT_SUPPORTED"),
        (Error("Whatever", "not implemented here", 501), "NOT_SUPPORTED"),
        (Error("InternalServerException", "we failed", 500), "ERROR"),
        (Error("ValidationException", "1 validation error detected"), "ERROR"),
        (Error("ResourceNotFoundException", "nothing here", 404), "ERROR"),
        (Raw(500, HTML, "text/html"), "MALFORMED"),
        (Raw(200, HTML, "text/html"), "MALFORMED"),
        (Raw(200, b'{"guardrails": [{"id": "a", "arn'), "MALFORMED"),
        (Raw(200, b""), "MALFORMED"),
        (Raw(200, b"[1, 2]"), "MALFORMED"),
        (Raw(200, b'{"guardrails": [7]}'), "MALFORMED"),
    ],
)  # fmt: skip
def test_what_a_service_will_not_say_is_a_refusal_with_its_reason(said: Said, reason: str) -> None:
    with answering({"bedrock:ListGuardrails": said}) as server:
        found = collect(source(server.url), GUARDRAILS)
    assert refused_alone(found) == (reason, "bedrock:ListGuardrails")


def test_an_answer_that_does_not_come_in_time_is_a_timeout() -> None:
    with answering({"bedrock:ListGuardrails": Raw(200, b"{}", delay=0.6)}) as server:
        found = collect(source(server.url, read_timeout=timedelta(seconds=0.2)), GUARDRAILS)
    assert refused_alone(found) == ("TIMEOUT", "bedrock:ListGuardrails")
    assert found.refusals[0].attempts == FAST.patience.attempts


def test_a_truncated_query_answer_is_malformed() -> None:
    users = api(step("iam:ListUsers"), each="Users")
    with answering({"iam:ListUsers": Raw(200, b"<ListUsersResponse><Users>", "text/xml")}) as server:
        found = collect(source(server.url), users)
    assert refused_alone(found) == ("MALFORMED", "iam:ListUsers")


def test_a_truncated_binary_answer_is_malformed() -> None:
    alarms = api(step("cloudwatch:DescribeAlarms"), each="MetricAlarms")
    with answering({"cloudwatch:DescribeAlarms": Raw(200, b"\xbflMetricAlarms\x9f\xbf", "application/cbor")}) as server:
        found = collect(source(server.url), alarms)
    assert refused_alone(found) == ("MALFORMED", "cloudwatch:DescribeAlarms")


def test_nobody_at_the_address_is_a_timeout() -> None:
    found = collect(source("http://127.0.0.1:9"), GUARDRAILS)
    assert refused_alone(found)[0] == "TIMEOUT"
    assert found.refusals[0].attempts == FAST.patience.attempts


def failing(times: int, error: Said, then: Callable[[Asked], Said] | Said) -> Callable[[Asked], Said]:
    left, lock = [times], threading.Lock()

    def answer(asked: Asked) -> Said:
        with lock:
            left[0] -= 1
            if left[0] >= 0:
                return error
        return then(asked) if callable(then) else then

    return answer


@pytest.mark.parametrize(
    "error",
    [Error("ThrottlingException", "Rate exceeded"), Error("InternalFailure", "", 500), Raw(502, HTML, "text/html")],
)
def test_patience_overcomes_throttling_and_short_failures(error: Said) -> None:
    with answering({"bedrock:ListGuardrails": failing(2, error, guardrails("a"))}) as server:
        found = collect(source(server.url), GUARDRAILS)
        assert server.calls() == {"bedrock:ListGuardrails": 3}
    assert found.refusals == []
    assert len(found.facts) == 1


def test_throttling_ends_as_a_refusal_when_patience_does_and_says_how_often_it_was_tried() -> None:
    with answering({"bedrock:ListGuardrails": Error("ThrottlingException", "Rate exceeded")}) as server:
        began = time.monotonic()
        found = collect(source(server.url), GUARDRAILS)
        took = time.monotonic() - began
        (refusal,) = found.refusals
        assert refusal.attempts == server.calls()["bedrock:ListGuardrails"] > 2
    assert "Rate exceeded" in refusal.message
    assert 0.3 < took < 5


def test_a_denied_element_is_refused_by_its_name_and_the_others_are_answered() -> None:
    def get(asked: Asked) -> Said:
        is_denied = asked.given["guardrailIdentifier"] == "b"
        return Error("AccessDeniedException", "no", 403) if is_denied else guardrail(asked)

    with answering({**HANDLERS, "bedrock:GetGuardrail": get}) as server:
        found = collect(source(server.url), GUARDRAIL)
    assert sorted(value["guardrailId"] for value in found.values) == ["a", "c"]
    assert [(refusal.reason, refusal.unit) for refusal in found.refusals] == [
        ("ACCESS_DENIED", "bedrock:GetGuardrail(guardrailIdentifier=b)")
    ]
    assert [answer.facts_count for answer in found.answers] == [2]


def test_a_list_whose_every_element_is_denied_is_not_an_empty_list() -> None:
    with answering({**HANDLERS, "bedrock:GetGuardrail": Error("AccessDeniedException", "no", 403)}) as server:
        found = collect(source(server.url), GUARDRAIL)
    assert found.facts == []
    assert found.answers == []
    assert found.reasons == ["ACCESS_DENIED"] * 3


def test_a_page_that_is_refused_is_told_beside_what_came_before_it() -> None:
    pages = {None: guardrails("a", token="1"), "1": Error("AccessDeniedException", "no", 403)}
    with answering({"bedrock:ListGuardrails": lambda asked: pages[asked.given.get("nextToken")]}) as server:
        found = collect(source(server.url), GUARDRAILS)
        whole = collect(source(server.url), api(step("bedrock:ListGuardrails")))
    assert len(found.facts) == 1
    assert [refusal.unit for refusal in found.refusals] == ["bedrock:ListGuardrails page 2"]
    assert len(found.answers) == 1
    assert whole.facts == []
    assert whole.reasons == ["ACCESS_DENIED"]


def test_the_same_page_token_again_is_malformed_and_ends() -> None:
    with answering({"bedrock:ListGuardrails": guardrails("a", token="again")}) as server:
        found = collect(source(server.url), GUARDRAILS)
        assert server.calls()["bedrock:ListGuardrails"] <= 3
    assert "MALFORMED" in found.reasons


def test_what_was_deleted_since_it_was_listed_is_passed_over() -> None:
    def get(asked: Asked) -> Said:
        is_gone = asked.given["guardrailIdentifier"] == "b"
        return Error("ResourceNotFoundException", "gone", 404) if is_gone else guardrail(asked)

    with answering({**HANDLERS, "bedrock:GetGuardrail": get}) as server:
        found = collect(source(server.url), GUARDRAIL)
    assert (len(found.facts), found.refusals) == (2, [])


def test_everything_gone_at_once_is_no_answer() -> None:
    with answering({**HANDLERS, "bedrock:GetGuardrail": Error("ResourceNotFoundException", "gone", 404)}) as server:
        found = collect(source(server.url), GUARDRAIL)
    assert found.answers == []
    (refusal,) = found.refusals
    assert refusal.reason is RefusalReason.ERROR
    assert "all 3" in refusal.message


def test_an_element_without_what_is_to_be_handed_over_is_a_refusal() -> None:
    chain = api(
        step("sagemaker:ListModels"),
        step("sagemaker:DescribeModel", for_each="Models", hand_over={"ModelName": "ModelName"}),
    )
    with answering({"sagemaker:ListModels": {"Models": [{"ModelArn": "a"}]}}) as server:
        found = collect(source(server.url), chain)
    assert refused_alone(found)[0] == "MALFORMED"


# --- errors that are answers


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("iam:GetAccountPasswordPolicy", Error("NoSuchEntity", "The Password Policy cannot be found", 404)),
        ("organizations:DescribeEffectivePolicy", Error("EffectivePolicyNotFoundException", "none")),
        ("macie2:GetMacieSession", Error("AccessDeniedException", "Macie is not enabled.", 403)),
    ],
)
def test_an_error_that_is_an_answer_is_an_empty_resource(call: str, error: Error) -> None:
    arguments = {"PolicyType": "BEDROCK_POLICY"} if call.startswith("organizations") else {}
    with answering({call: error}) as server:
        found = collect(source(server.url), api(step(call, arguments=arguments)))
    assert found.values == [{}]
    assert found.refusals == []


def test_a_bucket_without_lifecycle_rules_is_an_empty_resource_of_its_name() -> None:
    chain = api(
        step("s3:ListBuckets"),
        step("s3:GetBucketLifecycleConfiguration", for_each="Buckets", hand_over={"Bucket": "Name"}),
    )
    handlers = {
        "s3:ListBuckets": {"Buckets": [{"Name": "logs"}]},
        "s3:GetBucketLifecycleConfiguration": Error("NoSuchLifecycleConfiguration", "none", 404),
    }
    with answering(handlers) as server:
        (fact,) = collect(source(server.url), chain).facts
    assert (fact.value, fact.resource) == ({}, "logs")


def test_macie_that_is_on_but_denied_is_still_a_refusal() -> None:
    with answering({"macie2:GetMacieSession": Error("AccessDeniedException", "not authorized", 403)}) as server:
        found = collect(source(server.url), api(step("macie2:GetMacieSession")))
    assert refused_alone(found)[0] == "ACCESS_DENIED"


def test_no_organization_is_not_enabled() -> None:
    policy = api(step("organizations:DescribeEffectivePolicy", arguments={"PolicyType": "BEDROCK_POLICY"}))
    error = Error("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
    with answering({"organizations:DescribeEffectivePolicy": error}) as server:
        found = collect(source(server.url), policy)
    assert refused_alone(found)[0] == "NOT_ENABLED"


# --- regions


def test_a_region_without_the_service_is_refused_without_a_call() -> None:
    scope = Scope(accounts=(ACCOUNT,), regions=(Region("us-gov-west-1"),))
    live = AwsSource(sessions(""), clock=lambda: NOW, limits=FAST)
    found = collect(live, api(step("macie2:ListClassificationJobs"), each="items"), scope=scope)
    assert refused_alone(found)[0] == "REGION_UNAVAILABLE"
    assert found.refusals[0].attempts == 0


# --- credentials


def assume(asked: Asked) -> Said:
    if OTHER in asked.given["RoleArn"]:
        return Error("AccessDenied", "User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole", 403)
    keys = {"AccessKeyId": "ASIAROLE", "SecretAccessKey": "s3cr3t", "SessionToken": "t0k3n"}
    return {"Credentials": {**keys, "Expiration": NOW + timedelta(hours=1)}}


def test_a_role_is_assumed_in_each_account_with_the_external_id_and_its_keys_sign() -> None:
    with answering({**HANDLERS, "sts:AssumeRole": assume}) as server:
        found = collect(source(server.url, role_name="Reader", external_id="42"), GUARDRAIL)
        (assumed,) = [asked for asked in server.seen if asked.operation == "AssumeRole"]
        signed = {asked.access_key for asked in server.seen if asked.service == "bedrock"}
    assert assumed.given == {
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/Reader", "RoleSessionName": "probative", "ExternalId": "42",
    }  # fmt: skip
    assert signed == {"ASIAROLE"}
    assert len(found.facts) == 3


def test_a_role_that_cannot_be_assumed_refuses_its_account_only_and_is_tried_once() -> None:
    scope = Scope(accounts=(ACCOUNT, OTHER), regions=SCOPE.regions)
    with answering({**HANDLERS, "sts:AssumeRole": assume}) as server:
        live = source(server.url, role_name="Reader")
        found = collect(live, GUARDRAIL, GUARDRAILS, scope=scope)
        tried = [asked for asked in server.seen if OTHER in asked.given.get("RoleArn", "")]
    assert len(tried) == 1
    assert len(found.facts) == 6
    assert found.reasons == ["ACCESS_DENIED", "ACCESS_DENIED"]
    assert all(f"arn:aws:iam::{OTHER}:role/Reader cannot be assumed" in refusal.message for refusal in found.refusals)


def test_credentials_that_expire_midway_are_renewed_once() -> None:
    issued: list[str] = []

    def issue(_: Asked) -> Said:
        issued.append(f"ASIA{len(issued)}")
        keys = {"AccessKeyId": issued[-1], "SecretAccessKey": "s", "SessionToken": "t"}
        return {"Credentials": {**keys, "Expiration": NOW + timedelta(hours=1)}}

    def get(asked: Asked) -> Said:
        is_stale = asked.access_key == "ASIA0"
        return Error("ExpiredTokenException", "The security token is expired", 403) if is_stale else guardrail(asked)

    with answering({**HANDLERS, "sts:AssumeRole": issue, "bedrock:GetGuardrail": get}) as server:
        found = collect(source(server.url, role_name="Reader"), GUARDRAIL)
    assert found.refusals == []
    assert len(found.facts) == 3
    assert 2 <= len(issued) <= 4


def test_credentials_that_stay_expired_are_a_refusal_that_says_so() -> None:
    with answering({**HANDLERS, "bedrock:GetGuardrail": Error("ExpiredTokenException", "is expired", 403)}) as server:
        found = collect(source(server.url), GUARDRAIL)
        assert server.calls()["bedrock:GetGuardrail"] == 3
    assert found.reasons == ["ACCESS_DENIED"] * 3
    assert all("credentials expired" in refusal.message for refusal in found.refusals)
    assert found.answers == []


def test_no_word_of_a_key_or_token_reaches_a_refusal() -> None:
    message = "Authorization=AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x Signature=abcdef token: t0k3n"
    with answering({"bedrock:ListGuardrails": Error("AccessDeniedException", message, 403)}) as server:
        (refusal,) = collect(source(server.url), GUARDRAILS).refusals
    for secret in ("AKIAIOSFODNN7EXAMPLE", "abcdef", "t0k3n", "AWS4-HMAC"):
        assert secret not in refusal.message


# --- before a run


def test_access_is_checked_before_a_run() -> None:
    handlers = {"sts:AssumeRole": assume, "sts:GetCallerIdentity": {"Account": ACCOUNT}}
    with answering(handlers) as server:
        assert sessions(server.url).check_access([ACCOUNT]) == ()
        (own_only,) = sessions(server.url).check_access([ACCOUNT, OTHER])
        assert (own_only.path, OTHER in own_only.reason, "--role-name" in own_only.reason) == ("--accounts", True, True)
        (denied,) = sessions(server.url, role_name="Reader").check_access([ACCOUNT, OTHER])
        assert denied.path == "--role-name"
        assert f"arn:aws:iam::{OTHER}:role/Reader cannot be assumed" in denied.reason
        assert "probative policy" in denied.reason


def test_credentials_that_aws_does_not_take_are_told_before_a_run() -> None:
    error = Error("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
    with answering({"sts:GetCallerIdentity": error}) as server:
        (finding,) = sessions(server.url).check_access([ACCOUNT])
    assert finding.path == "AWS credentials"
    assert "InvalidClientTokenId" in finding.reason


def test_unknown_regions_are_told_with_the_nearest() -> None:
    checked = sessions("").check_regions([Region("us-east-1"), Region("us-eest-1"), Region("cn-north-1")])
    assert [str(finding.path) for finding in checked] == ["--regions", "--regions"]
    assert "did you mean us-" in checked[0].reason
    assert "one partition" in checked[1].reason


def test_given_keys_never_show_in_a_plan() -> None:
    assert isinstance(KEYS, Keys)
    live = source("http://127.0.0.1:9")
    assert "not-a-secret" not in repr(list(live.plan([GUARDRAILS], SCOPE, PERIOD)))
