"""Which files a scope and a period lead to, in a folder; and what there is at all."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from probative.domain.assessments import Scope
from probative.domain.errors import InvalidError
from probative.domain.ids import Region
from probative.domain.slots import RefusalReason
from probative.sources.cloudtrail.archive import Entry, Level
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
    packed,
    put,
    read_all,
)

ONE_PLACE = Scope(accounts=(ACCOUNT,), regions=(REGION,))
ORGANIZATION = "trails/AWSLogs/o-abcdef1234"


def listed(root: Path, scope: Scope | None = None, since: datetime = SINCE, until: datetime = UNTIL) -> list[str]:
    return [Path(file.key).name for file in files_in(root).list_files(scope, since, until)]


def test_a_file_is_listed_with_what_its_place_says(tmp_path: Path) -> None:
    path = put(tmp_path, b"12345", key_of("a.json.gz"))
    (file,) = files_in(tmp_path).list_files(None, SINCE, UNTIL)
    assert file == (str(path), ACCOUNT, REGION, DAY, 5, file.version)


def test_plain_and_organization_trails_are_both_read_and_ordered(tmp_path: Path) -> None:
    keys = [
        key_of("c.json.gz", head=ORGANIZATION, account=OTHER_ACCOUNT),
        key_of("b.json.gz", region=OTHER_REGION),
        key_of("a.json", region=OTHER_REGION),
        key_of("d.json.gz", head=ORGANIZATION),
    ]
    lay_out(tmp_path, dict.fromkeys(keys, b""))
    files = list(files_in(tmp_path).list_files(None, SINCE, UNTIL))
    assert [file.key for file in files] == sorted(str(tmp_path / key) for key in keys)
    assert {file.account for file in files} == {ACCOUNT, OTHER_ACCOUNT}


def test_only_the_scope_and_the_period_are_listed(tmp_path: Path) -> None:
    keys = {
        key_of("in.json.gz"): b"",
        key_of("account.json.gz", account=OTHER_ACCOUNT): b"",
        key_of("region.json.gz", region=OTHER_REGION): b"",
        key_of("before.json.gz", day=DAY - timedelta(1)): b"",
        key_of("after.json.gz", day=DAY + timedelta(1)): b"",
        key_of("year.json.gz", day=date(2025, 11, 7)): b"",
    }
    lay_out(tmp_path, keys)
    assert listed(tmp_path, ONE_PLACE) == ["in.json.gz"]
    assert listed(tmp_path, None) == ["region.json.gz", "in.json.gz", "account.json.gz"]
    assert listed(tmp_path, ONE_PLACE, SINCE - timedelta(1), UNTIL) == ["before.json.gz", "in.json.gz"]
    assert listed(tmp_path, ONE_PLACE, SINCE + timedelta(hours=5), SINCE + timedelta(hours=6)) == ["in.json.gz"]


def test_a_period_over_new_year_is_listed_whole(tmp_path: Path) -> None:
    days = [date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)]
    lay_out(tmp_path, {key_of(f"{day}.json.gz", day=day): b"" for day in days})
    since, until = datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    assert listed(tmp_path, None, since, until) == ["2025-12-31.json.gz", "2026-01-01.json.gz"]


def test_what_was_delivered_soon_after_the_period_counts_for_its_last_day(tmp_path: Path) -> None:
    next_day = DAY + timedelta(1)
    names = [delivery_name(stamp) for stamp in ("20261108T0005Z", "20261108T0059Z", "20261108T0100Z")]
    lay_out(tmp_path, {key_of(name, day=next_day): b"" for name in [*names, "unstamped.json.gz"]})
    files = list(files_in(tmp_path).list_files(ONE_PLACE, SINCE, UNTIL))
    assert [Path(file.key).name for file in files] == names[:2]
    assert {file.day for file in files} == {DAY}


def test_the_root_may_be_any_folder_of_the_layout(tmp_path: Path) -> None:
    path = put(tmp_path, b"", key_of("a.json.gz", head=ORGANIZATION))
    roots = [*path.parents][: path.parts.__len__() - tmp_path.parts.__len__()]
    assert len(roots) == 10
    for root in roots:
        assert listed(root, ONE_PLACE) == ["a.json.gz"], root


def test_a_prefix_that_looks_like_an_account_is_no_account(tmp_path: Path) -> None:
    put(tmp_path, b"", key_of("a.json.gz", head=f"{OTHER_ACCOUNT}/AWSLogs"))
    assert listed(tmp_path, ONE_PLACE) == ["a.json.gz"]


def test_an_odd_name_is_read_where_the_place_says_enough_and_counted_where_not(tmp_path: Path) -> None:
    keys = [
        key_of("été export (1).json"),
        key_of("hour/07/deeper.json.gz"),
        key_of("notes.txt"),
        key_of(".DS_Store"),
        f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/2026/11/stray.json.gz",
        f"AWSLogs/{ACCOUNT}/CloudTrail/stray.json",
        f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/2026/02/31/no-such-day.json.gz",
        "AWSLogs/stray.json",
        "AWSLogs/readme.md",
    ]
    lay_out(tmp_path, dict.fromkeys(keys, b""))
    assert listed(tmp_path) == ["deeper.json.gz", "été export (1).json"]
    assert files_in(tmp_path).holds().ignored_count == 3


def test_digests_and_insights_are_no_logs(tmp_path: Path) -> None:
    for kind in ("CloudTrail-Digest", "CloudTrail-Insight", "CloudTrail-Aggregated", "Config", "vpcflowlogs"):
        put(tmp_path, b"", f"AWSLogs/{ACCOUNT}/{kind}/{REGION}/2026/11/07/x.json.gz")
    assert listed(tmp_path) == []
    assert files_in(tmp_path).holds().scope.accounts == ()


def test_a_folder_tells_what_it_holds(tmp_path: Path) -> None:
    keys = [
        key_of("a.json.gz", day=date(2026, 10, 31)),
        key_of("b.json", day=DAY, region=OTHER_REGION),
        key_of("c.json.gz", account=OTHER_ACCOUNT, head=ORGANIZATION.removeprefix("trails/")),
    ]
    lay_out(tmp_path, dict.fromkeys(keys, b""))
    (tmp_path / key_of("", day=date(2026, 12, 1))).mkdir(parents=True)
    holdings = files_in(tmp_path).holds()
    assert holdings.scope == Scope(accounts=(ACCOUNT, OTHER_ACCOUNT), regions=(OTHER_REGION, REGION))
    assert (holdings.first_day, holdings.last_day) == (date(2026, 10, 31), DAY)


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    holdings = files_in(tmp_path).holds()
    assert (holdings.scope, holdings.first_day, holdings.last_day) == (Scope(accounts=(), regions=()), None, None)


@pytest.mark.parametrize("content", [None, b"a file"])
def test_a_root_that_is_no_folder_is_bad_input(tmp_path: Path, content: bytes | None) -> None:
    root = tmp_path / "absent"
    if content is not None:
        root.write_bytes(content)
    with pytest.raises(InvalidError, match=r"absent: cannot be read: (No such file|Not a directory)"):
        files_in(root).holds()
    with pytest.raises(InvalidError, match="absent: cannot be read"):
        list(files_in(root).list_files(None, SINCE, UNTIL))


def test_a_version_changes_with_the_content_and_only_then(tmp_path: Path) -> None:
    path = put(tmp_path, b"one", key_of("a.json.gz"))

    def version() -> str:
        return next(files_in(tmp_path).list_files(None, SINCE, UNTIL)).version

    first = version()
    assert version() == first
    path.write_bytes(b"three")
    assert version() != first
    os.utime(path, ns=(1, 1))
    same_size = version()
    os.utime(path, ns=(2, 2))
    assert version() != same_size


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    real = put(tmp_path / "elsewhere", b"", "x.json.gz")
    day = tmp_path / "root" / key_of("")
    day.mkdir(parents=True)
    (day / "linked.json.gz").symlink_to(real)
    (day / "more").symlink_to(real.parent)
    (day / "loop").symlink_to(day)
    (day / "itself").symlink_to(day / "itself")
    (day / "nowhere.json.gz").symlink_to(day / "absent")
    (tmp_path / "root" / "AWSLogs" / ACCOUNT / "CloudTrail" / REGION / "2026" / "11" / "08").symlink_to(
        day.parent.parent
    )
    (tmp_path / "root" / "round").symlink_to(tmp_path / "root")
    assert listed(tmp_path / "root") == ["linked.json.gz", "x.json.gz", "nowhere.json.gz"]


def test_a_link_that_leads_nowhere_is_refused_by_name(tmp_path: Path) -> None:
    link = tmp_path / key_of("nowhere.json.gz")
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "absent")
    (read,) = read_all(tmp_path)
    assert read.refusal is not None
    assert (read.refusal.reason, read.refusal.unit) == (RefusalReason.ERROR, str(link))
    assert "cannot be read" in read.refusal.message


@dataclass(frozen=True)
class DeniedFolders:
    """A folder archive of which some folders cannot be listed, as under permissions that tests cannot set for root."""

    inner: FolderArchive
    denied: frozenset[str]
    asked: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        return self.inner.root

    @property
    def looks_beside(self) -> bool:
        return self.inner.looks_beside

    def level(self, folder: str) -> Level:
        self.asked.append(folder)
        self._check(folder)
        return self.inner.level(folder)

    def entries(self, folder: str) -> Iterable[Entry]:
        self.asked.append(folder)
        self._check(folder)
        return self.inner.entries(folder)

    def _check(self, folder: str) -> None:
        if any(folder.endswith(denied) for denied in self.denied):
            raise UnreadableError(RefusalReason.ACCESS_DENIED, "cannot be read: Permission denied")

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


def denying(root: Path, *denied: str) -> CloudTrailFiles:
    archive = DeniedFolders(FolderArchive(str(root)), frozenset(denied))
    return CloudTrailFiles(archive=archive, clock=now, processes_count=1)  # type: ignore[arg-type]  # rest by getattr


@pytest.mark.parametrize(
    ("denied", "scope", "days"),
    [
        ("/2026/11/07", ONE_PLACE, 1),
        ("/2026/11", ONE_PLACE, 3),
        ("/2026", None, 3),
        (f"/{REGION}", ONE_PLACE, 3),
        ("/CloudTrail", ONE_PLACE, 3),
        (f"/{ACCOUNT}", ONE_PLACE, 3),
    ],
)
def test_a_folder_that_cannot_be_listed_stands_for_its_days(
    tmp_path: Path, denied: str, scope: Scope | None, days: int
) -> None:
    put(tmp_path, b"", key_of("a.json.gz"))
    source = denying(tmp_path, denied)
    files = list(source.list_files(scope, SINCE - timedelta(1), UNTIL + timedelta(1)))
    assert len(files) == days
    assert all(file.key.endswith(f"{denied}/") for file in files)
    assert {(file.account, file.region) for file in files} == {(ACCOUNT, REGION)}


TWO_REGIONS = (OTHER_REGION, REGION)


@pytest.mark.parametrize("denied", [f"/{OTHER_ACCOUNT}", f"/{OTHER_ACCOUNT}/CloudTrail"])
@pytest.mark.parametrize("scope", [None, Scope(accounts=(ACCOUNT, OTHER_ACCOUNT), regions=TWO_REGIONS)])
def test_an_account_that_cannot_be_listed_is_refused_in_each_region_and_the_rest_is_read(
    tmp_path: Path, denied: str, scope: Scope | None
) -> None:
    for region in TWO_REGIONS:
        put(tmp_path, packed(), key_of("a.json.gz", region=region))
    put(tmp_path, packed(), key_of("hidden.json.gz", account=OTHER_ACCOUNT))
    listed_files = list(denying(tmp_path, denied).list_files(scope, SINCE, UNTIL))
    hidden = [file for file in listed_files if file.account == OTHER_ACCOUNT]
    assert [(file.region, file.day) for file in hidden] == [(region, DAY) for region in TWO_REGIONS]
    assert all(file.key.endswith(f"{denied}/") for file in hidden)
    assert len(listed_files) == 4


@pytest.mark.parametrize("denied", ["/AWSLogs", f"/{ACCOUNT}/CloudTrail"])
def test_a_folder_without_which_no_region_is_known_is_bad_input(tmp_path: Path, denied: str) -> None:
    put(tmp_path, b"", key_of("a.json.gz"))
    source = denying(tmp_path, denied)
    with pytest.raises(InvalidError, match=f"{denied}: cannot be read: Permission denied"):
        list(source.list_files(None, SINCE, UNTIL))
    with pytest.raises(InvalidError, match=f"{denied}: cannot be read: Permission denied"):
        source.holds()


@pytest.mark.parametrize(
    ("denied", "regions"),
    [(f"/{OTHER_REGION}", TWO_REGIONS), (f"/{OTHER_ACCOUNT}", (REGION,)), (f"/{OTHER_ACCOUNT}/CloudTrail", (REGION,))],
)
def test_what_cannot_be_listed_is_held_as_far_as_its_place_tells(
    tmp_path: Path, denied: str, regions: tuple[Region, ...]
) -> None:
    put(tmp_path, b"", key_of("a.json.gz"))
    put(tmp_path, b"", key_of("b.json.gz", account=OTHER_ACCOUNT, region=OTHER_REGION))
    holdings = denying(tmp_path, denied).holds()
    assert holdings.scope == Scope(accounts=(ACCOUNT, OTHER_ACCOUNT), regions=regions)
    assert (holdings.first_day, holdings.last_day) == (DAY, DAY)


def test_where_nothing_can_be_listed_that_is_said_instead_of_nothing_being_held(tmp_path: Path) -> None:
    put(tmp_path, b"", key_of("a.json.gz"))
    with pytest.raises(InvalidError, match=f"/{REGION}: cannot be read: Permission denied"):
        denying(tmp_path, f"/{REGION}").holds()


def test_folders_outside_the_scope_are_never_looked_into(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            key_of("a.json.gz"): b"",
            key_of("a.json.gz", account=OTHER_ACCOUNT): b"",
            key_of("a.json.gz", region=OTHER_REGION): b"",
            key_of("a.json.gz", day=date(2025, 1, 1)): b"",
        },
    )
    archive = DeniedFolders(FolderArchive(str(tmp_path)), frozenset())
    source = CloudTrailFiles(archive=archive, clock=now, processes_count=1)  # type: ignore[arg-type]  # rest by getattr
    assert len(list(source.list_files(ONE_PLACE, SINCE, UNTIL))) == 1
    assert not [
        folder for folder in archive.asked if OTHER_ACCOUNT in folder or OTHER_REGION in folder or "2025" in folder
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_and_a_folder_without_permission_are_refused_by_name(tmp_path: Path) -> None:
    file = put(tmp_path, packed(), key_of("a.json.gz"))
    folder = put(tmp_path, packed(), key_of("b.json.gz", region=OTHER_REGION)).parent
    file.chmod(0)
    folder.chmod(0)
    refusals = [read.refusal for read in read_all(tmp_path)]
    folder.chmod(0o700)
    assert [(refusal and refusal.reason) for refusal in refusals] == [RefusalReason.ACCESS_DENIED] * 2
    assert [(refusal and refusal.unit) for refusal in refusals] == [f"{folder}/", str(file)]
