"""A server that answers a crowd from memory shows at once what another process changed of its records."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from botocore.exceptions import ClientError

from probative.books import Books
from probative.domain.registration import AccountStatus
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.server_process import Running, serving

TURNS = 15
READERS = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server") / "data", PROBATIVE_COLLECT="false") as running:
        yield running


@contextmanager
def crowd(server: Running) -> Iterator[None]:
    """Let readers ask for the same all the while."""
    over = Event()

    def read(client: Any) -> None:
        while not over.is_set():
            is_listed(client)

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read, server.client()) for _ in range(READERS)]
        try:
            yield
        finally:
            over.set()
        for each in reading:
            each.result()


def is_listed(client: Any) -> bool:
    """Say whether assessments are listed, or the service is off."""
    try:
        client.list_assessments()
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDeniedException":
            raise
        return False
    return True


def turn(data_dir: Path, status: AccountStatus) -> None:
    """Turn the service on or off, as another process does: the server is not asked."""

    def act(books: Books) -> None:
        (registration,) = books.registrations.select()
        books.registrations.put(replace(registration, status=status))

    with closing(Database(data_dir / "records.db")) as database:
        SqlStore(database).change(act)


def test_what_another_process_changed_shows_in_the_very_next_answer(server: Running) -> None:
    client = server.client()
    with crowd(server):
        for _ in range(TURNS):
            turn(server.data_dir, AccountStatus.INACTIVE)
            assert not is_listed(client)
            turn(server.data_dir, AccountStatus.ACTIVE)
            assert is_listed(client)
            assert is_listed(client)
