"""Credentials and clients: the ordinary AWS chain, a role in each account, one client per region and service.

Clients are built when first needed, one at a time: building them is slow and not safe between threads; using
them is. A client takes 0.3 MB, so that it serves all accounts: which one it signs for is said by the thread that
calls. botocore's own retries are off, since the collector paces and retries by itself.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, Credentials, ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, ClientError

from probative.domain.errors import Finding
from probative.domain.ids import AccountId, Region
from probative.ports.ambient import Clock
from probative.sources.aws import error_codes, places
from probative.sources.aws.models import BotocoreModels, nearest

SESSION_NAME: Final = "probative"
"""Name of the role session, as CloudTrail shows it."""
_CLIENTS_KEPT: Final = 256
_STS_ATTEMPTS: Final = 4
_RENEWED_BEFORE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How AWS is reached."""

    role_name: str = ""
    """Role to assume in each account; empty: the caller's own credentials, which reach the caller's account only."""
    external_id: str = ""
    partition: str = "aws"
    endpoint_url: str = ""
    """Asked instead of AWS, for every service."""
    connect_timeout: timedelta = timedelta(seconds=5)
    read_timeout: timedelta = timedelta(seconds=30)
    connections: int = 16
    """Calls under way at once, per client."""

    def role_arn(self, account: AccountId) -> str:
        """Return the ARN of the role in `account`."""
        return f"arn:{self.partition}:iam::{account}:role/{self.role_name}"


class CredentialsError(Exception):
    """There are no credentials to call with; the text says why, without secrets."""


class Keys(NamedTuple):
    """Credentials, and when they expire (None: not known)."""

    access_key: str
    secret_key: str
    token: str | None
    expires_at: datetime | None


class HeldCredentials(Credentials):
    """Credentials fetched when first needed, again before they expire, and again when AWS says that they did.

    A fetch that failed is not tried again: in one run, it would fail for every call.
    """

    def __init__(self, fetch: Callable[[], Keys], clock: Clock) -> None:
        super().__init__("held", "held")
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Keys | None = None
        self._failed: CredentialsError | None = None

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the keys to sign with.

        Raises:
            CredentialsError: There are none.
        """
        with self._lock:
            if self._failed is not None:
                raise self._failed
            if self._keys is None or self._is_due(self._keys):
                self._keys = self._fetched()
            return ReadOnlyCredentials(self._keys.access_key, self._keys.secret_key, self._keys.token)

    def renew(self) -> bool:
        """Fetch again; false: what was fetched is what was held, so that calling with it is no use.

        Raises:
            CredentialsError: There are none.
        """
        with self._lock:
            before, self._keys = self._keys, self._fetched()
            return before != self._keys

    def _is_due(self, keys: Keys) -> bool:
        return keys.expires_at is not None and keys.expires_at - self._clock() < _RENEWED_BEFORE

    def _fetched(self) -> Keys:
        try:
            return self._fetch()
        except CredentialsError as failed:
            self._failed = failed
            raise


class _ActingCredentials(Credentials):
    """The credentials of the account that the calling thread acts for."""

    def __init__(self, find: Callable[[AccountId], HeldCredentials]) -> None:
        super().__init__("held", "held")
        self._find = find
        self._thread = threading.local()

    @contextmanager
    def acting_for(self, account: AccountId) -> Iterator[None]:
        """Have what this thread calls in the block signed for `account`."""
        self._thread.account = account
        try:
            yield
        finally:
            del self._thread.account

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the keys to sign with."""
        return self._find(self._thread.account).get_frozen_credentials()


class _Provider(CredentialProvider):
    """Hands botocore credentials that are held elsewhere."""

    METHOD = "probative"
    CANONICAL_NAME = "Probative"

    def __init__(self, held: Credentials) -> None:
        super().__init__()
        self._held = held

    def load(self) -> Credentials:
        return self._held


