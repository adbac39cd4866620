"""A lake that two programs have open at once, each with eyes of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from probative.domain.errors import StoreError
from probative.domain.ids import BatchId
from probative.lake.iceberg import IcebergLake
from probative.lake.locking import alone
from probative.lake.tables import SNAPSHOTS_KEPT, UPKEEP_EVERY
from tests.support.lake import ASSESSMENT, CONTROL, a_fact, some_evidence


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[IcebergLake, IcebergLake]]:
    with closing(IcebergLake(tmp_path / "lake")) as one, closing(IcebergLake(tmp_path / "lake")) as other:
        yield one, other


def keep(lake: IcebergLake, batch: str, *numbers: int) -> None:
    facts = [a_fact(number) for number in numbers]
    lake.commit(BatchId(batch), [lake.stage().write(facts, [some_evidence(fact) for fact in facts])])


def count_in(lake: IcebergLake) -> int:
    return sum(1 for _ in lake.evidence(ASSESSMENT, CONTROL))


def test_what_one_commits_the_other_sees_and_does_not_take_in_again(two: tuple[IcebergLake, IcebergLake]) -> None:
    one, other = two
    assert (count_in(one), count_in(other)) == (0, 0)

    keep(one, "first", 1, 2, 3)
    assert (count_in(one), count_in(other)) == (3, 3)
    keep(other, "second", 3, 4)
    assert (count_in(one), count_in(other)) == (4, 4)
    keep(one, "third", 1, 4, 5)

    assert (count_in(one), count_in(other)) == (5, 5)
    assert all(lake.has_batch(BatchId(batch)) for lake in two for batch in ("first", "second", "third"))
    assert [fact.id for fact in other.facts([a_fact(5).id])] == [a_fact(5).id]


def test_a_batch_that_the_other_committed_is_left_as_it_is(two: tuple[IcebergLake, IcebergLake]) -> None:
    one, other = two
    assert count_in(other) == 0
    facts = [a_fact(1)]
    staged = [one.stage().write(facts, [some_evidence(fact) for fact in facts])]
    one.commit(BatchId("first"), staged)

    other.commit(BatchId("first"), staged)

    assert count_in(one) == 1


def test_upkeep_of_one_does_not_disturb_the_other(two: tuple[IcebergLake, IcebergLake]) -> None:
    one, other = two
    commits = UPKEEP_EVERY + SNAPSHOTS_KEPT + 3
    keep(other, "before", 0)
    for number in range(1, commits):
        keep(one, f"batch-{number}", number)

    assert count_in(other) == commits
    keep(other, "after", commits)
    assert count_in(one) == commits + 1
    assert all(lake.has_batch(BatchId("before")) for lake in two)


def test_threads_read_while_another_commits(two: tuple[IcebergLake, IcebergLake]) -> None:
    one, other = two
    keep(one, "before", 0)
    seen: list[int] = []

    def read() -> None:
        while not seen or seen[-1] < 10:
            seen.append(count_in(one))

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for number in range(1, 10):
            keep((one, other)[number % 2], f"batch-{number}", number)
        for reader in readers:
            reader.result(timeout=60)

    assert set(seen) <= set(range(1, 11))


def test_one_commits_at_a_time_and_who_never_ends_is_told(two: tuple[IcebergLake, IcebergLake], tmp_path: Path) -> None:
    one, _ = two
    one.patience = timedelta(seconds=0.05)

    with (
        alone(tmp_path / "lake" / "commit.lock", timedelta()),
        pytest.raises(StoreError, match=r"another process has held .*commit.lock"),
    ):
        keep(one, "first", 1)

    keep(one, "first", 1)
    assert count_in(one) == 1


def test_commits_at_once_are_made_one_after_the_other(two: tuple[IcebergLake, IcebergLake]) -> None:
    with ThreadPoolExecutor(4) as pool:
        commits = [
            pool.submit(keep, two[number % 2], f"batch-{number}", number, number + 1, number + 2) for number in range(8)
        ]
        for commit in commits:
            commit.result(timeout=60)

    assert count_in(two[0]) == count_in(two[1]) == 10
