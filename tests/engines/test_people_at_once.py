"""Several servers over one database: what must happen once happens once, in each engine."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from probative.app.access_keys import create_key
from probative.app.application import Application
from probative.app.callers import caller_of
from probative.app.first_administrator import Bootstrap, bootstrap_administrator
from probative.app.provider_sign_in import GroupRights, ProviderSignIn, arrive, depart
from probative.app.signing_in import ATTEMPTS_PER_NAME, SignInError, sign_in
from probative.app.users import set_disabled
from probative.domain.errors import QuotaError, ThrottledError, UnprovenError, WrongStateError
from probative.domain.people import Standing
from probative.ports.people import Identity, Visit
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.people import guarded, keep_user, keyring

KEYRING: Final = keyring()
SERVERS: Final = 4


@pytest.fixture
def servers(tmp_path: Path, database_place: Path | str) -> Iterator[list[Application]]:
    """Servers that share nothing but the database."""
    with ExitStack() as stack:
        first = guarded(tmp_path)
        databases = [Database(database_place) for _ in range(SERVERS)]
        for database in databases:
            stack.callback(database.close)
        yield [replace(first, store=SqlStore(database)) for database in databases]


class Believing:
    """A provider that proves the same to everybody."""

    def address_of(self, visit: Visit) -> str:
        return visit.redirect_uri

    def identify(self, visit: Visit, code: str) -> Identity:
        del visit, code
        return Identity("https://provider.example|1", "Dan", ())


def test_one_administrator_is_made(servers: list[Application]) -> None:
    def start(server: Application) -> Bootstrap | None:
        return bootstrap_administrator(server, KEYRING, "admin", lambda _: None)

    with ThreadPoolExecutor(SERVERS) as pool:
        made = [each for each in pool.map(start, servers) if each]

    assert len(made) == 1
    assert servers[0].store.read(lambda books: (books.users.count(), books.keys.count())) == (1, 1)


def test_attempts_are_counted_together(servers: list[Application]) -> None:
    def attempt(number: int) -> type[Exception]:
        try:
            sign_in(servers[number % SERVERS], KEYRING, name="nobody", password="x", address="::1")
        except (SignInError, ThrottledError) as error:
            return type(error)
        raise AssertionError

    with ThreadPoolExecutor(SERVERS) as pool:
        outcomes = list(pool.map(attempt, range(ATTEMPTS_PER_NAME * 2)))

    assert outcomes.count(SignInError) == ATTEMPTS_PER_NAME


def test_a_state_serves_once_and_makes_one_user(servers: list[Application]) -> None:
    by = ProviderSignIn(provider=Believing(), rights=GroupRights())
    sent = [depart(servers[0], KEYRING, by, redirect_uri="/", return_to="/", address="::1") for _ in range(2)]

    def come_back(number: int) -> bool:
        state = sent[number // SERVERS].state
        try:
            arrive(servers[number % SERVERS], KEYRING, by, redirect_uri="/", state=state, code="x")
        except UnprovenError:
            return False
        return True

    with ThreadPoolExecutor(SERVERS) as pool:
        assert sum(pool.map(come_back, range(2 * SERVERS))) == 2
    assert servers[0].store.read(lambda books: books.users.count()) == 1


def test_a_user_gets_no_more_keys_than_two(servers: list[Application]) -> None:
    mia = caller_of(servers[0].account, keep_user(servers[0], "mia"))

    def make(server: Application) -> bool:
        try:
            create_key(server, KEYRING, mia)
        except QuotaError:
            return False
        return True

    with ThreadPoolExecutor(SERVERS) as pool:
        assert sum(pool.map(make, servers)) == 2


def test_two_administrators_cannot_disable_each_other(servers: list[Application]) -> None:
    users = [keep_user(servers[0], name, Standing.ADMINISTRATOR) for name in ("ada", "bob")]
    callers = [caller_of(servers[0].account, user) for user in users]

    def disable(number: int) -> bool:
        try:
            set_disabled(servers[number], callers[number], users[1 - number].id, is_disabled=True)
        except WrongStateError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(disable, range(2))) == 1
