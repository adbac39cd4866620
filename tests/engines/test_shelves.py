"""What the books promise, held against every database that keeps them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from probative.domain.custom import Tagged
from probative.domain.engagements import Delegation, DelegationStatus
from probative.domain.errors import NotFoundError, WrongStateError
from probative.domain.ids import AssessmentId
from probative.domain.people import Role, RoleType, Standing, User
from probative.records.database import Database
from probative.records.shelves import SqlBooks, SqlStore

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST, SECOND = AssessmentId("first"), AssessmentId("second")


@pytest.fixture
def database(database_place: Path | str) -> Iterator[Database]:
    with closing(Database(database_place)) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> SqlStore:
    return SqlStore(database)


def a_delegation(number: int, assessment: AssessmentId = FIRST, at: datetime | None = None) -> Delegation:
    return Delegation(
        id=f"d-{number}",
        assessment_id=assessment,
        control_set_id="Safe",
        role=Role(type=RoleType.RESOURCE_OWNER, arn="arn:aws:iam::111122223333:user/Dora"),
        status=DelegationStatus.IN_PROGRESS,
        comment=None,
        created_at=at or NOW + timedelta(minutes=number),
        updated_at=NOW,
        created_by="olivia",
    )


def a_user(id_: str, name: str) -> User:
    return User(
        id=id_,
        name=name,
        standing=Standing.MEMBER,
        password_hash="",
        groups=(),
        role_arns=(),
        is_disabled=False,
        created_at=NOW,
    )


def keep(store: SqlStore, *delegations: Delegation) -> None:
    def act(books: SqlBooks) -> None:
        for delegation in delegations:
            books.delegations.add(delegation)

    store.change(act)


def test_a_value_comes_back_as_it_was_kept(store: SqlStore) -> None:
    delegation = replace(a_delegation(1, at=NOW + timedelta(microseconds=1)), comment="ümläut \x00 \u20ac")

    keep(store, delegation)

    assert store.read(lambda books: books.delegations.get("d-1")) == delegation
    assert store.read(lambda books: books.delegations.find("d-2")) is None


def test_what_is_not_there_is_told(store: SqlStore) -> None:
    with pytest.raises(NotFoundError, match="no delegation has the id d-1"):
        store.read(lambda books: books.delegations.get("d-1"))


def test_an_id_is_taken_once(store: SqlStore) -> None:
    keep(store, a_delegation(1))

    with pytest.raises(WrongStateError, match="delegation d-1"):
        keep(store, a_delegation(1))


def test_a_change_goes_on_after_an_id_that_was_taken(store: SqlStore) -> None:
    keep(store, a_delegation(1))

    def act(books: SqlBooks) -> None:
        with pytest.raises(WrongStateError):
            books.delegations.add(a_delegation(1, SECOND))
        books.delegations.add(a_delegation(2))

    store.change(act)

    assert [one.id for one in store.read(lambda books: books.delegations.select())] == ["d-1", "d-2"]
    assert store.read(lambda books: books.delegations.get("d-1")).assessment_id == FIRST


def test_a_value_is_put_in_place_of_the_one_with_its_id(store: SqlStore) -> None:
    keep(store, a_delegation(1), a_delegation(2))
    changed = replace(a_delegation(1, SECOND), status=DelegationStatus.COMPLETE)

    store.change(lambda books: books.delegations.put(changed))
    store.change(lambda books: books.delegations.put(a_delegation(3)))

    def act(books: SqlBooks) -> tuple[list[str], list[Delegation]]:
        of_first = [one.id for one in books.delegations.select(assessment_id=FIRST)]
        return of_first, list(books.delegations.select(assessment_id=SECOND))

    assert store.read(act) == (["d-2", "d-3"], [changed])


def test_what_is_removed_is_gone_and_may_be_gone_already(store: SqlStore) -> None:
    keep(store, a_delegation(1), a_delegation(2))

    for _ in range(2):
        store.change(lambda books: books.delegations.remove("d-1"))

    assert store.read(lambda books: books.delegations.count()) == 1


def test_a_change_that_raises_changes_nothing(store: SqlStore) -> None:
    def act(books: SqlBooks) -> None:
        books.delegations.add(a_delegation(1))
        raise LookupError

    with pytest.raises(LookupError):
        store.change(act)

    assert store.read(lambda books: books.delegations.select()) == []


@pytest.mark.parametrize("order", ["oldest first", "newest first"])
@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_a_walk_in_pages_meets_each_value_once_and_in_order(store: SqlStore, order: str, limit: int) -> None:
    # Some were made at the same instant: the id decides then, by code points in any database.
    same = [replace(a_delegation(0, at=NOW), id=id_) for id_ in ("B", "a", "_", "é", "Z")]
    keep(store, *same, *(a_delegation(number, (FIRST, SECOND)[number % 2]) for number in range(1, 8)))

    met: list[Delegation] = []
    while page := _page(store, met, limit, order):
        met += page

    expected = [*same, *(a_delegation(number) for number in (2, 4, 6))]
    newest_first = order == "newest first"
    expected.sort(key=lambda one: (one.created_at, one.id), reverse=newest_first)
    assert met == expected


def _page(store: SqlStore, met: list[Delegation], limit: int, order: str) -> list[Delegation]:
    def act(books: SqlBooks) -> list[Delegation]:
        shelf = books.delegations
        after = shelf.position(met[-1]) if met else None
        newest_first = order == "newest first"
        return list(shelf.select(after=after, limit=limit, newest_first=newest_first, assessment_id=FIRST))

    return store.read(act)


def test_values_are_counted_by_what_they_are_filed_by(store: SqlStore) -> None:
    keep(store, a_delegation(1), a_delegation(2), a_delegation(3, SECOND))

    def act(books: SqlBooks) -> tuple[int, int, int]:
        shelf = books.delegations
        return shelf.count(), shelf.count(assessment_id=FIRST), shelf.count(assessment_id="none")

    assert store.read(act) == (3, 2, 0)


def test_a_value_without_an_instant_is_walked_by_id(store: SqlStore) -> None:
    def act(books: SqlBooks) -> None:
        for id_ in ("c", "a", "b"):
            books.tags.put(Tagged(id=id_, tags={"team": id_}))

    store.change(act)

    assert [one.id for one in store.read(lambda books: books.tags.select())] == ["a", "b", "c"]


def test_a_name_of_a_user_is_taken_once(store: SqlStore) -> None:
    store.change(lambda books: books.users.add(a_user("u-1", "olivia")))

    with pytest.raises(WrongStateError):
        store.change(lambda books: books.users.add(a_user("u-2", "olivia")))

    assert store.read(lambda books: books.users.count()) == 1


def test_changes_at_once_never_lose_one(store: SqlStore) -> None:
    threads, times = 12, 5
    store.change(lambda books: books.tags.add(Tagged(id="count", tags={"count": "0"})))
    together = Barrier(threads)

    def count_up(books: SqlBooks) -> None:
        kept = books.tags.get("count")
        books.tags.put(Tagged(id="count", tags={"count": str(int(kept.tags["count"]) + 1)}))

    def work() -> None:
        together.wait()
        for _ in range(times):
            store.change(count_up)

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(threads)]:
            done.result()

    assert store.read(lambda books: books.tags.get("count")).tags == {"count": str(threads * times)}


def test_of_two_who_see_nothing_there_one_adds(store: SqlStore) -> None:
    """A rule over several values (at most one delegation of an assessment) holds although nobody shares a row."""
    threads = 4
    together = Barrier(threads)

    def add_if_none(number: int) -> None:
        def act(books: SqlBooks) -> None:
            if not books.delegations.count(assessment_id=FIRST):
                books.delegations.add(a_delegation(number))

        together.wait()
        store.change(act)

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(add_if_none, number) for number in range(threads)]:
            done.result()

    assert store.read(lambda books: books.delegations.count()) == 1


def test_a_reader_sees_one_moment_while_others_write(store: SqlStore) -> None:
    keep(store, a_delegation(1))

    def act(books: SqlBooks) -> tuple[int, int]:
        before = books.delegations.count()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(keep, store, a_delegation(2)).result()
        return before, books.delegations.count()

    assert store.read(act) == (1, 1)
    assert store.read(lambda books: books.delegations.count()) == 2
