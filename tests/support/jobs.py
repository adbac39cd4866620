"""What the main job needs to run on a small scale: framework files, log folders, and a look into what it left."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from probative.domain.evidence import Evidence, Fact
from probative.domain.evidence_sources import EventName
from probative.lake.iceberg import IcebergLake
from probative.ports.records import SlotRecord
from probative.records.sql import SqlRecords
from tests.support.cloudtrail import DAY, Event, an_event, delivery_name, key_of, packed

CREATE_TRAIL = EventName(source="cloudtrail.amazonaws.com", name="CreateTrail")
LIST_TRAILS = EventName(source="cloudtrail.amazonaws.com", name="ListTrails")

_HEAD = """\
id: trail-watch
name: Trail watch
version: 1.0.0
description: What we ask of our own trails.
control_sets:
  - id: TRAIL
    name: Trails
    objectives:
      - id: TRAIL-1
        name: Trails are kept
        layer: system
        controls:
"""
_CONTROL = """\
          - id: {id}
            name: Control {id}
            description: Something is watched.
            evidence_sources:
"""
_EVENT = """\
              - id: {id}-event
                type: cloudtrail_event
                name: Events
                events: [{events}]
                rule:
                  expression: '{rule}'
                  reason_fail: It happened
"""
_CALL = """\
              - id: {id}-call
                type: api_call
                name: Resources
                calls: ['{call}']
                each: {each}
                resource_id: {resource_id}
                subject: resource
                frequency: DAILY
                rule:
                  expression: '{rule}'
                  when_empty: {when_empty}
                  reason_fail: It is not so
"""
_MANUAL = """\
              - id: {id}-paper
                type: manual
                name: Paper
                artefact: A page
                accepts: [text, file]
                review_interval_days: 365
"""


class Call(NamedTuple):
    """An API call of a framework to be, by which a resource is judged."""

    call: str
    each: str
    resource_id: str
    rule: str = "true"
    when_empty: str = "pass"


def framework_text(
    *, events: Mapping[str, str] | None = None, calls: Iterable[Call] = (), manual: bool = False, rule: str = ""
) -> str:
    """Return a framework of one control an event rule (name of a CloudTrail event: rule), call and paper."""
    text = _HEAD
    for number, (name, event_rule) in enumerate((events or {}).items(), 1):
        id_ = f"TRAIL-1.{number}"
        names = f"'cloudtrail.amazonaws.com:{name}'"
        text += _CONTROL.format(id=id_) + _EVENT.format(id=id_.lower(), events=names, rule=rule or event_rule)
    for number, call in enumerate(calls, 1):
        id_ = f"TRAIL-2.{number}"
        text += _CONTROL.format(id=id_) + _CALL.format(id=id_.lower(), **call._asdict())
    if manual:
        text += _CONTROL.format(id="TRAIL-3.1") + _MANUAL.format(id="trail-3.1")
    return text


def put_framework(folder: Path, text: str, name: str = "framework.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def put_log(root: Path, events: Iterable[Event], *, number: int = 1, day: date = DAY, head: str = "AWSLogs") -> Path:
    """Write one log file of `events` where S3 delivery puts it."""
    name = delivery_name(f"{day:%Y%m%d}T1020Z", f"{number:016}")
    path = root / key_of(name, day=day, head=head)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(*events))
    return path


def put_many_logs(root: Path, files: int, events: int, file_bytes: int) -> int:
    """Write `files` log files of at least `file_bytes`, each with `events` to find; return how many there are."""
    noise = Random(7)
    for number in range(files):
        wanted = [an_event(number * events + each) for each in range(events)]
        padding = an_event(
            10**9 + number, LIST_TRAILS, additionalEventData={"noise": noise.randbytes(file_bytes).hex()}
        )
        put_log(root, [padding, *wanted], number=number)
    return files * events


class Kept(NamedTuple):
    """What lies in a data folder."""

    evidence: list[Evidence]
    facts: dict[str, Fact]
    slots: list[SlotRecord]

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """Reason and unit of every refusal."""
        return [(refusal.reason, refusal.unit) for record in self.slots for refusal in record.refusals]

    @property
    def verdicts(self) -> dict[str, list[str]]:
        """The verdicts of each control, sorted."""
        found: dict[str, list[str]] = {}
        for item in self.evidence:
            found.setdefault(item.control_id, []).append(item.verdict)
        return {control: sorted(verdicts) for control, verdicts in found.items()}


def kept_in(data: Path, out: str) -> Kept:
    """Return what `data` holds of the assessment whose JSON summary is `out`; nothing in it is there twice."""
    summary = json.loads(out)
    assessment_id = summary["assessment"]["id"]
    controls = [control["id"] for control_set in summary["controlSets"] for control in control_set["controls"]]
    records = SqlRecords(data / "records.db")
    lake = IcebergLake(data / "lake")
    evidence = [item for control in controls for item in lake.evidence(assessment_id, control)]
    facts = list(lake.facts([item.fact_id for item in evidence]))
    slots = list(records.slots(assessment_id))
    lake.close()
    records.close()
    assert len({item.id for item in evidence}) == len(evidence)
    assert len({fact.id for fact in facts}) == len(facts)
    return Kept(evidence, {fact.id: fact for fact in facts}, slots)
