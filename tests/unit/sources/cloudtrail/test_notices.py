import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from probative.domain.collecting import Notice, NoticeKind
from probative.domain.errors import StoreError
from probative.domain.ids import AccountId, Region
from probative.sources.cloudtrail.notices import QueueNotices, notices_in, open_notices
from probative.sources.cloudtrail.s3_access import S3Access

KEY = "logs/AWSLogs/o-example/111122223333/CloudTrail/us-east-1/2026/11/18/1111_CloudTrail_us-east-1_x.json.gz"
OTHER = "AWSLogs/444455556666/CloudTrail/eu-west-1/2026/11/18/x.json.gz"
OF_S3 = {
    "Records": [
        {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": KEY.replace("/", "%2F")}}},
        {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": OTHER}}},
    ]
}
OF_CLOUDTRAIL = {"s3Bucket": "b", "s3ObjectKey": [KEY, OTHER]}
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HERE = Notice(AccountId("111122223333"), Region("us-east-1"), NOW)
_numbers = count()
THERE = Notice(AccountId("444455556666"), Region("eu-west-1"), NOW)


@pytest.mark.parametrize(
    "message",
    [
        OF_S3,
        OF_CLOUDTRAIL,
        {"Type": "Notification", "TopicArn": "arn:aws:sns:...", "Message": json.dumps(OF_S3)},
        {"Type": "Notification", "TopicArn": "arn:aws:sns:...", "Message": json.dumps(OF_CLOUDTRAIL)},
    ],
)
def test_messages_of_s3_and_cloudtrail_name_accounts_also_through_sns(message: object) -> None:
    assert list(notices_in(json.dumps(message), NOW)) == [HERE, THERE]


def test_messages_of_eventbridge_name_accounts() -> None:
    message = {"detail-type": "Object Created", "detail": {"bucket": {"name": "b"}, "object": {"key": KEY}}}

    assert list(notices_in(json.dumps(message), NOW)) == [HERE]


def an_event_of_config(account: str = "111122223333") -> dict[str, Any]:
    detail = {"configRuleName": "trails", "awsAccountId": account, "awsRegion": "eu-west-1"}
    return {
        "source": "aws.config",
        "detail-type": "Config Rules Compliance Change",
        "account": account,
        "region": "eu-west-1",
        "detail": {**detail, "newEvaluationResult": {"complianceType": "NON_COMPLIANT"}},
    }


def an_event_of_security_hub(*findings: object) -> dict[str, Any]:
    return {
        "source": "aws.securityhub",
        "detail-type": "Security Hub Findings - Imported",
        "account": "999999999999",
        "region": "us-east-1",
        "detail": {"findings": list(findings)},
    }


def checks(account: str, region: str) -> Notice:
    return Notice(AccountId(account), Region(region), NOW, NoticeKind.CHECKS)


def test_a_rule_whose_verdict_changed_has_the_checks_of_its_account_looked_at() -> None:
    message = an_event_of_config()

    assert list(notices_in(json.dumps(message), NOW)) == [checks("111122223333", "eu-west-1")]


def test_findings_have_the_checks_of_the_accounts_looked_at_that_they_are_of() -> None:
    message = an_event_of_security_hub(
        {"AwsAccountId": "111122223333", "Region": "eu-west-1"}, {"AwsAccountId": "444455556666"}, {"Id": "f"}, 7
    )
    through_sns = {"Type": "Notification", "Message": json.dumps(message)}

    for each in (message, through_sns):
        assert list(notices_in(json.dumps(each), NOW)) == [
            checks("111122223333", "eu-west-1"),
            checks("444455556666", "us-east-1"),
        ]


@pytest.mark.parametrize(
    "message",
    [
        an_event_of_config("no account"),
        an_event_of_config() | {"detail-type": "Config Rules Re-evaluation Status"},
        an_event_of_config() | {"source": "somebody"},
        an_event_of_config() | {"detail": {"awsAccountId": 111122223333}},
        an_event_of_security_hub() | {"detail": {}},
        an_event_of_security_hub() | {"detail": {"findings": "many"}},
    ],
)
def test_other_events_tell_nothing(message: object) -> None:
    assert list(notices_in(json.dumps(message), NOW)) == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "[" * 100_000,
        '{"Event": "s3:TestEvent"}',
        '{"Records": [1, {"s3": {"object": {"key": 1}}}]}',
        '{"s3ObjectKey": [1, "somewhere/else.gz"]}',
        '{"Type": "Notification", "Message": "no JSON"}',
        '{"detail": {"object": {}}}',
    ],
)
def test_other_messages_name_none(body: str) -> None:
    assert list(notices_in(body, NOW)) == []


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["Records", "s3", "object", "key", "detail", "Message", "Type", "s3ObjectKey"]), inner
            )
        ),
    )
)
def test_no_message_breaks_the_reading(message: object) -> None:
    list(notices_in(json.dumps(message), NOW))


