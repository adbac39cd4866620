"""Log files that keep coming, over folders in the layout of the delivery: all are read, each once, and soon."""

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from probative.app.collecting_logs import LIST_WHOLE_EVERY
from probative.domain.assessments import Scope
from probative.domain.collecting import LogPosition
from probative.domain.engagements import AssessmentStatus
from probative.domain.ids import AccountId, AssessmentId
from probative.ports.logs import FileRead, LogFile, Wanted
from probative.records.database import Database
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.folder import FolderArchive
from tests.support.assessing import ACCOUNT, REGION
from tests.support.cloudtrail import an_event, delivery_name, key_of, packed, put
from tests.support.collecting import ASSESSMENT, CREATED, DELETED, FACTS_A_SLOT, World, an_engagement

T = TypeVar("T")
SECOND = AssessmentId("00000000-0000-7000-8000-0000000000bb")


@dataclass(frozen=True)
class Watched(CloudTrailFiles):
    """Log files, of which it is written down when they were listed as a whole, and which were read."""

    whole: list[datetime] = field(default_factory=list)
    reads: Counter[str] = field(default_factory=Counter)
    looked_at: list[str] = field(default_factory=list)

    def list_files(self, scope: Scope | None, since: datetime, until: datetime) -> Iterator[LogFile]:
        self.whole.append(self.clock())
        return super().list_files(scope, since, until)

    def list_new_files(self, scope: Scope, day: date, positions: Collection[LogPosition]) -> Iterator[LogFile]:
        found = list(super().list_new_files(scope, day, positions))
        self.looked_at.extend(Path(file.key).name for file in found)
        return iter(found)

    def read(self, files: Sequence[LogFile], wanted: Wanted, work: Callable[[Sequence[FileRead]], T]) -> Generator[T]:
        self.reads.update(Path(file.key).name for file in files)
        return super().read(files, wanted, work)


@dataclass
class Trail:
    """A trail into a folder, and a collector that reads it."""

    root: Path
    world: World
    count: int = 0

    def __post_init__(self) -> None:
        self.logs = Watched(archive=FolderArchive(str(self.root)), clock=self.world.clock, processes_count=1)
        self.world.collecting = replace(self.world.collecting, logs=self.logs)

    def deliver(self, at: datetime, *, unique: str = "", region: str = REGION) -> str:
        """Lay down a file with an event, under the name that it has if it was delivered at `at`."""
        self.count += 1
        time = f"{max(at, CREATED) + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
        name = delivery_name(f"{at:%Y%m%dT%H%M}Z", unique or f"{self.count:016}", ACCOUNT, region)
        event = an_event(self.count, DELETED, eventTime=time, awsRegion=region)
        put(self.root, packed(event), key_of(name, account=ACCOUNT, region=region, day=at.date()))
        return name

    def pass_minutes(self, count: int = 1) -> None:
        for _ in range(count):
            self.world.clock.advance(minutes=1)
            self.world.turn()

    @property
    def evidence_count(self) -> int:
        return sum(cell.count for cell in self.world.lake.counts(ASSESSMENT)) - FACTS_A_SLOT


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Trail]:
    with closing(Database(tmp_path / "records.db")) as database:
        world = World(database)
        world.put(an_engagement())
        (tmp_path / "logs").mkdir()
        yield Trail(tmp_path / "logs", world)


def test_a_whole_day_is_listed_now_and_then_and_what_is_new_each_minute(trail: Trail) -> None:
    for minutes in range(0, 20, 5):
        trail.deliver(CREATED - timedelta(hours=3, minutes=minutes))
    last = trail.deliver(CREATED)
    trail.world.turn()
    trail.logs.whole.clear()

    trail.pass_minutes(60)

    assert trail.logs.whole == [CREATED + number * LIST_WHOLE_EVERY for number in range(1, 5)]
    assert set(trail.logs.looked_at) == {last}
    assert trail.logs.reads.total() == 5


def test_a_new_file_is_read_in_the_next_minute_also_if_it_sorts_before_the_last(trail: Trail) -> None:
    trail.deliver(CREATED, unique="M")
    trail.world.turn()
    for unique in ("Z", "A"):
        trail.deliver(CREATED + timedelta(minutes=1), unique=unique)
        trail.pass_minutes()

    assert trail.logs.reads.total() == 3
    assert trail.evidence_count == 3


def test_a_file_that_sorts_long_before_the_last_is_found_by_the_next_whole_listing(trail: Trail) -> None:
    trail.deliver(CREATED)
    trail.world.turn()
    late = trail.deliver(CREATED - timedelta(hours=2))
    trail.pass_minutes(14)
    assert late not in trail.logs.reads

    trail.pass_minutes()
    assert trail.logs.reads[late] == 1


