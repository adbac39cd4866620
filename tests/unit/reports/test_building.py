"""A report is whole at its place, or not there at all."""

import errno
import fcntl
import hashlib
import os
from pathlib import Path

import pytest

from probative.domain.errors import InvalidError, PortError
from probative.integrity.digest import FileDigest
from probative.reports.building import building, check_target


def test_what_was_built_stands_at_its_place_and_nothing_else_does(tmp_path: Path) -> None:
    with building(tmp_path / "deep" / "out") as place:
        place.add("a/b.txt", b"one")
        with place.stream("c.txt") as file:
            file.write(b"two")
        assert not (tmp_path / "deep" / "out").exists()

    assert (tmp_path / "deep" / "out" / "a" / "b.txt").read_bytes() == b"one"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]
    assert place.digests == [
        FileDigest("a/b.txt", hashlib.sha256(b"one").hexdigest(), 3),
        FileDigest("c.txt", hashlib.sha256(b"two").hexdigest(), 3),
    ]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()

    with building(tmp_path / "out") as place:
        place.add("x", b"")

    assert (tmp_path / "out" / "x").exists()


def test_a_report_is_readable_by_whoever_may_read_the_folder_around_it(tmp_path: Path) -> None:
    with building(tmp_path / "out"):
        pass

    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


def test_nothing_stays_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), building(tmp_path / "out") as place:  # noqa: PT012  the work fails inside
        place.add("x", b"")
        raise ZeroDivisionError

    assert list(tmp_path.iterdir()) == []


def test_no_file_is_ever_replaced(tmp_path: Path) -> None:
    with building(tmp_path / "out") as place:
        place.add("x", b"1")
        with pytest.raises(FileExistsError):
            place.add("x", b"2")

    assert (tmp_path / "out" / "x").read_bytes() == b"1"
    assert len(place.digests) == 1


def test_what_killed_runs_left_is_removed_and_what_others_own_is_not(tmp_path: Path) -> None:
    left = tmp_path / ".out.partial-killed"
    alive = tmp_path / ".out.partial-alive"
    for folder in (left, alive, tmp_path / ".other.partial-x", tmp_path / "out.partial-y"):
        folder.mkdir()
        (folder / "file").write_text("x")
    descriptor = os.open(alive, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)

    with building(tmp_path / "out"):
        pass
    os.close(descriptor)

    assert {path.name for path in tmp_path.iterdir()} == {
        "out",
        ".out.partial-alive",
        ".other.partial-x",
        "out.partial-y",
    }


def test_a_folder_that_fills_up_in_the_meantime_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "out"

    with pytest.raises(PortError, match="cannot write the report at"), building(target):  # noqa: PT012  see above
        target.mkdir()
        (target / "theirs").write_text("x")

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (target / "theirs").read_text() == "x"


def told(target: Path) -> str:
    with pytest.raises(InvalidError) as caught:
        check_target(target)
    (finding,) = caught.value.findings
    assert finding.path == "--report-dir"
    return finding.reason


def test_a_folder_that_holds_a_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "digest.json").write_text("{}")

    assert told(tmp_path) == f"{tmp_path} already holds a report: choose another folder"


def test_a_folder_that_holds_anything_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("")

    assert told(tmp_path) == f"{tmp_path} already holds files: choose another folder"


def test_a_file_is_refused_as_a_place_and_as_a_parent(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")

    assert told(file) == f"{file} is no folder: choose another place"
    assert told(file / "out") == f"{file} is no folder: choose another place"


def test_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    assert told(tmp_path / "link") == f"{tmp_path / 'link'} is no folder: choose another place"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert told(tmp_path / "out").startswith(f"{tmp_path} cannot be written")
    finally:
        tmp_path.chmod(0o700)


def test_nothing_is_touched_by_the_check(tmp_path: Path) -> None:
    check_target(tmp_path / "a" / "b")

    assert list(tmp_path.iterdir()) == []


def test_everything_is_flushed_before_the_folder_takes_its_name_and_the_name_after(tmp_path: Path) -> None:
    target = tmp_path / "new" / "deep" / "out"
    flushed: list[tuple[Path, bool]] = []

    def note(path: Path) -> None:
        assert path.exists()
        flushed.append((path, target.exists()))

    with building(target, flush=note) as place:
        place.add("a.txt", b"a")
        place.add("one/two/b.txt", b"b")
        with place.stream("c.txt") as file:
            file.write(b"c")
        root = place.root

    before = [path.relative_to(root).as_posix() for path, is_named in flushed if not is_named]
    assert sorted(before[:3]) == ["a.txt", "c.txt", "one/two/b.txt"]
    assert before[3:] == ["one/two", "one", "."]
    assert [path for path, is_named in flushed if is_named] == [target.parent, target.parent.parent, tmp_path]


def test_a_disk_that_cannot_flush_leaves_no_report(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        raise OSError(errno.EIO, "Input/output error", str(path))

    with pytest.raises(PortError, match="Input/output error"), building(tmp_path / "out", flush=fail) as place:
        place.add("a.txt", b"a")
    assert list(tmp_path.iterdir()) == []
