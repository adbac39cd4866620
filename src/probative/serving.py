"""The server put together: the one place, beside `bootstrap`, that knows every concrete class.

Order: what can be wrong with the settings is found before anything is opened, and all is open before anybody is let in.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import RLock, Thread
from typing import Final

from probative.api.asgi import AwsDoorApp
from probative.api.authentication import Authentication
from probative.api.door import AwsDoor
from probative.api.operations.table import operations
from probative.api.protocol.model import service
from probative.api.protocol.paging import PageTokens
from probative.api.protocol.route import Router
from probative.api.replies import Replies
from probative.app.application import Application, Catalogue, Quotas
from probative.app.callers import KeyCallers
from probative.app.first_administrator import Bootstrap, bootstrap_administrator
from probative.app.intake import LockedIntake
from probative.app.keyring import Keyring
from probative.app.registering import check_registered
from probative.authorization.cedar import CedarAuthorizer
from probative.books import Books
from probative.clock import utc_now
from probative.config import ServerSettings, read_settings
from probative.domain.errors import Finding, InvalidError
from probative.domain.ids import AccountId, Region
from probative.domain.registration import AccountStatus, Registration
from probative.keys.local import LocalSigner
from probative.lake.iceberg import IcebergLake
from probative.library import catalogue
from probative.library.loading import load
from probative.native import frameworks
from probative.native.app import NativeApp
from probative.native.files import file_routes
from probative.native.health import Health, Metrics
from probative.native.users import UserEndpoints
from probative.objects.obstore_files import ObjectFiles, S3Place
from probative.people.passwords import Argon2Passwords
from probative.people.sealing import AesGcmSealer, open_key_file, parse_key
from probative.records.database import Database
from probative.records.shelves import SqlStore
from probative.records.sql import SqlRecords
from probative.sources.aws.announcing import SnsAnnouncer
from probative.sources.aws.models import BotocoreModels

_ACCOUNT_DIGITS: Final = 12
_PAGE_TOKENS: Final = b"page tokens"
_LINKS: Final = b"links to files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that is open: what it answers with, and what runs beside it."""

    settings: ServerSettings
    application: Application
    keyring: Keyring
    app: NativeApp


