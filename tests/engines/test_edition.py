"""The edition of the records: at hand where it is a look at a file, to be asked for where it is a question."""

from contextlib import closing
from pathlib import Path

from probative.domain.custom import Tagged
from probative.records.database import Database
from probative.records.shelves import SqlStore


def test_it_shows_what_others_change_and_is_at_hand_in_sqlite_alone(database_place: Path | str) -> None:
    with closing(Database(database_place)) as one, closing(Database(database_place)) as another:
        mine, others = SqlStore(one), SqlStore(another)
        before = mine.edition(), mine.edition_at_hand()
        others.change(lambda books: books.tags.put(Tagged(id="arn", tags={})))
        after = mine.edition(), mine.edition_at_hand()

    assert before[0] != after[0]
    is_file = isinstance(database_place, Path)
    assert (before[1], after[1]) == ((before[0], after[0]) if is_file else (None, None))
