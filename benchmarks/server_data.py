"""A data folder as a server leaves it: assessments made over the wire, evidence as the collector commits it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import boto3

from probative.domain.evidence import Evidence, EvidenceByType, Fact, Verdict, evidence_id, fact_id
from probative.domain.frameworks import Control, ControlSet, Framework
from probative.domain.ids import AccountId, AssessmentId, BatchId, Region
from probative.domain.slots import log_slot
from probative.lake.iceberg import IcebergLake
from probative.library.loading import load

_AT: Final = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
_ACCOUNT, _REGION = AccountId("111122223333"), Region("us-east-1")
_VERDICTS: Final = (Verdict.COMPLIANT, Verdict.NON_COMPLIANT, Verdict.INCONCLUSIVE)
_START_SECONDS: Final = 60.0
_MADE: Final = "made.json"


class Size(NamedTuple):
    """How much there is: assessments, and evidence items of each control of each."""

    assessments: int
    items_a_control: int


class Running(NamedTuple):
    """A server that answers, and how."""

    url: str
    key: tuple[str, str]
    region: str
    pid: int


def prepared(folder: Path, size: Size) -> Path:
    """Return a data folder of this size, made now unless it lies there whole from an earlier run."""
    if not (folder / _MADE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        with serving(folder) as running:
            ids = _make_assessments(running, size.assessments)
        _fill(folder, ids, size.items_a_control)
        (folder / _MADE).write_text(json.dumps(ids))
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[Running]:
    """Run `probative serve` over `folder`, not collecting."""
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "bootstrap.json"
    command = [sys.executable, "-m", "probative", "serve", "--port", "0", "--data-dir", str(folder)]
    environment = os.environ | {"PROBATIVE_COLLECT": "false", "PROBATIVE_CACHE_DIR": str(folder / "cache")}
    command = on_first_processor([*command, "--bootstrap-json", str(told)])
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            url = _url_of(process)
            made = json.loads(told.read_text())
            yield Running(url, (made["access_key_id"], made["secret_access_key"]), made["region"], process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def on_first_processor(command: list[str]) -> list[str]:
    """Return `command` as one that keeps to the first processor, with all its threads."""
    keep = "import os, sys; os.sched_setaffinity(0, {0}); os.execv(sys.argv[1], sys.argv[1:])"
    return [sys.executable, "-c", keep, *command]


def client(running: Running) -> Any:  # noqa: ANN401  boto3 makes its clients at run time
    """Return a boto3 client of the server."""
    return boto3.client(
        "auditmanager",
        endpoint_url=running.url,
        region_name=running.region,
        aws_access_key_id=running.key[0],
        aws_secret_access_key=running.key[1],
    )


def _url_of(process: "subprocess.Popen[str]") -> str:
    said = []
    deadline = time.monotonic() + _START_SECONDS
    for line in process.stderr or ():
        said.append(line)
        if line.startswith("Probative answers at "):
            return line.split()[-1]
        if time.monotonic() > deadline:
            break
    raise RuntimeError(f"the server did not start: {''.join(said)}")


def _make_assessments(running: Running, count: int) -> list[str]:
    asked = client(running)
    framework = asked.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"][0]["id"]
    return [
        asked.create_assessment(
            name=f"Assessment {number}",
            assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports"},
            scope={"awsAccounts": [{"id": _ACCOUNT}]},
            roles=[{"roleType": "PROCESS_OWNER", "roleArn": "arn:aws:iam::000000000000:user/administrator"}],
            frameworkId=framework,
        )["assessment"]["metadata"]["id"]
        for number in range(count)
    ]


def _fill(folder: Path, ids: list[str], items: int) -> None:
    framework = load("genai-best-practices", models=None, cache=None)
    lake = IcebergLake(folder / "lake")
    for number, id_ in enumerate(ids):
        rows = list(_rows(framework, AssessmentId(id_), number, items))
        staged = lake.stage().write((fact for fact, _ in rows), (evidence for _, evidence in rows))
        lake.commit(BatchId(f"made-{number}"), [staged])
    lake.close()


def _rows(
    framework: Framework, assessment_id: AssessmentId, number: int, items: int
) -> Iterator[tuple[Fact, Evidence]]:
    at = _AT + timedelta(minutes=number)
    for control_set in framework.control_sets:
        for control in control_set.controls:
            for item in range(items):
                yield _row((control_set, control), assessment_id, at + timedelta(seconds=item), item)


def _row(of: tuple[ControlSet, Control], assessment_id: AssessmentId, at: datetime, item: int) -> tuple[Fact, Evidence]:
    control_set, control = of
    slot = log_slot(_ACCOUNT, _REGION, at.date())
    content = json.dumps({"name": f"guardrail-{item}", "of": control.id, "status": "READY", "text": "x" * 200}).encode()
    fact = Fact(
        id=fact_id(slot, at, assessment_id, control.id, str(item)),
        slot_id=slot.id,
        kind=slot.kind,
        account=_ACCOUNT,
        region=_REGION,
        question=slot.question,
        part="",
        event_source="bedrock.amazonaws.com",
        event_name="UpdateGuardrail",
        principal=f"arn:aws:iam::{_ACCOUNT}:user/somebody",
        time=at,
        collected_at=at,
        content=content,
        content_sha256=sha256(content).hexdigest(),
        provenance={"log_file": f"AWSLogs/{_ACCOUNT}/{item}.json.gz"},
        resource=f"arn:aws:bedrock:{_REGION}:{_ACCOUNT}:guardrail/g{item}",
    )
    source = control.sources[0]
    return fact, Evidence(
        id=evidence_id(assessment_id, source.id, fact.id),
        assessment_id=assessment_id,
        control_set_id=control_set.id,
        control_id=control.id,
        source_id=source.id,
        fact_id=fact.id,
        slot_id=slot.id,
        kind=slot.kind,
        by_type=EvidenceByType.USER_ACTIVITY,
        account=_ACCOUNT,
        region=_REGION,
        event_source=fact.event_source,
        event_name=fact.event_name,
        principal=fact.principal,
        resource=fact.resource,
        time=at,
        collected_at=at,
        verdict=_VERDICTS[item % len(_VERDICTS)],
        rule="has(event.requestParameters)",
        reason="It says so.",
    )
