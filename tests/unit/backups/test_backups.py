"""What a backup holds comes back, and what is no backup is refused before anything is put in place."""

import io
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from probative.backups.archive import MANIFEST
from probative.backups.restoring import restore
from probative.backups.taking import Taken, Wanted, take
from probative.cli.progress import SilentProgress
from probative.config import ServerSettings
from probative.domain.errors import InvalidError, StoreError, WrongStateError
from probative.domain.ids import BatchId
from probative.domain.slots import SlotState
from probative.lake.iceberg import IcebergLake
from probative.records.sql import SqlRecords
from tests.support.lake import ASSESSMENT, CONTROL, a_fact, a_log_slot, some_evidence

NOW = datetime(2026, 11, 20, tzinfo=UTC)
BATCHES = [BatchId(f"batch-{number}") for number in range(30)]
"""More than snapshots are kept for."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with something of everything in it."""
    folder = tmp_path_factory.mktemp("kept") / "data"
    folder.mkdir()
    with closing(SqlRecords(folder / "records.db")) as records:
        records.plan(ASSESSMENT, [a_log_slot()])
    with closing(IcebergLake(folder / "lake")) as lake:
        for number, batch in enumerate(BATCHES):
            facts = [a_fact(number)]
            lake.commit(batch, [lake.stage().write(facts, map(some_evidence, facts))])
    for name, content in {"objects/reports/a b.zip": b"PK", "keys/server.key": b"k", "keys/other": b"o"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "objects/reports/half.zip#1").write_bytes(b"P")
    return folder


def taken(data: Path, target: Path, *, with_keys: bool = False) -> Taken:
    settings = ServerSettings(data_dir=data)
    return take(settings, target, Wanted(with_keys), progress=SilentProgress(), clock=lambda: NOW)


def restored(archive: Path, target: Path, **settings: str) -> None:
    restore(replace(ServerSettings(data_dir=target), **settings), archive, SilentProgress())  # type: ignore[arg-type]


def evidence_ids(lake: IcebergLake) -> list[str]:
    return [item.id for item in lake.evidence(ASSESSMENT, CONTROL)]


def test_everything_comes_back_elsewhere(data: Path, tmp_path: Path) -> None:
    taken(data, tmp_path / "backup", with_keys=True)
    restored(tmp_path / "backup", tmp_path / "other" / "place")

    place = tmp_path / "other" / "place"
    with closing(IcebergLake(place / "lake")) as lake, closing(IcebergLake(data / "lake")) as original:
        assert evidence_ids(lake) == evidence_ids(original)
        assert len(evidence_ids(lake)) == len(BATCHES)
        assert [fact.content for fact in lake.facts([a_fact(3).id])] == [a_fact(3).content]
    with closing(SqlRecords(place / "records.db")) as records:
        assert list(records.states(ASSESSMENT).values()) == [SlotState.DUE]
    assert (place / "objects/reports/a b.zip").read_bytes() == b"PK"
    assert sorted(path.name for path in place.iterdir()) == ["keys", "lake", "objects", "records.db"]
    assert [path.name for path in (place / "keys").iterdir()] == ["server.key"]


def test_a_lake_that_came_back_goes_on_where_it_was(data: Path, tmp_path: Path) -> None:
    taken(data, tmp_path / "backup")
    restored(tmp_path / "backup", tmp_path / "place")

    with closing(IcebergLake(tmp_path / "place" / "lake")) as lake:
        assert all(map(lake.has_batch, BATCHES))
        # Known items are left out, as they would have been where the lake came from.
        again = [a_fact(0), a_fact(100)]
        lake.commit(BatchId("new"), [lake.stage().write(again, map(some_evidence, again))])
        assert len(evidence_ids(lake)) == len(BATCHES) + 1
    with closing(IcebergLake(tmp_path / "place" / "lake")) as lake:
        assert all(map(lake.has_batch, [*BATCHES, BatchId("new")]))


def test_batches_are_named_once_in_their_order(data: Path, tmp_path: Path) -> None:
    backup = taken(data, tmp_path / "backup")

    assert {name: table.batches for name, table in backup.manifest.tables.items()} == {
        "facts": tuple(BATCHES),
        "evidence": tuple(BATCHES),
    }


def test_only_its_owner_reads_a_backup_and_what_comes_of_it(data: Path, tmp_path: Path) -> None:
    taken(data, tmp_path / "backup", with_keys=True)
    restored(tmp_path / "backup", tmp_path / "place")

    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "place" / "keys").iterdir()}
    assert modes == {0}
    assert stat.S_IMODE((tmp_path / "place").stat().st_mode) == 0o700


def test_keys_are_left_out_and_what_is_missing_is_told(data: Path, tmp_path: Path) -> None:
    backup = taken(data, tmp_path / "backup")

    assert backup.lacks_keys == ("server.key",)
    assert not backup.manifest.has_keys
    assert not [name for name in backup.manifest.files if name.startswith("keys/")]
    assert backup.sha256 == sha256((tmp_path / "backup").read_bytes()).hexdigest()


def test_a_wrapped_key_is_always_in_it_and_an_older_one_not_missed(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "wrapped")
    (tmp_path / "wrapped" / "keys" / "server-key.wrapped").write_bytes(b"w")
    shutil.rmtree(tmp_path / "wrapped" / "lake")
    with closing(IcebergLake(tmp_path / "wrapped" / "lake")) as lake:
        lake.prepare()

    backup = taken(tmp_path / "wrapped", tmp_path / "backup")
    restored(tmp_path / "backup", tmp_path / "place")

    assert (backup.lacks_keys, backup.manifest.has_keys) == ((), False)
    assert [path.name for path in (tmp_path / "place" / "keys").iterdir()] == ["server-key.wrapped"]


