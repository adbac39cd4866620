"""What people bring, and reports, over the lake and the records that servers have."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from threading import Barrier, RLock
from uuid import uuid4

import pytest

from probative.app import intake as intake_module
from probative.app.application import Application, Quotas
from probative.app.evidence_folders import ControlAddress, day_folders
from probative.app.intake import LockedIntake
from probative.app.leasing import Leases
from probative.app.manual_uploads import ManualItem, import_evidence
from probative.app.report_making import make_next_report
from probative.app.reporting import check_report, create_report
from probative.domain.engagements import Engagement, ReportStatus
from probative.domain.errors import StoreError
from probative.domain.slots import SourceKind
from probative.lake.iceberg import IcebergLake
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.records.sql import SqlRecords
from tests.support.assessed import engagement, keep_engagement, keep_some
from tests.support.serving import NOW, application, caller


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Application]:
    with opened(tmp_path) as server:
        yield server


@contextmanager
def opened(folder: Path) -> Iterator[Application]:
    """Open a server over `folder`, which others may have open as well."""
    base = application(folder)
    with closing(IcebergLake(folder / "lake")) as lake, closing(Database(folder / "records.db")) as database:
        records, store = SqlRecords(database), SqlStore(database)
        leases = Leases(store=store, clock=base.clock, new_id=lambda: token_hex(8))
        intake = LockedIntake(lake=lake, records=records, clock=base.clock, lock=RLock(), leases=leases)
        # Servers that count up each would give the same ids.
        yield replace(base, store=store, lake=lake, records=records, intake=intake, new_id=lambda: str(uuid4()))


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


def test_what_a_control_may_be_brought_a_day_holds_for_all_who_bring_at_once_on_all_servers(
    server: Application, assessed: Engagement, tmp_path: Path
) -> None:
    control_set = assessed.control_sets[0]
    address = ControlAddress(assessed.id, control_set.id, control_set.controls[0].id)
    people = 6
    together = Barrier(people)

    def bring_two(at: Application, number: int) -> list[str]:
        together.wait()
        items = [ManualItem(text=f"{number} {each}") for each in range(2)]
        return [fault.code for fault in import_evidence(at, caller(), address, items)]

    with opened(tmp_path) as other, ThreadPoolExecutor(people) as threads:
        servers = [replace(each, quotas=Quotas(manual_evidence_per_control_a_day=5)) for each in (server, other)]
        faults = list(threads.map(bring_two, servers * (people // 2), range(people)))

    (folder,) = day_folders(server, assessed.id, NOW.date()).values()
    assert folder.count_of(SourceKind.MANUAL) == 5
    assert sorted(code for each in faults for code in each) == ["402"] * 7
    assert server.store.read(lambda books: books.leases.count()) == 0


def test_who_brings_while_another_never_comes_to_an_end_is_told_and_nothing_is_kept(
    server: Application, assessed: Engagement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "_PATIENCE_SECONDS", 0.05)
    with server.intake.alone(assessed.id), ThreadPoolExecutor(1) as threads, opened_elsewhere(server) as other:
        bringing = threads.submit(bring, other, assessed, "a")
        with pytest.raises(StoreError, match="try again"):
            bringing.result(30)

    assert not list(server.records.slots(assessed.id))


@contextmanager
def opened_elsewhere(server: Application) -> Iterator[Application]:
    """Return another server's view of the same records and lake."""
    assert isinstance(server.intake, LockedIntake)
    yield replace(server, intake=replace(server.intake, lock=RLock()))


def test_a_report_is_made_of_it_and_is_sound(server: Application, assessed: Engagement) -> None:
    bring(server, assessed, "a")
    keep_some(server, assessed.control_sets[0].controls[1].id, 50)
    report = create_report(server, caller(), assessed.id, name="r", description=None, query=None)

    assert make_next_report(server)

    made = server.store.read(lambda books: books.reports.get(report.id))
    assert (made.status, made.failure) == (ReportStatus.COMPLETE, "")
    assert check_report(server, caller(), made.place).flaws == ()
