"""Temporary files that a killed server left are removed once nobody can be using them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from probative.serving.leftovers import LEFT_AFTER, Leftovers, remove_leftovers
from tests.support.serving import SetClock

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def left(folder: Path, name: str, age: timedelta) -> Path:
    path = folder / name
    if name.endswith("/"):
        path.mkdir()
        (path / "inside").write_text("x")
    else:
        path.write_text("x")
    at = (NOW - age).timestamp()
    os.utime(path, (at, at))
    return path


def test_only_our_own_old_files_and_folders_go(tmp_path: Path) -> None:
    day, moment = timedelta(days=1), timedelta(seconds=1)
    gone = [
        left(tmp_path, "probative-upload-a", day + moment),
        left(tmp_path, "probative-report-a/", day + moment),
        left(tmp_path, "probative-check-a/", day + moment),
        left(tmp_path, "probative-restore-a/", day + moment),
    ]
    stay = [
        left(tmp_path, "probative-upload-b", day - moment),
        left(tmp_path, "probative-report-b/", day - moment),
        left(tmp_path, "upload-a", 9 * day),
        left(tmp_path, "probative-else", 9 * day),
    ]
    (tmp_path / "probative-check-link").symlink_to(stay[2])

    remove_leftovers(tmp_path, NOW - day)

    assert [path for path in gone if path.exists()] == []
    assert all(path.exists() for path in stay)
    assert (tmp_path / "probative-check-link").is_symlink()


def test_a_folder_that_is_not_there_is_no_matter(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "nothing", NOW)


def test_it_is_done_at_the_start_and_once_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    clock = SetClock(NOW)
    errand = Leftovers(clock=clock)
    first = left(tmp_path, "probative-upload-a", timedelta(days=2))
    assert errand()
    assert not first.exists()

    second = left(tmp_path, "probative-upload-b", timedelta(days=2))
    assert not errand()
    assert second.exists()
    clock.at += LEFT_AFTER
    assert errand()
    assert not second.exists()
