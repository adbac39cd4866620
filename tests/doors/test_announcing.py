"""A server that tells the world: a bus and a topic of moto's, a queue behind each, and a real process of ours."""

import itertools
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.support.server_process import serving

KEYS: Final = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
REGION: Final = "eu-west-1"
"""Of bus and topic; the server is at home elsewhere."""
OWNER: Final = "arn:aws:iam::123456789012:role/Owner"
DELEGATE: Final = "arn:aws:iam::123456789012:role/Delegate"
PATIENCE: Final = 60.0
_numbers = itertools.count(1)
"""What moto was told once it remembers in this process."""


@dataclass
class World:
    """A bus and a topic, with a queue behind each."""

    endpoint: str
    bus_arn: str
    topic_arn: str
    queues: Mapping[str, str]
    heard: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"bus": [], "topic": []})

    @property
    def settings(self) -> dict[str, str]:
        told = {"PROBATIVE_EVENT_BUS": self.bus_arn, "PROBATIVE_COLLECT": "false", **KEYS}
        return told | {"AWS_ENDPOINT_URL_EVENTBRIDGE": self.endpoint, "AWS_ENDPOINT_URL_SNS": self.endpoint}

    def hear(self, queue: str, count: int) -> list[dict[str, Any]]:
        """Return what came to `queue`, once it is `count` messages at least."""
        sqs, heard = a_client(self.endpoint, "sqs"), self.heard[queue]
        until = time.monotonic() + PATIENCE
        while len(heard) < count:
            assert time.monotonic() < until, f"heard only {heard}"
            messages = sqs.receive_message(QueueUrl=self.queues[queue], MaxNumberOfMessages=10).get("Messages", [])
            for message in messages:
                heard.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=message["ReceiptHandle"])
            time.sleep(0.1)
        return heard


def a_client(endpoint: str, service: str) -> Any:
    keys = {name.lower(): value for name, value in KEYS.items()}
    return boto3.client(service, endpoint_url=endpoint, region_name=REGION, **keys)


@pytest.fixture
def world() -> Iterator[World]:
    server, number = ThreadedMotoServer("127.0.0.1", 0, verbose=False), next(_numbers)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    sqs, events, sns = (a_client(endpoint, service) for service in ("sqs", "events", "sns"))
    queues = {name: sqs.create_queue(QueueName=f"{name}-{number}")["QueueUrl"] for name in ("bus", "topic")}
    arns = {
        name: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for name, url in queues.items()
    }
    bus = f"audit-{number}"
    bus_arn = events.create_event_bus(Name=bus)["EventBusArn"]
    events.put_rule(Name="all", EventBusName=bus, EventPattern=json.dumps({"source": ["probative"]}))
    events.put_targets(Rule="all", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arns["bus"]}])
    topic_arn = sns.create_topic(Name=f"reviews-{number}")["TopicArn"]
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arns["topic"])
    yield World(endpoint, bus_arn, topic_arn, queues)
    server.stop()


def an_assessment(client: Any, name: str) -> str:
    (framework,) = client.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"]
    made = client.create_assessment(
        name=name,
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports/here"},
        scope={"awsAccounts": [{"id": "123456789012"}]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": OWNER}],
        frameworkId=framework["id"],
    )
    id_: str = made["assessment"]["metadata"]["id"]
    return id_


def delegate(client: Any, assessment_id: str) -> str:
    """Delegate the first control set, and return its id."""
    sets = client.get_assessment(assessmentId=assessment_id)["assessment"]["framework"]["controlSets"]
    request = {"controlSetId": sets[0]["id"], "roleArn": DELEGATE, "roleType": "RESOURCE_OWNER", "comment": "by Friday"}
    made = client.batch_create_delegation_by_assessment(assessmentId=assessment_id, createDelegationRequests=[request])
    assert not made.get("errors")
    id_: str = sets[0]["id"]
    return id_


@pytest.mark.slow
def test_bus_and_topic_are_told_what_happens(world: World, tmp_path: Path) -> None:
    with serving(tmp_path / "data", port=0, told=None, **world.settings) as server:
        client = server.client()
        client.update_settings(snsTopic=world.topic_arn)
        assessment_id = an_assessment(client, "Quarter 4")
        control_set_id = delegate(client, assessment_id)
        client.delete_assessment(assessmentId=assessment_id)

        told = world.hear("bus", 3)
        (news,) = world.hear("topic", 1)

    by_type = {event["detail-type"]: event for event in told}
    assert set(by_type) == {"Assessment Created", "Assessment ControlSet Delegation Created", "Assessment Deleted"}
    delegated = by_type["Assessment ControlSet Delegation Created"]
    assert delegated["source"] == "probative"
    assert delegated["resources"] == [f"arn:aws:auditmanager:us-east-1:000000000000:assessment/{assessment_id}"]
    assert delegated["detail"].pop("eventTime") // 1000 <= time.time()
    assert delegated["detail"].pop("author").startswith("arn:aws:iam::000000000000:user/")
    assert delegated["detail"].pop("eventID")
    assert delegated["detail"] == {
        "assessmentTenantId": "000000000000",
        "assessmentName": "Quarter 4",
        "assessmentID": assessment_id,
        "eventName": "CREATE",
        "eventType": "DELEGATION",
        "controlSetId": control_set_id,
    }
    assert news["Message"].endswith(f"delegated the control set {control_set_id} to you: by Friday")
    assert news["Subject"] == "administrator: Quarter 4"


@pytest.mark.slow
def test_a_server_that_was_killed_while_the_bus_was_away_tells_it_later(world: World, tmp_path: Path) -> None:
    away = {"AWS_ENDPOINT_URL_EVENTBRIDGE": "http://127.0.0.1:9"}
    with serving(tmp_path / "data", port=0, told=None, **(world.settings | away)) as server:
        assessment_id = an_assessment(server.client(), "Quarter 4")
        told = server.told
        until = time.monotonic() + PATIENCE
        while "EndpointConnectionError" not in (server.data_dir / "server.log").read_text():
            assert time.monotonic() < until, "nobody tried to tell the bus"
            time.sleep(0.1)
        server.kill()

    with serving(tmp_path / "data", port=0, told=told, **world.settings):
        (event,) = world.hear("bus", 1)
    assert (event["detail-type"], event["detail"]["assessmentID"]) == ("Assessment Created", assessment_id)
