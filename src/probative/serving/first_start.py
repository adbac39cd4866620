"""The first start: the service is turned on, and an administrator is made who can let others in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from probative.app.first_administrator import Bootstrap, bootstrap_administrator
from probative.books import Books
from probative.domain.ids import AccountId
from probative.domain.registration import AccountStatus, Registration
from probative.serving.opening import Server


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
