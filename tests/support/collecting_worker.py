"""Processes that collect continuously, to be killed: `python -m tests.support.collecting_worker`.

It imports everything once, then reads lines `<database> <folder>` and forks a collector for each, which runs until it
is told to stop; it says `pid <n>`. Slots that are asked are noted in `<folder>/asked`, one a line.
"""

import faulthandler
import os
import signal
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Final

from probative.app.collecting_turn import Collecting
from probative.app.collector import Collector
from probative.app.leasing import Leases
from probative.clock import utc_now
from probative.domain.evidence_sources import ApiCallSource, CallStep, CloudTrailSource
from probative.domain.frameworks import Framework
from probative.domain.ids import SourceId
from probative.domain.slots import Slot
from probative.lake.iceberg import IcebergLake
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.records.sql import SqlRecords
from probative.serving.opening import new_id
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.folder import FolderArchive
from probative.workspace import DataFolder
from tests.support.assessing import a_control, a_framework, an_api_source
from tests.support.cloudtrail import STOP_LOGGING
from tests.support.collecting import PLANNER, AnsweringLive

OPERATIONS: Final = ("ListGuardrails", "ListCustomModels", "ListFoundationModels", "ListInferenceProfiles")
LEASE: Final = timedelta(seconds=2)
SECONDS_A_SLOT: Final = 0.01


def framework() -> Framework:
    """Return a control for each operation, and one for an event."""
    event = CloudTrailSource(id=SourceId("logging-stopped"), name="Logging stopped", events=(STOP_LOGGING,))
    calls = [a_control(_source(operation), id_=f"SAFE-1.{number}") for number, operation in enumerate(OPERATIONS, 1)]
    return a_framework(*calls, a_control(event, id_="SAFE-2.1"))


def _source(operation: str) -> ApiCallSource:
    chain = (CallStep(service="bedrock", operation=operation),)
    return replace(an_api_source(operation.lower()), chain=chain, each=None)


def data_folder(path: Path, database: Database) -> DataFolder:
    """Return the data folder that the processes share."""
    return DataFolder(path=path, open_lake=IcebergLake, open_records=lambda _: SqlRecords(database), clock=utc_now)


def collect(place: Path | str, folder: Path) -> None:
    """Collect until a signal says to stop."""
    stop = Event()
    # Awaited, not handled: a handler that sets an event can meet the thread that is about to wait for it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    live = AnsweringLive(utc_now, before_each=partial(_note, folder / "asked"))
    with closing(Database(place)) as database, data_folder(folder / "data", database).share() as shared:
        store = SqlStore(database)
        collecting = Collecting(
            store=store,
            leases=Leases(store=store, clock=utc_now, new_id=new_id, length=LEASE),
            lake=shared.lake,
            records=shared.records,
            planner=PLANNER,
            open_live=live.open,
            logs=CloudTrailFiles(archive=FolderArchive(str(folder / "logs")), clock=utc_now, processes_count=1),
            framework_of=lambda _books, _engagement: framework(),
            recover=shared.recover,
            clock=utc_now,
            tell=partial(_tell, folder / "told"),
            commit_every=timedelta(0),
            logs_every=timedelta(seconds=0.3),
        )
        Collector(collecting=collecting, look_every_seconds=0.1).run(stop)


def _wait_for_end(stop: Event) -> None:
    signal.sigwait({signal.SIGTERM})
    # Who does not come to an end says where it is.
    faulthandler.dump_traceback_later(60)
    stop.set()


def _note(asked: Path, slot: Slot) -> None:
    with asked.open("a") as notes:
        notes.write(f"{slot.id}\n")
    time.sleep(SECONDS_A_SLOT)


def _tell(told: Path, what: str, error: Exception) -> None:
    with told.open("a") as notes:
        notes.write(f"{what}: {error!r}\n")


def main() -> None:
    """Fork a collector for each line of the input."""
    # The kernel buries the children: nobody here waits for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        place, folder = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            collect(place if "://" in place else Path(place), Path(folder))
            os._exit(0)
        sys.stdout.write(f"pid {child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
