"""People at work over the wire, who remember what a server acknowledged, and look later whether it is all there."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

_CONTROL_SET = "Models / in use"
_SOURCE = {"sourceName": "brought", "sourceSetUpOption": "Procedural_Controls_Mapping", "sourceType": "MANUAL"}
_PATIENCE_SECONDS = 180.0
_BROKE_OFF = (BotoCoreError, ClientError)


def client_of(told: Mapping[str, str], *, attempts: int = 1, seconds: float = 20.0) -> Any:
    """Return a client of the administrator; by default it tries everything once."""
    return boto3.client(
        "auditmanager",
        endpoint_url=told["url"],
        region_name=told["region"],
        aws_access_key_id=told["access_key_id"],
        aws_secret_access_key=told["secret_access_key"],
        config=Config(
            retries={"total_max_attempts": attempts, "mode": "standard"},
            connect_timeout=seconds,
            read_timeout=seconds,
        ),
    )


@dataclass
class Work:
    """What was done to the assessments of a framework with one control that takes evidence by hand."""

    told: Mapping[str, str]
    framework_id: str
    control_id: str
    assessments: list[str] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    delegates: list[tuple[str, str]] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)
    broke_off: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    @property
    def done(self) -> int:
        return len(self.assessments) + len(self.comments) + len(self.delegates) + len(self.evidence)

    def number(self) -> int:
        with self._lock:
            return next(self._numbers)

    def address(self, assessment_id: str) -> dict[str, str]:
        return {"assessmentId": assessment_id, "controlSetId": _CONTROL_SET, "controlId": self.control_id}

    def make_assessment(self, client: Any) -> None:
        made = client.create_assessment(
            name=f"Quarter {self.number()}",
            assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports/here"},
            scope={"awsAccounts": [{"id": "111122223333"}]},
            roles=[{"roleType": "PROCESS_OWNER", "roleArn": "arn:aws:iam::111122223333:role/Owner"}],
            frameworkId=self.framework_id,
        )
        self.assessments.append(made["assessment"]["metadata"]["id"])

    def comment(self, client: Any, assessment_id: str) -> None:
        said = f"seen {self.number()}"
        client.update_assessment_control(**self.address(assessment_id), commentBody=said)
        self.comments.append((assessment_id, said))

    def delegate(self, client: Any, assessment_id: str) -> None:
        arn = f"arn:aws:iam::111122223333:role/Delegate{self.number()}"
        asked = {"comment": "please", "controlSetId": _CONTROL_SET, "roleArn": arn, "roleType": "RESOURCE_OWNER"}
        answer = client.batch_create_delegation_by_assessment(
            assessmentId=assessment_id, createDelegationRequests=[asked]
        )
        assert not answer["errors"]
        self.delegates.append((assessment_id, arn))

    def bring(self, client: Any, assessment_id: str) -> None:
        said = f"a statement, number {self.number()}"
        answer = client.batch_import_evidence_to_assessment_control(
            **self.address(assessment_id), manualEvidence=[{"textResponse": said}]
        )
        assert not answer["errors"]
        self.evidence.append((assessment_id, said))

    def go_on(self, lot: Random, stop: threading.Event, client: Any) -> None:
        """Do one thing after the other until `stop`; what breaks off was not acknowledged."""
        acts: list[Callable[[Any, str], None]] = [self.comment, self.delegate, self.bring, self.bring]
        while not stop.is_set():
            try:
                if not self.assessments or lot.random() < 0.05:
                    self.make_assessment(client)
                else:
                    lot.choice(acts)(client, lot.choice(self.assessments))
            except _BROKE_OFF as error:
                code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
                self.broke_off[code] += 1
                time.sleep(0.05)

    @contextmanager
    def going_on(self, people: int = 4, *, seed: int = 0, attempts: int = 1) -> Iterator[None]:
        """Let people work beside what is done in here."""
        stop = threading.Event()
        failures: list[BaseException] = []

        def run(number: int) -> None:
            try:
                self.go_on(Random(seed * 100 + number), stop, client_of(self.told, attempts=attempts))
            except BaseException as error:
                failures.append(error)
                raise

        threads = [threading.Thread(target=run, args=(number,)) for number in range(people)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
        assert failures == []

    def wait_for(self, count: int) -> None:
        """Wait until `count` more things are acknowledged."""
        wanted = self.done + count
        self.wait_until(lambda: self.done >= wanted, 0.01)

    def wait_until(self, holds: Callable[[], bool], pause: float = 0.2) -> None:
        """Wait until something holds."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < until, f"too little happens: {self.broke_off}"
            time.sleep(pause)

    def check(self, client: Any) -> None:
        """Look whether all that was acknowledged is there, and nothing twice."""
        for assessment_id in self.assessments:
            controls = client.get_assessment(assessmentId=assessment_id)["assessment"]["framework"]["controlSets"]
            control = controls[0]["controls"][0]
            comments = Counter(comment["commentBody"] for comment in control["comments"])
            delegates = Counter(each["roleArn"] for each in controls[0]["delegations"])
            evidence = Counter(evidence_texts(client, self.address(assessment_id)))
            assert {said for id_, said in self.comments if id_ == assessment_id} <= comments.keys()
            assert {arn for id_, arn in self.delegates if id_ == assessment_id} <= delegates.keys()
            assert {said for id_, said in self.evidence if id_ == assessment_id} <= evidence.keys()
            assert {*comments.values(), *delegates.values(), *evidence.values()} <= {1}
            assert control["evidenceCount"] == evidence.total()


def evidence_texts(client: Any, address: Mapping[str, str]) -> Iterator[str]:
    """Yield the text of each item of evidence of a control, as often as it is there."""
    for folder in client.get_evidence_folders_by_assessment_control(**address)["evidenceFolders"]:
        place = {name: address[name] for name in ("assessmentId", "controlSetId")}
        more: dict[str, str] = {}
        while True:
            page = client.get_evidence_by_evidence_folder(**place, **more, evidenceFolderId=folder["id"])
            for item in page["evidence"]:
                yield json.loads(item["resourcesIncluded"][0]["value"])["text"]
            if "nextToken" not in page:
                break
            more = {"nextToken": page["nextToken"]}


def begin(told: Mapping[str, str]) -> Work:
    """Make a framework to work with."""
    client = client_of(told)
    control = client.create_control(name="Statements", controlMappingSources=[_SOURCE])["control"]
    control_set = {"name": _CONTROL_SET, "controls": [{"id": control["id"]}]}
    framework = client.create_assessment_framework(name="By hand", controlSets=[control_set])["framework"]
    return Work(told, framework["id"], control["id"])