def test_the_first_file_of_a_region_is_found_by_the_next_whole_listing(trail: Trail) -> None:
    trail.world.change(regions=(REGION, "eu-west-1"))
    trail.deliver(CREATED)
    trail.world.turn()
    first = trail.deliver(CREATED, region="eu-west-1")
    trail.pass_minutes(15)
    assert trail.logs.reads[first] == 1

    second = trail.deliver(CREATED + timedelta(minutes=16), region="eu-west-1")
    trail.pass_minutes()
    assert trail.logs.reads[second] == 1


def test_as_long_as_nothing_ever_came_everything_is_looked_at(trail: Trail) -> None:
    trail.world.turn()
    trail.pass_minutes(3)
    trail.deliver(CREATED + timedelta(minutes=3))
    trail.pass_minutes()

    assert trail.evidence_count == 1


def test_what_was_broken_off_is_listed_again_from_where_it_was(trail: Trail) -> None:
    trail.deliver(CREATED)
    trail.world.turn()
    names = [trail.deliver(CREATED + timedelta(minutes=minutes)) for minutes in (30, 60)]
    trail.world.clock.advance(minutes=1)
    steps = iter([True, True, False])
    trail.world.turn(goes_on=lambda: next(steps, False))
    trail.logs.whole.clear()

    trail.world.turn()

    assert all(name in trail.logs.looked_at for name in names)
    assert not trail.logs.whole
    assert trail.evidence_count == 3


def test_an_assessment_that_is_behind_gets_what_another_one_read_long_ago(trail: Trail) -> None:
    trail.deliver(CREATED)
    trail.world.turn()
    trail.world.put(replace(an_engagement(SECOND), created_at=CREATED + timedelta(minutes=1)))
    trail.deliver(CREATED + timedelta(minutes=1))
    trail.pass_minutes(2)
    behind = replace(trail.world.status(SECOND), log_positions=trail.world.status().log_positions)
    trail.deliver(CREATED + timedelta(minutes=40))
    trail.pass_minutes()
    trail.deliver(CREATED + timedelta(minutes=80))
    trail.world.store.change(lambda books: books.statuses.put(behind))

    trail.pass_minutes()

    assert [sum(cell.count for cell in trail.world.lake.counts(id_)) for id_ in (ASSESSMENT, SECOND)] == [
        FACTS_A_SLOT + 4,
        FACTS_A_SLOT + 3,
    ]


def test_an_assessment_that_pauses_forgets_how_far_it_was(trail: Trail) -> None:
    trail.deliver(CREATED)
    trail.world.turn()
    assert trail.world.status().log_positions
    trail.world.change(status=AssessmentStatus.INACTIVE)
    trail.world.turn()
    trail.world.change(status=AssessmentStatus.ACTIVE)
    trail.world.due()

    assert trail.world.status().log_positions == ()


@pytest.mark.parametrize("seed", range(2))
def test_files_in_any_order_are_read_once_each_and_soon_over_restarts_and_midnight(trail: Trail, seed: int) -> None:
    lot = Random(seed)
    trail.world.clock.at = CREATED.replace(hour=23, minute=10)
    arrived: dict[str, datetime] = {}
    for _ in range(80):
        for _ in range(lot.choice((0, 0, 1, 3))):
            lag = timedelta(minutes=lot.choice((0, 0, 1, 5, 14, 40, 90)))
            arrived[trail.deliver(trail.world.clock() - lag)] = trail.world.clock()
        if lot.random() < 0.1:
            trail = restarted(trail)
        trail.pass_minutes()
        now = trail.world.clock()
        for name in arrived.keys() - trail.logs.reads.keys():
            is_of_today = f"{now:_%Y%m%dT}" in name
            assert now - arrived[name] <= (LIST_WHOLE_EVERY if is_of_today else timedelta(hours=1))
    trail.pass_minutes(60)

    assert trail.logs.reads == dict.fromkeys(arrived, 1)


def restarted(trail: Trail) -> Trail:
    """Return the trail with a collector that knows only what was written down."""
    world = World(trail.world.database, lake=trail.world.lake)
    world.clock.at = trail.world.clock.at
    world.collecting = replace(world.collecting, leases=trail.world.leases)
    after = Trail(trail.root, world, trail.count)
    after.logs.reads.update(trail.logs.reads)
    return after


def test_positions_are_of_the_account(trail: Trail) -> None:
    trail.deliver(CREATED)
    trail.world.turn()
    (position,) = trail.world.status().log_positions

    assert position.folder == f"{trail.root}/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}"
    assert trail.world.status(account=AccountId(ACCOUNT)).read_at == CREATED
