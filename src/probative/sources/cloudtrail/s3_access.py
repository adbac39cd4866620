"""How S3 is reached: a value that every reading process can make its own client of."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)

from probative.sources.aws.model_files import new_session

SESSION_NAME: Final = "probative"
"""Name of the role session, as CloudTrail shows it."""
_CONNECT_SECONDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Access:
    """The ordinary AWS credential chain, a role to assume with it if one is named, an endpoint in place of AWS's."""

    region: str = ""
    home: str = "us-east-1"
    """Asked where no region is configured: S3 says from there where a bucket of its partition is."""
    endpoint_url: str = ""
    role_arn: str = ""
    external_id: str = ""
    attempts: int = 8
    """How often a request is tried before it is refused; botocore waits longer each time."""
    timeout: timedelta = timedelta(seconds=60)

    def __call__(self, connections: int) -> BaseClient:
        """Return an S3 client for up to `connections` requests at once."""
        config = self._config(connections)
        if self.endpoint_url:
            # A bucket is no host name where a named endpoint such as localhost answers.
            config = config.merge(Config(s3={"addressing_style": "path"}))
        return _client(self._session(), "s3", self, config=config)

    def queues(self) -> BaseClient:
        """Return an SQS client for one request at once, which may wait for its answer."""
        return _client(self._session(), "sqs", self, config=self._config(1))

    def _session(self) -> botocore.session.Session:
        session = new_session()
        if not self.role_arn:
            return session
        resolver = CredentialResolver([_RoleProvider(session, self)])
        session = new_session()
        session.register_component("credential_provider", resolver)
        return session

    def _config(self, connections: int) -> Config:
        return Config(
            max_pool_connections=connections,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=self.timeout.total_seconds(),
            retries={"mode": "standard", "total_max_attempts": self.attempts},
        )


class _RoleProvider(CredentialProvider):
    """Credentials of a role, fetched when first needed and again before they expire."""

    METHOD = "assume-role"

    def __init__(self, session: botocore.session.Session, access: S3Access) -> None:
        super().__init__()
        self._caller = session
        self._access = access

    def load(self) -> DeferredRefreshableCredentials:
        access = self._access
        names = {"RoleSessionName": SESSION_NAME} | ({"ExternalId": access.external_id} if access.external_id else {})
        fetcher = AssumeRoleCredentialFetcher(
            lambda service, **given: _client(self._caller, service, access, **given),
            self._caller.get_credentials(),
            access.role_arn,
            extra_args=names,
        )
        return DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)


def _client(session: botocore.session.Session, service: str, access: S3Access, **given: Any) -> BaseClient:  # noqa: ANN401  botocore's own
    region = access.region or session.get_config_variable("region") or access.home
    return session.create_client(service, region_name=region, endpoint_url=access.endpoint_url or None, **given)
