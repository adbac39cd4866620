"""Kill -9: servers share one database and one data folder; whichever dies, another one goes on, and nothing doubles."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import pytest

from probative.clock import utc_now
from probative.domain.engagements import Engagement
from probative.domain.ids import AssessmentId, ControlId
from probative.domain.slots import SlotState, SourceKind
from probative.ports.records import SlotRecord
from probative.records.database import Database
from probative.records.shelves import SqlBooks, SqlStore
from probative.records.sql import SqlRecords
from tests.support.cloudtrail import ACCOUNT, OTHER_ACCOUNT, an_event, delivery_name, key_of, packed, put
from tests.support.collecting import FACTS_A_SLOT, an_engagement
from tests.support.collecting_worker import OPERATIONS, data_folder

FIRST, SECOND = AssessmentId("first"), AssessmentId("second")
REGIONS: Final = ("us-east-1", "eu-west-1")
KILLS: Final = 6
EVENTS_A_FILE: Final = 3
PATIENCE: Final = 120.0


@dataclass(slots=True)
class Servers:
    """Collectors in processes of their own, over one database and folder."""

    place: Path | str
    folder: Path
    forking: "subprocess.Popen[str]"
    pids: list[int] = field(default_factory=list)

    def start(self) -> None:
        assert self.forking.stdin
        assert self.forking.stdout
        self.forking.stdin.write(f"{self.place}\t{self.folder}\n")
        self.forking.stdin.flush()
        self.pids.append(int(self.forking.stdout.readline().removeprefix("pid ")))

    def kill(self, lot: Random) -> None:
        victim = self.pids.pop(lot.randrange(len(self.pids)))
        os.kill(victim, signal.SIGKILL)
        wait_until(partial(is_dead, victim))

    def end(self) -> None:
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGTERM)
        for pid in self.pids:
            wait_until(partial(is_dead, pid))
        self.pids.clear()


def is_dead(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@contextmanager
def servers(place: Path | str, folder: Path) -> Iterator[Servers]:
    command = [sys.executable, "-m", "tests.support.collecting_worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as forking:
        running = Servers(place, folder, forking)
        try:
            yield running
        finally:
            running.end()
            assert forking.stdin
            forking.stdin.close()


def deliver(folder: Path, number: int, account: str) -> None:
    """Deliver a log file of the present, whole at once, as S3 does."""
    now = datetime.now(UTC)
    events = [
        an_event(number * EVENTS_A_FILE + each, eventTime=f"{now:%Y-%m-%dT%H:%M:%SZ}", recipientAccountId=account)
        for each in range(EVENTS_A_FILE)
    ]
    name = delivery_name(f"{now:%Y%m%dT%H%MZ}", f"{number:016}", account=account)
    written = put(folder / "beside", packed(*events), name)
    target = folder / "logs" / key_of(name, account=account, day=now.date())
    target.parent.mkdir(parents=True, exist_ok=True)
    written.replace(target)


def engagements() -> list[Engagement]:
    now = utc_now()
    made = [an_engagement(FIRST, (ACCOUNT, OTHER_ACCOUNT), REGIONS), an_engagement(SECOND, (ACCOUNT,), REGIONS)]
    return [replace(each, created_at=now, updated_at=now) for each in made]


def keep_engagements(books: SqlBooks) -> None:
    for engagement in engagements():
        books.engagements.put(engagement)


@pytest.mark.slow
def test_two_servers_lose_and_double_nothing_however_often_one_is_killed(
    database_place: Path | str, tmp_path: Path
) -> None:
    lot, files = Random(7), Counter[str]()
    (tmp_path / "logs").mkdir()
    with closing(Database(database_place)) as database, servers(database_place, tmp_path) as running:
        store, records = SqlStore(database), SqlRecords(database)
        store.change(keep_engagements)
        time.sleep(1)
        for number in range(2 + KILLS):
            for account in (ACCOUNT, OTHER_ACCOUNT):
                deliver(tmp_path, 2 * number + (account == OTHER_ACCOUNT), account)
                files[account] += 1
            if number >= 2:
                time.sleep(lot.uniform(0.2, 2.0))
                running.kill(lot)
            running.start()

        expected = {FIRST: files.total() * EVENTS_A_FILE, SECOND: files[ACCOUNT] * EVENTS_A_FILE}
        wait_until(lambda: all(is_done(records, id_, events) for id_, events in expected.items()))
        running.stop()

        with data_folder(tmp_path / "data", database).open() as (lake, _):
            for id_, accounts in {FIRST: 2, SECOND: 1}.items():
                slots = list(records.slots(id_))
                calls = [record for record in slots if record.slot.kind is SourceKind.API_CALL]
                assert len(calls) == accounts * len(REGIONS) * len(OPERATIONS)
                assert {record.facts_count for record in calls} == {FACTS_A_SLOT}
                assert events_in(slots) == expected[id_]
                kept = sum(cell.count for cell in lake.counts(id_))
                assert kept == len(calls) * FACTS_A_SLOT + expected[id_]
                ids = [item.id for number in (1, 2, 3, 4) for item in lake.evidence(id_, ControlId(f"SAFE-1.{number}"))]
                assert len(ids) == len(set(ids)) == len(calls) * FACTS_A_SLOT
    asked = Counter((tmp_path / "asked").read_text().split())
    # Each of two assessments asks; who is killed had asked up to two slots that it could not commit any more.
    assert asked.total() - 3 * len(REGIONS) * len(OPERATIONS) <= 3 * KILLS


def is_done(records: SqlRecords, id_: AssessmentId, events: int) -> bool:
    slots = list(records.slots(id_))
    calls = [record for record in slots if record.slot.kind is SourceKind.API_CALL]
    return bool(calls) and all(each.state is SlotState.ANSWERED for each in calls) and events_in(slots) >= events


def events_in(slots: list[SlotRecord]) -> int:
    return sum(record.facts_count for record in slots if record.slot.kind is SourceKind.CLOUDTRAIL)
