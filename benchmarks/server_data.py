"""A data folder as a server leaves it: assessments made over the wire, evidence as the collector commits it."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.server_sides import serving
from probative.domain.evidence import Evidence, Fact, Verdict, fact_id
from probative.domain.frameworks import Control, ControlSet, Framework
from probative.domain.ids import AssessmentId, BatchId
from probative.domain.slots import log_slot
from probative.lake.iceberg import IcebergLake
from probative.library.loading import load
from tests.support.lake import ACCOUNT, REGION, a_fact, some_evidence
from tests.support.server_process import Running

_AT: Final = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
_VERDICTS: Final = (Verdict.COMPLIANT, Verdict.NON_COMPLIANT, Verdict.INCONCLUSIVE)
_MADE: Final = "made.json"


class Size(NamedTuple):
    """How much there is: assessments, and evidence items of each control of each."""

    assessments: int
    items_a_control: int


def prepared(folder: Path, size: Size) -> Path:
    """Return a data folder of this size, made now unless it lies there whole from an earlier run."""
    if not (folder / _MADE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        with serving(folder) as running:
            ids = _make_assessments(running, size.assessments)
        _fill(folder, ids, size.items_a_control)
        (folder / _MADE).write_text(json.dumps(ids))
    return folder


def _make_assessments(running: Running, count: int) -> list[str]:
    asked = running.client()
    framework = asked.list_assessment_frameworks(frameworkType="Standard")["frameworkMetadataList"][0]["id"]
    return [
        asked.create_assessment(
            name=f"Assessment {number}",
            assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports"},
            scope={"awsAccounts": [{"id": ACCOUNT}]},
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
    slot = log_slot(ACCOUNT, REGION, at.date())
    content = json.dumps({"name": f"guardrail-{item}", "of": control.id, "status": "READY", "text": "x" * 200}).encode()
    fact = a_fact(item, at)._replace(
        id=fact_id(slot, at, assessment_id, control.id, str(item)),
        slot_id=slot.id,
        time=at,
        content=content,
        content_sha256=sha256(content).hexdigest(),
        resource=f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/g{item}",
    )
    evidence = some_evidence(fact, assessment=assessment_id, control=control.id, source=control.sources[0].id)
    verdict = _VERDICTS[item % len(_VERDICTS)]
    return fact, evidence._replace(control_set_id=control_set.id, resource=fact.resource, verdict=verdict)
