import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from probative import workspace
from probative.domain.errors import StoreError, WrongStateError
from probative.domain.ids import BatchId
from probative.domain.slots import Answer, SlotState
from probative.ports.lake import Lake
from probative.ports.records import Batch
from probative.workspace import DataFolder
from tests.support.lake import ASSESSMENT, COLLECTED, CONTROL, a_fact, a_log_slot, some_evidence
from tests.support.memory import MemoryLake, MemoryRecords

SLOT = a_log_slot()


class Kept:
    """A lake and records that stay when they are closed, as files do."""

    def __init__(self, path: Path) -> None:
        self.lake = MemoryLake()
        self.records = MemoryRecords()
        self.folder = DataFolder(
            path=path,
            open_lake=lambda _: self.lake,
            open_records=lambda _: self.records,
            clock=lambda: datetime(2026, 11, 8, 12, tzinfo=UTC),
        )

    def begin(self) -> Batch:
        """Do what a run does up to the commit, and then die."""
        with self.folder.open() as (lake, records):
            records.plan(ASSESSMENT, [SLOT])
            batch = a_batch(lake)
            records.begin(batch)
        return batch


def a_batch(lake: Lake) -> Batch:
    fact = a_fact(1)
    return Batch(
        id=BatchId("batch"),
        assessment_id=ASSESSMENT,
        staged=(lake.stage().write([fact], [some_evidence(fact)]),),
        answers=(Answer(slot_id=SLOT.id, answered_at=COLLECTED, facts_count=1),),
        refusals=(),
        files=(),
    )


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "data")


def test_the_folder_is_made_for_its_owner_alone(kept: Kept) -> None:
    with kept.folder.open():
        assert stat.S_IMODE(kept.folder.path.stat().st_mode) == 0o700


def test_a_batch_that_was_begun_is_committed_at_the_next_opening(kept: Kept) -> None:
    kept.begin()

    with kept.folder.open() as (lake, records):
        assert list(lake.evidence(ASSESSMENT, CONTROL)) == [some_evidence(a_fact(1))]
        assert records.states(ASSESSMENT) == {SLOT.id: SlotState.ANSWERED}
        assert records.pending() == []


def test_a_batch_that_was_committed_is_finished_at_the_next_opening(kept: Kept) -> None:
    batch = kept.begin()
    kept.lake.commit(batch.id, batch.staged)

    with kept.folder.open() as (lake, records):
        assert lake.has_batch(batch.id)
        assert records.states(ASSESSMENT) == {SLOT.id: SlotState.ANSWERED}
        assert len(list(lake.evidence(ASSESSMENT, CONTROL))) == 1


def test_a_batch_whose_files_are_gone_is_due_again(kept: Kept) -> None:
    batch = kept.begin()
    kept.lake.sweep(())

    with kept.folder.open() as (lake, records):
        assert not lake.has_batch(batch.id)
        assert records.states(ASSESSMENT) == {SLOT.id: SlotState.DUE}
        assert records.pending() == []


def test_staged_files_that_no_batch_names_are_gone_at_the_next_opening(kept: Kept) -> None:
    with kept.folder.open() as (lake, _):
        staged = lake.stage().write([a_fact(1)], [])

    with kept.folder.open():
        assert not kept.lake.can_commit([staged])


def test_two_runs_never_hold_the_folder_at_once(kept: Kept) -> None:
    told = (
        f"the data folder {kept.folder.path} is in use by process {os.getpid()} since 2026-11-08T12:00:00+00:00: "
        "cannot be opened: wait for it, or choose another --data-dir"
    )

    with kept.folder.open(), pytest.raises(WrongStateError) as error, kept.folder.open():
        pass

    assert str(error.value) == told
    with kept.folder.open():
        pass


def test_another_process_is_kept_out_until_it_dies(kept: Kept) -> None:
    script = """
import fcntl, os, sys, time
fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(fd, fcntl.LOCK_EX)
os.write(fd, b"process 4711 since yesterday\\n")
print("held", flush=True)
time.sleep(60)
"""
    kept.folder.path.mkdir()
    command = [sys.executable, "-c", script, str(kept.folder.path / "lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(WrongStateError, match="in use by process 4711 since yesterday"), kept.folder.open():
            pass
        process.send_signal(signal.SIGKILL)

    with kept.folder.open():
        assert (kept.folder.path / "lock").read_text() == f"process {os.getpid()} since 2026-11-08T12:00:00+00:00\n"


def test_servers_hold_the_folder_together_and_a_run_waits_until_all_are_gone(kept: Kept) -> None:
    with kept.folder.share() as first:
        with kept.folder.share() as second:
            assert (first.is_alone, second.is_alone) == (True, False)
        with pytest.raises(WrongStateError, match=f"in use by process {os.getpid()}"), kept.folder.open():
            pass

    with kept.folder.open():
        pass


def test_a_server_is_told_which_run_holds_the_folder(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "_OPENING_SECONDS", 0.05)

    with kept.folder.open(), pytest.raises(WrongStateError, match="in use by process"), kept.folder.share():
        pass


def test_a_server_makes_the_folder_whole(kept: Kept) -> None:
    kept.begin()
    stray = kept.lake.stage().write([a_fact(2)], [])

    with kept.folder.share() as shared:
        assert shared.records.states(ASSESSMENT) == {SLOT.id: SlotState.ANSWERED}
        assert not kept.lake.can_commit([stray])


def test_a_server_that_comes_later_leaves_what_another_one_has_staged(kept: Kept) -> None:
    with kept.folder.share() as first:
        staged = first.lake.stage().write([a_fact(2)], [])

        with kept.folder.share():
            assert kept.lake.can_commit([staged])


def test_a_batch_is_settled_once_though_both_who_began_it_and_another_one_do_it(kept: Kept) -> None:
    with kept.folder.share() as first, kept.folder.share() as second:
        first.records.plan(ASSESSMENT, [SLOT])
        batch = a_batch(first.lake)
        first.records.begin(batch)

        second.recover()
        first.lake.commit(batch.id, batch.staged)
        first.records.finish(batch.id)

        assert len(list(first.lake.evidence(ASSESSMENT, CONTROL))) == 1
        (record,) = first.records.slots(ASSESSMENT)
        assert (record.state, record.facts_count) == (SlotState.ANSWERED, 1)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = Kept(tmp_path / "file" / "data").folder

    with (
        pytest.raises(StoreError, match=f"the data folder {folder.path} cannot be used: Not a directory"),
        folder.open(),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)

    with pytest.raises(StoreError, match="cannot be used: Permission denied"), Kept(tmp_path / "data").folder.open():
        pass
