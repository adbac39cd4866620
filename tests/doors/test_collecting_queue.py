"""A server that a queue tells of new log files: a real queue and bucket of moto's, a real process of ours."""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.support.cloudtrail import STOP_LOGGING, an_event, delivery_name, key_of, packed
from tests.support.server_process import serving

ACCOUNT: Final = "123456789012"
"""Moto's own."""
KEYS: Final = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
PATIENCE: Final = 90.0
SOON: Final = timedelta(seconds=30)
"""Without a notice it would be a quarter of an hour; machines that test may be slow."""
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Cloud:
    """A bucket that log files come into, and a queue that tells of them."""

    endpoint: str
    bucket: str
    queue_url: str

    def client(self, service: str) -> Any:
        named = {name.lower(): value for name, value in KEYS.items()}
        return boto3.client(service, endpoint_url=self.endpoint, region_name="us-east-1", **named)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "PROBATIVE_CLOUDTRAIL": f"s3://{self.bucket}",
            "PROBATIVE_CLOUDTRAIL_QUEUE_URL": self.queue_url,
            "PROBATIVE_ENDPOINT_URL": self.endpoint,
            **KEYS,
        }

    def deliver(self, at: datetime, region: str = "us-east-1") -> str:
        """Put a log file with an event of now, named as if it was delivered `at`; return its key."""
        number = next(_numbers)
        # To the second: what happened in the second of the assessment's creation may have been before it.
        time = datetime.now(UTC) + timedelta(seconds=1)
        event = an_event(number, STOP_LOGGING, eventTime=f"{time:%Y-%m-%dT%H:%M:%SZ}", awsRegion=region)
        name = delivery_name(f"{at:%Y%m%dT%H%M}Z", f"{number:016}", ACCOUNT, region)
        key = key_of(name, account=ACCOUNT, region=region, day=at.date())
        event |= {"recipientAccountId": ACCOUNT, "userIdentity": {"type": "Root", "accountId": ACCOUNT}}
        self.client("s3").put_object(Bucket=self.bucket, Key=key, Body=packed(event))
        return key

    def tell(self, key: str) -> None:
        record = {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": self.bucket}, "object": {"key": key}}}
        self.say(json.dumps({"Records": [record]}))

    def say(self, body: str) -> None:
        self.client("sqs").send_message(QueueUrl=self.queue_url, MessageBody=body)

    def messages_count(self) -> int:
        """Return how many messages there are, also those that somebody received and did not delete."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.client("sqs").get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=names)
        return sum(int(told["Attributes"][name]) for name in names)


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def cloud(moto: str) -> Cloud:
    name = f"org-trail-{next(_numbers)}"
    bare = Cloud(moto, name, "")
    bare.client("s3").create_bucket(Bucket=name)
    return Cloud(moto, name, bare.client("sqs").create_queue(QueueName=name)["QueueUrl"])


def an_assessment(client: Any, *sources: dict[str, Any]) -> str:
    """Make an assessment of one control with these sources, and return its id."""
    number = next(_numbers)
    control = client.create_control(name=f"Trails {number}", controlMappingSources=list(sources))["control"]
    control_sets = [{"name": "Logging", "controls": [{"id": control["id"]}]}]
    framework = client.create_assessment_framework(name=f"Logging {number}", controlSets=control_sets)["framework"]
    made = client.create_assessment(
        name=f"Logging {number}",
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports/here"},
        scope={"awsAccounts": [{"id": ACCOUNT}]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/Owner"}],
        frameworkId=framework["id"],
    )
    id_: str = made["assessment"]["metadata"]["id"]
    return id_


def keyword_source(type_: str, keyword: str) -> dict[str, Any]:
    return {
        "sourceName": keyword,
        "sourceSetUpOption": "System_Controls_Mapping",
        "sourceType": type_,
        "sourceKeyword": {"keywordInputType": "SELECT_FROM_LIST", "keywordValue": keyword},
    }


def evidence_count(client: Any, assessment_id: str) -> int:
    folders = client.get_evidence_folders_by_assessment(assessmentId=assessment_id)["evidenceFolders"]
    return sum(folder["totalEvidence"] for folder in folders)


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)


@pytest.mark.slow
def test_a_notice_leads_to_evidence_within_seconds_whatever_else_lies_in_the_queue(
    cloud: Cloud, tmp_path: Path
) -> None:
    with serving(tmp_path / "data", port=0, told=None, **cloud.settings) as server:
        client = server.client()
        assessment = an_assessment(client, keyword_source("AWS_Cloudtrail", "cloudtrail_StopLogging"))
        now = datetime.now(UTC)
        cloud.tell(cloud.deliver(now))
        wait_until(lambda: evidence_count(client, assessment) == 1)

        for foreign in ("no JSON", '{"Event": "s3:TestEvent"}', '{"Records": [{"s3": 1}]}', "[" * 10_000):
            cloud.say(foreign)
        cloud.tell(cloud.deliver(now - timedelta(minutes=2)))
        wait_until(lambda: evidence_count(client, assessment) == 2, SOON.total_seconds())
        cloud.tell(cloud.deliver(now))
        cloud.tell(cloud.deliver(now, region="eu-west-1"))
        wait_until(lambda: evidence_count(client, assessment) == 3, SOON.total_seconds())
        wait_until(lambda: cloud.messages_count() == 0)

        cloud.deliver(now)
        time.sleep(3)
        assert evidence_count(client, assessment) == 3, "of what nobody tells nothing is read so soon"


@pytest.mark.slow
def test_a_finding_that_changes_is_evidence_soon_after_its_event(cloud: Cloud, tmp_path: Path) -> None:
    hub = cloud.client("securityhub")
    hub.enable_security_hub()

    def import_finding(status: str, resource: str) -> None:
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
        told = {
            "SchemaVersion": "2018-10-08",
            "Id": f"finding-{resource}",
            "ProductArn": f"arn:aws:securityhub:us-east-1:{ACCOUNT}:product/{ACCOUNT}/default",
            "GeneratorId": "security-control/CloudTrail.1",
            "AwsAccountId": ACCOUNT,
            "Region": "us-east-1",
            "CreatedAt": now,
            "UpdatedAt": now,
            "Severity": {"Label": "HIGH"},
            "Title": "Trails",
            "Description": "Trails",
            "Types": ["Software and Configuration Checks"],
            "RecordState": "ACTIVE",
            "Compliance": {"Status": status, "SecurityControlId": "CloudTrail.1"},
            "Resources": [{"Type": "AwsCloudTrailTrail", "Id": resource}],
        }
        assert hub.batch_import_findings(Findings=[told])["SuccessCount"] == 1

    import_finding("PASSED", "first")
    with serving(tmp_path / "data", port=0, told=None, **cloud.settings, PROBATIVE_CHANGES_EVERY_MINUTES="0") as server:
        client = server.client()
        assessment = an_assessment(client, keyword_source("AWS_Security_Hub", "CloudTrail.1"))
        wait_until(lambda: evidence_count(client, assessment) == 1)

        import_finding("FAILED", "second")
        event = {"source": "aws.securityhub", "detail-type": "Security Hub Findings - Imported", "region": "us-east-1"}
        cloud.say(json.dumps({**event, "detail": {"findings": [{"AwsAccountId": ACCOUNT, "Region": "us-east-1"}]}}))
        wait_until(lambda: evidence_count(client, assessment) == 2)
        wait_until(lambda: cloud.messages_count() == 0)


@pytest.mark.slow
def test_a_message_stays_in_the_queue_until_what_it_tells_of_can_be_read(cloud: Cloud, tmp_path: Path) -> None:
    settings = cloud.settings | {"PROBATIVE_COLLECT_REGIONS": "us-east-1,eu-west-1"}
    with serving(tmp_path / "data", port=0, told=None, **settings) as server:
        client = server.client()
        assessment = an_assessment(client, keyword_source("AWS_Cloudtrail", "cloudtrail_StopLogging"))
        cloud.tell(cloud.deliver(datetime.now(UTC)))
        wait_until(lambda: evidence_count(client, assessment) == 1)
        wait_until(lambda: cloud.messages_count() == 0)
        told = server.told
        server.kill()

    cloud.tell(cloud.deliver(datetime.now(UTC), "eu-west-1"))
    elsewhere = settings | {"PROBATIVE_CLOUDTRAIL": "s3://no-such-bucket"}
    with serving(tmp_path / "data", port=0, told=told, **elsewhere) as server:
        wait_until(lambda: "reading logs" in (server.data_dir / "server.log").read_text())
        time.sleep(7)
        assert cloud.messages_count() == 1
