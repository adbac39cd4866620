"""What nobody needs any more is removed after its time, once a day, by one; whatever a record names stays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

import pyarrow.parquet as pq
import pytest

from probative.app.application import Application
from probative.app.engagements import delete_assessment
from probative.app.evidence_folders import ControlAddress
from probative.app.files import new_upload
from probative.app.housekeeping import UNUSED_LASTS, Housekeeping
from probative.app.intake import LockedIntake
from probative.app.leasing import Leases
from probative.app.manual_uploads import ManualItem, import_evidence
from probative.app.registering import deregister_account
from probative.books import Books, Store
from probative.domain.assessments import Assessment, Scope
from probative.domain.engagements import Upload
from probative.domain.errors import NotFoundError, StoreError
from probative.domain.ids import AssessmentId, FrameworkId
from probative.domain.registration import Settings
from probative.lake.iceberg import IcebergLake
from probative.lake.removing import REMOVED_LASTS
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.records.sql import SqlRecords
from tests.support.assessed import ASSESSMENT, OTHER_ASSESSMENT, engagement, keep_engagement
from tests.support.serving import ACCOUNT, NOW, REGION, MemoryObjects, SetClock, application, caller
from tests.support.uploads import put_whole

KEPT_FOR = timedelta(days=30)


@dataclass
class House:
    """A server whose evidence lies in a real lake, and what keeps it in order."""

    server: Application
    clock: SetClock
    lake: Path
    told: list[str] = field(default_factory=list)
    recovered: int = 0

    def keep(self, keep_deleted: timedelta | None = KEPT_FOR) -> bool:
        return Housekeeping(
            application=self.server, recover=self._recover, tell=self._tell, keep_deleted=keep_deleted
        )()

    def _recover(self) -> None:
        self.recovered += 1

    def _tell(self, what: str, error: Exception) -> None:
        self.told.append(f"{what}: {error}")

    def on_disk(self) -> set[str]:
        """Return the assessments whose evidence is in any Parquet file, and the texts in facts."""
        files = [*(self.lake / "evidence" / "data").rglob("*.parquet")]
        return {str(id_) for file in files for id_ in pq.read_table(file)["assessment_id"].to_pylist()}

    def facts_on_disk(self) -> bytes:
        files = [*(self.lake / "facts" / "data").rglob("*.parquet")]
        return b" ".join(
            bytes(content or b"") for file in files for content in pq.read_table(file)["content"].to_pylist()
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    clock = SetClock()
    base = application(tmp_path, clock)
    lake, database = IcebergLake(tmp_path / "lake"), Database(tmp_path / "records.db")
    store, records = SqlStore(database), SqlRecords(database)
    leases = Leases(store=store, clock=clock, new_id=lambda: token_hex(8))
    intake = LockedIntake(lake=lake, records=records, clock=clock, lock=RLock(), leases=leases)
    yield House(replace(base, store=store, lake=lake, records=records, intake=intake), clock, tmp_path / "lake")
    lake.close()
    database.close()


def assessed(house: House, id_: AssessmentId = ASSESSMENT) -> AssessmentId:
    whole = engagement(id_)
    return keep_engagement(house.server, replace(whole, control_sets=whole.control_sets[:1])).id


def bring(house: House, id_: AssessmentId, item: ManualItem) -> None:
    control_set = engagement(id_).control_sets[0]
    address = ControlAddress(id_, control_set.id, control_set.controls[0].id)
    assert not import_evidence(house.server, caller(), address, [item])


def put(house: House, content: bytes = b"mine") -> Upload:
    place = new_upload(house.server, caller(), "a.txt", "")
    address = urlsplit(place.url)
    put_whole(house.server, address.path, address.query, [content])
    return house.server.store.read(lambda books: books.uploads.get(place.evidence_file_name))


def is_kept(house: House, upload: Upload) -> bool:
    found = house.server.store.read(lambda books: books.uploads.find(upload.id))
    assert (found is not None) == (house.server.objects.size(upload.key) is not None)
    return found is not None


def test_evidence_of_a_deleted_assessment_is_physically_gone_after_its_time_and_all_other_stays(house: House) -> None:
    gone, stays = assessed(house), assessed(house, OTHER_ASSESSMENT)
    bring(house, gone, ManualItem(text="only ours"))
    bring(house, stays, ManualItem(text="theirs"))
    delete_assessment(house.server, caller(), gone)

    house.clock.advance(days=29)
    assert house.keep()
    assert house.on_disk() == {gone, stays}

    house.clock.advance(days=1)
    assert house.keep()
    assert house.recovered == 1
    assert list(house.server.lake.days(gone)) == []
    assert list(house.server.records.slots(gone)) == []

    house.clock.at += REMOVED_LASTS
    assert house.keep()
    assert house.on_disk() == {stays}
    assert b"only ours" not in house.facts_on_disk()
    assert b"theirs" in house.facts_on_disk()
    assert list(house.server.lake.days(stays)) == [NOW.date()]
    assert len(list(house.server.records.slots(stays))) == 1
    assert house.server.store.read(lambda books: books.removals.count()) == 0
    assert house.told == []


def test_evidence_is_kept_for_ever_where_the_settings_say_so(house: House) -> None:
    bring(house, assessed(house), ManualItem(text="ours"))
    delete_assessment(house.server, caller(), ASSESSMENT)

    house.clock.advance(days=10_000)
    house.keep(keep_deleted=None)
    house.clock.advance(days=2)
    house.keep(keep_deleted=None)

    assert house.on_disk() == {ASSESSMENT}
    # What was deleted is known by then, should the settings change.
    house.clock.advance(days=2)
    house.keep()
    assert list(house.server.lake.days(ASSESSMENT)) == []


def test_evidence_that_nobody_knows_of_is_removed_as_long_after_it_was_found(house: House) -> None:
    bring(house, assessed(house), ManualItem(text="ours"))
    house.server.store.change(lambda books: books.engagements.remove(ASSESSMENT))

    for days, is_there in ((0, True), (29, True), (1, False)):
        house.clock.advance(days=days)
        house.keep()
        assert bool(house.server.lake.days(ASSESSMENT)) is is_there


def test_runs_of_the_command_line_and_what_was_adopted_again_stay(house: House) -> None:
    run = Assessment(
        id=ASSESSMENT,
        name="run",
        framework_id=FrameworkId("genai-best-practices"),
        framework_digest="",
        scope=Scope(accounts=(ACCOUNT,), regions=(REGION,)),
        since=NOW,
        until=NOW,
        created_at=NOW,
    )
    house.server.records.save_assessment(run)
    bring(house, assessed(house), ManualItem(text="ours"))
    house.server.store.change(lambda books: books.engagements.remove(ASSESSMENT))
    house.keep()
    house.clock.advance(days=31)
    house.keep()
    assert list(house.server.lake.days(ASSESSMENT)) == [NOW.date()]

    keep_engagement(house.server)
    delete_assessment(house.server, caller(), ASSESSMENT)
    keep_engagement(house.server)
    house.clock.advance(days=31)
    house.keep()
    assert list(house.server.lake.days(ASSESSMENT)) == [NOW.date()]
    assert house.server.store.read(lambda books: books.removals.count()) == 0


def test_a_deregistration_that_deletes_everything_leaves_no_evidence(house: House) -> None:
    bring(house, assessed(house), ManualItem(text="ours"))
    account = house.server.account
    house.server.store.change(lambda books: books.settings.put(Settings(id=account, delete_resources="ALL")))
    deregister_account(house.server, caller())

    house.clock.advance(days=30)
    house.keep()

    assert list(house.server.lake.days(ASSESSMENT)) == []


def test_a_file_that_was_never_used_is_removed_after_a_week(house: House) -> None:
    unused, never_put = put(house), new_upload(house.server, caller(), "b.txt", "")

    house.clock.at = unused.expires_at + UNUSED_LASTS - timedelta(seconds=1)
    house.keep()
    assert is_kept(house, unused)

    house.clock.advance(days=2)
    house.keep()
    assert not is_kept(house, unused)
    uploads = house.server.store.read(lambda books: books.uploads.select())
    assert never_put.evidence_file_name not in {upload.id for upload in uploads}


def test_a_file_that_is_evidence_stays_as_long_as_that_does(house: House) -> None:
    ours, both = put(house, b"ours"), put(house, b"both")
    for upload in (ours, both):
        bring(house, assessed(house), ManualItem(file_name=upload.id))
    bring(house, assessed(house, OTHER_ASSESSMENT), ManualItem(file_name=both.id))
    bring(house, OTHER_ASSESSMENT, ManualItem(file_name=both.id))
    house.clock.advance(days=100)
    house.keep()
    assert is_kept(house, ours)

    delete_assessment(house.server, caller(), ASSESSMENT)
    house.clock.advance(days=30)
    house.keep()

    assert not is_kept(house, ours)
    assert is_kept(house, both)
    assert house.server.store.read(lambda books: books.uploads.get(both.id)).assessment_ids == (OTHER_ASSESSMENT,)


def test_a_file_of_which_nothing_is_known_stays(house: House) -> None:
    old = put(house)
    house.server.store.change(lambda books: books.uploads.put(replace(old, assessment_ids=None)))

    house.clock.advance(days=1_000)
    house.keep()

    assert is_kept(house, old)
    bring(house, assessed(house), ManualItem(file_name=old.id))


def test_a_file_that_is_being_removed_is_no_evidence_any_more(house: House) -> None:
    upload = put(house)
    assessed(house)

    def give_up(books: Books) -> None:
        books.uploads.put(replace(upload, created_by=""))

    server = house.server
    store: Any = GivenUpMeanwhile(server.store, give_up)
    house.server = replace(server, store=store)
    with pytest.raises(NotFoundError, match="evidence file"):
        bring(house, ASSESSMENT, ManualItem(file_name=upload.id))
    assert list(server.lake.days(ASSESSMENT)) == []


@dataclass
class GivenUpMeanwhile:
    """A store in which something happens between what is read first and what is changed."""

    store: Store
    happens: Callable[[Books], None]
    has_happened: bool = False

    def __getattr__(self, name: str) -> object:
        if name == "change" and not self.has_happened:
            self.has_happened = True
            self.store.change(self.happens)
        return getattr(self.store, name)


def test_it_is_done_once_a_day_by_one_of_all_servers(house: House) -> None:
    assert house.keep()
    assert not house.keep()
    house.clock.advance(hours=23)
    assert not house.keep()
    house.clock.advance(hours=1)
    assert house.keep()


def test_what_breaks_off_is_told_and_tried_again_within_the_hour(house: House) -> None:
    unused = put(house)
    house.clock.advance(days=8)
    server = house.server
    house.server = replace(server, objects=FailingObjects())

    house.keep()
    assert house.told == ["removing what nobody needs any more: the bucket is not there"]

    house.server = server
    house.clock.advance(minutes=59)
    assert not house.keep()
    house.clock.advance(minutes=1)
    assert house.keep()
    assert not is_kept(house, unused)


class FailingObjects(MemoryObjects):
    """Objects that cannot be removed."""

    def remove(self, key: str) -> None:
        del key
        raise StoreError("the bucket is not there")
