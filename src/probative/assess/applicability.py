"""Whether a source applies in an account and region: only where a platform it looks at is in use."""

from collections.abc import Iterable, Mapping
from typing import Final

from probative.domain.assessments import PlatformUse, UseStatus
from probative.domain.ids import GLOBAL, AccountId, PlatformId, Region

_GLOBAL_EVENT_SOURCES: Final = frozenset(
    {
        "iam.amazonaws.com",
        "signin.amazonaws.com",
        "sts.amazonaws.com",
        "organizations.amazonaws.com",
        "sso.amazonaws.com",
    }
)
"""Services that act for the whole account, whatever region their events are recorded in."""


class Applicability:
    """Where platforms are in use; a place without a word on a platform counts as unknown."""

    def __init__(self, uses: Iterable[PlatformUse]) -> None:
        self._status: Mapping[tuple[PlatformId, AccountId, Region], UseStatus] = _by_place(uses)

    def status(self, platforms: tuple[PlatformId, ...], account: AccountId, region: Region) -> UseStatus:
        """Return the most that is known: in use if any of `platforms` is, not in use only if none can be.

        No platform at all counts as in use: the source always applies.
        """
        if not platforms:
            return UseStatus.IN_USE
        found = {self._status.get((platform, account, region), UseStatus.UNKNOWN) for platform in platforms}
        if UseStatus.IN_USE in found:
            return UseStatus.IN_USE
        return UseStatus.UNKNOWN if UseStatus.UNKNOWN in found else UseStatus.NOT_IN_USE


def _by_place(uses: Iterable[PlatformUse]) -> dict[tuple[PlatformId, AccountId, Region], UseStatus]:
    status = {(use.platform_id, use.account, use.region): use.status for use in uses}
    for (platform, account, _), use in list(status.items()):
        whole = (platform, account, GLOBAL)
        status[whole] = _stronger(status.get(whole), use)
    return status


def _stronger(first: UseStatus | None, second: UseStatus) -> UseStatus:
    order = (UseStatus.IN_USE, UseStatus.UNKNOWN, UseStatus.NOT_IN_USE)
    return second if first is None else min(first, second, key=order.index)


def region_of_event(event_source: str, region: Region) -> Region:
    """Return the region whose platforms an event is about: for a service of the whole account, all of them."""
    return GLOBAL if event_source in _GLOBAL_EVENT_SOURCES else region