def test_nothing_is_written_over(data: Path, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("mine")

    with pytest.raises(InvalidError, match="is there already"):
        taken(data, tmp_path / "backup")
    assert (tmp_path / "backup").read_text() == "mine"


def test_a_folder_that_is_no_data_folder_is_not_made_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="no data folder"):
        taken(tmp_path / "nothing", tmp_path / "backup")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_taken_is_refused(data: Path, tmp_path: Path) -> None:
    taken(data, tmp_path / "backup")
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "file").write_text("mine")

    with pytest.raises(WrongStateError, match="not empty"):
        restored(tmp_path / "backup", tmp_path / "place")
    assert [path.name for path in (tmp_path / "place").iterdir()] == ["file"]


def test_an_empty_folder_is_taken(data: Path, tmp_path: Path) -> None:
    taken(data, tmp_path / "backup")
    (tmp_path / "place").mkdir()

    restored(tmp_path / "backup", tmp_path / "place")

    assert (tmp_path / "place" / "records.db").exists()


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write the archive anew with changed members, the manifest last."""
    with tarfile.open(archive) as tar:
        members = {member.name: (tar.extractfile(member) or io.BytesIO()).read() for member in tar}
    change(members)
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def flip(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("lake/"))
    members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])


def drop(members: dict[str, bytes]) -> None:
    del members[next(name for name in members if name.startswith("lake/"))]


def add(members: dict[str, bytes]) -> None:
    manifest = members.pop(MANIFEST)
    members |= {"objects/more": b"", MANIFEST: manifest}


def lead_out(members: dict[str, bytes]) -> None:
    manifest = json.loads(members.pop(MANIFEST))
    name = "objects/../../out"
    manifest["files"][name] = sha256(b"x").hexdigest()
    members |= {name: b"x", MANIFEST: json.dumps(manifest).encode()}


def forget(members: dict[str, bytes]) -> None:
    del members[MANIFEST]


def newer(members: dict[str, bytes]) -> None:
    members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | {"recordsVersion": 99}).encode()


def other_format(members: dict[str, bytes]) -> None:
    members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | {"format": "probative-backup/9"}).encode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (flip, "SHA-256 is not that of the manifest"),
        (drop, "is missing"),
        (add, "objects/more is not in its manifest"),
        (lead_out, "it holds a file called"),
        (forget, "its manifest is missing"),
        (newer, "use that one, or a newer one"),
        (other_format, "its format is probative-backup/9"),
    ],
)
def test_an_archive_that_was_changed_is_refused(
    data: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], why: str
) -> None:
    archive = tmp_path / "backup"
    taken(data, archive)
    rewritten(archive, change)

    with pytest.raises(InvalidError, match=why):
        restored(archive, tmp_path / "place")
    assert list(tmp_path.iterdir()) == [archive]


@pytest.mark.parametrize("keep", [0, 100, 5_000])
def test_an_archive_that_was_cut_short_is_refused(data: Path, tmp_path: Path, keep: int) -> None:
    archive = tmp_path / "backup"
    taken(data, archive)
    os.truncate(archive, keep)

    with pytest.raises(InvalidError, match="no backup that can be used"):
        restored(archive, tmp_path / "place")
    assert list(tmp_path.iterdir()) == [archive]


@pytest.mark.parametrize("content", [b"hello", b"\x1f\x8b" + bytes(100)])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "backup"
    archive.write_bytes(content)

    with pytest.raises(InvalidError, match="no backup that can be used"):
        restored(archive, tmp_path / "place")
    assert list(tmp_path.iterdir()) == [archive]


def test_a_lake_that_lacks_a_file_makes_no_backup(data: Path, tmp_path: Path) -> None:
    archive = tmp_path / "backup"
    taken(data, archive)
    restored(archive, tmp_path / "place")
    next((tmp_path / "place" / "lake" / "facts" / "data").rglob("*.parquet")).unlink()

    with pytest.raises(StoreError, match=r"the backup cannot be written: .*parquet: No such file"):
        taken(tmp_path / "place", tmp_path / "second")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "place"]


def test_records_move_between_kinds_of_databases(data: Path, tmp_path: Path, postgresql: str) -> None:
    taken(data, tmp_path / "first")
    restored(tmp_path / "first", tmp_path / "on-postgresql", database_url=postgresql)
    with closing(SqlRecords(postgresql)) as records:
        assert list(records.states(ASSESSMENT).values()) == [SlotState.DUE]
    assert not (tmp_path / "on-postgresql" / "records.db").exists()

    settings = ServerSettings(data_dir=tmp_path / "on-postgresql", database_url=postgresql)
    take(settings, tmp_path / "second", Wanted(), progress=SilentProgress(), clock=lambda: NOW)
    restored(tmp_path / "second", tmp_path / "back")

    with closing(SqlRecords(tmp_path / "back" / "records.db")) as records:
        assert list(records.states(ASSESSMENT).values()) == [SlotState.DUE]


def test_a_database_that_is_in_use_is_not_restored_into(data: Path, tmp_path: Path, postgresql: str) -> None:
    taken(data, tmp_path / "backup")
    restored(tmp_path / "backup", tmp_path / "first", database_url=postgresql)

    with pytest.raises(WrongStateError, match="in use"):
        restored(tmp_path / "backup", tmp_path / "second", database_url=postgresql)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "first"]