@contextmanager
def opened(settings: ServerSettings) -> Iterator[Server]:
    """Open everything that a server rests on, and close it again.

    Raises:
        InvalidError: A setting cannot be used; every finding names one.
        StoreError: The records or the lake cannot be opened.
    """
    _check(settings)
    with ExitStack() as stack:
        key = _server_key(settings)
        keyring = Keyring(passwords=Argon2Passwords(), sealer=AesGcmSealer(key), random=secrets.token_bytes)
        application = _application(settings, key, stack)
        authentication = Authentication(
            region=application.region,
            clock=application.clock,
            find_key=KeyCallers(application, keyring).find,
            find_session=lambda _method, _headers: None,
        )
        metrics = Metrics()
        door = AwsDoor(
            application=application,
            router=Router(service().operations.values()),
            operations=operations(),
            authentication=authentication,
            replies=Replies(application),
            tokens=PageTokens(derived_key(key, _PAGE_TOKENS)),
            check_registered=check_registered,
            watch=metrics.watch,
        )
        # What the first question to the lake needs takes seconds to load.
        Thread(target=application.lake.edition, daemon=True, name="loading the lake").start()
        yield Server(
            settings=settings,
            application=application,
            keyring=keyring,
            app=NativeApp(
                application=application,
                authentication=authentication,
                health=Health(checks={"records": lambda: None}, metrics=metrics),
                endpoints=(*frameworks.ENDPOINTS, *UserEndpoints(keyring).endpoints()),
                more=file_routes(application),
                door=AwsDoorApp(door, settings.public_url.rstrip("/")),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What the first administrator is told, once."""

    url: str
    username: str
    password: str = field(repr=False)
    access_key_id: str
    secret_access_key: str = field(repr=False)
    account_id: str
    region: str


def first_start(server: Server, url: str, deliver: Callable[[Welcome], None], username: str) -> None:
    """Turn the service on and make its first administrator, unless that was done before.

    `deliver` is told before the administrator is kept.
    """
    application = server.application

    def tell(made: Bootstrap) -> None:
        deliver(
            Welcome(
                url=url,
                username=made.username,
                password=made.password,
                access_key_id=made.access_key_id,
                secret_access_key=made.secret_access_key,
                account_id=application.account,
                region=application.region,
            )
        )

    application.store.change(lambda books: turn_on(books, application.account, application.clock()))
    bootstrap_administrator(application, server.keyring, username, tell)


def turn_on(books: Books, account: AccountId, now: datetime) -> None:
    """Register the account if it never was; one that was deregistered stays so."""
    if books.registrations.find(account) is None:
        books.registrations.add(
            Registration(
                id=account,
                status=AccountStatus.ACTIVE,
                kms_key=None,
                admin_account=None,
                organization_id=None,
                updated_at=now,
            )
        )


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


def _check(settings: ServerSettings) -> None:
    findings = []
    if not (settings.account_id.isdigit() and len(settings.account_id) == _ACCOUNT_DIGITS):
        findings.append(Finding("PROBATIVE_ACCOUNT_ID", f"{settings.account_id} is no account id: 12 digits"))
    known = BotocoreModels().regions()
    findings += [
        Finding(name, f"{region} is no AWS region")
        for name, region in (
            ("PROBATIVE_REGION", settings.region),
            *(("PROBATIVE_COLLECT_REGIONS", each) for each in settings.collect_regions),
        )
        if region not in known
    ]
    if settings.database_url and not settings.database_url.startswith(("postgresql://", "postgresql+psycopg://")):
        findings.append(Finding("PROBATIVE_DATABASE_URL", "must begin with postgresql://"))
    if findings:
        raise InvalidError(*findings)


def _server_key(settings: ServerSettings) -> bytes:
    if settings.secret_key:
        return parse_key(settings.secret_key, "PROBATIVE_SECRET_KEY")
    return open_key_file(settings.data_dir / "keys" / "server.key")


def _application(settings: ServerSettings, key: bytes, stack: ExitStack) -> Application:
    data = settings.data_dir.absolute()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url or data / "records.db")
    stack.callback(database.close)
    records = SqlRecords(database)
    lake = IcebergLake(data / "lake")
    stack.callback(lake.close)
    models = BotocoreModels()
    announcer = SnsAnnouncer(lambda region: models.new_session().create_client("sns", region_name=region))
    stack.callback(announcer.close)
    region = Region(settings.region)
    return Application(
        account=AccountId(settings.account_id),
        region=region,
        collected_regions=tuple(map(Region, settings.collect_regions)) or (region,),
        store=SqlStore(database),
        catalogue=_catalogue(settings, models),
        models=models,
        lake=lake,
        objects=_objects(settings, data),
        signer=LocalSigner.open(data / "keys" / "report-signing.pem"),
        authorizer=CedarAuthorizer.load(Path(settings.policy_dir) if settings.policy_dir else None),
        announcer=announcer,
        clock=utc_now,
        new_id=new_id,
        quotas=Quotas(),
        wake=lambda: None,
        link_key=derived_key(key, _LINKS),
        records=records,
        intake=LockedIntake(lake=lake, records=records, clock=utc_now, lock=RLock()),
    )


def _catalogue(settings: ServerSettings, models: BotocoreModels) -> Catalogue:
    cache = read_settings().cache_dir
    refs = (*catalogue.shipped(), *settings.frameworks)
    return Catalogue([load(ref, models=models, cache=cache) for ref in refs])


def _objects(settings: ServerSettings, data: Path) -> ObjectFiles:
    if not settings.objects_url:
        return ObjectFiles(data / "objects")
    return ObjectFiles(
        settings.objects_url, S3Place(region=settings.region, endpoint_url=settings.objects_endpoint_url)
    )
