"""Files are kept alike in a local folder and in S3."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from probative.domain.errors import InvalidError, NotFoundError, StoreError
from probative.objects.obstore_files import ObjectFiles
from tests.support.buckets import EITHER, KEYS, Bucket, opened


@pytest.fixture(scope="module")
def moto() -> Iterator[Bucket]:
    with opened("moto") as bucket:
        yield bucket


@pytest.fixture(scope="module")
def ceph() -> Iterator[Bucket]:
    with opened("ceph") as bucket:
        yield bucket


@pytest.fixture(params=["local", *EITHER])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectFiles:
    if request.param == "local":
        return ObjectFiles(tmp_path / "objects")
    bucket: Bucket = request.getfixturevalue(request.param)
    return ObjectFiles(bucket.below(tmp_path.name), bucket.place)


def test_what_was_put_comes_back(files: ObjectFiles) -> None:
    files.put("reports/2026 Q4/näme.zip", b"PK\x03\x04")

    assert files.get("reports/2026 Q4/näme.zip") == b"PK\x03\x04"
    assert files.size("reports/2026 Q4/näme.zip") == 4


def test_a_local_file_is_put_and_streamed_in_pieces(files: ObjectFiles, tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    (tmp_path / "large").write_bytes(content)
    files.put("large", tmp_path / "large")

    pieces = list(files.stream("large"))

    assert b"".join(pieces) == content
    assert len(pieces) > 1


def test_a_second_put_takes_the_place_of_the_first(files: ObjectFiles) -> None:
    files.put("a", b"one")
    files.put("a", b"two")

    assert files.get("a") == b"two"


def test_what_is_not_there_is_told_and_not_empty(files: ObjectFiles) -> None:
    assert files.size("nothing") is None
    with pytest.raises(NotFoundError):
        files.get("nothing")
    with pytest.raises(NotFoundError):
        files.stream("nothing")


def test_what_is_removed_is_gone_and_may_be_removed_again(files: ObjectFiles) -> None:
    files.put("a/b", b"x")
    files.remove("a/b")
    files.remove("a/b")

    assert files.size("a/b") is None


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../outside", "a//b"])
def test_a_key_never_leads_outside(files: ObjectFiles, key: str) -> None:
    with pytest.raises(InvalidError):
        files.put(key, b"x")


def test_s3_encrypts_with_the_key_of_the_moment(moto: Bucket, tmp_path: Path) -> None:
    keys = [moto.client("kms").create_key()["KeyMetadata"]["Arn"] for _ in range(2)]
    large = tmp_path / "large"
    large.write_bytes(bytes(12 << 20))
    now = [""]
    files = ObjectFiles(moto.below(tmp_path.name), moto.place, lambda: now[0])

    for key, content in (("", b"x"), (keys[0], b"x"), (keys[1], large), ("", b"x")):
        now[0] = key
        files.put("file", content)

        about = moto.client().head_object(Bucket=moto.name, Key=f"{tmp_path.name}/file")
        assert about.get("SSEKMSKeyId", "") == key
        assert (about.get("ServerSideEncryption") == "aws:kms") is bool(key)
        assert files.size("file") == (len(content) if isinstance(content, bytes) else 12 << 20)


def test_a_local_folder_takes_no_notice_of_a_key(tmp_path: Path) -> None:
    files = ObjectFiles(tmp_path / "objects", kms_key=lambda: "arn:aws:kms:us-east-1:111122223333:key/a")
    files.put("a", b"x")

    assert files.get("a") == b"x"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StoreError, match="cannot be made"):
        ObjectFiles(tmp_path / "file" / "objects")


def test_only_its_owner_reads_the_local_folder(tmp_path: Path) -> None:
    ObjectFiles(tmp_path / "objects")

    assert stat.S_IMODE((tmp_path / "objects").stat().st_mode) == 0o700


def test_an_address_without_a_bucket_is_refused() -> None:
    with pytest.raises(InvalidError, match="write s3://bucket/prefix"):
        ObjectFiles("s3://")


def test_an_endpoint_that_does_not_answer_is_a_store_error() -> None:
    place = KEYS._replace(endpoint_url="http://127.0.0.1:1", patience=timedelta(seconds=2))

    with pytest.raises(StoreError, match="cannot be read"):
        ObjectFiles("s3://kept", place).get("a")