class Sessions:
    """Clients for every account and region; safe between threads."""

    def __init__(self, access: Access, models: BotocoreModels, clock: Clock, *, keys: Keys | None = None) -> None:
        self.access = access
        self.models = models
        self._clock = clock
        self._given = keys
        self._lock = threading.RLock()
        self._own = HeldCredentials(self._fetch_own, clock)
        self._held: dict[AccountId, HeldCredentials] = {}
        self._acting = _ActingCredentials(self.credentials)
        self.acting_for = self._acting.acting_for
        self.session = self._new_session(self._acting)
        """The session of all clients: what is registered with it holds for those built afterwards."""
        self._kept_client = lru_cache(maxsize=_CLIENTS_KEPT)(self._build_client)

    def client(self, region: str, service: str) -> BaseClient:
        """Return the client of a service in a region; to be called within `acting_for`."""
        with self._lock:
            return self._kept_client(region, service)

    def credentials(self, account: AccountId) -> HeldCredentials:
        """Return the credentials that reach `account`."""
        with self._lock:
            if account not in self._held:
                fetch = (lambda: self._assume(account)) if self.access.role_name else self._fetch_own
                self._held[account] = HeldCredentials(fetch, self._clock) if self.access.role_name else self._own
            return self._held[account]

    def own_account(self) -> AccountId:
        """Return the account of the caller's own credentials.

        Raises:
            CredentialsError: There are none, or AWS does not accept them.
        """
        try:
            identity = self._ask_sts("get_caller_identity")
        except (BotoCoreError, ClientError) as error:
            raise CredentialsError(told(error)) from error
        return AccountId(str(identity["Account"]))

    def identity(self, account: AccountId, region: Region) -> str:
        """Return the ARN that AWS knows the credentials of `account` by, asked in `region`.

        Raises:
            CredentialsError: There are none, or AWS does not answer or accept them there.
        """
        client: Any = self.client(region, "sts")
        try:
            with self.acting_for(account):
                return str(client.get_caller_identity()["Arn"])
        except (BotoCoreError, ClientError) as error:
            raise CredentialsError(told(error)) from error

    def home(self, service: str = "sts") -> str:
        """Return the region in which global services are asked."""
        return places.home_region(service, self.access.partition)

    # --- checking before a run

    def check_access(self, accounts: Iterable[AccountId]) -> tuple[Finding, ...]:
        """Return why some of `accounts` cannot be reached: no credentials, or a role that cannot be assumed."""
        try:
            own = self.own_account()
        except CredentialsError as error:
            return (Finding("AWS credentials", str(error)),)
        findings = (self._check_account(account, own) for account in accounts)
        return tuple(finding for finding in findings if finding is not None)

    def check_regions(self, regions: Iterable[Region]) -> tuple[Finding, ...]:
        """Return which of `regions` AWS does not have, or has in another partition than the first."""
        known = self.models.regions()
        findings = [
            Finding("--regions", f"{region} is no AWS region{nearest(region, known)}")
            for region in regions
            if region not in known
        ]
        partitions = sorted({self.models.partition_of(region) for region in regions if region in known})
        if len(partitions) > 1:
            findings.append(
                Finding("--regions", f"one run stays in one partition; these lie in {', '.join(partitions)}")
            )
        return tuple(findings)

    def _check_account(self, account: AccountId, own: AccountId) -> Finding | None:
        if not self.access.role_name:
            if account == own:
                return None
            return Finding(
                "--accounts",
                f"{account} is not your own account, {own}: give the role to assume there with --role-name",
            )
        try:
            self.credentials(account).get_frozen_credentials()
        except CredentialsError as error:
            return Finding("--role-name", f"{error} (deploy it with `probative policy`, or mend --external-id)")
        return None

    # --- credentials

    def _fetch_own(self) -> Keys:
        if self._given is not None:
            return self._given
        try:
            found = self.models.new_session().get_credentials()
            frozen = found.get_frozen_credentials() if found is not None else None
        except BotoCoreError as error:
            raise CredentialsError(told(error)) from error
        if frozen is None or not frozen.access_key or not frozen.secret_key:
            raise CredentialsError(
                "no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                "or sign in with `aws sso login`"
            )
        expires_at = self._clock() + timedelta(minutes=10) if frozen.token else None
        return Keys(frozen.access_key, frozen.secret_key, frozen.token, expires_at)

    def _assume(self, account: AccountId) -> Keys:
        arn = self.access.role_arn(account)
        request = {"RoleArn": arn, "RoleSessionName": SESSION_NAME}
        if self.access.external_id:
            request["ExternalId"] = self.access.external_id
        try:
            keys = self._ask_sts("assume_role", **request)["Credentials"]
        except (BotoCoreError, ClientError) as error:
            raise CredentialsError(f"the role {arn} cannot be assumed: {told(error)}") from error
        return Keys(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], keys["Expiration"])

    # --- building

    def _ask_sts(self, method: str, **arguments: str) -> Any:  # noqa: ANN401  botocore's answers are untyped
        with self._lock:
            client = self._build(self._new_session(self._own), self.home(), "sts", attempts=_STS_ATTEMPTS)
        return getattr(client, method)(**arguments)

    def _build_client(self, region: str, service: str) -> BaseClient:
        return self._build(self.session, region, service, attempts=1)

    def _new_session(self, held: Credentials) -> botocore.session.Session:
        session = self.models.new_session()
        session.register_component("credential_provider", CredentialResolver([_Provider(held)]))
        return session

    def _build(self, session: botocore.session.Session, region: str, service: str, *, attempts: int) -> BaseClient:
        access = self.access
        return session.create_client(
            service,
            region_name=region,
            endpoint_url=access.endpoint_url or None,
            config=Config(
                retries={"total_max_attempts": attempts, "mode": "standard"},
                connect_timeout=access.connect_timeout.total_seconds(),
                read_timeout=access.read_timeout.total_seconds(),
                max_pool_connections=access.connections,
                user_agent_extra="probative",
                parameter_validation=False,  # AWS says what it takes; botocore's minimum lengths are not always true
                s3={"addressing_style": "path"} if access.endpoint_url else None,
            ),
        )


def told(error: Exception) -> str:
    """Return an error of botocore for people, without secrets."""
    if isinstance(error, ClientError):
        said = error.response.get("Error", {})
        return error_codes.tell(str(said.get("Code", "")), str(said.get("Message", "")))
    return error_codes.tell(type(error).__name__, str(error))
