"""What `probative backup` and `probative restore` say, and how they end."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from probative.keys.local import LocalSigner
from probative.lake.iceberg import IcebergLake
from probative.records.sql import SqlRecords
from tests.support.cli import Tool


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    folder.mkdir()
    with closing(SqlRecords(folder / "records.db")), closing(IcebergLake(folder / "lake")) as lake:
        lake.prepare()
    LocalSigner.open(folder / "keys" / "report-signing.pem")
    return folder


def test_a_backup_says_what_it_is_and_what_is_not_in_it(tool: Tool, data: Path, tmp_path: Path) -> None:
    done = tool("backup", tmp_path / "b.tar.gz", "--data-dir", data)

    assert done.code == 0
    assert done.out.startswith("Backup of 0 assessments, 1 files: ")
    assert "Not in it: keys/report-signing.pem" in done.out
    assert "records ..." in done.err

    restored = tool("restore", tmp_path / "b.tar.gz", "--data-dir", tmp_path / "there", "--quiet")

    assert (restored.code, restored.err) == (0, "")
    assert "Before you start a server, put the keys back" in restored.out


def test_with_keys_nothing_has_to_be_put_back(tool: Tool, data: Path, tmp_path: Path) -> None:
    done = tool("backup", tmp_path / "b", "--data-dir", data, "--with-keys", "--quiet", "--output", "json")
    restored = tool("restore", tmp_path / "b", "--data-dir", tmp_path / "there", "--output", "json", "--quiet")

    assert json.loads(done.out)["hasKeys"]
    assert json.loads(done.out)["lacksKeys"] == []
    assert json.loads(restored.out)["dataDir"] == str(tmp_path / "there")
    key = Path("keys") / "report-signing.pem"
    assert (tmp_path / "there" / key).read_bytes() == (data / key).read_bytes()


def test_wrong_use_is_told_in_a_line(tool: Tool, data: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    cases = {
        "is there already: give another name": ("backup", tmp_path / "taken", "--data-dir", data),
        "is no data folder": ("backup", tmp_path / "b", "--data-dir", tmp_path / "nothing"),
        "is no folder: make it": ("backup", tmp_path / "no" / "b", "--data-dir", data),
        "is no file: name the backup": ("restore", tmp_path / "b", "--data-dir", tmp_path / "there"),
        "is no backup that can be used": ("restore", tmp_path / "taken", "--data-dir", tmp_path / "there"),
        "not empty": ("restore", tmp_path / "taken", "--data-dir", data),
    }
    for told, arguments in cases.items():
        done = tool(*arguments, "--quiet")
        assert (done.code, len(done.errors)) == (2, 1), done.err
        assert told in done.err
