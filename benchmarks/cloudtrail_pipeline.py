"""Ours over the same files: the assessment of a framework made from the mapping, into the lake and committed."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Final

from benchmarks.cloudtrail_counting import count_facts
from benchmarks.cloudtrail_framework import load_framework
from benchmarks.cloudtrail_generator import digest_of
from benchmarks.cloudtrail_mapping import controls_of_events
from benchmarks.cloudtrail_words import SCOPE_ACCOUNTS, SCOPE_REGIONS, START
from probative.app.assessing import new_assessment
from probative.app.collection import Committer, LogReader, LogWork, collect_logs
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.clock import utc_now
from probative.domain.assessments import Assessment, Scope
from probative.domain.evidence_sources import EventName
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, Region
from probative.lake.iceberg import IcebergLake
from probative.ports.asking import Period
from probative.ports.lake import Lake
from probative.ports.logs import Wanted
from probative.ports.records import Records
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


def framework_for(kept: Path) -> Framework:
    """Return the framework of the mapping, which lies in a file beside `kept`."""
    return load_framework(kept.with_name(f"{kept.name}-framework"))


def _logs(data: Path) -> CloudTrailFiles:
    return CloudTrailFiles(
        archive=FolderArchive(str(data)), clock=utc_now, processes_count=os.cpu_count() or 1, preload=_WORK_NEEDS
    )


def run_pipeline(data: Path, kept: Path) -> str:
    """List, read, weigh, write and commit: what an assessment does with log files."""
    framework, logs = framework_for(kept), _logs(data)
    assessment = _assessment(framework)
    with _data_folder(kept) as (lake, records):
        weigher = Weigher(assessment.id, framework, Applicability(()), now=assessment.created_at)
        files = list(logs.list_files(_SCOPE, assessment.since, assessment.until))
        records.save_assessment(assessment)
        records.plan(assessment.id, {slot_of(file) for file in files})
        collect_logs(
            files,
            _wanted(),
            logs=logs,
            readers=[
                LogReader(
                    LogWork(weigher=weigher, stage=lake.stage(), clock=utc_now, since=assessment.since),
                    Committer(assessment.id, lake, records, utc_now),
                )
            ],
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
    return Wanted(events, frozenset(_SCOPE.accounts), frozenset(_SCOPE.regions), START, START + _DAYS, frozenset())


def run_checking(data: Path, kept: Path) -> str:
    """Return what lies in the lake, event by event."""
    del data
    framework = framework_for(kept)
    assessment = _assessment(framework)
    matched, rows, digest = set(), 0, 0
    with _data_folder(kept) as (lake, _):
        for control in framework.controls:
            of_control = [item.fact_id for item in lake.evidence(assessment.id, control.id)]
            for fact in lake.facts(of_control):
                matched.add(fact.id)
                digest ^= digest_of(json.loads(fact.content)["eventID"], control.id)
            rows += len(of_control)
    return json.dumps({"matched_events": len(matched), "evidence_rows": rows, "xor64": f"{digest:016x}"})


@contextmanager
def _data_folder(path: Path) -> Iterator[tuple[Lake, Records]]:
    with DataFolder(path=path, open_lake=_open_lake, open_records=SqlRecords, clock=utc_now).open() as opened:
        yield opened


def _open_lake(root: Path) -> IcebergLake:
    """Return the lake, which gets ready for its first commit while files are read, as the command does it."""
    lake = IcebergLake(root)
    Thread(target=lake.prepare, daemon=True).start()
    return lake


def _assessment(framework: Framework) -> Assessment:
    return new_assessment("bench", framework, _SCOPE, Period(START, START + _DAYS, utc_now()))
