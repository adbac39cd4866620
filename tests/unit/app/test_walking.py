"""Long shelves are walked in pieces, and what is left out does not end a page."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from probative.app.walking import walk
from probative.books import Position
from probative.domain.engagements import Notification
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.serving import NOW


def a_note(number: int, arn: str) -> Notification:
    return Notification(
        id=f"{number:04d}",
        recipient_arn=arn,
        assessment_id="a",  # type: ignore[arg-type]
        assessment_name="a",
        control_set_id="s",
        control_set_name="s",
        description="d",
        source="olivia",
        created_at=NOW,
    )


def shown(piece: Sequence[Notification]) -> Iterator[str]:
    return (note.id for note in piece if note.recipient_arn == "mine")


def walked(store: SqlStore, limit: int, after: Position | None = None) -> Sequence[str]:
    return store.read(lambda books: walk(books.notifications, shown, after=after, limit=limit))


def test_pages_of_a_long_shelf_are_found_behind_what_is_left_out(tmp_path: Path) -> None:
    store = SqlStore(Database(tmp_path / "records.db"))
    mine = {0, 1, 150, 249, 349}

    def fill(books: object) -> None:
        for number in range(350):
            books.notifications.add(a_note(number, "mine" if number in mine else "theirs"))  # type: ignore[attr-defined]

    store.change(fill)

    assert walked(store, 10) == ["0349", "0249", "0150", "0001", "0000"]
    assert walked(store, 2) == ["0349", "0249", "0150"]
    assert walked(store, 2, Position(NOW, "0249")) == ["0150", "0001", "0000"]
    assert walked(store, 2, Position(NOW, "0000")) == []


def test_only_what_is_filed_so_is_walked(tmp_path: Path) -> None:
    store = SqlStore(Database(tmp_path / "records.db"))
    store.change(lambda books: books.notifications.add(a_note(1, "mine")))
    store.change(lambda books: books.notifications.add(a_note(2, "theirs")))

    found = store.read(lambda books: walk(books.notifications, iter, after=None, limit=5, recipient_arn="theirs"))

    assert [note.id for note in found] == ["0002"]


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 4))
def test_pages_put_together_are_the_whole(mine: list[bool], limit: int) -> None:
    notes = [a_note(number, "mine" if is_mine else "theirs") for number, is_mine in enumerate(mine)]
    shelf = _ListShelf(notes)

    seen: list[str] = []
    after: Position | None = None
    while True:
        found = walk(shelf, shown, after=after, limit=limit)  # type: ignore[arg-type]
        seen += found[:limit]
        if len(found) <= limit:
            break
        after = Position(NOW, found[limit - 1])

    assert seen == [note.id for note in reversed(notes) if note.recipient_arn == "mine"]


class _ListShelf:
    """A shelf that is a list, newest last."""

    def __init__(self, notes: list[Notification]) -> None:
        self._notes = notes

    def select(self, *, after: Position | None, limit: int, newest_first: bool) -> list[Notification]:
        assert newest_first
        return [note for note in reversed(self._notes) if after is None or note.id < after.id][:limit]

    @staticmethod
    def position(note: Notification) -> Position:
        return Position(note.created_at, note.id)
