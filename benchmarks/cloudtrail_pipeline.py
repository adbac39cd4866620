"""Ours over the same files: the assessment of a framework made from the mapping, into the lake and committed."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.cloudtrail_generator import digest_of
from benchmarks.cloudtrail_mapping import controls_of_events, events_of_controls
from benchmarks.cloudtrail_words import SCOPE_ACCOUNTS, SCOPE_REGIONS, START
from probative.app.assessing import new_assessment
from probative.app.collection import Committer, LogWork, collect_logs
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.clock import utc_now
from probative.domain.assessments import Assessment, Scope
from probative.domain.frameworks import CloudTrailSource, Control, ControlSet, EventName, Framework, Objective
from probative.domain.ids import AccountId, ControlId, ControlSetId, FrameworkId, Region, SourceId
from probative.lake.iceberg import IcebergLake
from probative.ports import FileRead, Lake, Period, Records, Wanted
from probative.records.sql import SqlRecords
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.folder import FolderArchive
from probative.sources.cloudtrail.layout import slot_of
from probative.workspace import DataFolder

_WORK_NEEDS: Final = ("probative.app.collection", "probative.lake.stage")
_DAYS: Final = timedelta(days=40)
_SCOPE: Final = Scope(accounts=tuple(map(AccountId, SCOPE_ACCOUNTS)), regions=tuple(map(Region, SCOPE_REGIONS)))


class _Quiet:
    """Watches a run and says nothing."""

    def stage(self, name: str, total: int | None) -> None:
        """Take note of nothing."""

    def step(self, count: int = 1, *, note: str = "") -> None:
        """Take note of nothing."""


def a_framework() -> Framework:
    """Return the framework whose controls ask for the events of the mapping, each without a rule."""
    controls = tuple(_control(id_, pairs) for id_, pairs in events_of_controls().items())
    objective = Objective(id="all", name="All", layer=None, purpose="", controls=controls)
    control_set = ControlSet(id=ControlSetId("all"), uuid="all", name="All", purpose="", objectives=(objective,))
    return Framework(
        id=FrameworkId("bench"),
        uuid="bench",
        name="Bench",
        version="1",
        description="",
        compliance_type="",
        platforms=(),
        control_sets=(control_set,),
        digest="bench",
    )


def _control(id_: str, pairs: Sequence[tuple[str, str]]) -> Control:
    events = tuple(EventName(source=source, name=name) for source, name in pairs)
    return Control(
        id=ControlId(id_),
        uuid=id_,
        name=id_,
        objective_id="all",
        layer=None,
        platforms=(),
        description="",
        testing_information="",
        action_plan_title="",
        action_plan_instructions="",
        parameters=(),
        sources=(CloudTrailSource(id=SourceId(f"{id_}-activity"), name="Activity", events=events),),
    )


def _logs(data: Path) -> CloudTrailFiles:
    return CloudTrailFiles(
        archive=FolderArchive(str(data)), clock=utc_now, processes_count=os.cpu_count() or 1, preload=_WORK_NEEDS
    )


def run_pipeline(data: Path, kept: Path) -> str:
    """List, read, weigh, write and commit: what an assessment does with log files."""
    assessment, logs = _assessment(), _logs(data)
    with _data_folder(kept) as (lake, records):
        weigher = Weigher(assessment.id, a_framework(), Applicability(()), now=assessment.created_at)
        files = list(logs.list_files(_SCOPE, assessment.since, assessment.until))
        records.save_assessment(assessment)
        records.plan(assessment.id, {slot_of(file) for file in files})
        collect_logs(
            files,
            _wanted(),
            logs=logs,
            work=LogWork(weigher=weigher, stage=lake.stage(), clock=utc_now),
            committer=Committer(assessment.id, lake, records, utc_now),
            progress=_Quiet(),
        )
        rows = sum(folder.count for folder in lake.counts(assessment.id))
    return json.dumps({"evidence_rows": rows})


def run_reading(data: Path, kept: Path) -> str:
    """Only read: what the pipeline starts from."""
    del kept
    logs = _logs(data)
    wanted = _wanted()
    files = list(logs.list_files(_SCOPE, wanted.since, wanted.until))
    return json.dumps({"matched_events": sum(logs.read(files, wanted, count_facts))})


def _wanted() -> Wanted:
    pairs = controls_of_events()
    events = frozenset(EventName(source=source, name=name) for source, name in pairs)
    return Wanted(events, frozenset(_SCOPE.accounts), frozenset(_SCOPE.regions), START, START + _DAYS)


def count_facts(reads: Sequence[FileRead]) -> int:
    """Be the work that only counts."""
    return sum(len(read.facts) for read in reads)


def run_checking(data: Path, kept: Path) -> str:
    """Return what lies in the lake, event by event."""
    del data
    matched, rows, digest = set(), 0, 0
    with _data_folder(kept) as (lake, _):
        for control in a_framework().controls:
            of_control = [item.fact_id for item in lake.evidence(_assessment().id, control.id)]
            for fact in lake.facts(of_control):
                matched.add(fact.id)
                digest ^= digest_of(json.loads(fact.content)["eventID"], control.id)
            rows += len(of_control)
    return json.dumps({"matched_events": len(matched), "evidence_rows": rows, "xor64": f"{digest:016x}"})


@contextmanager
def _data_folder(path: Path) -> Iterator[tuple[Lake, Records]]:
    with DataFolder(path=path, open_lake=IcebergLake, open_records=SqlRecords, clock=utc_now).open() as opened:
        yield opened


def _assessment() -> Assessment:
    return new_assessment("bench", a_framework(), _SCOPE, Period(START, START + _DAYS, utc_now()))


CANDIDATES: Final = {"pipeline": run_pipeline, "reading": run_reading, "checking": run_checking}

if __name__ == "__main__":
    name, data, kept = sys.argv[1:]
    print(CANDIDATES[name](Path(data), Path(kept)))
