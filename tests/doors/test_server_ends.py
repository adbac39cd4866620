"""What a server does that is told to end, and what it does that is told not to collect."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from probative.books import Books
from probative.records.database import Database
from probative.records.shelves import SqlStore
from tests.support.server_process import Running, serving

ACCOUNT: Final = "111122223333"
KEYS: Final = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
PATIENCE: Final = 60.0
ENDS_WITHIN: Final = 30.0
"""As docs/server.md promises."""


@dataclass
class Silence:
    """A service that takes connections and never answers."""

    url: str
    connections: list[socket.socket] = field(default_factory=list)


@contextmanager
def silence() -> Iterator[Silence]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held = Silence(f"http://127.0.0.1:{listening.getsockname()[1]}")

        def accept() -> None:
            while True:
                try:
                    held.connections.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield held
        listening.shutdown(socket.SHUT_RDWR)
    for each in held.connections:
        each.close()


@contextmanager
def served(folder: Path, aws: Silence, *, collects: bool = True) -> Iterator[Running]:
    settings = {"PROBATIVE_ENDPOINT_URL": aws.url, "PROBATIVE_COLLECT": str(collects), **KEYS}
    with serving(folder / "data", port=0, told=None, **settings) as server:
        yield server


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def begin(server: Running) -> str:
    """Make an assessment of a control that asks AWS something, and return its id."""
    client = server.client()
    source = {
        "sourceName": "keys",
        "sourceSetUpOption": "System_Controls_Mapping",
        "sourceType": "AWS_API_Call",
        "sourceFrequency": "DAILY",
        "sourceKeyword": {"keywordInputType": "SELECT_FROM_LIST", "keywordValue": "kms_ListKeys"},
    }
    control = client.create_control(name="Keys", controlMappingSources=[source])["control"]
    control_sets = [{"name": "Keys", "controls": [{"id": control["id"]}]}]
    framework = client.create_assessment_framework(name="Keys", controlSets=control_sets)["framework"]
    made = client.create_assessment(
        name="Keys",
        assessmentReportsDestination={"destinationType": "S3", "destination": "s3://reports/here"},
        scope={"awsAccounts": [{"id": ACCOUNT}]},
        roles=[{"roleType": "PROCESS_OWNER", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/Owner"}],
        frameworkId=framework["id"],
    )
    id_: str = made["assessment"]["metadata"]["id"]
    return id_


def counted(server: Running, count: Callable[[Books], int]) -> int:
    with closing(Database(server.data_dir / "records.db")) as database:
        return SqlStore(database).read(count)


def held_accounts(books: Books) -> int:
    return sum(lease.id.startswith("account:") for lease in books.leases.select())


def end(server: Running) -> float:
    """Tell the server to end, and return after how many seconds it did."""
    begun = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(PATIENCE) == 0
    return time.monotonic() - begun


@pytest.mark.slow
def test_a_server_ends_in_time_though_aws_never_answers_and_gives_back_what_it_holds(tmp_path: Path) -> None:
    with silence() as aws, served(tmp_path, aws) as server:
        begin(server)
        wait_until(lambda: bool(aws.connections))
        wait_until(lambda: counted(server, held_accounts) == 1)

        assert end(server) < ENDS_WITHIN
        assert counted(server, held_accounts) == 0


@pytest.mark.slow
def test_a_server_that_has_nothing_to_wait_for_ends_at_once_and_soundly(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        assert end(server) < ENDS_WITHIN / 3
        assert "Traceback" not in (server.data_dir / "server.log").read_text()


@pytest.mark.slow
def test_a_server_that_does_not_collect_makes_reports_and_asks_nobody(tmp_path: Path) -> None:
    with silence() as aws, served(tmp_path, aws, collects=False) as server:
        client, assessment = server.client(), begin(server)
        report = client.create_assessment_report(name="November", assessmentId=assessment)["assessmentReport"]

        def is_complete() -> bool:
            (listed,) = client.list_assessment_reports()["assessmentReports"]
            return bool((listed["id"], listed["status"]) == (report["id"], "COMPLETE"))

        wait_until(is_complete)
        assert not aws.connections
        assert counted(server, lambda books: books.statuses.count()) == 0