@pytest.fixture
def access(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Access]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield S3Access(region="us-east-1", endpoint_url=f"http://{host}:{port}", attempts=1)
    server.stop()


def queue(access: S3Access) -> tuple[Any, str]:
    client = boto3.client("sqs", endpoint_url=access.endpoint_url, region_name="us-east-1")
    name = f"new-logs-{next(_numbers)}"
    return client, client.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "0"})["QueueUrl"]


def left(client: Any, url: str) -> int:
    """Return how many messages the queue has."""
    told = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(told["Attributes"]["ApproximateNumberOfMessages"])


def test_notices_are_told_until_they_are_settled(access: S3Access) -> None:
    client, url = queue(access)
    client.send_message(QueueUrl=url, MessageBody=json.dumps(OF_CLOUDTRAIL))
    clock = iter([NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)])
    notices = QueueNotices(access.queues(), url, lambda: next(clock))

    assert notices.wait() == {HERE, THERE}
    assert notices.wait() == {HERE, THERE}, "told when it was first heard"
    notices.settle({HERE})
    assert left(client, url) == 1, "of one message, all must be heeded"
    notices.settle({HERE, THERE})
    notices.settle({HERE, THERE})

    assert left(client, url) == 0
    assert notices.wait() == set()


def test_what_nobody_heeds_is_held_for_an_hour_and_then_told_anew(access: S3Access) -> None:
    client, url = queue(access)
    client.send_message(QueueUrl=url, MessageBody=json.dumps(OF_CLOUDTRAIL))
    later = NOW + timedelta(hours=1)
    clock = iter([NOW, later, later])
    notices = QueueNotices(access.queues(), url, lambda: next(clock))

    assert notices.wait()
    assert notices.wait() == set()
    assert {notice.told_at for notice in notices.wait()} == {later}


def test_more_messages_than_go_at_once_are_settled(access: S3Access) -> None:
    client, url = queue(access)
    for _ in range(12):
        client.send_message(QueueUrl=url, MessageBody=json.dumps(OF_S3))
    notices = QueueNotices(access.queues(), url, at(NOW))
    client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    notices.wait()
    notices.wait()

    notices.settle({HERE, THERE})

    assert left(client, url) == 0


def at(instant: datetime) -> Callable[[], datetime]:
    return lambda: instant


def test_what_is_no_notice_is_taken_out_of_the_queue(access: S3Access) -> None:
    client, url = queue(access)
    client.send_message(QueueUrl=url, MessageBody='{"Event": "s3:TestEvent"}')

    assert QueueNotices(access.queues(), url, at(NOW)).wait() == set()

    assert left(client, url) == 0


def test_a_queue_that_is_not_there_is_told(access: S3Access) -> None:
    _, url = queue(access)

    with pytest.raises(StoreError, match=r"the queue .*gone cannot be read"):
        QueueNotices(access.queues(), f"{url}-gone", at(NOW)).wait()


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/new-logs", "eu-west-1"),
        ("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/new-logs", "cn-north-1"),
        ("http://127.0.0.1:4566/111122223333/new-logs", "us-east-1"),
    ],
)
def test_a_queue_is_asked_in_the_region_of_its_address(access: S3Access, url: str, region: str) -> None:
    assert open_notices(access, url, at(NOW)).client.meta.region_name == region
