"""An application to try use cases and operations on: real records, the shipped framework, a clock that is set."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from secrets import token_hex
from threading import RLock

from probative.api.operations.context import Context, Page
from probative.app.application import Application, Catalogue, Quotas
from probative.app.intake import LockedIntake
from probative.app.leasing import Leases
from probative.domain.access import Resource
from probative.domain.engagements import Notification
from probative.domain.errors import NotFoundError
from probative.domain.frameworks import Framework
from probative.domain.ids import AccountId, Region
from probative.domain.people import Caller, Standing
from probative.keys.local import LocalSigner
from probative.library.loading import load
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.sources.aws.models import BotocoreModels
from tests.support.memory import MemoryLake, MemoryRecords

ACCOUNT = AccountId("111122223333")
REGION = Region("us-east-1")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def caller(name: str = "olivia", standing: Standing = Standing.ADMINISTRATOR) -> Caller:
    """Return a caller of this name."""
    return Caller(account=ACCOUNT, arn=f"arn:aws:iam::{ACCOUNT}:user/{name}", name=name, standing=standing)


@dataclass
class SetClock:
    """A clock that stands where it is set, and can be moved on."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class AllowAll:
    """Allows everything: for tests that are about something else."""

    def allows(self, caller: Caller, action: str, resource: Resource, at: datetime) -> bool:
        del caller, action, resource, at
        return True


@dataclass
class MemoryObjects:
    """Files kept in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def put(self, key: str, content: bytes | Path) -> None:
        self.kept[key] = content.read_bytes() if isinstance(content, Path) else content

    def get(self, key: str) -> bytes:
        if key not in self.kept:
            raise NotFoundError("object", key)
        return self.kept[key]

    def stream(self, key: str) -> Iterator[bytes]:
        yield self.get(key)

    def size(self, key: str) -> int | None:
        return len(self.kept[key]) if key in self.kept else None

    def remove(self, key: str) -> None:
        self.kept.pop(key, None)


@dataclass
class Announced:
    """Remembers what was announced."""

    told: list[tuple[Notification, str | None]] = field(default_factory=list)

    def announce(self, notification: Notification, topic: str | None) -> None:
        self.told.append((notification, topic))


@cache
def known_models() -> BotocoreModels:
    """Return botocore's models, loaded once for all tests: nothing changes them."""
    return BotocoreModels()


@cache
def standard_framework() -> Framework:
    """Return the shipped framework for generative AI."""
    return load("genai-best-practices", models=None, cache=None)


def application(folder: Path, clock: SetClock | None = None) -> Application:
    """Return an application over new records in `folder`; ids count up."""
    numbers = count(1)
    clock = clock or SetClock()
    lake, records = MemoryLake(), MemoryRecords()
    store = SqlStore(Database(folder / "records.db"))
    return Application(
        account=ACCOUNT,
        region=REGION,
        collected_regions=(REGION,),
        store=store,
        catalogue=Catalogue([standard_framework()]),
        models=known_models(),
        lake=lake,
        objects=MemoryObjects(),
        signer=LocalSigner.open(folder / "signing.pem"),
        authorizer=AllowAll(),
        announcer=Announced(),
        clock=clock,
        new_id=lambda: f"00000000-0000-7000-8000-{next(numbers):012d}",
        quotas=Quotas(),
        wake=lambda: None,
        link_key=b"a key for tests",
        records=records,
        intake=LockedIntake(
            lake=lake,
            records=records,
            clock=clock,
            lock=RLock(),
            leases=Leases(store=store, clock=clock, new_id=lambda: token_hex(8)),
        ),
    )


def context(application: Application, operation: str, *, by: Caller | None = None, page: Page | None = None) -> Context:
    """Return the context of a request for `operation`; tokens are places in clear."""
    return Context(
        application=application,
        caller=by or caller(),
        operation=operation,
        base_url="http://127.0.0.1:8080",
        page=page or Page(None, 100, lambda place: place),
    )


def with_page(asked: Context, after: str | None, limit: int) -> Context:
    """Return the same request for another part of the list."""
    return replace(asked, page=Page(after, limit, lambda place: place))
