"""Continuous collection keeps its word whatever happens: workers that die anywhere, are taken over, or come back late.

Many workers share an account or two; each step of each can be its last. In the end, with a worker that lives:
every slot that could be asked is answered, nothing is in the lake twice, counts are true, and nothing was asked again
that had been committed.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probative.domain.collecting import Lease
from probative.domain.errors import WrongStateError
from probative.domain.ids import AccountId, BatchId
from probative.domain.slots import Slot, SlotState, SourceKind
from probative.ports.logs import LogFile
from probative.ports.records import Batch
from probative.records.database import Database
from probative.records.sql import SqlRecords
from tests.support.assessing import ACCOUNT
from tests.support.collecting import ASSESSMENT, CREATED, FACTS_A_SLOT, OTHER_ACCOUNT, World, an_engagement
from tests.support.jobs_fused import Fuse, FusedLake, KilledError

ACCOUNTS = (AccountId(ACCOUNT), OTHER_ACCOUNT)
REGIONS = ("us-east-1", "eu-west-1")


class DyingRecords(SqlRecords):
    """Records on which a worker can die before and after what it writes down."""

    fuse: Fuse

    def begin(self, batch: Batch, held: Lease | None = None) -> None:
        self.fuse.burn()
        SqlRecords.begin(self, batch, held)
        self.fuse.burn()

    def finish(self, batch_id: BatchId) -> None:
        self.fuse.burn()
        SqlRecords.finish(self, batch_id)
        self.fuse.burn()


@dataclass(frozen=True, slots=True)
class Shift:
    """What happens next: files come, time passes, and a worker takes an account up, for so many steps of its life."""

    account: AccountId
    steps: int | None
    """None: it lives."""
    minutes: int
    delivered: bool
    stopped_at: int | None
    """At which question or file its machine stands still for so long that another worker takes over; None: never."""


SHIFTS = st.lists(
    st.builds(
        Shift,
        account=st.sampled_from(ACCOUNTS),
        steps=st.none() | st.integers(0, 40),
        minutes=st.sampled_from([0, 1, 2, 30, 600]),
        delivered=st.booleans(),
        stopped_at=st.none() | st.integers(0, 6),
    ),
    max_size=12,
)


class Theatre:
    """A world with workers that die."""

    def __init__(self, database: Database) -> None:
        self.fuse = Fuse()
        self.world = World(database, lake=FusedLake(fuse=self.fuse))
        records = DyingRecords(database)
        records.fuse = self.fuse
        self.world.records = records
        self.world.collecting = replace(
            self.world.collecting, records=records, commit_every=timedelta(0), recover=self._recover
        )
        self.world.live.before_each = self._asked
        self.world.logs.before_each = self._read
        self.world.put(an_engagement(accounts=ACCOUNTS, regions=REGIONS))
        self.stops_in: int | None = None
        self.is_overtaken = False

    def _asked(self, slot: Slot) -> None:
        self._step(slot.account)
        record = self.world.records.find_slots(ASSESSMENT, [slot.id])[slot.id]
        assert record.state is not SlotState.ANSWERED or self.is_overtaken, "asked again what was committed"

    def _read(self, file: LogFile) -> None:
        self._step(file.account)
        read = self.world.records.files_read(ASSESSMENT, [file.key])
        assert not read or self.is_overtaken, "read again what was committed"

    def _step(self, account: AccountId) -> None:
        self.fuse.burn()
        if self.stops_in is None:
            return
        self.stops_in -= 1
        if self.stops_in < 0:
            self.stops_in = None
            self._overtake(account)

    def _overtake(self, account: AccountId) -> None:
        """Let another worker take the account over and do all there is, and then go on."""
        steps, self.fuse.left = self.fuse.left, None
        self.world.clock.advance(minutes=2)
        held = self.world.begin(account)
        assert held
        self._go_on(account, held, None)
        self.fuse.left = steps
        self.is_overtaken = True

    def _recover(self) -> None:
        lake, records = self.world.lake, self.world.records
        for batch in records.pending():
            if lake.can_commit(batch.staged) or lake.has_batch(batch.id):
                lake.commit(batch.id, batch.staged)
                records.finish(batch.id)
            else:
                records.drop(batch.id)

    def play(self, shift: Shift) -> None:
        self.world.clock.advance(minutes=shift.minutes)
        if shift.delivered:
            self.world.logs.deliver((self.world.clock() - CREATED) / timedelta(minutes=1), shift.account)
        if shift.account in self.world.due():
            held = self.world.begin(shift.account)
            if held:
                self.stops_in = shift.stopped_at
                self._go_on(shift.account, held, shift.steps)
        self.stops_in, self.is_overtaken = None, False

    def _go_on(self, account: AccountId, held: Lease, steps: int | None) -> None:
        self.fuse.left = steps
        try:
            # Its heart tells the worker that it lost the account, as soon as it beats again.
            self.world.work(account, held, lambda: self.world.leases.is_kept(held))
        except KilledError:
            # Nobody gives the lease back: it has to end.
            return
        except WrongStateError:
            assert self.is_overtaken
        finally:
            self.fuse.left = None
        self.world.leases.give_back(held)

    def end(self) -> None:
        """Let a worker that lives do all that is due."""
        self.world.clock.advance(minutes=5)
        for _ in range(3):
            for account in self.world.due():
                held = self.world.begin(account)
                assert held
                self._go_on(account, held, None)
            self.world.clock.advance(minutes=1)


@contextmanager
def theatre() -> Iterator[Theatre]:
    with TemporaryDirectory() as folder, closing(Database(Path(folder) / "records.db")) as database:
        yield Theatre(database)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(SHIFTS)
def test_every_due_slot_is_done_exactly_once_whoever_dies_where(shifts: list[Shift]) -> None:
    with theatre() as played:
        for shift in shifts:
            played.play(shift)
        played.end()

        world, now = played.world, played.world.clock()
        assert world.records.pending() == []
        records = list(world.records.slots(ASSESSMENT))
        calls = [record for record in records if record.slot.kind is SourceKind.API_CALL]
        answered = [record for record in calls if record.state is SlotState.ANSWERED]
        # What is not answered is of a day that went by while nobody lived.
        assert all(record.slot.until <= now for record in calls if record not in answered)
        assert all(record.facts_count == FACTS_A_SLOT for record in answered)
        days = (now.date() - CREATED.date()).days + 1
        assert len(calls) == days * len(ACCOUNTS) * len(REGIONS)
        events = len(world.logs.files)
        # The count of a log slot adds up: a file that was taken twice would show.
        assert sum(record.facts_count for record in records if record.slot.kind is SourceKind.CLOUDTRAIL) == events
        assert sum(cell.count for cell in world.lake.counts(ASSESSMENT)) == len(answered) * FACTS_A_SLOT + events
