"""A framework that was checked is kept; what is damaged or of another make is passed over."""

from pathlib import Path

import pytest

from probative.library import caching
from probative.library.loading import find_checked, load
from probative.sources.aws.models import BotocoreModels
from tests.support.frameworks import SOUND


@pytest.fixture
def mine(tmp_path: Path) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    return str(path)


def test_what_is_kept_is_what_was_loaded(mine: str, tmp_path: Path, models: BotocoreModels) -> None:
    cache = tmp_path / "cache"
    loaded = load(mine, models=models, cache=cache)
    assert find_checked(mine, cache=cache) == loaded
    assert load(mine, models=models, cache=cache) == loaded
    assert [path.suffix for path in cache.iterdir()] == [".json"]


def test_the_standard_framework_is_kept_as_well(tmp_path: Path) -> None:
    first = load("genai-best-practices", models=None, cache=tmp_path)
    assert load("genai-best-practices", models=None, cache=tmp_path) == first


def test_what_was_not_checked_against_aws_is_not_taken_for_checked(mine: str, tmp_path: Path) -> None:
    load(mine, models=None, cache=tmp_path / "cache")
    assert find_checked(mine, cache=tmp_path / "cache") is None


def test_a_changed_file_is_loaded_anew(mine: str, tmp_path: Path, models: BotocoreModels) -> None:
    cache = tmp_path / "cache"
    load(mine, models=models, cache=cache)
    Path(mine).write_text(SOUND.replace("House rules", "Home rules"))
    assert find_checked(mine, cache=cache) is None
    assert load(mine, models=models, cache=cache).name == "Home rules"


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\x00", b"0" * 64 + b"\n{}"])
def test_a_damaged_file_is_passed_over(mine: str, tmp_path: Path, models: BotocoreModels, damage: bytes) -> None:
    cache = tmp_path / "cache"
    loaded = load(mine, models=models, cache=cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(damage)
    assert find_checked(mine, cache=cache) is None
    assert load(mine, models=models, cache=cache) == loaded


def test_one_flipped_byte_is_noticed(mine: str, tmp_path: Path, models: BotocoreModels) -> None:
    cache = tmp_path / "cache"
    load(mine, models=models, cache=cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"House", b"Mouse"))
    assert find_checked(mine, cache=cache) is None


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(mine: str, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    assert load(mine, models=None, cache=in_the_way / "cache").id == "house-rules"


def test_without_a_folder_nothing_is_kept() -> None:
    caching.keep(None, "key", {})
    assert caching.find(None, "key") is None
