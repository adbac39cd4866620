"""What people bring, and reports, over the lake and the records that servers have."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock

import pytest

from probative.app.application import Application
from probative.app.evidence_folders import ControlAddress, day_folders
from probative.app.intake import LockedIntake
from probative.app.manual_uploads import ManualItem, import_evidence
from probative.app.report_making import make_next_report
from probative.app.reporting import check_report, create_report
from probative.domain.engagements import Engagement, ReportStatus
from probative.domain.slots import SourceKind
from probative.lake.iceberg import IcebergLake
from probative.records.database import Database
from probative.records.sql import SqlRecords
from tests.support.assessed import engagement, keep_engagement, keep_some
from tests.support.serving import NOW, application, caller


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Application]:
    base = application(tmp_path)
    lake = IcebergLake(tmp_path / "lake")
    database = Database(tmp_path / "slots.db")
    records = SqlRecords(database)
    intake = LockedIntake(lake=lake, records=records, clock=base.clock, lock=Lock())
    yield replace(base, lake=lake, records=records, intake=intake)
    lake.close()
    database.close()


@pytest.fixture
def assessed(server: Application) -> Engagement:
    whole = engagement()
    return keep_engagement(server, replace(whole, control_sets=whole.control_sets[:1]))


def bring(server: Application, assessed: Engagement, *texts: str) -> None:
    control_set = assessed.control_sets[0]
    address = ControlAddress(assessed.id, control_set.id, control_set.controls[0].id)
    assert not import_evidence(server, caller(), address, [ManualItem(text=text) for text in texts])


def test_what_is_brought_is_in_the_lake_and_answers_its_slot(server: Application, assessed: Engagement) -> None:
    bring(server, assessed, "a", "b")
    bring(server, assessed, "b", "c")

    (folder,) = day_folders(server, assessed.id, NOW.date()).values()
    assert folder.count_of(SourceKind.MANUAL) == folder.total == 3
    (slot,) = server.records.slots(assessed.id)
    assert (slot.slot.kind, slot.answered_at) == (SourceKind.MANUAL, NOW)


def test_a_report_is_made_of_it_and_is_sound(server: Application, assessed: Engagement) -> None:
    bring(server, assessed, "a")
    keep_some(server, assessed.control_sets[0].controls[1].id, 50)
    report = create_report(server, caller(), assessed.id, name="r", description=None, query=None)

    assert make_next_report(server)

    made = server.store.read(lambda books: books.reports.get(report.id))
    assert (made.status, made.failure) == (ReportStatus.COMPLETE, "")
    assert check_report(server, caller(), made.place).flaws == ()
