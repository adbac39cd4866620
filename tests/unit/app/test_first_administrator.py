"""The first start: one administrator, told before it is kept."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from probative.app.callers import caller_of_key
from probative.app.first_administrator import Bootstrap, bootstrap_administrator
from probative.app.signing_in import sign_in
from probative.domain.errors import InvalidError
from probative.domain.people import Standing
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.people import guarded, keep_user, keyring

KEYRING = keyring()


def test_the_first_administrator_signs_in_and_signs(tmp_path: Path) -> None:
    app, told = guarded(tmp_path), list[Bootstrap]()

    made = bootstrap_administrator(app, KEYRING, "admin", told.append)

    assert made is not None
    assert told == [made]
    changes = app.store.read(lambda books: books.account_changes.select())
    assert [(each.action, each.object_type, each.user_name) for each in changes] == [
        ("CREATE", "USER", "admin"),
        ("CREATE", "ACCESS_KEY", "admin"),
    ]
    session = sign_in(app, KEYRING, name="admin", password=made.password, address="::1")
    assert session.user.standing is Standing.ADMINISTRATOR
    assert caller_of_key(app, KEYRING, made.access_key_id) == (made.secret_access_key, session.caller)
    assert made.password not in repr(made)
    assert made.secret_access_key not in repr(made)


def test_there_is_only_one(tmp_path: Path) -> None:
    app, told = guarded(tmp_path), list[Bootstrap]()
    keep_user(app, "mia")

    assert bootstrap_administrator(app, KEYRING, "admin", told.append) is None
    assert told == []


def test_two_servers_that_start_at_once_make_one(tmp_path: Path) -> None:
    app = guarded(tmp_path)
    apps = [replace(app, store=SqlStore(Database(tmp_path / "records.db"))) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        made: Sequence[Bootstrap | None] = list(
            pool.map(lambda each: bootstrap_administrator(each, KEYRING, "admin", lambda _: None), apps)
        )

    (winner,) = [each for each in made if each is not None]
    assert app.store.read(lambda books: books.users.count()) == 1
    sign_in(app, KEYRING, name="admin", password=winner.password, address="::1")


def test_who_cannot_be_told_is_not_kept(tmp_path: Path) -> None:
    app = guarded(tmp_path)

    def refuse(made: Bootstrap) -> None:
        raise OSError(made.username)

    with pytest.raises(OSError, match="admin"):
        bootstrap_administrator(app, KEYRING, "admin", refuse)
    assert bootstrap_administrator(app, KEYRING, "admin", lambda _: None)


def test_a_name_must_fit(tmp_path: Path) -> None:
    with pytest.raises(InvalidError):
        bootstrap_administrator(guarded(tmp_path), KEYRING, "a b", lambda _: None)
