"""How a server reaches AWS, and whether it does: accounts are tried as collecting would ask them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from probative.clock import utc_now
from probative.config import ServerSettings
from probative.domain.errors import Finding
from probative.domain.ids import AccountId, Region
from probative.domain.organization import Organization
from probative.ports.asking import Connection, LiveSource
from probative.sources.aws.asking import Patience
from probative.sources.aws.collector import AwsSource, Limits
from probative.sources.aws.models import BotocoreModels
from probative.sources.aws.organization import read_organization
from probative.sources.aws.sessions import Access, CredentialsError, Sessions

_AT_ONCE: Final = 8
_IMPATIENCE: Final = Patience(throttled=timedelta(seconds=5), attempts=2)
"""Somebody waits for the answer."""
_SPELLINGS: Final = {
    "--accounts": "accountId",
    "--role-name": "PROBATIVE_ROLE_NAME",
    "--external-id": "PROBATIVE_EXTERNAL_ID",
}
"""What an option of the command line is called for a server."""


def access_of(settings: ServerSettings, models: BotocoreModels) -> Access:
    """Return how a server of these settings reaches AWS."""
    return Access(
        role_name=settings.role_name,
        external_id=settings.external_id,
        partition=models.partition_of(settings.region),
        endpoint_url=settings.endpoint_url,
    )


@dataclass(frozen=True, slots=True)
class RoleConnections:
    """Tries accounts with the role of the settings."""

    access: Access
    models: BotocoreModels

    def check(self, account: AccountId, regions: Sequence[Region]) -> Connection:
        """Return how `account` is reached in each of `regions`; asks AWS anew each time."""
        # Sessions remember what failed, and it may have been mended since.
        sessions = Sessions(self.access, self.models, utc_now)
        if findings := sessions.check_access([account]):
            return Connection("", tuple(map(_for_a_server, findings)))
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            said = list(threads.map(partial(_ask, sessions, account), regions))
        findings = tuple(each for each in said if isinstance(each, Finding))
        return Connection(next((each for each in said if isinstance(each, str)), ""), findings)

    def organization(self) -> Organization:
        """Return the organization of the server's own account; asks AWS anew each time, for a minute at most."""
        own = replace(self.access, role_name="")
        return read_organization(Sessions(own, self.models, utc_now), utc_now)

    @contextmanager
    def open_live(self) -> Iterator[LiveSource]:
        """Open what asks accounts as collecting does, and gives up after seconds where that would be patient."""
        sessions = Sessions(self.access, self.models, utc_now)
        limits = Limits(patience=_IMPATIENCE)
        with closing(AwsSource(sessions, clock=utc_now, limits=limits)) as live:
            yield live


def _ask(sessions: Sessions, account: AccountId, region: Region) -> str | Finding:
    """Return the ARN that the server acts as in `account`, or why `region` does not answer."""
    try:
        return sessions.identity(account, region)
    except CredentialsError as error:
        return Finding("regions", f"{region}: {error}: enable the region there, or leave it out")


def _for_a_server(finding: Finding) -> Finding:
    path, reason = finding
    for option, setting in _SPELLINGS.items():
        path, reason = path.replace(option, setting), reason.replace(option, setting)
    return Finding(path, reason)
