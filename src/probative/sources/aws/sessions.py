"""Credentials and clients: the ordinary AWS chain, a role in each account, one client per account, region, service.

Clients are built when first needed, one at a time: building them is slow and not safe between threads; using
them is. botocore's own retries are off, since the collector paces and retries by itself.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, Credentials, ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, ClientError

from probative.domain.errors import Finding
from probative.domain.ids import AccountId, Region
from probative.ports import Clock
from probative.sources.aws import error_codes, places
from probative.sources.aws.models import BotocoreModels, nearest

SESSION_NAME: Final = "probative"
"""Name of the role session, as CloudTrail shows it."""
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


class _Provider(CredentialProvider):
    """Hands botocore credentials that are held elsewhere."""

    METHOD = "probative"
    CANONICAL_NAME = "Probative"

    def __init__(self, held: HeldCredentials) -> None:
        super().__init__()
        self._held = held

    def load(self) -> HeldCredentials:
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
        self._sessions: dict[AccountId, botocore.session.Session] = {}
        self._clients: dict[tuple[AccountId, str, str], BaseClient] = {}
        self._prepare: list[Callable[[botocore.session.Session], None]] = []

    def prepare(self, step: Callable[[botocore.session.Session], None]) -> None:
        """Have `step` done to every session before its clients are built."""
        self._prepare.append(step)

    def client(self, account: AccountId, region: Region | str, service: str) -> BaseClient:
        """Return the client, built when first asked for."""
        key = (account, str(region), service)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._build(self._session(account), str(region), service, attempts=1)
            return self._clients[key]

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

    def own_region(self) -> Region | None:
        """Return the region that the caller's profile or environment is set to."""
        region = self.models.new_session().get_config_variable("region")
        return Region(str(region)) if region else None

    def own_client(self, service: str, region: str) -> BaseClient:
        """Return a new client with the caller's own credentials and botocore's own retries, for work beside the run."""
        with self._lock:
            return self._build(self._new_session(self._own), region, service, attempts=_STS_ATTEMPTS)

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

    def _session(self, account: AccountId) -> botocore.session.Session:
        if account not in self._sessions:
            self._sessions[account] = self._new_session(self.credentials(account))
        return self._sessions[account]

    def _new_session(self, held: HeldCredentials) -> botocore.session.Session:
        session = self.models.new_session()
        session.register_component("credential_provider", CredentialResolver([_Provider(held)]))
        for step in self._prepare:
            step(session)
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
