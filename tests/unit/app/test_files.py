"""Files that come and go by links."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import pytest

from probative.app import files
from probative.app.application import Application, Quotas
from probative.app.links import LinkRefusedError
from probative.domain.engagements import Upload
from probative.domain.errors import InvalidError, NotFoundError, StoreError
from tests.support.serving import MemoryObjects, SetClock, application, caller
from tests.support.uploads import put_whole

BASE = "https://audit.example.com"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return application(tmp_path, clock)


def objects(server: Application) -> dict[str, bytes]:
    assert isinstance(server.objects, MemoryObjects)
    return server.objects.kept


def new_place(server: Application) -> tuple[str, SplitResult]:
    place = files.new_upload(server, caller(), "report.pdf", BASE)
    return place.evidence_file_name, urlsplit(place.url)


def upload(server: Application, name: str) -> Upload:
    return server.store.read(lambda books: books.uploads.get(name))


def test_a_file_is_put_where_its_link_leads(server: Application) -> None:
    name, link = new_place(server)

    put_whole(server, link.path, link.query, [b"abc", b"def"])

    kept = upload(server, name)
    assert objects(server) == {kept.key: b"abcdef"}
    assert (kept.size, kept.file_name) == (6, "report.pdf")
    assert kept.sha256 == "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721"


def test_a_link_to_put_is_good_for_one_file(server: Application) -> None:
    _, link = new_place(server)
    put_whole(server, link.path, link.query, [b"first"])

    with pytest.raises(LinkRefusedError, match="used already"):
        put_whole(server, link.path, link.query, [b"second"])

    assert list(objects(server).values()) == [b"first"]


def test_of_two_that_put_at_once_one_wins(server: Application) -> None:
    name, link = new_place(server)
    with (
        files.receive(server, link.path, link.query) as one,
        files.receive(server, link.path, link.query) as other,
    ):
        one.add(b"one")
        other.add(b"other")
        one.finish()
        with pytest.raises(LinkRefusedError):
            other.finish()

    assert objects(server) == {upload(server, name).key: b"one"}


def test_a_link_ends(server: Application, clock: SetClock) -> None:
    _, link = new_place(server)
    clock.advance(minutes=15)

    with pytest.raises(LinkRefusedError, match="out of date"):
        put_whole(server, link.path, link.query, [b"late"])


def test_a_changed_link_is_refused(server: Application) -> None:
    _, link = new_place(server)
    other, _ = new_place(server)
    changed = [
        (link.path + "x", link.query),
        (f"/files/{other}", link.query),
        (link.path, link.query.replace("name=", "name=x")),
        (link.path, link.query[:-1] + ("0" if link.query[-1] != "0" else "1")),
        (link.path, link.query.replace("expires=1", "expires=2")),
        (link.path, link.query.replace("expires=1", "expires=ü1")),
        (link.path, "expires=" + "9" * 40),
        (link.path, "&".join(f"a{number}=b" for number in range(100))),
        (link.path, ""),
    ]

    for path, query in changed:
        with pytest.raises(LinkRefusedError):
            put_whole(server, path, query, [b"x"])
    with pytest.raises(LinkRefusedError, match="not for this method"):
        files.download(server, link.path, link.query)


def test_a_key_of_another_server_signs_nothing(server: Application) -> None:
    _, link = new_place(server)

    with pytest.raises(LinkRefusedError):
        files.receive(replace(server, link_key=b"another"), link.path, link.query)


def test_a_file_that_is_too_large_is_refused_while_it_comes(server: Application) -> None:
    server = replace(server, quotas=Quotas(evidence_file_bytes=4))
    name, link = new_place(server)

    def pieces() -> Iterator[bytes]:
        yield b"123"
        yield b"45"
        raise AssertionError("read on")

    with pytest.raises(InvalidError, match="larger than 4 bytes"):
        put_whole(server, link.path, link.query, pieces())

    assert objects(server) == {}
    put_whole(server, link.path, link.query, [b"1234"])
    assert upload(server, name).size == 4


def test_an_empty_file_is_none(server: Application) -> None:
    _, link = new_place(server)

    with pytest.raises(InvalidError, match="is empty"):
        put_whole(server, link.path, link.query, [])


def test_nothing_is_left_of_a_file_that_did_not_come_to_its_end(
    server: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _, link = new_place(server)
    before = set(tmp_path.iterdir())

    with files.receive(server, link.path, link.query) as receiving:
        receiving.add(b"half")

    assert set(tmp_path.iterdir()) == before
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    with pytest.raises(StoreError, match="cannot take in the file"):
        files.receive(server, link.path, link.query)


def test_a_file_is_fetched_by_a_link_for_a_while(server: Application, clock: SetClock) -> None:
    server.objects.put("bucket/audits/a report.zip", b"zip")
    link = urlsplit(files.download_address(server, "bucket/audits/a report.zip", name="r.zip", base_url=BASE))

    found = files.download(server, link.path, link.query)

    assert (found.name, found.size, b"".join(found.pieces)) == ("r.zip", 3, b"zip")
    with pytest.raises(LinkRefusedError):
        files.receive(server, link.path, link.query)
    clock.advance(minutes=5)
    with pytest.raises(LinkRefusedError, match="out of date"):
        files.download(server, link.path, link.query)


def test_a_file_that_is_gone_is_not_found(server: Application) -> None:
    link = urlsplit(files.download_address(server, "gone.zip", name="r.zip", base_url=BASE))

    with pytest.raises(NotFoundError):
        list(files.download(server, link.path, link.query).pieces)
