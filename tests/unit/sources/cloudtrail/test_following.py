"""New log files, found behind those that are known."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from probative.domain.assessments import Scope
from probative.domain.slots import RefusalReason
from probative.sources.cloudtrail.archive import Entry
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.folder import FolderArchive
from probative.sources.cloudtrail.unreadable import UnreadableError
from tests.support.cloudtrail import (
    ACCOUNT,
    DAY,
    OTHER_ACCOUNT,
    OTHER_REGION,
    REGION,
    SINCE,
    UNTIL,
    delivery_name,
    files_in,
    key_of,
    lay_out,
    now,
    put,
)

SCOPE = Scope(accounts=(ACCOUNT,), regions=(REGION, OTHER_REGION))


def delivered(stamp: str, unique: str = "AAAAAAAAAAAAAAAA", *, account: str = ACCOUNT, region: str = REGION) -> str:
    """Return the key of a file that was delivered on the day, at the time `HHMM`."""
    return key_of(delivery_name(f"{DAY:%Y%m%d}T{stamp}Z", unique, account, region), account=account, region=region)


def new_files(root: Path, scope: Scope = SCOPE, day: date = DAY, *, known: Iterable[str]) -> list[str]:
    """Return the names of the files that are new to who knows `known`."""
    files = files_in(root)
    held = [file for file in files.list_files(None, SINCE, UNTIL) if file.key in {str(root / key) for key in known}]
    return [Path(file.key).name for file in files.list_new_files(scope, day, files.positions_in(held))]


def test_each_folder_of_a_region_is_known_up_to_its_last_key(tmp_path: Path) -> None:
    organization = "AWSLogs/o-abcdef1234"
    keys = [
        delivered("0900"),
        delivered("1000"),
        delivered("0800", region=OTHER_REGION),
        key_of("older.json.gz", head=organization),
        key_of("in/a/folder/of/its/own.json.gz", head=organization),
    ]
    lay_out(tmp_path, dict.fromkeys(keys, b""))
    files = files_in(tmp_path)

    found = files.positions_in(files.list_files(None, SINCE, UNTIL))

    assert [(each.folder, each.region, each.last_key) for each in found] == [
        (f"{tmp_path}/AWSLogs/{ACCOUNT}/CloudTrail/{OTHER_REGION}", OTHER_REGION, f"{tmp_path}/{keys[2]}"),
        (f"{tmp_path}/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}", REGION, f"{tmp_path}/{keys[1]}"),
        (f"{tmp_path}/{organization}/{ACCOUNT}/CloudTrail/{REGION}", REGION, f"{tmp_path}/{keys[3]}"),
    ]


def test_what_is_behind_the_last_key_is_new_also_on_later_days(tmp_path: Path) -> None:
    tomorrow = DAY + timedelta(1)
    keys = [
        delivered("0900"),
        delivered("1000"),
        delivered("1001"),
        key_of(delivery_name(f"{tomorrow:%Y%m%d}T0000Z"), day=tomorrow),
    ]
    lay_out(tmp_path, dict.fromkeys(keys, b""))

    assert new_files(tmp_path, known=keys[:2]) == [Path(key).name for key in keys[1:]]
    assert new_files(tmp_path, day=tomorrow, known=keys[:2]) == [Path(keys[3]).name]


def test_what_came_at_the_same_time_is_looked_at_again_whatever_its_order(tmp_path: Path) -> None:
    known = delivered("1000", "M")
    keys = [delivered("0944", "Z"), delivered("0945", "A"), delivered("1000", "A"), known, delivered("1000", "Z")]
    lay_out(tmp_path, dict.fromkeys(keys, b""))

    assert new_files(tmp_path, known=[known]) == [Path(key).name for key in keys[1:]]


@pytest.mark.parametrize("known", [delivered("0010"), key_of("m.json.gz")])
def test_without_a_time_that_tells_the_whole_folder_of_the_last_key_is_listed(tmp_path: Path, known: str) -> None:
    yesterday = DAY - timedelta(1)
    before = key_of(delivery_name(f"{yesterday:%Y%m%d}T2359Z"), day=yesterday)
    keys = [before, key_of("a.json.gz"), known, key_of("z.json.gz")]
    lay_out(tmp_path, dict.fromkeys(keys, b""))

    found = new_files(tmp_path, day=yesterday, known=[known])

    assert sorted(found) == sorted(Path(key).name for key in keys[1:])


def test_only_the_scope_is_looked_into(tmp_path: Path) -> None:
    keys = [
        delivered("0900"),
        delivered("0900", region=OTHER_REGION),
        delivered("0900", account=OTHER_ACCOUNT),
    ]
    lay_out(tmp_path, dict.fromkeys(keys, b""))
    scope = Scope(accounts=(ACCOUNT,), regions=(REGION,))

    assert new_files(tmp_path, scope, known=keys) == [Path(keys[0]).name]


def test_what_is_no_log_of_a_day_is_no_new_file(tmp_path: Path) -> None:
    known = delivered("0900")
    lay_out(
        tmp_path,
        {
            known: b"",
            delivered("0901").removesuffix(".json.gz") + ".txt": b"",
            f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/2026/stray.json.gz": b"",
            f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/2026/12/41/no-such-day.json.gz": b"",
            f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/zone.json.gz": b"",
        },
    )

    assert new_files(tmp_path, known=[known]) == [Path(known).name]


@dataclass(frozen=True)
class Watched(FolderArchive):
    """A folder in which it is written down which files were looked at; or that cannot be listed any more."""

    entered: ClassVar[list[str]] = []
    is_closed: bool = field(default=False)

    def entries(self, folder: str, after: str = "") -> Iterable[Entry]:
        if self.is_closed:
            raise UnreadableError(RefusalReason.ACCESS_DENIED, "cannot be read")
        found = list(super().entries(folder, after))
        self.entered.extend(entry.key for entry in found)
        return found


def test_days_before_the_last_key_are_not_listed(tmp_path: Path) -> None:
    days = [DAY - timedelta(number) for number in range(3)]
    lay_out(tmp_path, {key_of(delivery_name(f"{day:%Y%m%d}T1200Z"), day=day): b"" for day in days})
    archive = Watched(str(tmp_path))
    files = CloudTrailFiles(archive=archive, clock=now, processes_count=1)
    positions = files.positions_in(files.list_files(SCOPE, SINCE, UNTIL))
    archive.entered.clear()

    found = list(files.list_new_files(SCOPE, DAY - timedelta(9), positions))

    assert [file.key for file in found] == archive.entered
    assert [file.day for file in found] == [DAY]


def test_a_folder_that_cannot_be_listed_any_more_stands_for_its_files(tmp_path: Path) -> None:
    put(tmp_path, b"", delivered("0900"))
    files = files_in(tmp_path)
    positions = files.positions_in(files.list_files(SCOPE, SINCE, UNTIL))
    closed = CloudTrailFiles(archive=Watched(str(tmp_path), is_closed=True), clock=now, processes_count=1)

    (file,) = closed.list_new_files(SCOPE, DAY, positions)

    assert (file.key, file.day) == (f"{tmp_path}/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/", DAY)
    assert files.positions_in([file]) == ()


def test_a_place_where_the_log_lay_before_is_not_looked_into(tmp_path: Path) -> None:
    put(tmp_path / "logs", b"", delivered("0900"))
    put(tmp_path / "log", b"", delivered("0900"))
    before = files_in(tmp_path / "logs")
    positions = before.positions_in(before.list_files(SCOPE, SINCE, UNTIL))

    assert len(list(before.list_new_files(SCOPE, DAY, positions))) == 1
    assert list(files_in(tmp_path / "log").list_new_files(SCOPE, DAY, positions)) == []


def test_a_stamp_that_is_no_time_tells_nothing(tmp_path: Path) -> None:
    key = key_of(delivery_name("20261399T9999Z"))
    put(tmp_path, b"", key)

    assert new_files(tmp_path, known=[key]) == [Path(key).name]
