"""A server opened: records, lake, files, keys, doors, and the collector beside them.

Order: what can be wrong with the settings is found before anything is opened, and all is open before anybody is let in.
"""

import hmac
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from threading import RLock, Thread
from typing import Final, NamedTuple

from probative.api.asgi import AwsDoorApp
from probative.api.authentication import Authentication
from probative.api.door import ALWAYS_ON, OF_THE_LIBRARY, AwsDoor
from probative.api.operations.table import operations
from probative.api.protocol.model import service
from probative.api.protocol.paging import PageTokens
from probative.api.protocol.route import Router
from probative.api.replies import Replies
from probative.app.application import Application, Catalogue, Quotas
from probative.app.callers import KeyCallers
from probative.app.collector import Collector
from probative.app.intake import LockedIntake
from probative.app.keyring import Keyring
from probative.app.leasing import Leases
from probative.app.provider_sign_in import GroupRights, ProviderSignIn
from probative.app.registering import check_registered
from probative.app.settings import kms_key_of
from probative.authorization.cedar import CedarAuthorizer
from probative.books import Store
from probative.clock import utc_now
from probative.config import ServerSettings, read_settings
from probative.console.app import ConsoleApp
from probative.domain.errors import Finding, InvalidError, StoreError
from probative.domain.ids import AccountId, Region
from probative.keys.local import LocalSigner
from probative.lake.iceberg import IcebergLake
from probative.library import catalogue
from probative.library.loading import load
from probative.native.app import NativeApp
from probative.native.endpoints import endpoints
from probative.native.files import file_routes
from probative.native.health import Health, Metrics
from probative.native.sessions import Sessions
from probative.objects.obstore_files import ObjectFiles, S3Place
from probative.people.passwords import Argon2Passwords
from probative.people.sealing import AesGcmSealer
from probative.ports.lake import Lake
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.records.sql import SqlRecords
from probative.serving.checking import check
from probative.serving.collecting import collector, running
from probative.serving.connecting import RoleConnections, access_of
from probative.serving.describing import deployment_of
from probative.serving.server_key import seal_anew, server_keys
from probative.sources.aws.announcing import SnsAnnouncer
from probative.sources.aws.models import BotocoreModels
from probative.workspace import DataFolder, Shared

_PAGE_TOKENS: Final = b"page tokens"
_LINKS: Final = b"links to files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that is open: what it answers with, and what collects beside it."""

    application: Application
    keyring: Keyring
    app: NativeApp


@contextmanager
def opened(settings: ServerSettings) -> Iterator[Server]:
    """Open everything that a server rests on, start making reports and, where it is to, collecting; close it all again.

    Raises:
        InvalidError: A setting cannot be used; every finding names one.
        WrongStateError: A run of the command line holds the data folder.
        StoreError: The records or the lake cannot be opened.
    """
    models = BotocoreModels()
    check(settings, models)
    with ExitStack() as stack:
        key, older = server_keys(settings, models)
        keyring = Keyring(passwords=Argon2Passwords(), sealer=AesGcmSealer(key, *older), random=secrets.token_bytes)
        database = Database(settings.database_url or _made(settings.data_dir) / "records.db")
        stack.callback(database.close)
        shared = stack.enter_context(_data_folder(settings, database).share())
        woken: list[Collector] = []
        application = _application(settings, key, _Opened(database, shared, models, woken), stack)
        seal_anew(application, keyring)
        collects = collector(settings, application, models, shared.recover)
        if shared.is_alone:
            collects.collecting.leases.forget_all()
        # What the first question to the lake needs takes seconds to load.
        Thread(target=_prepare, args=(shared.lake,), daemon=True, name="loading the lake").start()
        woken.append(collects)
        stack.enter_context(running(collects))
        connections = RoleConnections(access_of(settings, models), models)
        tokens = PageTokens(derived_key(key, _PAGE_TOKENS))
        app = _app(settings, application, keyring, _Wired(tokens, connections))
        yield Server(application=application, keyring=keyring, app=app)


class _Opened(NamedTuple):
    """What an application is put together over."""

    database: Database
    shared: Shared
    models: BotocoreModels
    woken: list[Collector]
    """The collectors to wake; one is there once it runs."""


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        told = f"{folder} cannot be made ({error.strerror or error}): choose another place"
        raise InvalidError(Finding("PROBATIVE_DATA_DIR", told)) from error
    return folder


def _data_folder(settings: ServerSettings, database: Database) -> DataFolder:
    return DataFolder(
        path=settings.data_dir, open_lake=IcebergLake, open_records=lambda _: SqlRecords(database), clock=utc_now
    )


def _prepare(lake: Lake) -> None:
    # What is wrong with the lake is told by whoever asks it next.
    with suppress(StoreError):
        lake.edition()


class _Wired(NamedTuple):
    """What endpoints need beside the application."""

    tokens: PageTokens
    connections: RoleConnections


