"""Reports and evidence files in a bucket: copied into a backup and back, or listed and looked after."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from probative.backups.files import BroughtBack, InBucket
from probative.backups.restoring import Restored, restore
from probative.backups.taking import Taken, Wanted, take
from probative.cli.progress import SilentProgress
from probative.config import ServerSettings
from probative.domain.engagements import Upload
from probative.domain.errors import InvalidError, StoreError, WrongStateError
from probative.domain.registration import Settings
from probative.lake.iceberg import IcebergLake
from probative.objects.obstore_files import ObjectFiles
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.buckets import EITHER, Bucket, opened

NOW = datetime(2026, 11, 20, tzinfo=UTC)
FILES = {"reports/here/ä b.zip": bytes(range(256)) * 20_000, "evidence-files/1.txt": b"mine", "evidence-files/2": b""}
NAMES = sorted(FILES)


@pytest.fixture(scope="module", params=EITHER)
def bucket(request: pytest.FixtureRequest) -> Iterator[Bucket]:
    with opened(request.param) as bucket:
        yield bucket


@pytest.fixture(autouse=True)
def _credentials(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in bucket.settings("").items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)


@pytest.fixture
def settings(bucket: Bucket, tmp_path: Path) -> ServerSettings:
    """A data folder whose files lie in the bucket."""
    folder = tmp_path / "data"
    folder.mkdir()
    Database(folder / "records.db").close()
    with closing(IcebergLake(folder / "lake")) as lake:
        lake.prepare()
    files = ObjectFiles(bucket.below(f"{tmp_path.name}/here"), bucket.place)
    for key, content in FILES.items():
        files.put(key, content)
    return in_bucket(bucket, folder, f"{tmp_path.name}/here")


def in_bucket(bucket: Bucket, data: Path, prefix: str) -> ServerSettings:
    return ServerSettings(
        data_dir=data,
        objects_url=bucket.below(prefix),
        objects_endpoint_url=bucket.place.endpoint_url,
        region=bucket.place.region,
    )


def taken(settings: ServerSettings, target: Path, way: InBucket = InBucket.COPY) -> Taken:
    return take(settings, target, Wanted(in_bucket=way), progress=SilentProgress(), clock=lambda: NOW)


def restored(archive: Path, settings: ServerSettings) -> Restored:
    return restore(settings, archive, SilentProgress())


def kept(bucket: Bucket, prefix: str) -> dict[str, bytes]:
    files = ObjectFiles(bucket.below(prefix), bucket.place)
    return {key: files.get(key) for key in files.all_keys()}


def test_files_are_copied_and_come_back_in_another_bucket(
    bucket: Bucket, settings: ServerSettings, tmp_path: Path
) -> None:
    backup = taken(settings, tmp_path / "backup")
    there = in_bucket(bucket, tmp_path / "there", f"{tmp_path.name}/there")

    back = restored(tmp_path / "backup", there)

    assert backup.manifest.objects_copied_from == settings.objects_url
    assert (backup.manifest.objects_elsewhere, backup.manifest.objects, backup.gone) == ("", (), ())
    assert kept(bucket, f"{tmp_path.name}/there") == FILES
    assert back.files == BroughtBack(put=tuple(NAMES))
    assert not (tmp_path / "there" / "objects").exists()


def test_files_come_back_in_a_folder_where_no_bucket_is_named(settings: ServerSettings, tmp_path: Path) -> None:
    taken(settings, tmp_path / "backup")

    back = restored(tmp_path / "backup", ServerSettings(data_dir=tmp_path / "there"))

    assert back.files is None
    assert {name: (tmp_path / "there" / "objects" / name).read_bytes() for name in NAMES} == FILES


def test_files_of_a_folder_go_into_the_bucket_that_is_named(bucket: Bucket, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ObjectFiles(data / "objects").put("a/b", b"x")
    Database(data / "records.db").close()
    with closing(IcebergLake(data / "lake")) as lake:
        lake.prepare()
    taken(ServerSettings(data_dir=data), tmp_path / "backup")

    restored(tmp_path / "backup", in_bucket(bucket, tmp_path / "there", tmp_path.name))

    assert kept(bucket, tmp_path.name) == {"a/b": b"x"}


def test_what_is_in_the_bucket_already_stays(settings: ServerSettings, tmp_path: Path) -> None:
    taken(settings, tmp_path / "backup")

    back = restored(tmp_path / "backup", replace(settings, data_dir=tmp_path / "there"))

    assert back.files == BroughtBack(there=tuple(NAMES))


def test_another_file_of_the_name_is_not_written_over(bucket: Bucket, settings: ServerSettings, tmp_path: Path) -> None:
    taken(settings, tmp_path / "backup")
    prefix = f"{tmp_path.name}/other"
    ObjectFiles(bucket.below(prefix), bucket.place).put(NAMES[0], b"else")

    with pytest.raises(WrongStateError, match="another one"):
        restored(tmp_path / "backup", in_bucket(bucket, tmp_path / "there", prefix))
    assert kept(bucket, prefix) == {NAMES[0]: b"else"}
    assert not (tmp_path / "there").exists()


def test_what_was_put_is_taken_away_where_the_rest_fails(
    bucket: Bucket, settings: ServerSettings, tmp_path: Path
) -> None:
    taken(settings, tmp_path / "backup")
    prefix = f"{tmp_path.name}/other"
    there = in_bucket(bucket, tmp_path / "there", prefix)

    with pytest.raises(StoreError):
        restored(tmp_path / "backup", replace(there, database_url="postgresql://nobody@127.0.0.1:1/none"))
    assert kept(bucket, prefix) == {}
    assert not (tmp_path / "there").exists()


def test_files_are_put_with_the_key_of_the_restored_settings(
    bucket: Bucket, settings: ServerSettings, tmp_path: Path
) -> None:
    if bucket.name != "kept":
        pytest.skip("needs a KMS beside the S3 service")
    key = bucket.client("kms").create_key()["KeyMetadata"]["Arn"]
    with closing(Database(settings.data_dir / "records.db")) as database:
        of_account = Settings(id=settings.account_id, kms_key=key)
        SqlStore(database).change(lambda books: books.settings.put(of_account))
    taken(settings, tmp_path / "backup")
    prefix = f"{tmp_path.name}/there"

    restored(tmp_path / "backup", in_bucket(bucket, tmp_path / "there", prefix))

    about = bucket.client().head_object(Bucket=bucket.name, Key=f"{prefix}/{NAMES[0]}")
    assert about["SSEKMSKeyId"] == key


def test_files_that_are_listed_are_looked_for_and_versions_take_the_place_of_what_changed(
    bucket: Bucket, settings: ServerSettings, tmp_path: Path
) -> None:
    client = bucket.client()
    versioned(client, bucket, "Enabled")
    files = ObjectFiles(settings.objects_url, bucket.place)
    for key, content in FILES.items():
        files.put(key, content)
    backup = taken(settings, tmp_path / "backup", InBucket.LIST)
    files.put(NAMES[0], b"changed since")
    files.remove(NAMES[2])

    back = restored(tmp_path / "backup", replace(settings, data_dir=tmp_path / "there"))

    assert [each.key for each in backup.manifest.objects] == NAMES
    assert all(each.version for each in backup.manifest.objects)
    assert backup.manifest.objects_elsewhere == settings.objects_url
    assert not [name for name in backup.manifest.files if name.startswith("objects/")]
    assert back.files == BroughtBack(put=(NAMES[0], NAMES[2]), there=(NAMES[1],))
    assert kept(bucket, f"{tmp_path.name}/here") == FILES
    versioned(client, bucket, "Suspended")


def test_listed_files_that_are_gone_are_told(bucket: Bucket, settings: ServerSettings, tmp_path: Path) -> None:
    taken(settings, tmp_path / "backup", InBucket.LIST)
    elsewhere = f"{tmp_path.name}/elsewhere"
    files = ObjectFiles(bucket.below(elsewhere), bucket.place)
    files.put(NAMES[0], FILES[NAMES[0]])
    files.put(NAMES[1], FILES[NAMES[1]] + b"?")

    back = restored(tmp_path / "backup", in_bucket(bucket, tmp_path / "there", elsewhere))

    assert back.files == BroughtBack(there=(NAMES[0],), lacking=(NAMES[1], NAMES[2]))


def test_what_is_not_what_was_put_is_told(settings: ServerSettings, tmp_path: Path) -> None:
    with closing(Database(settings.data_dir / "records.db")) as database:
        for key, digest in (("evidence-files/1.txt", "another"), ("evidence-files/gone", "any"), ("", "")):
            put = upload(key or "never", key, digest)
            SqlStore(database).change(lambda books, put=put: books.uploads.add(put))  # type: ignore[misc]

    assert taken(settings, tmp_path / "copied").differing == ("evidence-files/1.txt",)
    assert taken(settings, tmp_path / "listed", InBucket.LIST).differing == ("evidence-files/1.txt",)


def test_files_of_a_restored_backup_are_never_taken_for_unused(settings: ServerSettings, tmp_path: Path) -> None:
    with closing(Database(settings.data_dir / "records.db")) as database:
        unused = replace(upload("1", "evidence-files/1.txt", sha256(b"mine").hexdigest()), assessment_ids=())
        SqlStore(database).change(lambda books: books.uploads.add(unused))
    taken(settings, tmp_path / "backup")

    restored(tmp_path / "backup", replace(settings, data_dir=tmp_path / "there"))

    with closing(Database(tmp_path / "there" / "records.db")) as database:
        found = SqlStore(database).read(lambda books: books.uploads.get("1"))
        assert found == replace(unused, assessment_ids=None)


def test_a_folder_is_not_only_listed(settings: ServerSettings, tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="--objects"):
        taken(replace(settings, objects_url=""), tmp_path / "backup", InBucket.LIST)


def upload(id_: str, key: str, digest: str) -> Upload:
    return Upload(id=id_, file_name="a.txt", key=key, created_by="", created_at=NOW, expires_at=NOW, sha256=digest)


def versioned(client: Any, bucket: Bucket, status: str) -> None:
    client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": status})