def _app(settings: ServerSettings, application: Application, keyring: Keyring, wired: _Wired) -> NativeApp:
    public_url = settings.public_url.rstrip("/")
    provider = _provider(settings)
    sessions = Sessions(application=application, keyring=keyring, by_provider=provider, public_url=public_url)
    keys = KeyCallers(application, keyring)
    authentication = Authentication(
        region=application.region,
        clock=application.clock,
        find_key=keys.find,
        key_at_hand=keys.at_hand,
        find_session=sessions.find,
    )
    metrics = Metrics()
    door = AwsDoor(
        application=application,
        router=Router(service().operations.values()),
        operations=operations(),
        authentication=authentication,
        replies=Replies(application),
        tokens=wired.tokens,
        check_registered=check_registered,
        always_on=ALWAYS_ON | OF_THE_LIBRARY if settings.unregistered_library else ALWAYS_ON,
        watch=metrics.watch,
    )
    checks = {"records": application.store.edition, "lake": application.lake.edition}
    return NativeApp(
        application=application,
        authentication=authentication,
        health=Health(checks=checks, metrics=metrics),
        endpoints=endpoints(keyring, wired.tokens, wired.connections, deployment_of(settings)),
        more=(*sessions.routes(), *file_routes(application)),
        door=AwsDoorApp(door, public_url),
        pages=ConsoleApp(),
    )


def _provider(settings: ServerSettings) -> ProviderSignIn | None:
    if not settings.oidc_issuer:
        return None
    from probative.people.oidc import OidcProvider, OidcSettings  # noqa: PLC0415  most servers have no provider

    known = OidcSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        groups_claim=settings.oidc_groups_claim,
    )
    rights = GroupRights.parse(settings.oidc_group_roles, "PROBATIVE_OIDC_GROUP_ROLES")
    return ProviderSignIn(provider=OidcProvider(known, utc_now), rights=rights)


def derived_key(key: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose: whoever learns it learns nothing of the server's key, nor of its others."""
    return hmac.digest(key, purpose, "sha256")


def new_id() -> str:
    """Return a UUID of version 7: ordered by time, the rest by chance. Source: RFC 9562 section 5.7."""
    stamp = time.time_ns() // 1_000_000
    digits = (
        f"{stamp & (1 << 48) - 1:012x}7{secrets.token_hex(2)[1:]}{secrets.choice('89ab')}{secrets.token_hex(8)[1:]}"
    )
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _application(settings: ServerSettings, key: bytes, on: _Opened, stack: ExitStack) -> Application:
    data = settings.data_dir.absolute()
    announcer = SnsAnnouncer(lambda region: on.models.new_session().create_client("sns", region_name=region))
    stack.callback(announcer.close)
    region = Region(settings.region)
    lake, records, store = on.shared.lake, on.shared.records, SqlStore(on.database)
    return Application(
        account=AccountId(settings.account_id),
        region=region,
        collected_regions=tuple(map(Region, settings.collect_regions)) or (region,),
        store=store,
        catalogue=_catalogue(settings, on.models),
        models=on.models,
        lake=lake,
        objects=_objects(settings, data, store),
        signer=LocalSigner.open(data / "keys" / "report-signing.pem"),
        authorizer=CedarAuthorizer.load(Path(settings.policy_dir) if settings.policy_dir else None),
        announcer=announcer,
        has_bus=bool(settings.event_bus),
        clock=utc_now,
        new_id=new_id,
        quotas=quotas_of(settings.quotas),
        wake=lambda: _wake(on.woken),
        link_key=derived_key(key, _LINKS),
        records=records,
        intake=LockedIntake(
            lake=lake,
            records=records,
            clock=utc_now,
            lock=RLock(),
            leases=Leases(store=SqlStore(on.database), clock=utc_now, new_id=new_id),
        ),
    )


def quotas_of(lines: Iterable[str]) -> Quotas:
    """Return the quotas, with those that `lines` (`name=count`) say in place of Audit Manager's.

    Raises:
        InvalidError: A line names no quota, or no count; every finding says which.
    """
    known = {each.name for each in fields(Quotas)}
    said = {name.strip(): count.strip() for name, _, count in (line.partition("=") for line in lines)}
    findings = [
        Finding("PROBATIVE_QUOTAS", f"{name}={count}: write name=count, of {', '.join(sorted(known))}")
        for name, count in said.items()
        if name not in known or not count.isdecimal()
    ]
    if findings:
        raise InvalidError(*findings)
    return Quotas(**{name: int(count) for name, count in said.items()})


def _wake(woken: Iterable[Collector]) -> None:
    for each in woken:
        each.wake()


def _catalogue(settings: ServerSettings, models: BotocoreModels) -> Catalogue:
    cache = read_settings().cache_dir
    refs = (*catalogue.shipped(), *settings.frameworks)
    return Catalogue([load(ref, models=models, cache=cache) for ref in refs])


def _objects(settings: ServerSettings, data: Path, store: Store) -> ObjectFiles:
    if not settings.objects_url:
        return ObjectFiles(data / "objects")
    place = S3Place(region=settings.region, endpoint_url=settings.objects_endpoint_url)
    return ObjectFiles(settings.objects_url, place, partial(kms_key_of, store, AccountId(settings.account_id)))
